"""What was heard: talks, adjustments, and quotes that their authors have released."""

from __future__ import annotations

from collections.abc import Sequence

from punos.extend import ReportFigure, ReportSection, ReportTable
from punos.feedback.api import adjustments_of, interviews_of, released_quotes
from punos.i18n import _staff, format_date
from punos.programmes.models import Cycle
from punos.work import Work

QUOTES, ADJUSTMENTS = 60, 70


def sections(work: Work, cycles: Sequence[Cycle], _audience: str) -> Sequence[ReportSection]:
    """Nothing of what there is not."""
    return [one for one in (_quotes(work, cycles), _changed(work, cycles)) if one]


def _quotes(work: Work, cycles: Sequence[Cycle]) -> ReportSection | None:
    quotes = [str(one.id) for cycle in cycles for one in released_quotes(work, cycle)]
    if not quotes:
        return None
    return ReportSection("quotes", _staff("In their own words"), quotes=quotes, order=QUOTES)


def _changed(work: Work, cycles: Sequence[Cycle]) -> ReportSection | None:
    found = {one.id: one for cycle in cycles for one in adjustments_of(work, cycle)}
    rows = [
        [
            format_date(one.heard_on),
            one.heard,
            one.changed or "",
            format_date(one.changed_on) if one.changed_on else "",
        ]
        for one in found.values()
    ]
    held = [counts for cycle in cycles for counts in interviews_of(work, cycle).values()]
    figures = (
        [
            ReportFigure(
                "interviews",
                _staff("Interviews about how it went"),
                sum(done for done, _planned in held),
                note=_staff("Talks by a guide that were held, of those planned."),
            )
        ]
        if held
        else []
    )
    if not rows and not figures:
        return None
    headings = [
        _staff("Heard on"),
        _staff("What was heard"),
        _staff("What was changed"),
        _staff("Changed on"),
    ]
    tables = [ReportTable(_staff("What was heard and changed"), headings, rows)] if rows else []
    return ReportSection(
        "adjustments", _staff("What was learnt"), figures, tables, order=ADJUSTMENTS
    )
