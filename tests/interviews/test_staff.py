"""Staff offer times, take them back, come along, say how it went, and fill in their score sheets."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from punos import clock
from punos.accounts.models import Account
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.interviews.api import scores_of, times_of
from punos.interviews.due import forget_due, free_due, remind_due
from punos.interviews.models import InterviewGuest, InterviewScore, InterviewSlot
from tests.interviews.desk import (
    account_in,
    applicant,
    as_typed,
    choose,
    entry_of,
    mails,
    offer,
    slots_of,
    soon,
)
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

SHEET = {"mark_motivation": "5", "mark_time": "4", "mark_goals": "3", "recommends": "accept"}


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


def started(here: Association, slot: InterviewSlot, hours: float = 1) -> None:
    """Let a time have begun so many hours ago."""
    then = clock.now().astimezone(ZoneInfo(slot.zone)).replace(tzinfo=None) - timedelta(hours=hours)
    with here.work() as work:
        kept = work.session.get_one(InterviewSlot, (here.record.id, slot.id))
        kept.local_start = then
        if kept.booked_at is not None:
            kept.booked_at -= timedelta(days=2)


def post(staff: Client, slot: InterviewSlot, button: str, **data: str) -> Any:
    """Press a button of the page of a time."""
    staff.get(f"/interviews/{slot.id}")
    return staff.post(f"/interviews/{slot.id}/{button}", data)


def test_day_is_cut_into_times_with_breaks_and_sent_twice_offers_once(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here = tenants.make()
    slug = here.cycle()
    host = account_in(here, staff)
    for _time in range(2):
        offer(staff, slug, host, starts="9:00", ends="11:00", minutes="30", pause="15")
    found = [slot.local_start.strftime("%H:%M") for slot in slots_of(here)]
    assert found == ["09:00", "09:45", "10:30"]
    # Half an hour later they would overlap with those there are.
    offer(staff, slug, host, starts="9:15", ends="9:45")
    assert len(slots_of(here)) == 3


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"ends": "10:15"}, "Not one interview fits in between."),
        ({"day": as_typed(soon(-1))}, "This day is over."),
        ({"place": ""}, "Where?"),
    ],
)
def test_times_that_cannot_be_are_refused_in_words(
    tenants: Tenants, staff: Client, typed: dict[str, str], told: str
) -> None:
    here = tenants.make()
    slug = here.cycle()
    answer = offer(staff, slug, account_in(here, staff), **typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert not slots_of(here)


def test_those_without_a_time_are_asked_once_in_a_day(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    applicant(here, slug, client)
    here.enrol(slug, "mentee", state="applied")
    choose(client, slots_of(here)[0])
    here.enrol(slug, "mentee", state="applied")
    page = staff.get(f"/cycles/{slug}/interviews").text
    assert "Ask 2 people to choose" in page
    for _time in range(2):
        staff.post(f"/cycles/{slug}/interviews/ask")
    asked = mails(here, "interview.ask")
    assert len(asked) == 2
    assert all("/l/" in mail.body for mail in asked)
    today = staff.get("/today").text
    assert "2 applicants have chosen no time for the interview" in today
    assert staff.get("/interviews/without-time").status_code == 200


def test_address_to_which_no_mail_can_go_leaves_that_one_out_and_is_told(
    tenants: Tenants, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    here.enrol(slug, "mentee", state="applied", name="Hyvä")
    broken = here.enrol(slug, "mentee", state="applied", name="Rikki")
    with here.work() as work:
        person = work.session.get_one(Enrolment, (here.record.id, broken)).person
        person.email = "rikki@people.example.org, toinen@people.example.org"
    page = staff.follow(staff.post(f"/cycles/{slug}/interviews/ask"))
    assert "1 person gets a mail" in page.text
    assert "No mail can go to Rikki" in page.text
    assert len(mails(here, "interview.ask")) == 1
    slot = slots_of(here)[0]
    assert post(staff, slot, "book", enrolment=str(broken)).status_code == 303
    assert slots_of(here)[0].enrolment_id == broken
    assert not mails(here, "interview.booked")


def test_time_that_is_taken_back_is_told_after_asking(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    applicant(here, slug, client)
    slot = slots_of(here)[0]
    choose(client, slot)
    assert "Take the time back?" in post(staff, slot, "withdraw").text
    assert slots_of(here)[0].state == "booked"
    assert post(staff, slot, "withdraw", sure="yes").status_code == 303
    assert slots_of(here)[0].state == "withdrawn"
    (told,) = mails(here, "interview.cancelled")
    assert "We had to cancel your interview" in told.body
    assert entry_of(told)[0] == "CANCEL"
    assert entry_of(mails(here, "interview.staff")[-1])[0] == "CANCEL"
    assert choose(client, slot).status_code == 303
    assert slots_of(here)[0].state == "withdrawn"


def test_staff_choose_a_time_for_somebody_on_the_telephone(tenants: Tenants, staff: Client) -> None:
    here, slug = begun(tenants, staff)
    enrolment_id = here.enrol(slug, "mentee", state="applied", name="Puhelin")
    slot = slots_of(here)[0]
    assert "Puhelin" in staff.get(f"/interviews/{slot.id}").text
    assert post(staff, slot, "book", enrolment=str(enrolment_id)).status_code == 303
    assert slots_of(here)[0].enrolment_id == enrolment_id
    assert len(mails(here, "interview.booked")) == 1


def changed(staff: Client, slot: InterviewSlot, **typed: str) -> Any:
    """Change a time by its page; what is not typed stays."""
    start = slot.local_start
    usual = {
        "day": as_typed(start.date()),
        "starts": f"{start:%H:%M}",
        "minutes": str(slot.minutes),
        "place": slot.place or "",
    }
    return post(staff, slot, "change", **{**usual, **typed})


def test_changed_place_reaches_every_calendar(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    applicant(here, slug, client)
    slot = slots_of(here)[0]
    choose(client, slot)
    changed(staff, slot, place="https://video.example.org/a")
    before, after = [entry_of(mail)[1] for mail in mails(here, "interview.booked")]
    assert after["location"] == "https://video.example.org/a"
    assert after["sequence"] > before["sequence"]
    assert len(mails(here, "interview.staff")) == 2


def test_time_that_nobody_has_chosen_is_changed_without_a_mail(
    tenants: Tenants, staff: Client
) -> None:
    here, _slug = begun(tenants, staff)
    first, second = slots_of(here)
    assert 'value="10:00"' in staff.get(f"/interviews/{first.id}").text
    assert changed(staff, first, starts="14:15", minutes="45").status_code == 303
    kept = {slot.id: slot for slot in slots_of(here)}[first.id]
    assert (f"{kept.local_start:%H:%M}", kept.minutes) == ("14:15", 45)
    assert not mails(here, "interview.staff")
    # Neither into another interview of hers nor into the past.
    refused = changed(staff, second, starts="14:30")
    assert refused.status_code == 409
    assert "has another interview at this time" in refused.text
    assert changed(staff, second, day=as_typed(soon(-1))).status_code == 409
    assert {f"{slot.local_start:%H:%M}" for slot in slots_of(here)} == {"10:30", "14:15"}


def test_changed_time_moves_the_entry_in_the_calendar_of_whoever_chose_it(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    enrolment_id = applicant(here, slug, client)
    slot = slots_of(here)[0]
    choose(client, slot)
    assert changed(staff, slot, day=as_typed(soon(6)), starts="9:00").status_code == 303
    first, told = mails(here, "interview.booked")
    assert "The time of your interview has changed" in told.body
    before, (method, after) = entry_of(first)[1], entry_of(told)
    assert method == "REQUEST"
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert f"{after['dtstart'].dt:%H:%M}" == "09:00"
    assert entry_of(mails(here, "interview.staff")[-1])[1]["sequence"] == after["sequence"]
    kept = next(one for one in slots_of(here) if one.id == slot.id)
    assert (kept.state, kept.enrolment_id) == ("booked", enrolment_id)


def test_guest_of_a_unit_joins_interviews_of_that_units_applicants_alone(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    ours, guest, other = here.unit("ours"), Client(client.app), Client(client.app)
    applicant(here, slug, client, unit_id=ours, name="Meidan")
    applicant(here, slug, other, name="Toisten")
    mine, theirs = slots_of(here)
    choose(client, mine)
    choose(other, theirs)
    account_in(here, guest, role="contact", unit_id=ours)
    listed = guest.get(f"/cycles/{slug}/interviews").text
    assert "Meidan" in listed
    assert "Toisten" not in listed
    assert guest.get(f"/interviews/{theirs.id}").status_code == 404
    assert post(guest, theirs, "join").status_code == 404
    assert post(guest, mine, "join").status_code == 303
    assert post(guest, mine, "join").status_code == 303
    told = mails(here, "interview.staff")
    assert [entry_of(mail)[0] for mail in told] == ["REQUEST"] * 3
    # What is not theirs they cannot take back.
    assert post(guest, mine, "withdraw", sure="yes").status_code == 404
    assert post(guest, mine, "join", act="leave").status_code == 303
    assert entry_of(mails(here, "interview.staff")[-1])[0] == "CANCEL"


def test_held_interview_leads_to_the_sheet_and_each_interviewer_has_their_own(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    enrolment_id = applicant(here, slug, client)
    slot = slots_of(here)[0]
    choose(client, slot)
    assert post(staff, slot, "mark", state="held").status_code == 409
    started(here, slot)
    assert "Say whether 1 interview was held" in staff.get("/today").text
    answer = post(staff, slot, "mark", state="held")
    assert answer.headers["Location"].endswith(f"/enrolments/{enrolment_id}/score")
    assert "1 score sheet of an interview is missing" in staff.get("/today").text
    staff.follow(answer)
    saved = staff.post(f"/enrolments/{enrolment_id}/score", {**SHEET, "summary": "Hyvin mukana"})
    assert saved.status_code == 303
    assert "score sheet of an interview" not in staff.get("/today").text
    second = Client(client.app)
    account_in(here, second)
    second.get(f"/enrolments/{enrolment_id}/score")
    second.post(f"/enrolments/{enrolment_id}/score", {**SHEET, "mark_motivation": "2"})
    page = second.get(f"/enrolments/{enrolment_id}").text
    assert "Hyvin mukana" in page
    assert "3.5 of 5" in page
    with here.work() as work:
        assert scores_of(work, [enrolment_id]) == {enrolment_id: (3.5, 2)}
        assert times_of(work, [enrolment_id])[enrolment_id].state == "held"


def test_sheet_without_a_mark_is_not_kept(tenants: Tenants, staff: Client) -> None:
    here, slug = begun(tenants, staff)
    enrolment_id = here.enrol(slug, "mentee", state="applied")
    staff.get(f"/enrolments/{enrolment_id}/score")
    answer = staff.post(f"/enrolments/{enrolment_id}/score", {**SHEET, "mark_time": "6"})
    assert answer.status_code == 422
    with here.work() as work:
        assert scores_of(work, [enrolment_id]) == {}


def test_whoever_did_not_come_can_choose_another_time(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    applicant(here, slug, client)
    first, second = slots_of(here)
    choose(client, first)
    started(here, first)
    post(staff, first, "mark", state="missed")
    assert "You can choose another time" in client.get("/application").text
    assert choose(client, second).status_code == 303
    assert {slot.state for slot in slots_of(here)} == {"missed", "booked"}


def test_reminder_goes_out_once_the_day_before(
    tenants: Tenants, client: Client, staff: Client, deployment: Deployment
) -> None:
    here, slug = begun(tenants, staff)
    applicant(here, slug, client)
    slot = slots_of(here)[0]
    choose(client, slot)
    with here.work() as work:
        remind_due(work)
    assert not mails(here, "interview.reminder")
    started(here, slot, hours=-23)
    for _minute in range(2):
        with here.work() as work:
            remind_due(work)
    (told,) = mails(here, "interview.reminder")
    assert "/l/" in told.body
    assert told.calendar is None


def test_time_of_an_application_that_has_ended_is_free_again(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    enrolment_id = applicant(here, slug, client)
    choose(client, slots_of(here)[0])
    with here.work() as work:
        move(work, enrolment_id, "withdrawn", reason="withdrew")
        free_due(work)
    assert slots_of(here)[0].state == "open"
    assert entry_of(mails(here, "interview.staff")[-1])[0] == "CANCEL"


def test_refusal_that_is_not_told_yet_leaves_the_interview(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    enrolment_id = applicant(here, slug, client)
    choose(client, slots_of(here)[0])
    with here.work() as work:
        row = work.session.get_one(Enrolment, (here.record.id, enrolment_id))
        row.state, row.model_state = "refused", "refused"
        work.session.flush()
        free_due(work)
        assert slots_of(here)[0].state == "booked"
        row.told_state = "refused"
        work.session.flush()
        free_due(work)
    assert slots_of(here)[0].state == "open"


def test_summary_is_forgotten_after_half_a_year_and_the_marks_stay(
    tenants: Tenants, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    enrolment_id = here.enrol(slug, "mentee", state="applied")
    staff.get(f"/enrolments/{enrolment_id}/score")
    staff.post(f"/enrolments/{enrolment_id}/score", {**SHEET, "summary": "Hyvin mukana"})
    assert sheet_of(here, enrolment_id).summary == "Hyvin mukana"
    with here.work() as work:
        forget_due(work)
    assert sheet_of(here, enrolment_id).summary == "Hyvin mukana"
    with here.work() as work:
        kept = work.session.scalars(select(InterviewScore)).one()
        kept.written_at -= timedelta(days=184)
    with here.work() as work:
        forget_due(work)
    assert sheet_of(here, enrolment_id).summary is None
    assert sheet_of(here, enrolment_id).marks["motivation"] == 5


def sheet_of(here: Association, enrolment_id: UUID) -> InterviewScore:
    """The one sheet about an applicant."""
    with here.work() as work:
        query = select(InterviewScore).where(InterviewScore.enrolment_id == enrolment_id)
        return work.session.scalars(query).one()


def test_sheet_is_seen_by_its_person_and_not_by_readers_of_applications(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    enrolment_id = applicant(here, slug, client)
    staff.get(f"/enrolments/{enrolment_id}/score")
    staff.post(f"/enrolments/{enrolment_id}/score", {**SHEET, "summary": "Hyvin mukana"})
    assert "Hyvin mukana" in client.get("/my/data").text
    reader = Client(client.app)
    account_in(here, reader, role="readonly")
    page = reader.get(f"/enrolments/{enrolment_id}")
    assert page.status_code == 200
    assert "Hyvin mukana" not in page.text
    assert reader.get(f"/enrolments/{enrolment_id}/score").status_code == 404
    assert reader.get(f"/cycles/{slug}/interviews").status_code == 404


def test_guest_hears_nothing_of_the_next_applicant_who_is_not_theirs(
    tenants: Tenants, client: Client, staff: Client
) -> None:
    here, slug = begun(tenants, staff)
    ours, theirs = here.unit("ours"), here.unit("theirs")
    guest = Client(client.app)
    guest_id = account_in(here, guest, role="contact", unit_id=ours)
    first, second = slots_of(here)
    applicant(here, slug, client, unit_id=ours, name="Oma")
    choose(client, first)
    assert post(guest, first, "join").status_code == 303
    choose(client, second)
    other = Client(client.app)
    applicant(here, slug, other, unit_id=theirs, name="Vieras")
    assert choose(other, first).status_code == 303
    with here.work() as work:
        address = work.session.get_one(Account, (here.record.id, guest_id)).email
    told = [one for one in mails(here, "interview.staff") if one.to_address == address]
    assert len(told) == 2
    assert "Vieras" not in "".join(one.subject + one.body + str(one.calendar) for one in told)
    assert address.partition("@")[0] not in staff.get(f"/interviews/{first.id}").text
    with here.work() as work:
        assert not work.session.scalars(select(InterviewGuest)).all()
