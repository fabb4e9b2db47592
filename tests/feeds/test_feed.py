"""Calendar feeds: what stands in one, in whose language and zone, and when its address works no more."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from punos import clock
from punos.accounts.links import issue
from punos.accounts.service import close, find_account
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.enrolments.telling import note_told
from punos.groups.models import Membership
from punos.groups.service import activate_group, end_group
from punos.meetings.planning import cancel_meeting, plan_meeting
from punos.people.models import Person
from punos.privacy.erasing import erase
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

pytestmark = pytest.mark.usefixtures("tenants")


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association with pairs."""
    return tenants.make()


def paired(here: Association, app: Flask) -> tuple[Client, UUID, UUID]:
    """A mentee's browser by link, her enrolment, and her pair's id."""
    slug = here.cycle()
    mentee = here.enrol(slug, "mentee", name="Aino")
    mentor = here.enrol(slug, "mentor", name="Bertta")
    with here.work() as work:
        both = [
            work.session.scalars(select(Enrolment).where(Enrolment.id == one)).one()
            for one in (mentee, mentor)
        ]
        group = activate_group(work, cycle_by_slug(work, slug), "pair", both)
        own = work.session.scalars(
            select(Membership).where(Membership.enrolment_id == mentee)
        ).one()
        person = own.enrolment.person_id
        link = issue(work, "group_member", "membership", own.id, person_id=person)
        found = group.id
    client = Client(app, here.host)
    client.follow(client.get(link))
    return client, mentee, found


def planned(here: Association, group_id: UUID, start: datetime) -> UUID:
    """A meeting of the pair at this local time."""
    with here.work() as work:
        from_pair = work.session.scalars(
            select(Membership).where(Membership.group_id == group_id).limit(1)
        ).one()
        return plan_meeting(
            work, from_pair.group, kind="group", local_start=start, minutes=60, place="Kirjasto"
        ).id


def address(client: Client, path: str = "/my/calendar") -> str:
    """The path of a new feed, as the page shows it."""
    client.get(path)
    text = client.post(path).text
    return "/calendar/" + text.partition("/calendar/")[2].partition(".ics")[0] + ".ics"


def events(app: Flask, here: Association, path: str) -> list[tuple[str, datetime]]:
    """What a calendar program reads, without any cookie."""
    answer = Client(app, here.host).get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert "Set-Cookie" not in answer.headers
    assert "private" in answer.headers["Cache-Control"]
    found = Calendar.from_ical(answer.data)
    return [(str(one["summary"]), one["dtstart"].dt) for one in found.walk("VEVENT")]


def soon(days: int = 3) -> datetime:
    """Five in the afternoon, some days from now."""
    return datetime.combine(clock.today() + timedelta(days=days), datetime.min.time()).replace(
        hour=17
    )


def test_feed_shows_ones_own_meetings_and_no_names(here: Association, app: Flask) -> None:
    client, _mentee, group = paired(here, app)
    planned(here, group, soon())
    found = events(app, here, address(client))
    assert [start.replace(tzinfo=None) for _title, start in found] == [soon()]
    assert "Bertta" not in found[0][0]
    assert "Aino" not in found[0][0]


def test_feed_of_another_shows_nothing_of_this_pair(here: Association, app: Flask) -> None:
    _client, _mentee, group = paired(here, app)
    other, _hers, _group = paired(here, app)
    planned(here, group, soon())
    assert events(app, here, address(other)) == []


def test_cancelled_meeting_goes_from_the_feed(here: Association, app: Flask) -> None:
    client, _mentee, group = paired(here, app)
    meeting = planned(here, group, soon())
    path = address(client)
    assert len(events(app, here, path)) == 1
    with here.work() as work:
        cancel_meeting(work, meeting)
    assert events(app, here, path) == []


def test_meeting_keeps_its_local_time_over_summer_time_and_a_leap_day(
    here: Association, app: Flask
) -> None:
    client, _mentee, group = paired(here, app)
    for day in (date(2028, 2, 29), date(2028, 3, 25), date(2028, 3, 26)):
        planned(here, group, datetime.combine(day, time(17)))
    starts = sorted(start for _title, start in events(app, here, address(client)))
    assert [one.strftime("%m-%d %H %z") for one in starts] == [
        "02-29 17 +0200",
        "03-25 17 +0200",
        "03-26 17 +0300",
    ]


@pytest.mark.parametrize("how", ["accepted-untold", "withdrawn"])
def test_feed_tells_no_decision_and_nothing_to_come_after_leaving(
    here: Association, app: Flask, how: str
) -> None:
    slug = here.cycle()
    mentee = here.enrol(slug, "mentee")
    with here.work() as work:
        plan_meeting(
            work,
            cycle_by_slug(work, slug),
            kind="kick_off",
            local_start=soon(),
            minutes=90,
            place="https://meet.example.org/secret",
        )
        enrolment = work.session.scalars(select(Enrolment).where(Enrolment.id == mentee)).one()
        person = enrolment.person_id
    client = here.signed_in(Client(app), "mentee", person_id=person)
    path = address(client)
    if how == "withdrawn":
        with here.work() as work:
            note_told(work, cycle_by_slug(work, slug), "accepted", [mentee])
        assert len(events(app, here, path)) == 1
        with here.work() as work:
            move(work, mentee, "withdrawn", reason="other")
    assert events(app, here, path) == []


def test_new_address_ends_the_old_one_and_ending_leaves_none(here: Association, app: Flask) -> None:
    client, _mentee, _group = paired(here, app)
    first = address(client)
    second = address(client)
    assert first != second
    assert Client(app, here.host).get(first).status_code == 404
    assert events(app, here, second) == []
    assert client.post("/my/calendar/end").status_code == 303
    assert Client(app, here.host).get(second).status_code == 404


def test_whoever_is_erased_has_no_feed(here: Association, app: Flask) -> None:
    client, mentee, group = paired(here, app)
    path = address(client)
    with here.work() as work:
        end_group(work, group, "coordinator")
        move(work, mentee, "withdrawn")
        one = work.session.scalars(select(Enrolment).where(Enrolment.id == mentee)).one()
        person = work.session.scalars(select(Person).where(Person.id == one.person_id)).one()
        erase(work, person)
    assert Client(app, here.host).get(path).status_code == 404


def test_feed_is_at_its_own_association_alone(
    here: Association, tenants: Tenants, app: Flask
) -> None:
    client, _mentee, _group = paired(here, app)
    path = address(client)
    assert Client(app, tenants.make().host).get(path).status_code == 404


def test_another_links_token_is_no_calendar(here: Association, app: Flask) -> None:
    client, mentee, _group = paired(here, app)
    with here.work() as work:
        link = issue(work, "application", "enrolment", mentee)
    token = link.rpartition("/")[2]
    assert Client(app, here.host).get(f"/calendar/{token}.ics").status_code == 404
    assert events(app, here, address(client)) == []


def test_staff_feed_has_meetings_of_everybody_until_the_account_closes(
    here: Association, app: Flask
) -> None:
    slug = here.cycle()
    with here.work() as work:
        plan_meeting(
            work,
            cycle_by_slug(work, slug),
            kind="kick_off",
            local_start=soon(),
            minutes=90,
            place="Sali",
        )
    email = here.account("coordinator")
    client = here.signed_in(Client(app), "coordinator", email=email)
    path = address(client, "/account/calendar")
    [(title, _start)] = events(app, here, path)
    assert title.startswith("Kick-off")
    with here.work() as work:
        account = find_account(work, email)
        assert account is not None
        close(work, account)
    assert Client(app, here.host).get(path).status_code == 404
