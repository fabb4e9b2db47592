"""A coordinator who interviews, and applicants with their links."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast
from uuid import UUID

from icalendar import Calendar
from sqlalchemy import select

from punos import clock
from punos.accounts.links import issue
from punos.accounts.models import Account
from punos.enrolments.models import Enrolment
from punos.interviews.models import InterviewSlot
from punos.mail.message import compose
from punos.mail.models import Mail
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Association

PLACE = "Linnankatu 3, Turku"


def soon(days: int = 5) -> date:
    """A day that lies ahead."""
    return clock.today() + timedelta(days=days)


def as_typed(day: date) -> str:
    """A day as one types it."""
    return f"{day.day}.{day.month}.{day.year}"


def offer(staff: Client, slug: str, host: UUID, **typed: Any) -> Any:
    """Offer times by the page: two of half an hour unless said otherwise."""
    path = f"/cycles/{slug}/interviews/offer"
    staff.get(path)
    usual = {
        "host": str(host),
        "role": "",
        "day": as_typed(soon()),
        "starts": "10:00",
        "ends": "11:00",
        "minutes": "30",
        "pause": "0",
        "place": PLACE,
    }
    return staff.post(path, {**usual, **typed})


def slots_of(here: Association) -> list[InterviewSlot]:
    """Every time, the earliest first."""
    with here.work() as work:
        query = select(InterviewSlot).order_by(InterviewSlot.local_start, InterviewSlot.id)
        return list(work.session.scalars(query))


def applicant(here: Association, slug: str, client: Client, **more: Any) -> UUID:
    """Somebody who has applied, and whose browser has opened the link of their application."""
    enrolment_id = here.enrol(slug, "mentee", state="applied", **more)
    opened(here, client, enrolment_id)
    return enrolment_id


def opened(here: Association, client: Client, enrolment_id: UUID) -> None:
    """Let this browser open the link of an application."""
    with here.work() as work:
        person_id = work.session.scalars(
            select(Enrolment.person_id).where(Enrolment.id == enrolment_id)
        ).one()
        link = issue(work, "application", "enrolment", enrolment_id, person_id=person_id)
    page = client.at(here.host).follow(client.get(link))
    assert page.status_code == 200, page.text


def choose(client: Client, slot: InterviewSlot) -> Any:
    """Take a time, as its button does."""
    client.get("/application/interview")
    return client.post("/application/interview", {"slot": str(slot.id)})


def mails(here: Association, kind: str) -> list[Mail]:
    """Mails of a kind, the oldest first."""
    with here.work() as work:
        query = select(Mail).where(Mail.kind == kind).order_by(Mail.created_at, Mail.id)
        return list(work.session.scalars(query))


def entry_of(mail: Mail) -> tuple[str, Any]:
    """The method and the event of the calendar entry in a mail as it goes over the wire."""
    sent = bytes(compose(mail, "Association", "no-reply@example.org"))
    message = cast("EmailMessage", message_from_bytes(sent, policy=default))
    part = next(one for one in message.walk() if one.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == str(calendar["method"])
    return str(calendar["method"]), calendar.walk("VEVENT")[0]


def starts(event: Any) -> datetime:
    """The moment at which an event begins."""
    found: datetime = event["dtstart"].dt
    return found


def account_in(here: Association, client: Client, **account: Any) -> UUID:
    """Sign this browser in with a new coordinator's account; the account's id."""
    role = account.pop("role", "coordinator")
    email = here.account(role, **account)
    answer = client.at(here.host).sign_in(email, PASSWORD)
    client.follow(answer)
    assert answer.status_code == 303, answer.text
    with here.work() as work:
        return work.session.scalars(select(Account.id).where(Account.email == email)).one()
