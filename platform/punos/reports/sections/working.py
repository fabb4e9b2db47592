"""Who did the work: staffing of the time, and how many pairs there were for a full-time worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from punos.extend import ReportSection, ReportTable
from punos.i18n import _staff, format_date, format_number
from punos.programmes.models import Cycle
from punos.reports.staffing import staffing_in
from punos.work import Work

ORDER = 85


def sections(work: Work, cycles: Sequence[Cycle], _audience: str) -> Sequence[ReportSection]:
    """The dated records that touch the time of the cycles."""
    first, last = min(one.starts_on for one in cycles), max(one.ends_on for one in cycles)
    rows = [
        [one.title, format_number(one.full_time), _span(one.from_on, one.until_on)]
        for one in staffing_in(work, cycles[0].programme_id, first, last)
    ]
    if not rows:
        return ()
    headings = [_staff("Work"), _staff("Full-time workers"), _staff("Time")]
    table = ReportTable(_staff("Staff of the programme"), headings, rows)
    return (ReportSection("staffing", _staff("Staffing"), tables=[table], order=ORDER),)


def _span(first: date, last: date | None) -> str:
    return f"{format_date(first)} – {format_date(last) if last else ''}".strip()
