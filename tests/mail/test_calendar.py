"""A mail can carry an entry for its reader's calendar: an invitation that mail programs understand."""

from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from punos import clock
from punos.mail.calendar import Entry, calendar_text
from punos.mail.message import compose
from punos.mail.models import Mail

ENTRY: dict[str, Any] = {
    "uid": "meeting-1",
    "revision": 2,
    "title": "Haastattelu: Åsa, Ömer; \n muut",
    "local_start": datetime.fromisoformat("2026-10-24T10:00"),
    "minutes": 45,
    "to_address": "aino@example.org",
    "to_name": 'Aino "X"\nBCC: y',
    "place": "Linnankatu 3, Turku",
    "text": "Tervetuloa!\nHerzlich",
}


def sent(**changes: Any) -> tuple[Any, bytes]:
    """The message over the wire with such an entry, and the entry as it stands in it."""
    mail = Mail(
        to_address="aino@example.org",
        subject="Kutsu",
        body="Hei!",
        language="fi",
        message_id="<1@example.org>",
        created_at=clock.now(),
        calendar=calendar_text(Entry(**{**ENTRY, **changes}), "iwwof.localhost:8000"),
    )
    wire = bytes(compose(mail, 'IWWOF "ry"', "no-reply@example.org"))
    message = message_from_bytes(wire, policy=default)
    part = next(one for one in message.walk() if one.get_content_type() == "text/calendar")
    entry = part.get_payload(decode=True)
    assert isinstance(entry, bytes)
    return message, entry


def test_entry_stands_beside_the_text_with_its_method() -> None:
    message, entry = sent()
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/calendar"]
    assert message["Content-Language"] == "fi"
    calendar = Calendar.from_ical(entry)
    assert str(calendar["method"]) == "REQUEST"
    event = calendar.walk("VEVENT")[0]
    assert event["uid"] == "meeting-1@iwwof.localhost"
    assert event["sequence"] == 2
    assert str(event["summary"]) == ENTRY["title"]
    assert str(event["attendee"]) == "mailto:aino@example.org"
    assert str(event["organizer"]) == "mailto:no-reply@example.org"


def test_lines_of_an_entry_end_and_fold_as_calendars_want_them() -> None:
    _message, entry = sent(text="pitkä " * 60)
    assert b"\n" not in entry.replace(b"\r\n", b"")
    assert max(len(line) for line in entry.split(b"\r\n")) <= 75
    # A name with a line break begins no line of its own.
    assert b"\r\nBCC" not in entry


def test_cancelled_entry_is_the_same_one_taken_back() -> None:
    _message, entry = sent(cancelled=True, revision=3)
    calendar = Calendar.from_ical(entry)
    assert str(calendar["method"]) == "CANCEL"
    event = calendar.walk("VEVENT")[0]
    assert (str(event["status"]), event["uid"]) == ("CANCELLED", "meeting-1@iwwof.localhost")


@pytest.mark.parametrize(("day", "hours"), [(24, 3), (25, 2), (26, 2)])
def test_entry_brings_the_rules_of_summer_time_along(day: int, hours: int) -> None:
    _message, entry = sent(local_start=datetime.fromisoformat(f"2026-10-{day}T10:00"))
    calendar = Calendar.from_ical(entry)
    zone = calendar.walk("VTIMEZONE")[0].to_tz()
    start = calendar.walk("VEVENT")[0]["dtstart"].dt
    assert start.replace(tzinfo=zone).utcoffset() == timedelta(hours=hours)
    assert start.utcoffset() == start.replace(tzinfo=ZoneInfo("Europe/Helsinki")).utcoffset()
