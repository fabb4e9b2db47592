"""Two who are asked answer at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import select

from punos.db import TenantSession
from punos.matching import asking
from punos.matching.models import MatchAsk, Suggestion
from punos.programmes.models import Cycle
from punos.work import Work
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .cohorts import active_pairs
from .test_asking import asked, asking_cohort, asks

Row = TypeVar("Row")


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


def say_yes_at_once(association: Association, patch: pytest.MonkeyPatch) -> None:
    """Both who are asked say yes, and each looks at the answers before the other has gone on."""
    both, looks = threading.Barrier(2), asking._asks_of

    def look_together(work: Work, about: Suggestion) -> list[MatchAsk]:
        found = looks(work, about)
        # Broken when the other one waits for us, as it should.
        with suppress(threading.BrokenBarrierError):
            both.wait(1)
        return found

    def say(ask_id: UUID) -> None:
        with association.work() as work:
            asking.answer(work, ask_id, True)

    patch.setattr(asking, "_asks_of", look_together)
    with ThreadPoolExecutor(2) as pool:
        told = [pool.submit(say, one.id) for one in asks(association)]
    assert [one.exception() for one in told] == [None, None]


def test_two_who_say_yes_at_the_same_moment_are_one_pair(
    association: Association, coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, _mentees, _mentors = asking_cohort(association, "both")
    asked(association, coordinator, slug)
    say_yes_at_once(association, monkeypatch)
    assert len(active_pairs(association)) == 1


def test_control_without_what_is_held_two_who_say_yes_at_once_are_no_pair(
    association: Association, coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither sees the other's yes, so both would wait for ever."""
    slug, _mentees, _mentors = asking_cohort(association, "both")
    asked(association, coordinator, slug)
    monkeypatch.setattr(asking, "lock_cycle", read_cycle)
    monkeypatch.setattr(asking, "lock_row", read_row)
    say_yes_at_once(association, monkeypatch)
    assert [one.answer for one in asks(association)] == ["yes", "yes"]
    assert active_pairs(association) == []


def read_cycle(work: Work, cycle_id: UUID) -> Cycle:
    """The cycle, not held."""
    return work.session.scalars(select(Cycle).where(Cycle.id == cycle_id)).one()


def read_row(session: TenantSession, model: type[Row], row_id: UUID) -> Row | None:
    """The row, not held."""
    return session.scalars(select(model).where(model.id == row_id)).one_or_none()
