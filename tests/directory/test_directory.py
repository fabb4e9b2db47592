"""The directory: who shows themselves is seen by those of the cycle alone, until they take it back."""

import pytest
from flask import Flask
from sqlalchemy import select

from punos.directory.models import DirectoryEntry
from punos.directory.service import forget_due
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.service import end_group
from punos.people.models import Person
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.pairs import Pair, pair_in
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def pair(here: Association) -> Pair:
    """A pair in a cycle."""
    return pair_in(here, here.cycle())


def address(pair: Pair) -> str:
    return f"/my/group/{pair.group}/directory"


def person(pair: Pair) -> Person:
    """The mentee, as a person."""
    with pair.here.work() as work:
        query = select(Person).join(Enrolment, Enrolment.person_id == Person.id)
        return work.session.scalars(query.where(Enrolment.id == pair.mentee)).one()


def shown(here: Association) -> list[DirectoryEntry]:
    with here.work() as work:
        return list(work.session.scalars(select(DirectoryEntry)))


def test_nobody_is_shown_who_has_not_chosen_it(here: Association, pair: Pair, app: Flask) -> None:
    other = pair_in(here, pair.slug)
    mentee = pair.by_link(app, pair.mentee)
    assert address(pair) in mentee.get("/my/group").text
    page = mentee.get(address(pair)).text
    assert "Nobody is here yet" in page
    assert person(other).given_name not in page


def test_somebody_shows_what_they_choose_and_nothing_else(
    here: Association, pair: Pair, app: Flask
) -> None:
    her = person(pair)
    mine = pair.by_link(app, pair.mentee)
    shows = {"shows": ["city", "languages"], "about": "Pidän juoksemisesta"}
    mine.post(address(pair), shows)
    other = pair_in(here, pair.slug)
    reader = other.by_link(app, other.mentor)
    page = reader.get(address(other)).text
    assert her.given_name in page
    assert "Turku" in page
    assert "Finnish" in page
    assert "Pidän juoksemisesta" in page
    for hidden in (her.email, her.full_name, "Software"):
        assert hidden is not None
        assert hidden not in page
    mine.post(address(pair), {"shows": ["family_name", "email", "profession"]})
    page = reader.get(address(other)).text
    assert f"{her.given_name} {her.family_name}" in page
    assert f"mailto:{her.email}" in page
    assert "Software" in page
    assert "Pidän" not in page
    assert len(shown(here)) == 1


def test_somebody_takes_it_back_and_is_gone_at_once(
    here: Association, pair: Pair, app: Flask
) -> None:
    mine = pair.signed_in(app, pair.mentee, "mentee")
    mine.post(address(pair), {"shows": ["city"]})
    assert "Do not show me any more" in mine.get(address(pair)).text
    mine.post(f"{address(pair)}/take-back")
    assert shown(here) == []
    assert mine.post(f"{address(pair)}/take-back").status_code == 303
    assert "Nobody is here yet" in mine.get(address(pair)).text


def test_directory_is_for_those_of_the_cycle_who_take_part(
    here: Association, pair: Pair, app: Flask, client: Client
) -> None:
    pair.by_link(app, pair.mentee).post(address(pair), {"shows": ["city"]})
    elsewhere = pair_in(here, here.cycle())
    stranger = elsewhere.by_link(app, elsewhere.mentee)
    assert stranger.get(address(pair)).status_code == 404
    assert person(pair).given_name not in stranger.get(address(elsewhere)).text
    assert here.signed_in(client).get(address(pair)).status_code == 404
    partner = pair.signed_in(app, pair.mentor, "mentor")
    assert partner.get(address(pair)).status_code == 200
    with here.work() as work:
        end_group(work, pair.group, "coordinator")
    assert partner.get(address(pair)).status_code == 404


def test_search_finds_nobody_by_what_is_not_shown(
    here: Association, pair: Pair, app: Flask
) -> None:
    her = person(pair)
    mine = pair.by_link(app, pair.mentee)
    mine.post(address(pair), {"shows": []})
    page = mine.get(f"{address(pair)}?q=nobody@elsewhere.example.org").text
    assert her.given_name in page


@pytest.mark.parametrize("how", ["closed", "left"])
def test_what_was_shown_goes_when_the_cycle_or_ones_part_in_it_is_over(
    here: Association, pair: Pair, app: Flask, how: str
) -> None:
    pair.by_link(app, pair.mentee).post(address(pair), {"shows": ["city"]})
    reader = pair_in(here, pair.slug)
    client = reader.by_link(app, reader.mentor)
    assert person(pair).given_name in client.get(address(reader)).text
    with here.work() as work:
        forget_due(work)
    assert len(shown(here)) == 1
    with here.work() as work:
        if how == "closed":
            cycle_by_slug(work, pair.slug).state = "closed"
        else:
            move(work, pair.mentee, "completed")
    page = client.get(address(reader))
    assert page.status_code == (404 if how == "closed" else 200)
    assert person(pair).given_name not in page.text
    with here.work() as work:
        forget_due(work)
    assert shown(here) == []


def test_whoever_has_no_pair_any_more_is_not_shown(
    here: Association, pair: Pair, app: Flask
) -> None:
    mine = pair.by_link(app, pair.mentee)
    mine.post(address(pair), {"shows": ["city", "email"]})
    reader = pair_in(here, pair.slug)
    client = reader.by_link(app, reader.mentor)
    assert person(pair).given_name in client.get(address(reader)).text
    with here.work() as work:
        end_group(work, pair.group, "coordinator")
    assert here.enrolment(pair.mentee).state == "active"
    assert person(pair).given_name not in client.get(address(reader)).text


def test_line_with_an_identity_code_is_refused(here: Association, pair: Pair, app: Flask) -> None:
    mine = pair.by_link(app, pair.mentee)
    assert mine.post(address(pair), {"about": "131052-308T"}).status_code == 422
    assert shown(here) == []
