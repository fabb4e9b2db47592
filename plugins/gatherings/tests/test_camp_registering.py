"""Registering for a camp: by anybody, without an account."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from punos_gatherings.models import Seat
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.people.models import Consent, Person
from punos.programmes.models import Cycle
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .camps import (
    answer,
    camp,
    cycle,
    mails,
    people,
    take,
)


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


@pytest.fixture
def coordinator(association: Association, slug: str, client: Client) -> Client:
    assert slug
    return association.signed_in(client)


def visitor(app: Flask, association: Association) -> Client:
    return Client(app, association.host)


def seats(association: Association) -> list[Seat]:
    with association.work() as work:
        return list(work.session.scalars(select(Seat).order_by(Seat.asked_at, Seat.id)))


def test_registering_gives_a_place_and_a_mail_with_the_link(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug)
    page = visitor(app, association)
    form = page.get(f"/gatherings/open/camp/{camp_id}").text
    assert "2 places are free." in form
    assert "What you need at the camp" in form
    assert "is erased on" in form
    shown = page.post(f"/gatherings/open/camp/{camp_id}", answer()).text
    assert "We have your registration" in shown
    assert "You have a place" not in shown  # whoever typed the address may be somebody else
    (seat,) = seats(association)
    assert seat.state == "taken"
    (mail,) = mails(association, "gatherings.camp_receipt")
    assert mail.to_address == "amina@people.example.org"
    assert "You have a place" in mail.subject
    own = Client(app, association.host)
    link = re.search(r"http://\S+/l/\S+", mail.body).group()  # type: ignore[union-attr]
    assert "You have a place" in own.follow(own.get(link)).text
    with association.work() as work:
        enrolment = work.session.scalars(select(Enrolment)).one()
        assert (enrolment.role, enrolment.model_state) == ("participant", "taking_part")
        assert work.session.scalars(select(Consent.purpose)).all() == ["service"]


def test_registering_twice_gives_one_seat(association: Association, app: Flask, slug: str) -> None:
    camp_id = camp(association, slug)
    page = visitor(app, association)
    first = page.post(f"/gatherings/open/camp/{camp_id}", answer()).text
    again = page.post(f"/gatherings/open/camp/{camp_id}", answer(phone="+358 40 000")).text
    assert re.sub(r"[0-9a-f]{40,}", "", first) == re.sub(r"[0-9a-f]{40,}", "", again)
    assert len(seats(association)) == 1
    with association.work() as work:
        assert len(work.session.scalars(select(Person)).all()) == 1


def test_the_same_form_without_an_address_gives_one_seat_and_shows_the_link(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug)
    page = visitor(app, association)
    typed = answer(email="")
    for _ in range(2):
        shown = page.post(f"/gatherings/open/camp/{camp_id}", typed).text
        assert "You have a place at the camp." in shown
        link = re.search(r'href="(http://[^"]+/l/[^"]+)"', shown).group(1)  # type: ignore[union-attr]
    assert len(seats(association)) == 1
    assert f"Camp {association.canary}" in page.follow(page.get(link)).text


def test_whoever_comes_when_it_is_full_waits_and_is_asked_for_no_needs(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    take(association, camp_id, people(association, slug, 1)[0])
    page = visitor(app, association)
    form = page.get(f"/gatherings/open/camp/{camp_id}").text
    assert "The camp is full" in form
    assert 'name="diet"' not in form
    page.post(f"/gatherings/open/camp/{camp_id}", answer())
    assert [seat.state for seat in seats(association)] == ["taken", "waiting"]
    (mail,) = mails(association, "gatherings.camp_receipt")
    assert "waiting list" in mail.subject


def test_several_who_register_at_once_over_the_web_fill_the_places_and_no_more(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug, places=2)
    path = f"/gatherings/open/camp/{camp_id}"
    visitors = [visitor(app, association) for _ in range(6)]
    for one in visitors:
        one.get(path)
    typed = [answer(given_name=f"Nimi{n}", email=f"nimi{n}@people.example.org") for n in range(5)]
    # Two of them are one person who has pressed the button twice.
    # As many at once as a process serves: each counts its try on a connection of its own.
    with ThreadPoolExecutor(4) as pool:
        sent = [
            pool.submit(who.post, path, what)
            for who, what in zip(visitors, [*typed, typed[0]], strict=True)
        ]
    assert {one.result().status_code for one in sent} == {200}
    found = [seat.state for seat in seats(association)]
    assert sorted(found) == ["taken"] * 2 + ["waiting"] * 3


@pytest.mark.parametrize(
    "days",
    [
        {"register_from": timedelta(days=1), "register_until": timedelta(days=5)},
        {"register_from": timedelta(days=-5), "register_until": timedelta(days=-1)},
    ],
    ids=["before", "after"],
)
def test_registration_outside_its_days_is_not_taken(
    association: Association, app: Flask, slug: str, days: dict[str, timedelta]
) -> None:
    today = clock.today()
    camp_id = camp(association, slug, **{name: today + days[name] for name in days})
    page = visitor(app, association)
    assert "cannot register" in page.get(f"/gatherings/open/camp/{camp_id}").text
    sent = page.post(f"/gatherings/open/camp/{camp_id}", answer())
    assert "cannot register" in sent.text
    assert seats(association) == []


def test_one_network_cannot_take_all_the_places_and_turns(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug)
    page = f"/gatherings/open/camp/{camp_id}"
    sender = visitor(app, association)
    sender.get(page)
    for number in range(50):
        email = f"nobody{number}@people.example.org" if number % 2 else ""
        assert sender.post(page, answer(email=email)).status_code == 200
    for email in ("", "nobody@people.example.org"):
        refused = sender.post(page, answer(email=email))
        assert refused.status_code == 409
        assert "Please try again in a quarter of an hour" in refused.text
    assert len(seats(association)) == 50
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert sender.post(page, answer(email="")).status_code == 200


def test_the_first_and_the_last_day_of_registration_count(
    association: Association, app: Flask, slug: str
) -> None:
    today = clock.today()
    camp_id = camp(association, slug, register_from=today, register_until=today)
    page = visitor(app, association)
    page.post(f"/gatherings/open/camp/{camp_id}", answer())
    assert len(seats(association)) == 1


def test_registration_of_a_cycle_that_is_closed_is_not_taken(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug)
    with association.work() as work:
        work.session.scalars(select(Cycle)).one().state = "closed"
    page = visitor(app, association)
    assert "cannot register" in page.post(f"/gatherings/open/camp/{camp_id}", answer()).text


def test_a_form_that_is_not_complete_keeps_what_was_typed(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug)
    page = visitor(app, association)
    page.get(f"/gatherings/open/camp/{camp_id}")
    typed = answer(phone="+358 40 1234")
    del typed["service"]
    sent = page.post(f"/gatherings/open/camp/{camp_id}", typed)
    assert sent.status_code == 422
    assert "+358 40 1234" in sent.text
    assert seats(association) == []
