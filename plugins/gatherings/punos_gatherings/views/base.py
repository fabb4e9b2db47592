"""The section that all pages belong to, and what they share."""

from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import url_for

from punos.plugin import (
    Absent,
    Cycle,
    Meeting,
    Pages,
    Refused,
    Work,
    cycle_by_slug,
    format_date,
    format_time,
    may_enter,
    pick,
)
from punos_gatherings.model import GATHERINGS
from punos_gatherings.models import Occasion
from punos_gatherings.occasions import begins, ends
from punos_gatherings.texts import _, _staff

pages = Pages("gatherings", "punos_gatherings", url_prefix="/gatherings")

Crumb = tuple[Any, str | None]


def cycle_of_gatherings(work: Work, slug: str) -> Cycle:
    """The cycle of this short name, if it is one of gatherings. Raises Absent."""
    cycle = cycle_by_slug(work, slug)
    if cycle.programme.model != GATHERINGS.name:
        raise Absent
    return cycle


def crumbs(work: Work, cycle: Cycle, *more: Crumb) -> list[Crumb]:
    """Where a page of staff about this cycle stands; the last of `more` is the page itself."""
    return [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
        *more,
    ]


def span(meeting: Meeting) -> str:
    """When a meeting is, on its own wall clock: the day, its beginning and its end."""
    return f"{format_date(meeting.local_start, length='full')}, {hours(meeting)}"


def hours(meeting: Meeting) -> str:
    """From when until when a meeting lasts, on its own wall clock."""
    zone = ZoneInfo(meeting.zone)
    first, last = begins(meeting).astimezone(zone), ends(meeting).astimezone(zone)
    until = format_time(last, meeting.zone)
    if first.date() != last.date():
        until = f"{format_date(last)} {until}"
    return f"{format_time(first, meeting.zone)}–{until}"


def new_token() -> UUID:
    """What tells two sendings of one form from two people: random, so that nobody can guess it."""
    return uuid4()


def id_of(value: str) -> UUID:
    """An id as a form sends it. Raises Absent."""
    try:
        return UUID(value)
    except ValueError as error:
        raise Absent from error


def must_let_in(work: Work) -> None:
    """Raises Refused when too many have come in from this network without an account; counts the try.

    Ask before anybody is held: the count is a transaction of its own.
    """
    if not may_enter(work):
        raise Refused(
            _("Many have signed up from here just now. Please try again in a quarter of an hour.")
        )


def title_of(work: Work, occasion: Occasion, meeting: Meeting) -> Any:
    """What a meeting is called: its own name, else its day."""
    name = pick(occasion.names, work.language)
    return name or format_date(meeting.local_start, length="full")
