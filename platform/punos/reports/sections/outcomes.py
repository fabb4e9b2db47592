"""Outcomes: Womento's thirds, the indicators of ESF+, and what is known of earlier years."""

from __future__ import annotations

from collections.abc import Sequence

from punos.extend import ReportSection, ReportTable
from punos.i18n import _staff
from punos.metrics.esf import GENDERS, EsfLine, esf_of
from punos.metrics.thirds import thirds_of
from punos.outcomes.aggregates import aggregates_of
from punos.outcomes.codes import BY_CODE
from punos.outcomes.thirds import LINES
from punos.programmes.models import Cycle
from punos.reports.bases import BASES
from punos.work import Work

ORDER = 50
MOMENTS = ("exit", "months_6", "months_12")


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
    moments = {
        "exit": _staff("At the end"),
        "months_6": _staff("6 months later"),
        "months_12": _staff("12 months later"),
    }
    rows = []
    for moment, label in moments.items():
        found = [thirds_of(work, cycle, moment) for cycle in cycles]
        if sum(one.known for one in found):
            sums = [sum(one.lines[line] for one in found) for line in LINES]
            rows.append([label, *sums, sum(sums)])
    if not rows:
        return None
    headings = [_staff("When"), *(str(label) for label in LINES.values()), _staff("Took part")]
    note = _staff(
        "Everybody who took part stands in one column, by the best that is known of them."
    )
    return ReportTable(
        _staff("What became of people"), headings, rows, note, personal=True, total=True
    )


def _esf(work: Work, cycles: Sequence[Cycle]) -> ReportTable | None:
    joined = [_joined(lines) for lines in zip(*(esf_of(work, one) for one in cycles), strict=True)]
    rows = [
        [one.code, str(one.label), *(one.by_gender[key] for key in GENDERS), one.total]
        for one in joined
        if one.total is not None
    ]
    if not rows:
        return None
    headings = [
        _staff("Code"),
        _staff("Indicator"),
        *(str(label) for label in GENDERS.values()),
        _staff("Total"),
    ]
    title = _staff("Indicators of the European Social Fund Plus")
    return ReportTable(title, headings, rows, personal=True, total=True)


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
            one.people,
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
