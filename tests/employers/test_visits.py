"""Visits of pairs to employers: told by mentee, mentor or staff; counted; missed near the end."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.employers.api import visited
from punos.employers.models import EmployerVisit
from punos.employers.service import add_employer, retire
from punos.groups.service import end_group
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.pairs import Pair, pair_in
from tests.support.tenants import PAIRWISE_SETTINGS, Association

LOOKS = {"state": "wished", "kind": "shadowing"}
HELD = {"state": "held", "kind": "shadowing", "employer": "Leipomo Esimerkki"}


def visits(here: Association) -> list[EmployerVisit]:
    with here.work() as work:
        return list(work.session.scalars(select(EmployerVisit).order_by(EmployerVisit.id)))


def seen(here: Association, slug: str) -> set[UUID]:
    with here.work() as work:
        return visited(work, cycle_by_slug(work, slug))


def address(pair: Pair) -> str:
    return f"/my/group/{pair.group}/visits"


def employer(here: Association) -> UUID:
    with here.work() as work:
        return add_employer(work, "Ohjelmapaja Oy", city="Turku").id


def ends(here: Association, slug: str, day: date) -> None:
    with here.work() as work:
        cycle_by_slug(work, slug).ends_on = day


def test_mentee_looks_agrees_and_visits_by_link(here: Association, pair: Pair, app: Flask) -> None:
    key = employer(here)
    mentee = pair.by_link(app, pair.mentee)
    own = mentee.get("/my/group").text
    assert "A visit to a workplace is part of the programme" in own
    assert address(pair) in own
    page = mentee.get(address(pair)).text
    assert "How to go about it" in page
    assert "Ohjelmapaja Oy, Turku" in page
    mentee.post(address(pair), LOOKS)
    visit = visits(here)[0]
    one = f"{address(pair)}/{visit.id}"
    assert "We are looking for a workplace" in mentee.get("/my/group").text
    agreed = {
        "state": "planned",
        "kind": "interview",
        "employer": "ohjelmapaja oy, turku",
        "visited_on": str(clock.today() + timedelta(days=9)),
    }
    mentee.post(one, agreed)
    assert visits(here)[0].employer_id == key
    assert seen(here, pair.slug) == set()
    held = {**agreed, "state": "held", "visited_on": str(clock.today())}
    assert "It has taken place" in mentee.follow(mentee.post(one, held)).text
    assert seen(here, pair.slug) == {pair.mentee}
    assert len(visits(here)) == 1


def test_mentor_writes_down_the_mentees_visit_and_twice_sent_it_is_one(
    here: Association, pair: Pair, app: Flask
) -> None:
    mentor = pair.signed_in(app, pair.mentor, "mentor")
    for _twice in range(2):
        mentor.post(address(pair), {**HELD, "visited_on": str(clock.today())})
    (visit,) = visits(here)
    assert visit.enrolment_id == pair.mentee
    assert visit.employer_name == "Leipomo Esimerkki"
    assert visit.employer_id is None
    mentor.post(f"{address(pair)}/{visit.id}/cancel")
    assert visits(here)[0].state == "cancelled"
    assert "Leipomo" not in mentor.get(address(pair)).text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"employer": ""}, "Tell us where."),
        ({"visited_on": ""}, "Tell us on which day it was."),
        ({"visited_on": "2100-01-01"}, "This day lies ahead."),
    ],
)
def test_visit_that_was_held_needs_a_place_and_a_day_that_has_come(
    here: Association, pair: Pair, app: Flask, change: dict[str, str], said: str
) -> None:
    mentee = pair.by_link(app, pair.mentee)
    answer = mentee.post(address(pair), {**HELD, "visited_on": str(clock.today()), **change})
    assert answer.status_code == 422
    assert said in answer.text
    assert visits(here) == []


def test_employer_that_is_not_to_be_asked_is_not_offered(
    here: Association, pair: Pair, app: Flask
) -> None:
    key = employer(here)
    with here.work() as work:
        retire(work, key)
    assert "Ohjelmapaja" not in pair.by_link(app, pair.mentee).get(address(pair)).text


def test_visits_of_another_pair_are_not_there(here: Association, pair: Pair, app: Flask) -> None:
    other = pair_in(here, pair.slug)
    pair.by_link(app, pair.mentee).post(address(pair), LOOKS)
    stranger = other.signed_in(app, other.mentee, "mentee")
    key = visits(here)[0].id
    assert stranger.get(address(pair)).status_code == 404
    assert stranger.post(f"{address(pair)}/{key}/cancel").status_code == 404
    assert stranger.get(f"{address(other)}/{key}").status_code == 404
    assert stranger.post(f"{address(other)}/{key}", LOOKS).status_code == 404


def test_programme_without_visits_does_not_speak_of_them(here: Association, app: Flask) -> None:
    pair = pair_in(here, here.cycle(settings=PAIRWISE_SETTINGS))
    mentee = pair.by_link(app, pair.mentee)
    assert "workplace" not in mentee.get("/my/group").text
    assert mentee.get(address(pair)).status_code == 404


def test_staff_see_who_has_no_visit_and_write_one_down(
    here: Association, pair: Pair, staff: Client
) -> None:
    page = staff.get("/employers/visits?state=none").text
    assert f"/groups/{pair.group}/visits" in page
    answer = staff.post(f"/groups/{pair.group}/visits", {**HELD, "visited_on": str(clock.today())})
    assert "The visit is written down." in staff.follow(answer).text
    assert "Leipomo Esimerkki" in staff.get(f"/groups/{pair.group}").text
    assert f"/groups/{pair.group}/visits" not in staff.get("/employers/visits?state=open").text
    assert f"/groups/{pair.group}/visits" in staff.get("/employers/visits?state=held").text
    key = visits(here)[0].id
    staff.post(f"/groups/{pair.group}/visits/{key}/cancel")
    assert seen(here, pair.slug) == set()


def test_contact_of_another_unit_does_not_see_the_pair(
    here: Association, slug: str, app: Flask
) -> None:
    first, second = here.unit("First"), here.unit("Second")
    pair = pair_in(here, slug, first)
    worker = here.signed_in(Client(app), "contact", unit_id=second)
    assert f"/groups/{pair.group}" not in worker.get("/employers/visits").text
    assert worker.get(f"/groups/{pair.group}/visits").status_code == 404
    own = here.signed_in(Client(app), "contact", unit_id=first)
    assert f"/groups/{pair.group}/visits" in own.get("/employers/visits").text
    assert own.get("/employers/visits?format=csv").status_code == 404


def test_today_tells_near_the_end_who_has_visited_nobody(
    here: Association, pair: Pair, staff: Client
) -> None:
    missing = "has not visited an employer, and the programme ends soon"
    assert missing not in staff.get("/today").text
    ends(here, pair.slug, clock.today() + timedelta(days=20))
    assert f"1 person {missing}" in staff.get("/today").text
    staff.post(f"/groups/{pair.group}/visits", {**HELD, "visited_on": str(clock.today())})
    assert missing not in staff.get("/today").text


def test_partners_are_asked_for_employers_while_somebody_looks_for_one(
    here: Association, pair: Pair, staff: Client, app: Flask
) -> None:
    partner = here.unit("Partner")
    worker = here.signed_in(Client(app), "contact", unit_id=partner)
    asked = "Add employers that you know to the register"
    assert asked in worker.get("/today").text
    assert asked not in staff.get("/today").text
    worker.post("/employers/add", {"name": "Sairaala Esimerkki", "unit": str(partner)})
    assert asked not in worker.get("/today").text
    looks = "1 person looks for a workplace to visit."
    assert looks not in worker.get("/today").text
    pair.by_link(app, pair.mentee).post(address(pair), LOOKS)
    assert looks in worker.get("/today").text
    assert looks in staff.get("/today").text
    assert 'href="/employers"' in staff.get(f"/cycles/{pair.slug}/partners").text


def test_visits_stand_still_when_the_programme_or_the_pair_has_ended(
    here: Association, pair: Pair, app: Flask
) -> None:
    mentee = pair.by_link(app, pair.mentee)
    with here.work() as work:
        end_group(work, pair.group, "coordinator")
    assert mentee.post(address(pair), LOOKS).status_code == 404
    other = pair_in(here, pair.slug)
    late = other.by_link(app, other.mentee)
    with here.work() as work:
        cycle = work.session.scalars(select(Cycle).where(Cycle.slug == pair.slug)).one()
        cycle.state = "closed"
    assert late.post(address(other), LOOKS).status_code == 409
    assert visits(here) == []
