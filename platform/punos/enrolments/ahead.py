"""What lies ahead of an applicant: the parts of the cycle's plan that are not over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from punos import clock
from punos.i18n import Message, _, format_date
from punos.programmes.models import Cycle
from punos.programmes.service import phases_of
from punos.texts import Text, pick
from punos.work import Work


@dataclass(frozen=True)
class Stretch:
    """One part of the plan, and when it is, in words."""

    name: Text
    days: Message


def ahead(work: Work, cycle: Cycle) -> Iterator[Stretch]:
    """What goes on now and what comes, in the order of the plan."""
    today = clock.today()
    for phase in phases_of(work, cycle):
        first = phase.actual_from or phase.planned_from
        last = phase.actual_until or phase.planned_until
        if last < today:
            continue
        if first <= today:
            days = _("Now, until %(day)s", day=format_date(last))
        else:
            days = _("%(first)s to %(last)s", first=format_date(first), last=format_date(last))
        yield Stretch(pick(phase.names, work.language), days)
