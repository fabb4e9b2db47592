"""The meetings of everybody in a cycle: planned, held, who was there, cancelled; all by the pages."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.enrolments.closing import close_whole_cycle
from punos.events.models import Event
from punos.meetings.api import attendance_of
from punos.meetings.models import Meeting
from punos.programmes.cycles import start_cycle
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants

PLAN = {"pair_meetings": 8, "minutes": 60}
COMMON = ["kick_off", "group_meeting", "group_meeting", "closing"]
SETTINGS = {**PAIRWISE_SETTINGS, "meeting_plan": {**PLAN, "common": COMMON}}


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def slug(here: Association) -> str:
    """A cycle that is meant to hold four meetings of everybody."""
    return here.cycle(settings=SETTINGS)


@pytest.fixture
def staff(here: Association, client: Client) -> Client:
    """The coordinator's browser."""
    return here.signed_in(client)


def asked(days: int, kind: str = "kick_off", **more: str) -> dict[str, str]:
    """What the form for a meeting sends, so many days from today."""
    day = clock.today() + timedelta(days=days)
    usual = {"held_on": day.isoformat(), "starts": "17:00", "minutes": "120", "place": "Kirjasto"}
    return {"kind": kind, **usual, **more}


def add(staff: Client, slug: str, days: int, **more: str) -> str:
    """Plan a meeting or write one down; its address."""
    answer = staff.post(f"/cycles/{slug}/meetings/add", asked(days, **more))
    assert answer.status_code == 303, answer.text
    return f"/cycles/{slug}/meetings/{newest(staff, slug)}"


def newest(staff: Client, slug: str) -> str:
    """The id of the meeting whose link was made last."""
    links = staff.get(f"/cycles/{slug}/meetings").text.split(f"/cycles/{slug}/meetings/")[1:]
    return max(one[:36] for one in links if one[8:9] == "-")


def meetings(here: Association) -> list[tuple[str, str]]:
    """Kind and state of every meeting, in their order."""
    with here.work() as work:
        rows = work.session.scalars(select(Meeting).order_by(Meeting.local_start, Meeting.id))
        return [(one.kind, one.state) for one in rows]


def marks(here: Association) -> dict[UUID, str]:
    """Who was at the only meeting, by enrolment."""
    with here.work() as work:
        return attendance_of(work, work.session.scalars(select(Meeting.id)).one())


def held_events(here: Association) -> int:
    """How often it was recorded that a meeting was held."""
    with here.work() as work:
        return len(work.session.scalars(select(Event).where(Event.kind == "meeting.held")).all())


def test_cycle_leads_to_its_meetings_and_says_which_are_not_there_yet(
    here: Association, staff: Client, slug: str
) -> None:
    assert f'href="/cycles/{slug}/meetings"' in staff.get(f"/cycles/{slug}").text
    page = staff.get(f"/cycles/{slug}/meetings").text
    assert "There is no meeting of everybody yet" in page
    for kind in ("kick_off", "group_meeting", "closing"):
        assert f"/cycles/{slug}/meetings/add?kind={kind}" in page
    assert "kind=midterm" not in page
    add(staff, slug, 3)
    page = staff.get(f"/cycles/{slug}/meetings").text
    assert "kind=kick_off" not in page
    assert "kind=closing" in page
    form = staff.get(f"/cycles/{slug}/meetings/add?kind=closing").text
    assert 'value="closing" checked' in form


def test_cycle_of_a_model_with_pages_of_its_own_has_none_here(
    here: Association, staff: Client
) -> None:
    slug = here.cycle(model="gatherings", settings={})
    assert "/meetings" not in staff.get(f"/cycles/{slug}").text
    assert staff.get(f"/cycles/{slug}/meetings").status_code == 404
    assert staff.post(f"/cycles/{slug}/meetings/add", asked(-1, "gathering")).status_code == 404


