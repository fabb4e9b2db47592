"""Which rows somebody sees: whole tenant, some units, their own, or none."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.access import NOBODY, SYSTEM, Principal, join_grants, scope
from punos.deployment import Deployment
from punos.ids import new_id
from punos.people.models import Consent, Person
from punos.units.models import Unit
from punos.work import Work
from tests.support.bare import bare_tenant

NORTH, SOUTH = new_id(), new_id()
IN_NORTH, IN_SOUTH, IN_NONE = new_id(), new_id(), new_id()


@pytest.fixture(scope="module")
def work(deployment: Deployment) -> Iterator[Work]:
    """Three people, two of them in units, and a consent of each."""
    with deployment.work(bare_tenant(deployment)) as work:
        work.session.add_all(
            [Unit(id=NORTH, slug="n", names={}), Unit(id=SOUTH, slug="s", names={})]
        )
        work.session.flush()
        for person_id, unit_id in ((IN_NORTH, NORTH), (IN_SOUTH, SOUTH), (IN_NONE, None)):
            work.session.add(person(person_id, unit_id))
            work.session.flush()
            work.session.add(consent(person_id))
        work.session.flush()
        yield work


def person(person_id: UUID, unit_id: UUID | None) -> Person:
    return Person(
        id=person_id,
        unit_id=unit_id,
        given_name="Test",
        sort_key="test",
        search_text="test",
        created_at=clock.now(),
    )


def consent(person_id: UUID) -> Consent:
    return Consent(
        person_id=person_id,
        purpose="data",
        decision="given",
        text_version="1",
        language="en",
        how="form",
        decided_at=clock.now(),
    )


def account(*units: UUID | None, person_id: UUID | None = None) -> Principal:
    """Somebody who may read people, in these units."""
    return Principal(
        "account", join_grants((["people.read"], u) for u in units), person_id=person_id
    )


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        (SYSTEM, {IN_NORTH, IN_SOUTH, IN_NONE}),
        (account(None), {IN_NORTH, IN_SOUTH, IN_NONE}),
        (account(NORTH), {IN_NORTH}),
        (account(NORTH, SOUTH), {IN_NORTH, IN_SOUTH}),
        (account(NORTH, None), {IN_NORTH, IN_SOUTH, IN_NONE}),
        (account(None, NORTH), {IN_NORTH, IN_SOUTH, IN_NONE}),
        (account(), set()),
        (NOBODY, set()),
        (Principal("link", {"people.read": frozenset()}, person_id=IN_NORTH), set()),
    ],
)
def test_listing_shows_what_the_grant_reaches(
    work: Work, actor: Principal, seen: set[UUID]
) -> None:
    query = scope(actor, select(Person.id), Person, "people.read")
    assert set(work.session.scalars(query)) == seen


def test_rows_that_know_no_unit_are_hidden_from_whoever_is_limited_to_units(work: Work) -> None:
    def count(actor: Principal) -> int:
        return len(
            work.session.scalars(scope(actor, select(Consent), Consent, "people.read")).all()
        )

    assert (count(account(None)), count(account(NORTH))) == (3, 0)


@pytest.mark.parametrize("model", [Person, Consent])
@pytest.mark.parametrize(
    ("person_id", "permission", "count"),
    [
        (IN_NORTH, "own.profile", 1),
        (None, "own.profile", 0),
        (IN_NORTH, "own.groups", 0),
    ],
)
def test_own_permission_shows_ones_own_rows_to_whoever_holds_it(
    work: Work, model: type, person_id: UUID | None, permission: str, count: int
) -> None:
    actor = Principal("account", {"own.profile": None}, person_id=person_id)
    assert len(work.session.scalars(scope(actor, select(model), model, permission)).all()) == count


def test_own_permission_shows_nothing_of_rows_that_are_nobodys(work: Work) -> None:
    actor = Principal("account", {"own.profile": None}, person_id=IN_NORTH)
    query = scope(actor, select(Unit), Unit, "own.profile")
    assert work.session.scalars(query).all() == []
