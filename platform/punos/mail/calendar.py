"""An entry for a reader's calendar: iCalendar (RFC 5545), sent by iTIP and iMIP (RFC 5546, 6047).

The same event keeps its `uid`; each change of it needs a higher `revision`, or calendars pass it over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from punos import clock
from punos.clock import DEFAULT_ZONE

REQUEST, CANCEL = "REQUEST", "CANCEL"
REFRESH_HOURS = 4


@dataclass(frozen=True)
class Entry:
    """One event for one reader.

    `uid` is the event's own, the same in everybody's calendar and through every change (an id and what it
    is of: "interview-<uuid>"); `local_start` is wall time in `zone`. Texts are in the reader's
    language, and hold no personal link: calendars are shared.
    """

    uid: str
    revision: int
    title: str
    local_start: datetime
    minutes: int
    to_address: str = ""
    to_name: str = ""
    zone: str = DEFAULT_ZONE
    place: str | None = None
    text: str = ""
    cancelled: bool = False


def calendar_text(entry: Entry, host: str) -> str:
    """The entry as `punos.mail.service.queue` takes it; `host` is the association's.

    Who sends it is its organiser and is written in as the mail goes out (`from_sender`).
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Punos//Punos//EN")
    calendar.add("version", "2.0")
    calendar.add("method", CANCEL if entry.cancelled else REQUEST)
    calendar.add_component(_event(entry, host))
    # The rules of summer time go along: the reader's calendar may live in another zone.
    calendar.add_missing_timezones(
        first_date=entry.local_start.date() - timedelta(days=366),
        last_date=entry.local_start.date() + timedelta(days=366),
    )
    return str(calendar.to_ical().decode("utf-8"))


def feed_text(entries: Sequence[Entry], name: str, host: str) -> str:
    """A whole calendar for programs that ask for it again and again (RFC 7986), called `name`."""
    calendar = Calendar()
    calendar.add("prodid", "-//Punos//Punos//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=REFRESH_HOURS))
    calendar.add("x-published-ttl", f"PT{REFRESH_HOURS}H")
    for entry in entries:
        calendar.add_component(_event(entry, host))
    if entries:
        days = [entry.local_start.date() for entry in entries]
        calendar.add_missing_timezones(
            first_date=min(days) - timedelta(days=366), last_date=max(days) + timedelta(days=366)
        )
    return str(calendar.to_ical().decode("utf-8"))


def from_sender(text: str, name: str, address: str) -> tuple[str, str]:
    """The entry with the mail's sender as its organiser, and its method: REQUEST or CANCEL."""
    calendar = Calendar.from_ical(text)
    for event in calendar.walk("VEVENT"):
        organiser = vCalAddress(f"mailto:{address}")
        organiser.params["CN"] = _plain(name)
        event["organizer"] = organiser
    return str(calendar.to_ical().decode("utf-8")), str(calendar["method"])


def _event(entry: Entry, host: str) -> Event:
    start = entry.local_start.replace(tzinfo=ZoneInfo(entry.zone))
    event = Event()
    event.add("uid", f"{entry.uid}@{host.partition(':')[0]}")
    event.add("sequence", entry.revision)
    event.add("dtstamp", clock.now())
    event.add("dtstart", start)
    event.add("duration", timedelta(minutes=entry.minutes))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.place:
        event.add("location", entry.place)
    if entry.text:
        event.add("description", entry.text)
    if entry.to_address:
        event.add("attendee", _attendee(entry), encode=False)
    return event


def _attendee(entry: Entry) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{entry.to_address}")
    if entry.to_name:
        attendee.params["CN"] = _plain(entry.to_name)
    # Both have agreed already, and an answer by calendar would reach nobody.
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _plain(name: str) -> str:
    return " ".join(name.replace('"', "").split())
