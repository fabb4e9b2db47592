"""Applicants choose, change and cancel the time of their interview; calendars follow."""

import threading
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from punos import clock
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.interviews import booking
from punos.interviews.models import InterviewSlot
from punos.interviews.offering import starts_between
from punos.work import Work
from tests.interviews.desk import (
    PLACE,
    account_in,
    applicant,
    choose,
    entry_of,
    mails,
    offer,
    opened,
    slots_of,
    soon,
    starts,
)
from tests.support.clients import Client
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Association, Tenants


@pytest.fixture
def staff(client: Client) -> Client:
    """A second browser, of the staff."""
    return Client(client.app)


def begun(tenants: Tenants, staff: Client, **typed: str) -> tuple[Association, str]:
    """An association whose coordinator has offered two times."""
    here = tenants.make()
    slug = here.cycle()
    host = account_in(here, staff)
    assert offer(staff, slug, host, **typed).status_code == 303
    return here, slug


def test_address_of_a_video_meeting_can_be_pressed(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    meeting = "https://video.example.org/a?b=1&c=2"
    here, slug = begun(tenants, staff, place=meeting)
    applicant(here, slug, client)
    choose(client, slots_of(here)[0])
    pressed = 'href="https://video.example.org/a?b=1&amp;c=2"'
    assert pressed in client.get("/application").text
    assert pressed in staff.get(f"/interviews/{slots_of(here)[0].id}").text


def test_free_time_is_taken_by_one_tap_and_both_get_a_calendar_entry(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    enrolment_id = applicant(here, slug, client)
    assert "Choose a time" in client.get("/application").text
    first = slots_of(here)[0]
    assert choose(client, first).status_code == 303
    page = client.get("/application").text
    assert "Your interview is on" in page
    assert PLACE in page
    (told,), (interviewer,) = mails(here, "interview.booked"), mails(here, "interview.staff")
    method, event = entry_of(told)
    assert method == "REQUEST"
    assert starts(event) == datetime.combine(soon(), time(10), ZoneInfo("Europe/Helsinki"))
    assert event["location"] == PLACE
    assert str(event["organizer"]) == "mailto:no-reply@example.org"
    assert str(event["uid"]).startswith(f"interview-{enrolment_id}@")
    assert entry_of(interviewer)[1]["uid"] == event["uid"]
    # A calendar is shared with others: nobody acts as the applicant by it.
    assert "/l/" not in (told.calendar or "")
    assert "/l/" in told.body


def test_changed_time_keeps_its_entry_with_a_higher_number(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    applicant(here, slug, client)
    first, second = slots_of(here)
    choose(client, first)
    choose(client, second)
    before, after = [entry_of(mail) for mail in mails(here, "interview.booked")]
    assert before[1]["uid"] == after[1]["uid"]
    assert after[1]["sequence"] > before[1]["sequence"]
    assert starts(after[1]) - starts(before[1]) == timedelta(minutes=30)
    assert [slot.state for slot in slots_of(here)] == ["open", "booked"]


def test_change_to_another_interviewer_takes_it_from_the_first_ones_calendar(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff, ends="10:30")
    other = account_in(here, staff)
    offer(staff, slug, other, starts="14:00", ends="14:30")
    applicant(here, slug, client)
    first, second = slots_of(here)
    choose(client, first)
    choose(client, second)
    told = [(mail.to_address, *entry_of(mail)) for mail in mails(here, "interview.staff")]
    assert [method for _to, method, _event in told] == ["REQUEST", "REQUEST", "CANCEL"]
    assert told[0][0] == told[2][0] != told[1][0]
    assert told[2][2]["sequence"] > told[0][2]["sequence"]


def test_cancelled_interview_is_free_for_others(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    applicant(here, slug, client)
    choose(client, slots_of(here)[0])
    client.get("/application/interview")
    assert client.post("/application/interview/cancel").status_code == 303
    assert [slot.state for slot in slots_of(here)] == ["open", "open"]
    (told,) = mails(here, "interview.cancelled")
    method, event = entry_of(told)
    assert (method, str(event["status"])) == ("CANCEL", "CANCELLED")
    assert client.post("/application/interview/cancel").status_code == 303
    assert len(mails(here, "interview.cancelled")) == 1


def test_same_button_pressed_twice_writes_once(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    applicant(here, slug, client)
    slot = slots_of(here)[0]
    choose(client, slot)
    assert choose(client, slot).status_code == 303
    assert len(mails(here, "interview.booked")) == 1


def at_once(
    client: Client,
    second: Client,
    slot: InterviewSlot,
    deployment: Deployment,
    patch: pytest.MonkeyPatch,
) -> TestResponse:
    """Two take the same time, the second while the first is in the middle of it: the second's answer."""
    for browser in (client, second):
        browser.get("/application/interview")
    began = pause(patch, booking, "_book", lambda: somebody_waits(deployment))
    sent = {"data": {"slot": str(slot.id)}}
    quicker = threading.Thread(target=client.post, args=["/application/interview"], kwargs=sent)
    quicker.start()
    assert began.wait(10)
    answer = second.post("/application/interview", {"slot": str(slot.id)})
    quicker.join()
    return answer


def test_of_two_who_take_the_same_time_at_once_one_gets_it_and_the_other_is_told(
    tenants: Tenants,
    client: Client,
    staff: Client,
    deployment: Deployment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, slug = begun(tenants, staff)
    second = Client(client.app)
    applicant(here, slug, client)
    applicant(here, slug, second)
    slot = slots_of(here)[0]
    answer = at_once(client, second, slot, deployment, monkeypatch)
    page = second.follow(answer).text
    assert "Somebody else has just chosen this time" in page
    assert str(slot.id) not in page
    assert len(mails(here, "interview.booked")) == 1


def test_control_without_holding_the_row_two_would_get_one_time(
    tenants: Tenants,
    client: Client,
    staff: Client,
    deployment: Deployment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, slug = begun(tenants, staff)
    second = Client(client.app)
    applicant(here, slug, client)
    applicant(here, slug, second)

    def unheld(work: Work, slot_ids: Collection[UUID]) -> dict[UUID, InterviewSlot]:
        query = select(InterviewSlot).where(InterviewSlot.id.in_(slot_ids))
        return {slot.id: slot for slot in work.session.scalars(query)}

    monkeypatch.setattr(booking, "_lock", unheld)
    at_once(client, second, slots_of(here)[0], deployment, monkeypatch)
    assert len(mails(here, "interview.booked")) == 2


def test_time_of_another_role_unit_or_cycle_is_not_there(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here = tenants.make()
    slug, other, unit = here.cycle(), here.cycle(), here.unit("turku")
    host = account_in(here, staff)
    offer(staff, slug, host, role="mentor", ends="10:30")
    offer(staff, slug, host, starts="11:00", ends="11:30", unit=str(unit))
    offer(staff, other, host, starts="12:00", ends="12:30")
    applicant(here, slug, client)
    assert "Choose a time" not in client.get("/application").text
    slots = slots_of(here)
    assert len(slots) == 3
    assert [choose(client, slot).status_code for slot in slots] == [404, 404, 404]
    opened(here, client, here.enrol(slug, "mentee", state="applied", unit_id=unit))
    assert choose(client, slots[1]).status_code == 303


def test_time_that_is_too_near_can_neither_be_chosen_nor_given_up(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    applicant(here, slug, client)
    slot = slots_of(here)[0]
    choose(client, slot)
    near = clock.now().astimezone(ZoneInfo(slot.zone)).replace(tzinfo=None) + timedelta(hours=3)
    with here.work() as work:
        kept = work.session.get_one(InterviewSlot, (here.record.id, slot.id))
        kept.local_start = near
    page = client.get("/application/interview").text
    assert "cannot be changed here any more" in page
    assert client.post("/application/interview/cancel").status_code == 409
    assert choose(client, slots_of(here)[1]).status_code == 409


def test_whoever_is_no_applicant_any_more_chooses_none(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    enrolment_id = here.enrol(slug, "mentee")
    opened(here, client, enrolment_id)
    # A decision is told in a step of its own, not by times that have gone.
    assert "Choose a time" in client.get("/application").text
    with here.work() as work:
        work.session.get_one(Enrolment, (here.record.id, enrolment_id)).told_state = "accepted"
    assert "Choose a time" not in client.get("/application").text
    assert choose(client, slots_of(here)[0]).status_code == 409


@pytest.mark.parametrize(
    ("day", "offset"), [(date(2027, 3, 28), 3), (date(2027, 10, 31), 2), (date(2027, 10, 30), 3)]
)
def test_entry_holds_its_wall_time_on_both_sides_of_summer_time(
    tenants: Tenants, client: Client, staff: Client, day: date, offset: int
) -> None:
    here, slug = begun(tenants, staff, day=f"{day.day}.{day.month}.{day.year}")
    applicant(here, slug, client)
    choose(client, slots_of(here)[0])
    event = entry_of(mails(here, "interview.booked")[0])[1]
    assert starts(event).utcoffset() == timedelta(hours=offset)
    assert starts(event).time() == time(10)


def test_hour_that_summer_time_leaves_out_is_not_offered() -> None:
    found = starts_between(date(2027, 3, 28), time(2), time(5), 30, 0)
    assert [at.hour for at in found] == [2, 2, 4, 4]


def test_mails_speak_the_language_of_each_reader(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    enrolment_id = applicant(here, slug, client)
    with here.work() as work:
        one = work.session.get_one(Enrolment, (here.record.id, enrolment_id))
        one.person.language = "fi"
    choose(client, slots_of(here)[0])
    (told,), (interviewer,) = mails(here, "interview.booked"), mails(here, "interview.staff")
    assert told.language == "fi"
    assert "Helsinki" in told.subject
    assert interviewer.language == "en"
