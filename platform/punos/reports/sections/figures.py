"""The figures of the cycles, as plugins give them to each cycle's page, put into a report's sections.

Of several cycles counts are added and shares are of all their people; a median is told of each cycle by
itself, since it cannot be added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from punos.extend import Metric, ReportFigure, ReportSection
from punos.i18n import _staff
from punos.programmes.models import Cycle
from punos.reports.protecting import LEAST, is_recognisable
from punos.texts import pick
from punos.work import Work

PERSONAL = ("outcomes.read", "surveys.manage")
"""Figures that may be seen under these permissions alone tell of people."""
ADDED = ("count", "share")
SAME = {"N11": "exit", "N12": "exit", "N13": "exit"}
"""Figures of the same people: what one hides another would give away."""
COMPLETED, EARLY = "N06", "N06.early"
_PLACES = {
    "people": (10, ("N01", "N02", "N03", "N04", "N05", "G01")),
    "meetings": (30, ("N07", "N08", "N09", "N10")),
    "surveys": (40, ("N15", "N16", "N20")),
    "outcomes": (50, ("N06", "N11", "N12", "N13", "N14", "N17")),
}


def titles() -> dict[str, Any]:
    """The sections' titles, in the language in use."""
    return {
        "people": _staff("People"),
        "meetings": _staff("Meetings"),
        "surveys": _staff("Surveys"),
        "outcomes": _staff("Outcomes"),
    }


def sections(work: Work, cycles: Sequence[Cycle], _audience: str) -> Sequence[ReportSection]:
    """A section for each kind of figure of which there is one."""
    of_cycles = [
        (cycle, work.hooks.collect_drawn("metrics", _in_words, cycle=cycle)) for cycle in cycles
    ]
    by_name: dict[str, list[tuple[Cycle, Metric]]] = {}
    for cycle, metrics in of_cycles:
        for metric in metrics:
            by_name.setdefault(metric.name, []).append((cycle, metric))
    placed: dict[str, list[ReportFigure]] = {}
    for name, found in by_name.items():
        placed.setdefault(_place(name), []).extend(_joined(work, found))
    placed = {place: _with_early(found) for place, found in placed.items()}
    named = titles()
    return [
        ReportSection(name, named[name], placed[name], order=order)
        for name, (order, _names) in _PLACES.items()
        if name in placed
    ]


def _in_words(_plugin: str, metric: Metric) -> Metric:
    """With its texts as they are read now, so that a plugin's faulty one leaves out its figure alone."""
    label, note, missing = str(metric.label), str(metric.note), str(metric.missing)
    return replace(metric, label=label, note=note, missing=missing)


def _with_early(figures: Sequence[ReportFigure]) -> list[ReportFigure]:
    """Beside the completion, which is exact, the wider one counts those who left for work or studies."""
    completed = next((one.part or 0 for one in figures if one.code == COMPLETED), None)
    if completed is None:
        return list(figures)
    return [
        replace(one, personal=True, gives_away=(one.part or 0) - completed < LEAST)
        if one.code == EARLY
        else one
        for one in figures
    ]


def _place(name: str) -> str:
    code = name.partition(".")[0]
    return next((place for place, (_order, codes) in _PLACES.items() if code in codes), "meetings")


def _joined(work: Work, found: Sequence[tuple[Cycle, Metric]]) -> list[ReportFigure]:
    metrics = [metric for _cycle, metric in found]
    if len(found) == 1:
        return [_figure(metrics[0])]
    if metrics[0].unit not in ADDED:
        return [
            _figure(metric, f"{metric.label}: {pick(cycle.names, work.language).value}")
            for cycle, metric in found
        ]
    return [_added(metrics)]


def _figure(metric: Metric, label: str = "") -> ReportFigure:
    return ReportFigure(
        code=metric.name,
        label=label or metric.label,
        value=metric.value,
        unit=metric.unit,
        part=metric.part,
        whole=metric.whole,
        note=metric.note,
        basis=metric.basis,
        response=metric.response,
        version=metric.version,
        missing=metric.missing,
        personal=metric.permission in PERSONAL,
        same=SAME.get(metric.name, ""),
    )


def _added(metrics: Sequence[Metric]) -> ReportFigure:
    """One figure over several cycles; of those in which it is known."""
    known = [one for one in metrics if one.value is not None]
    first = _figure(known[0] if known else metrics[0])
    if len(known) < 2:
        return first
    answered = [one.response for one in known if one.response]
    response = (sum(a for a, _b in answered), sum(b for _a, b in answered)) if answered else None
    part, whole = (
        sum(getattr(one, name) or 0 for one in known) if first.unit == "share" else None
        for name in ("part", "whole")
    )
    value = sum(one.value or 0 for one in known)
    if part is not None and whole:
        value = part / whole
    hidden = [one for one in known if is_recognisable(_figure(one))]
    bases = {one.basis for one in known}
    basis = next((one for one in ("estimate", "sample") if one in bases), "collected")
    return ReportFigure(
        code=first.code,
        label=first.label,
        value=value,
        unit=first.unit,
        part=part,
        whole=whole,
        note=first.note,
        basis=basis,
        response=response,
        version=max(one.version for one in known),
        personal=first.personal,
        same=first.same,
        gives_away=bool(hidden) and _are_few(first, hidden),
    )


def _are_few(figure: ReportFigure, hidden: Sequence[Metric]) -> bool:
    """Whether the cycles that hide it are too few together: each may be told by itself elsewhere."""
    value, part, whole = (
        sum(getattr(one, name) or 0 for one in hidden) for name in ("value", "part", "whole")
    )
    return is_recognisable(replace(figure, value=value, part=part, whole=whole))