def test_held_meeting_is_written_down_with_who_was_there(
    here: Association, staff: Client, slug: str
) -> None:
    mentee, mentor = (here.enrol(slug, role) for role in ("mentee", "mentor"))
    waiting = here.enrol(slug, "mentee", state="applied")
    address = add(staff, slug, -1)
    assert meetings(here) == [("kick_off", "planned")]
    page = staff.get(address).text
    assert str(mentee) in page
    assert str(waiting) not in page
    assert " checked" not in page
    answer = staff.post(address, {"present": [str(mentee)]})
    assert answer.status_code == 303
    assert meetings(here) == [("kick_off", "held")]
    assert marks(here) == {mentee: "present", mentor: "absent"}
    assert held_events(here) == 1
    page = staff.follow(answer).text
    assert "Held" in page
    assert "Kirjasto" in page


def test_same_forms_sent_twice_change_nothing(here: Association, staff: Client, slug: str) -> None:
    mentee = here.enrol(slug, "mentee")
    address = add(staff, slug, -1)
    add(staff, slug, -1)
    for _number in range(2):
        assert staff.post(address, {"present": [str(mentee)]}).status_code == 303
    assert meetings(here) == [("kick_off", "held")]
    assert marks(here) == {mentee: "present"}
    assert held_events(here) == 1


def test_who_was_there_can_be_corrected_later(here: Association, staff: Client, slug: str) -> None:
    mentee, mentor = (here.enrol(slug, role) for role in ("mentee", "mentor"))
    address = add(staff, slug, -1)
    staff.post(address, {"present": [str(mentee)]})
    staff.post(address, {"present": [str(mentor)]})
    assert marks(here) == {mentee: "absent", mentor: "present"}
    assert held_events(here) == 1


def test_everybody_is_ticked_by_one_button_and_saved_by_the_next(
    here: Association, staff: Client, slug: str
) -> None:
    for role in ("mentee", "mentor"):
        here.enrol(slug, role)
    address = add(staff, slug, -1)
    assert f'href="{address}?all=yes"' in staff.get(address).text
    assert staff.get(f"{address}?all=yes").text.count(" checked") == 2
    assert meetings(here) == [("kick_off", "planned")]
    assert marks(here) == {}


def test_nobody_ticked_is_asked_again(here: Association, staff: Client, slug: str) -> None:
    here.enrol(slug, "mentee")
    answer = staff.post(add(staff, slug, -1), {})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert meetings(here) == [("kick_off", "planned")]


def test_stranger_to_the_cycle_cannot_be_marked(
    here: Association, staff: Client, slug: str
) -> None:
    here.enrol(slug, "mentee")
    stranger = here.enrol(here.cycle(), "mentee")
    assert staff.post(add(staff, slug, -1), {"present": [str(stranger)]}).status_code == 422
    assert marks(here) == {}


def test_cycle_without_people_can_hold_one(here: Association, staff: Client, slug: str) -> None:
    assert staff.post(add(staff, slug, -1), {}).status_code == 303
    assert meetings(here) == [("kick_off", "held")]


def test_meeting_ahead_cannot_be_held(here: Association, staff: Client, slug: str) -> None:
    mentee = here.enrol(slug, "mentee")
    address = add(staff, slug, 2)
    assert "It was held" not in staff.get(address).text
    answer = staff.post(address, {"present": [str(mentee)]})
    assert answer.status_code == 409
    assert "has not been held yet" in answer.text
    assert meetings(here) == [("kick_off", "planned")]


def test_cancelling_asks_first_and_frees_the_kind(
    here: Association, staff: Client, slug: str
) -> None:
    address = add(staff, slug, 2)
    assert "Cancel this meeting?" in staff.post(f"{address}/cancel").text
    assert meetings(here) == [("kick_off", "planned")]
    staff.post(f"{address}/cancel", {"sure": "yes"})
    assert meetings(here) == [("kick_off", "cancelled")]
    assert "kind=kick_off" in staff.get(f"/cycles/{slug}/meetings").text
    assert staff.post(address, {}).status_code == 404
    assert "Cancel it" not in staff.get(address).text


