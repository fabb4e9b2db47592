"""Outcomes: Womento's thirds, the indicators of ESF+, and what is known of earlier years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from punos.extend import ReportSection, ReportTable
from punos.i18n import _staff
from punos.metrics.esf import GENDERS, EsfLine, esf_of
from punos.metrics.thirds import Thirds, thirds_of
from punos.outcomes.aggregates import aggregates_of
from punos.outcomes.codes import BY_CODE
from punos.outcomes.thirds import LINES, NOT_KNOWN
from punos.programmes.models import Cycle
from punos.reports.bases import BASES
from punos.reports.protecting import told_of_whole
from punos.work import Work

ORDER = 50
EXCLUDING = (
    ("unemployed", "inactive", "employed"),
    ("under_18", "from_18_to_29", "over_54"),
    ("isced_0_2", "isced_3_4", "isced_5_8"),
)
"""Indicators of which each person belongs to one at the most."""
SAME_AS = {"employment": "N12", "employment_6_months": "N14"}
"""Indicators that count those whom a figure counts."""


def sections(work: Work, cycles: Sequence[Cycle], _audience: str) -> Sequence[ReportSection]:
    """Nothing of a kind of which nothing is known."""
    tables = [_thirds(work, cycles), _esf(work, cycles), _earlier(work, cycles)]
    return (
        ReportSection(
            "outcomes", _staff("Outcomes"), tables=[one for one in tables if one], order=ORDER
        ),
    )


def _thirds(work: Work, cycles: Sequence[Cycle]) -> ReportTable | None:
    """A row for each moment of which something is known, its last number everybody who started."""
    labels = {
        "exit": _staff("At the end"),
        "months_6": _staff("6 months later"),
        "months_12": _staff("12 months later"),
    }
    found = {one: [thirds_of(work, cycle, one) for cycle in cycles] for one in labels}
    moments = [one for one, thirds in found.items() if sum(of.known for of in thirds)]
    if not moments:
        return None
    table = ReportTable(
        _staff("What became of people"),
        [_staff("When"), *(str(label) for label in LINES.values()), _staff("Took part")],
        [_third_row(labels[one], found[one]) for one in moments],
        _staff("Everybody who took part stands in one column, by the best that is known of them."),
        personal=True,
        total=True,
        # Of how many it is known is told beside the figures anyway.
        open=(1 + list(LINES).index(NOT_KNOWN),),
    )
    return _with_parts(
        table,
        [
            [_third_row(labels[one], [found[one][at]]) for one in moments]
            for at in range(len(cycles))
        ],
    )


def _third_row(label: str, thirds: Sequence[Thirds]) -> list[Any]:
    sums = [sum(one.lines[line] for one in thirds) for line in LINES]
    return [label, *sums, sum(sums)]


def _with_parts(table: ReportTable, parts: Sequence[Sequence[Sequence[Any]]]) -> ReportTable:
    """The table of several cycles with those of each, which another report may tell."""
    if len(parts) < 2:
        return table
    return replace(table, apart=[replace(table, rows=rows) for rows in parts])


def _esf(work: Work, cycles: Sequence[Cycle]) -> ReportTable | None:
    of_cycles = [esf_of(work, one) for one in cycles]
    joined = [_joined(lines) for lines in zip(*of_cycles, strict=True)]
    told = [at for at, one in enumerate(joined) if one.total is not None]
    if not told:
        return None
    headings = [
        _staff("Code"),
        _staff("Indicator"),
        *(str(label) for label in GENDERS.values()),
        _staff("Total"),
    ]
    row_of = {joined[at].name: row for row, at in enumerate(told)}
    table = ReportTable(
        _staff("Indicators of the European Social Fund Plus"),
        headings,
        [_esf_row(joined[at]) for at in told],
        personal=True,
        total=True,
        excluding=[[row_of[name] for name in names if name in row_of] for names in EXCLUDING],
        same_as={row_of[name]: code for name, code in SAME_AS.items() if name in row_of},
    )
    return _with_parts(table, [[_esf_row(lines[at]) for at in told] for lines in of_cycles])


def _esf_row(line: EsfLine) -> list[Any]:
    """What nobody was asked in a cycle is no number there."""
    numbers = [*(line.by_gender[key] for key in GENDERS), line.total]
    asked = line.total is not None
    return [line.code, str(line.label), *(one if asked else None for one in numbers)]


def _joined(lines: Sequence[EsfLine]) -> EsfLine:
    """One line over several cycles; asked of nobody in none of them stays so."""
    first = lines[0]
    totals = [one.total for one in lines if one.total is not None]
    return EsfLine(
        first.code,
        first.name,
        first.kind,
        first.label,
        {key: sum(one.by_gender[key] for one in lines) for key in first.by_gender},
        sum(totals) if totals else None,
        sum(one.known for one in lines),
    )


def _earlier(work: Work, cycles: Sequence[Cycle]) -> ReportTable | None:
    rows = [
        [
            str(one.year),
            str(LINES[one.measure] if one.measure in LINES else BY_CODE[one.measure].label),
            told_of_whole(one.people, one.of_people),
            one.of_people,
            str(BASES[one.basis]),
        ]
        for one in aggregates_of(work, cycles[0].programme_id)
    ]
    headings = [
        _staff("Year"),
        _staff("What"),
        _staff("People"),
        _staff("Of how many"),
        _staff("Basis"),
    ]
    note = _staff("Entered as sums: of these years nobody is recorded one by one.")
    return (
        ReportTable(_staff("Earlier years"), headings, rows, note, personal=True) if rows else None
    )
