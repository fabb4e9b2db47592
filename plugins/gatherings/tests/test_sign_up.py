"""Signing up without an account: for a date, a season, an event. The page tells a stranger nothing."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from punos_gatherings.models import Seat
from punos_gatherings.occasions import About, cancel_occasion, change_occasion, occasion_of
from sqlalchemy import select
from werkzeug.test import TestResponse

from punos import clock
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.models import Membership
from punos.people.models import Consent, Person
from punos.people.service import change_person
from punos.programmes.cycles import close_cycle
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .camps import camp, mails
from .seasons import cycle, event, season

RECEIPT = "gatherings.receipt"


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


@pytest.fixture
def visitor(association: Association, app: Flask) -> Client:
    """Somebody who is not signed in."""
    return Client(app, association.host)


def form(**more: Any) -> dict[str, Any]:
    """The form of Amina, who gives no address unless told otherwise."""
    return {"given_name": "Amina", "service": "yes", "once": str(uuid4()), **more}


def sign_up(visitor: Client, slug: str, what: object, **more: Any) -> TestResponse:
    visitor.get(f"/gatherings/open/{slug}/{what}")
    return visitor.post(f"/gatherings/open/{slug}/{what}", form(**more))


def rows(association: Association, model: Any) -> list[Any]:
    with association.work() as work:
        return list(work.session.scalars(select(model).order_by(model.id)))


def states(association: Association) -> list[str]:
    return [seat.state for seat in rows(association, Seat)]


def limit(association: Association, meeting_id: UUID, places: int) -> None:
    with association.work() as work:
        change_occasion(work, occasion_of(work, meeting_id), About(capacity=places), [])


def same(text: str) -> str:
    """A page without what differs from one browser to the next."""
    return re.sub(r'value="[0-9a-f-]{30,}"', "", text)


def test_first_page_leads_to_what_anybody_can_come_to(
    association: Association, visitor: Client, slug: str
) -> None:
    season(association, slug)
    page = visitor.get("/").text
    assert f'href="/gatherings/open/{slug}"' in page
    assert "/apply/" not in page
    shown = visitor.get(f"/gatherings/open/{slug}").text
    assert shown.count("Sign up</a>") == 4
    assert "Sign up for the whole season" in shown


def test_first_name_is_enough_and_the_link_is_shown_once(
    association: Association, app: Flask, visitor: Client, slug: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    answer = sign_up(visitor, slug, meeting_id)
    assert answer.status_code == 200
    assert "Thank you. You are signed up." in answer.text
    assert "we show this only once" in answer.text
    (link,) = re.findall(r'href="(http://\S+/l/\S+)"', answer.text)
    (person,) = rows(association, Person)
    assert (person.given_name, person.family_name, person.email) == ("Amina", None, None)
    (enrolment,) = rows(association, Enrolment)
    assert (enrolment.role, enrolment.model_state, enrolment.source) == (
        "participant", "taking_part", "sign_up",
    )  # fmt: skip
    assert [one.purpose for one in rows(association, Consent)] == ["service"]
    assert mails(association, RECEIPT) == []
    bearer = Client(app, association.host)
    own = bearer.follow(bearer.get(link))
    assert own.status_code == 200
    assert "You have a place" in own.text
    assert "/l/" not in visitor.get(f"/gatherings/open/{slug}/received").text


def test_form_without_an_address_sent_twice_signs_up_once(
    association: Association, visitor: Client, slug: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    once = str(uuid4())
    for _time in range(2):
        assert "/l/" in sign_up(visitor, slug, meeting_id, once=once).text
    assert len(rows(association, Person)) == 1
    assert states(association) == ["taken"]
    sign_up(visitor, slug, meeting_id)
    assert len(rows(association, Person)) == 2  # another Amina


def test_with_an_address_the_mail_says_how_things_stand_and_the_page_does_not(
    association: Association, app: Flask, visitor: Client, slug: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    limit(association, meeting_id, 1)
    pages = []
    for address in ("amina@people.example.org", "other@people.example.org"):
        answer = sign_up(visitor, slug, meeting_id, email=address)
        assert answer.headers["Location"] == f"/gatherings/open/{slug}/received"
        pages.append(same(visitor.follow(answer).text))
    assert pages[0] == pages[1]
    assert states(association) == ["taken", "waiting"]
    place, turn = mails(association, RECEIPT)
    assert "You have a place" in place.subject
    assert "You are on the waiting list" in turn.subject
    (link,) = re.findall(r"http://\S+/l/\S+", place.body)
    bearer = Client(app, association.host)
    assert "You have a place" in bearer.follow(bearer.get(link)).text


def test_person_who_is_known_stays_as_they_are(
    association: Association, visitor: Client, slug: str
) -> None:
    first, second, *_rest = season(association, slug)
    email = "amina@people.example.org"
    sign_up(visitor, slug, first, email=email, family_name="Testi", phone="040 123456")
    known = same(visitor.get(f"/gatherings/open/{slug}/received").text)
    answer = sign_up(
        visitor, slug, second, email=email.upper(), family_name="testi", phone="050 999999"
    )
    assert same(visitor.follow(answer).text) == known
    (person,) = rows(association, Person)
    assert (person.phone, person.email, person.family_name) == ("040 123456", email, "Testi")
    assert len(rows(association, Enrolment)) == 1
    assert {mail.to_address for mail in mails(association, RECEIPT)} == {email}
    # The address alone makes nobody somebody else.
    sign_up(visitor, slug, first, email=email, given_name="Berit")
    assert len(rows(association, Person)) == 2


def test_whole_season_gives_a_place_at_each_date_ahead_and_the_circle(
    association: Association, visitor: Client, slug: str
) -> None:
    ids = season(association, slug)
    limit(association, ids[1], 1)
    sign_up(visitor, slug, ids[1])
    with association.work() as work:
        cancel_occasion(work, occasion_of(work, ids[2]), None)
    answer = sign_up(visitor, slug, "season", given_name="Berit")
    assert "There you are on the waiting list" in answer.text
    with association.work() as work:
        (member,) = work.session.scalars(select(Membership))
        query = select(Seat).where(Seat.enrolment_id == member.enrolment_id)
        found = {seat.meeting_id: seat.state for seat in work.session.scalars(query)}
    assert found == {ids[0]: "taken", ids[1]: "waiting", ids[3]: "taken"}
    mailed = sign_up(visitor, slug, "season", email="berit@people.example.org")
    assert mailed.status_code == 303
    (mail,) = mails(association, RECEIPT)
    assert "You are signed up for 3 meetings." in mail.body


def test_whoever_leaves_the_circle_gives_up_the_places_ahead(
    association: Association, app: Flask, visitor: Client, slug: str
) -> None:
    season(association, slug)
    sign_up(visitor, slug, "season")
    with association.work() as work:
        (member,) = work.session.scalars(select(Membership))
        move(work, member.enrolment_id, "left", reason="moved")
    assert set(states(association)) == {"given_up"}
    assert rows(association, Membership)[0].left_on == clock.today()


def test_whoever_withdrew_can_come_back_and_who_was_refused_is_told_by_mail_only(
    association: Association, visitor: Client, slug: str
) -> None:
    first, second, *_rest = season(association, slug)
    email = "amina@people.example.org"
    sign_up(visitor, slug, first, email=email)
    (enrolment,) = rows(association, Enrolment)
    with association.work() as work:
        move(work, enrolment.id, "withdrawn")
    sign_up(visitor, slug, second, email=email)
    assert association.enrolment(enrolment.id).model_state == "taking_part"
    with association.work() as work:
        for state in ("withdrawn", "registered", "refused"):
            move(work, enrolment.id, state, reason="other")
    before = len(mails(association, RECEIPT))
    answer = sign_up(visitor, slug, second, email=email)
    assert answer.headers["Location"] == f"/gatherings/open/{slug}/received"
    assert association.enrolment(enrolment.id).model_state == "refused"
    told = mails(association, RECEIPT)[before:]
    assert ["We could not sign you up" in mail.body for mail in told] == [True]


@pytest.mark.parametrize("decided", ["left", "refused"])
def test_a_form_undoes_nothing_that_staff_decided(
    association: Association, visitor: Client, slug: str, decided: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    clinic, camp_id = event(association, slug), camp(association, slug)
    email = "amina@people.example.org"
    sign_up(visitor, slug, clinic, email=email)  # as a visitor, so she is there twice
    sign_up(visitor, slug, meeting_id, email=email)
    usual = same(visitor.get(f"/gatherings/open/{slug}/received").text)
    (hers,) = [one for one in rows(association, Enrolment) if one.role == "participant"]
    with association.work() as work:
        for state in ["left"] if decided == "left" else ["withdrawn", "registered", "refused"]:
            move(work, hers.id, state, reason="other")
    kept = {one.id: one.state for one in rows(association, Seat)}
    consented, before = len(rows(association, Consent)), len(mails(association, RECEIPT))
    later = event(association, slug, hours=48)
    for what in (meeting_id, "season", later):
        answer = sign_up(visitor, slug, what, email=email)
        assert same(visitor.follow(answer).text) == usual
    page = f"/gatherings/open/camp/{camp_id}"
    theirs, known = (
        visitor.post(page, {**form(email=address), "diet": "x", "agree": "yes"}).text
        for address in ("other@people.example.org", email)
    )
    assert same(known) == same(theirs)
    told = [mail for mail in mails(association, RECEIPT)[before:] if mail.to_address == email]
    with clock.at(clock.now() + timedelta(minutes=16)):
        sign_up(visitor, slug, clinic, email=email)
    assert {"We could not sign you up" in mail.body for mail in told} == {True}
    assert association.enrolment(hers.id).model_state == decided
    found = [one for one in rows(association, Enrolment) if one.person_id == hers.person_id]
    assert len(found) == 2
    ids = {one.id for one in found}
    assert {one.id: one.state for one in rows(association, Seat) if one.enrolment_id in ids} == kept
    assert len(rows(association, Consent)) == consented + 2  # the other's: the service, and needs


def test_somebody_who_takes_part_stays_a_participant_at_an_event_and_others_are_visitors(
    association: Association, visitor: Client, slug: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    clinic = event(association, slug, about=About(names={"en": "CV clinic"}))
    assert "CV clinic" in visitor.get(f"/gatherings/open/{slug}").text
    sign_up(visitor, slug, meeting_id, email="amina@people.example.org")
    sign_up(visitor, slug, clinic, email="amina@people.example.org")
    sign_up(visitor, slug, clinic, email="berit@people.example.org", given_name="Berit")
    assert [one.role for one in rows(association, Enrolment)] == ["participant", "visitor"]


def test_address_that_is_written_to_again_and_again_is_left_in_peace(
    association: Association, visitor: Client, slug: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    for _time in range(8):
        answer = sign_up(visitor, slug, meeting_id, email="amina@people.example.org")
        assert answer.headers["Location"] == f"/gatherings/open/{slug}/received"
    assert len(mails(association, RECEIPT)) == 5


def test_one_network_cannot_take_all_the_places(
    association: Association, app: Flask, visitor: Client, slug: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    page = f"/gatherings/open/{slug}/{meeting_id}"
    visitor.get(page)
    for number in range(50):
        email = f"nobody{number}@people.example.org" if number % 2 else ""
        assert visitor.post(page, form(email=email)).status_code in (200, 303)
    for email in ("", "nobody@people.example.org"):
        answer = visitor.post(page, form(email=email))
        assert answer.status_code == 409
        assert "Please try again in a quarter of an hour" in answer.text
    assert len(states(association)) == 50
    other = Client(app, association.host)
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert sign_up(other, slug, meeting_id).status_code == 200


def test_visitor_of_an_event_who_takes_part_since_has_one_place_there(
    association: Association, visitor: Client, slug: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    clinic = event(association, slug)
    for what in (clinic, meeting_id, clinic):
        sign_up(visitor, slug, what, email="amina@people.example.org")
    assert [one.role for one in rows(association, Enrolment)] == ["visitor", "participant"]
    assert [seat.meeting_id for seat in rows(association, Seat)] == [clinic, meeting_id]


def test_form_that_is_not_complete_keeps_what_was_typed(
    association: Association, visitor: Client, slug: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    answer = sign_up(visitor, slug, meeting_id, service="", email="no address", phone="040 1")
    assert answer.status_code == 422
    assert 'value="Amina"' in answer.text
    assert 'value="no address"' in answer.text
    assert rows(association, Person) == []


def test_meeting_that_is_over_or_cancelled_takes_nobody(
    association: Association, visitor: Client, slug: str
) -> None:
    first, second, *_rest = season(association, slug)
    with association.work() as work:
        cancel_occasion(work, occasion_of(work, first), None)
    assert sign_up(visitor, slug, first).status_code == 409
    with clock.at(clock.now() + timedelta(days=20)):
        assert sign_up(visitor, slug, second).status_code == 409
        assert str(second) not in visitor.get(f"/gatherings/open/{slug}").text
    assert rows(association, Person) == []


def test_cycle_that_is_not_open_takes_nobody(
    association: Association, visitor: Client, tenants: Tenants, slug: str
) -> None:
    planned = association.cycle(model="gatherings", settings={}, open_now=False)
    (meeting_id, *_rest) = season(association, slug)
    assert visitor.get(f"/gatherings/open/{planned}").status_code == 404
    assert visitor.get(f"/gatherings/open/{planned}/{meeting_id}").status_code == 404
    assert visitor.post(f"/gatherings/open/{planned}/season", form()).status_code == 404
    with association.work() as work:
        close_cycle(work, cycle_by_slug(work, slug))
    assert "This programme has ended" in visitor.get(f"/gatherings/open/{slug}").text
    assert sign_up(visitor, slug, meeting_id).status_code == 409
    assert rows(association, Person) == []


def test_meetings_of_others_and_the_camps_sessions_take_no_sign_up(
    association: Association, visitor: Client, tenants: Tenants, slug: str
) -> None:
    other = tenants.make()
    (theirs, *_rest) = season(other, cycle(other))
    session = event(association, slug)
    with association.work() as work:
        occasion_of(work, session).meeting.kind = "advice"
    season(association, slug)
    for meeting_id in (theirs, uuid4(), session):
        assert visitor.get(f"/gatherings/open/{slug}/{meeting_id}").status_code == 404
        answer = visitor.post(f"/gatherings/open/{slug}/{meeting_id}", form())
        assert answer.status_code == 404
    assert rows(other, Person) == []


def test_name_changed_by_staff_is_known_under_the_new_one(
    association: Association, visitor: Client, slug: str
) -> None:
    first, second, *_rest = season(association, slug)
    sign_up(visitor, slug, first, email="amina@people.example.org")
    with association.work() as work:
        change_person(work, work.session.scalars(select(Person)).one(), given_name="Aamina")
    sign_up(visitor, slug, second, email="amina@people.example.org", given_name="AAMINA")
    assert len(rows(association, Person)) == 1
