"""Erasure: her words are nowhere afterwards, and figures and money stay as they were."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text

from punos.deployment import Deployment
from punos.enrolments.service import move
from punos.errors import Refused
from punos.metrics.api import cohort_of, completion, participants
from punos.people.models import NAMELESS, Person
from punos.privacy import erasing
from punos.privacy.erasing import erase
from punos.privacy.models import Erasure
from punos.privacy.replaying import list_of, replay
from punos.privacy.requests import hold, lift
from punos.programmes.service import cycle_by_slug
from tests.privacy.planting import Planted, planted
from tests.support.queue import drain
from tests.support.tenants import Tenants


@pytest.fixture
def her(tenants: Tenants) -> Planted:
    """Somebody of whom every table holds something."""
    return planted(tenants.make())


def found(deployment: Deployment, words: list[str]) -> dict[str, set[str]]:
    """Word → the tables in which it stands, in the whole database, as a dump would have it."""
    return {word: tables for word, tables in _found(deployment, words) if tables}


def _found(deployment: Deployment, words: list[str]) -> Iterator[tuple[str, set[str]]]:
    engine = create_engine(deployment.config.database_urls["backup"])
    hits: dict[str, set[str]] = {word: set() for word in words}
    with engine.connect() as connection:
        tables = connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).all()
        for table in tables:
            rows = connection.execute(text(f'SELECT t::text FROM "{table}" t')).scalars()
            everything = "\n".join(rows).lower()
            for word in words:
                if word.lower() in everything:
                    hits[word].add(table)
    engine.dispose()
    yield from hits.items()


def erased(her: Planted) -> None:
    with her.association.work() as work:
        person = work.session.get(Person, (work.tenant.id, her.person_id))
        assert person is not None
        erase(work, person)


KEPT = {"person.email": {"payouts_signature_request"}}
"""Where a word may stay, as the page of erasure says: who signed a claim, by the law on bookkeeping."""


def test_her_words_are_nowhere_after_erasure(
    deployment: Deployment, her: Planted, caplog: pytest.LogCaptureFixture
) -> None:
    words = list(her.words)
    assert set(found(deployment, words)) == set(words), "each was really written"
    assert len(words) > 50
    with caplog.at_level(logging.DEBUG, "punos"):
        erased(her)
        drain(deployment)
    left = {her.words[word]: tables for word, tables in found(deployment, words).items()}
    assert left == KEPT
    told = caplog.text + list_of(deployment).read_text("utf-8")
    assert not [word for word in words if word in told]


def test_erasure_leaves_what_figures_count(her: Planted) -> None:
    def counted() -> tuple[Any, ...]:
        with her.association.work() as work:
            cohort = cohort_of(work, cycle_by_slug(work, her.slug), mentoring=("pair",))
            return participants(cohort), completion(cohort)

    before = counted()
    erased(her)
    assert counted() == before


def test_erasing_is_refused_while_she_takes_part_or_there_is_a_hold(tenants: Tenants) -> None:
    here = tenants.make()
    enrolment = here.enrolment(here.enrol(here.cycle(), "mentee"))
    with here.work() as work, pytest.raises(Refused, match="take part"):
        erase(work, work.session.get_one(Person, (work.tenant.id, enrolment.person_id)))
    with here.work() as work:
        move(work, enrolment.id, "withdrawn")
        person = work.session.get_one(Person, (work.tenant.id, enrolment.person_id))
        hold(work, person, "A complaint is heard.")
    with here.work() as work, pytest.raises(Refused, match="hold"):
        erase(work, work.session.get_one(Person, (work.tenant.id, enrolment.person_id)))
    with here.work() as work:
        person = work.session.get_one(Person, (work.tenant.id, enrolment.person_id))
        lift(work, person)
        work.session.flush()
        assert erase(work, person).rows > 0


def test_who_was_erased_is_erased_again_in_a_restored_copy(
    deployment: Deployment, her: Planted
) -> None:
    """A copy from before the erasure knows nothing of it: the list beside the database does."""
    with her.association.work() as work:
        person = work.session.get_one(Person, (work.tenant.id, her.person_id))
        before = {name: getattr(person, name) for name in ("given_name", "email", "email_folded")}
    erased(her)
    drain(deployment)
    with her.association.work() as work:
        person = work.session.get_one(Person, (work.tenant.id, her.person_id))
        person.erased_at = None
        for name, value in before.items():
            setattr(person, name, value)
        for row in work.session.scalars(select(Erasure)):
            work.session.delete(row)
    assert replay(deployment)[her.association.record.slug] == 1
    assert replay(deployment)[her.association.record.slug] == 0
    with her.association.work() as work:
        person = work.session.get_one(Person, (work.tenant.id, her.person_id))
        assert (person.given_name, person.email) == (NAMELESS, None)


def test_control_a_holding_left_out_leaves_its_words(
    deployment: Deployment, her: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the search above finds what an erasure forgets."""
    rest = [one for one in erasing.personal(deployment.registry) if one.table != "note"]
    monkeypatch.setattr(erasing, "personal", lambda _registry: rest)
    erased(her)
    left = found(deployment, [word for word, where in her.words.items() if where == "note.text"])
    assert {table for tables in left.values() for table in tables} == {"note"}
