"""Sessions of advice: written down by staff and by a partner's adviser, seen within their units."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.advice.api import Advised, advised
from punos.advice.models import Advice
from punos.partners.service import add_partner, take_part
from punos.programmes.service import cycle_by_slug
from punos.units.models import Unit
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def slug(here: Association) -> str:
    """A cycle."""
    return here.cycle()


def session(**changed: str) -> dict[str, str]:
    today = str(clock.today())
    known = {"kind": "cv", "held_on": today, "minutes": "45", "adviser": "Outi Esimerkki"}
    return {**known, **changed}


def written(here: Association) -> list[Advice]:
    with here.work() as work:
        return list(work.session.scalars(select(Advice).order_by(Advice.id)))


def in_all(here: Association, slug: str) -> dict[UUID, Advised]:
    with here.work() as work:
        return advised(work, cycle_by_slug(work, slug))


def partner_of(here: Association, slug: str, unit_id: UUID) -> UUID:
    """A partner association of the cycle, which the unit stands for."""
    with here.work() as work:
        partner = add_partner(work, "Neuvonta ry")
        take_part(work, cycle_by_slug(work, slug), partner, "counselling")
        work.session.scalars(select(Unit).where(Unit.id == unit_id)).one().partner_id = partner.id
        return partner.id


def test_session_is_written_down_seen_and_taken_back(
    here: Association, slug: str, client: Client
) -> None:
    mentee = here.enrol(slug, "mentee")
    staff = here.signed_in(client)
    address = f"/enrolments/{mentee}/advice"
    assert address in staff.get(f"/enrolments/{mentee}").text
    page = staff.follow(staff.post(address, session())).text
    assert "CV and applications" in page
    assert "Outi Esimerkki" in page
    staff.post(address, session(kind="career", minutes="30"))
    assert in_all(here, slug) == {mentee: Advised(2, 75)}
    listed = staff.get(f"/cycles/{slug}/advice?kind=career").text
    assert "1 row" in listed
    assert "People advised" in listed
    key = written(here)[0].id
    assert "taken out" in staff.follow(staff.post(f"{address}/{key}/take-back")).text
    assert in_all(here, slug) == {mentee: Advised(1, 30)}
    assert staff.post(f"{address}/{key}/take-back").status_code == 404


def test_session_is_written_down_from_the_cycles_page_with_anybody_of_it(
    here: Association, slug: str, client: Client
) -> None:
    mentee = here.enrol(slug, "mentee", name="Aila")
    stranger = here.enrol(here.cycle(), "mentee")
    staff = here.signed_in(client)
    assert f"/cycles/{slug}/advice" in staff.get(f"/cycles/{slug}").text
    page = staff.get(f"/cycles/{slug}/advice/add").text
    assert f"Aila {here.canary}" in page
    answer = staff.post(f"/cycles/{slug}/advice/add", session(who=f"Aila {here.canary}"))
    assert f"Aila {here.canary}" in staff.follow(answer).text
    assert [one.enrolment_id for one in written(here)] == [mentee]
    wrong = staff.post(f"/cycles/{slug}/advice/add", session(who=str(stranger)))
    assert wrong.status_code == 422


def test_partners_adviser_writes_for_her_unit_alone_and_her_partner_stands_there(
    here: Association, slug: str, app: Flask, client: Client
) -> None:
    own, other = here.unit("Own"), here.unit("Other")
    partner = partner_of(here, slug, own)
    hers, others = (here.enrol(slug, "mentee", unit_id=unit) for unit in (own, other))
    adviser = here.signed_in(Client(app), "adviser", unit_id=own)
    page = adviser.get(f"/enrolments/{hers}/advice").text
    assert f'value="{partner}" selected' in page
    adviser.post(f"/enrolments/{hers}/advice", session(partner=str(partner)))
    assert written(here)[0].partner_id == partner
    assert adviser.get(f"/enrolments/{others}/advice").status_code == 404
    assert adviser.post(f"/enrolments/{others}/advice", session()).status_code == 404
    coordinator = here.signed_in(client)
    coordinator.post(f"/enrolments/{others}/advice", session(adviser="Toinen Neuvoja"))
    listed = adviser.get(f"/cycles/{slug}/advice").text
    assert "Neuvonta ry" in listed
    assert "Toinen Neuvoja" not in listed
    assert "Toinen Neuvoja" in coordinator.get(f"/cycles/{slug}/advice").text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"held_on": "2100-01-01"}, "This day lies ahead"),
        ({"minutes": "0"}, "How many minutes"),
        ({"adviser": " "}, "Who advised"),
        ({"partner": "nobody"}, "Adviser of which partner"),
    ],
)
def test_session_that_cannot_be_is_not_written_down(
    here: Association, slug: str, client: Client, change: dict[str, str], said: str
) -> None:
    mentee = here.enrol(slug, "mentee")
    answer = here.signed_in(client).post(f"/enrolments/{mentee}/advice", session(**change))
    assert answer.status_code == 422
    assert said in answer.text
    assert written(here) == []


def test_closed_cycle_keeps_its_sessions_as_they_are(
    here: Association, slug: str, client: Client
) -> None:
    mentee = here.enrol(slug, "mentee")
    staff = here.signed_in(client)
    staff.post(f"/enrolments/{mentee}/advice", session())
    with here.work() as work:
        cycle_by_slug(work, slug).state = "closed"
    assert staff.post(f"/enrolments/{mentee}/advice", session()).status_code == 409
    key = written(here)[0].id
    assert staff.post(f"/enrolments/{mentee}/advice/{key}/take-back").status_code == 409
    assert staff.get(f"/cycles/{slug}/advice/add").status_code == 404
    assert len(written(here)) == 1


def test_file_of_sessions_needs_the_permission_to_take_people_out(
    here: Association, slug: str, app: Flask, client: Client
) -> None:
    mentee = here.enrol(slug, "mentee")
    staff = here.signed_in(client)
    staff.post(f"/enrolments/{mentee}/advice", session())
    assert "Outi Esimerkki" in staff.get(f"/cycles/{slug}/advice?format=csv").text
    adviser = here.signed_in(Client(app), "adviser")
    assert adviser.get(f"/cycles/{slug}/advice").status_code == 200
    assert adviser.get(f"/cycles/{slug}/advice?format=csv").status_code == 404


def test_advice_in_another_cycle_is_told_beside(
    here: Association, slug: str, client: Client
) -> None:
    mentee = here.enrol(slug, "mentee")
    earlier = here.enrol(here.cycle(), "mentee")
    with here.work() as work:
        person = here.enrolment(mentee).person_id
        work.session.add(
            Advice(
                enrolment_id=earlier,
                kind="study",
                held_on=clock.today() - timedelta(days=200),
                minutes=20,
                adviser="Ennen Neuvoja",
                recorded_at=clock.now(),
            )
        )
        here_too = work.session.get_one(type(here.enrolment(earlier)), (work.tenant.id, earlier))
        here_too.person_id = person
    assert "Ennen Neuvoja" in here.signed_in(client).get(f"/enrolments/{mentee}/advice").text