def test_held_meeting_cannot_be_cancelled(here: Association, staff: Client, slug: str) -> None:
    address = add(staff, slug, -1)
    staff.post(address, {})
    assert staff.post(f"{address}/cancel", {"sure": "yes"}).status_code == 404
    assert meetings(here) == [("kick_off", "held")]


def test_closed_cycle_takes_nothing_more(here: Association, staff: Client, slug: str) -> None:
    address = add(staff, slug, -1)
    with here.work() as work:
        start_cycle(work, cycle_by_slug(work, slug))
        close_whole_cycle(work, cycle_by_slug(work, slug))
    page = staff.get(f"/cycles/{slug}/meetings").text
    assert "/meetings/add" not in page
    assert "It was held" not in staff.get(address).text
    acts = {address: {}, f"{address}/cancel": {"sure": "yes"}}
    acts[f"/cycles/{slug}/meetings/add"] = asked(-2, "closing")
    assert {path: staff.post(path, form).status_code for path, form in acts.items()} == (
        dict.fromkeys(acts, 404)
    )
    assert meetings(here) == [("kick_off", "planned")]


def test_kind_that_the_model_does_not_know_is_refused(
    here: Association, staff: Client, slug: str
) -> None:
    answer = staff.post(f"/cycles/{slug}/meetings/add", asked(-1, "gathering"))
    assert answer.status_code == 422
    assert meetings(here) == []


def test_meeting_of_another_cycle_is_absent(here: Association, staff: Client, slug: str) -> None:
    meeting_id = add(staff, slug, -1)[-36:]
    assert staff.get(f"/cycles/{here.cycle()}/meetings/{meeting_id}").status_code == 404


@pytest.mark.parametrize(("role", "limited"), [("contact", True), ("readonly", False)])
def test_whoever_is_limited_to_a_unit_or_only_reads_has_no_such_page(
    here: Association, app: Flask, staff: Client, slug: str, role: str, limited: bool
) -> None:
    address = add(staff, slug, -1)
    account = {"unit_id": here.unit("Ours")} if limited else {}
    other = here.signed_in(Client(app), role, **account)
    assert "Meetings of everybody" not in other.get(f"/cycles/{slug}").text
    assert other.get(f"/cycles/{slug}/meetings").status_code == 404
    assert other.post(address, {}).status_code == 404


def test_facilitator_of_the_whole_association_may_say_who_was_there(
    here: Association, app: Flask, slug: str
) -> None:
    mentee = here.enrol(slug, "mentee")
    facilitator = here.signed_in(Client(app), "facilitator")
    address = add(facilitator, slug, -1)
    assert facilitator.post(address, {"present": [str(mentee)]}).status_code == 303
    assert marks(here) == {mentee: "present"}


def test_minutes_of_a_held_meeting_are_kept_also_when_the_cycle_is_closed(
    here: Association, staff: Client, slug: str
) -> None:
    meeting = add(staff, slug, -1)
    path = f"{meeting}/minutes"
    assert staff.get(path).status_code == 404
    staff.post(meeting, {})
    assert path in staff.get(meeting).text
    staff.get(path)
    refused = staff.post(path, {"text": "", "decisions": "Earlier start"})
    assert refused.status_code == 422
    assert "Earlier start" in refused.text
    kept = {"text": "Long.\n\nYet good.", "decisions": "Earlier start"}
    assert staff.post(path, kept).status_code == 303
    page = staff.get(meeting).text
    assert "Yet good." in page
    assert "Earlier start" in page
    with here.work() as work:
        start_cycle(work, cycle_by_slug(work, slug))
        close_whole_cycle(work, cycle_by_slug(work, slug))
    assert staff.post(path, {"text": "Short.", "decisions": ""}).status_code == 303
    page = staff.get(meeting).text
    assert "Short." in page
    assert "Earlier start" not in page
