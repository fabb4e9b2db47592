"""Two connections settle at the same moment: a subject earns once, and a cap is never passed.

Each guard is shown to be what holds: without the hold the constraints do, and without both it breaks.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from traceback import format_exception
from typing import Any
from uuid import UUID

import pytest
from punos_payouts import accrual, settling
from punos_payouts.models import Agreement, Cap
from sqlalchemy import select, text

from punos.deployment import Deployment
from punos.enrolments import closing
from punos.errors import Absent, StepRefused
from punos.events.models import Event
from punos.extend import PluginState
from punos.programmes.service import cycle_by_slug
from tests.conftest import make_config
from tests.support.database import cloned_database
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Association, Tenants

from .ledgers import (
    agree,
    earned,
    gatherings,
    line_of,
    meet,
    met,
    pair,
    pairs,
    plan,
    running_cycle,
    tell,
)
from .test_replay import switch


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Association]:
    """An association in a database of its own, whose constraints may be dropped."""
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, tmp_path))
        made = Tenants(deployment).make()
        made.switch_on("payouts")
        yield made
        deployment.dispose()


def missed(association: Association, groups: int, **line: Any) -> tuple[UUID, list[UUID]]:
    """An agreement, and the events of pairs that were formed while the plugin was suspended."""
    agreement_id = agree(association, pairs(**line))
    slug = running_cycle(association)
    switch(association, PluginState.SUSPENDED)
    for _pair in range(groups):
        pair(association, slug)
    switch(association, PluginState.ON)
    with association.work() as work:
        query = select(Event.id).where(Event.kind == "group.activated").order_by(Event.id)
        return agreement_id, list(work.session.scalars(query))


def at_once(
    association: Association, patch: pytest.MonkeyPatch, first: UUID, second: UUID
) -> tuple[Future[None], Future[None]]:
    """Both events are told at once: the second while the first has looked and not yet written."""
    ended = threading.Event()
    go_on: Callable[[], bool] = lambda: ended.is_set() or somebody_waits(association.deployment)  # noqa: E731
    began = pause(patch, settling, "write_earning", go_on)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(tell, association, first)
        assert began.wait(20), one.exception(0) if one.done() else "the first never got there"
        other = pool.submit(tell, association, second)
        other.add_done_callback(lambda _future: ended.set())
    return one, other


def without_hold(patch: pytest.MonkeyPatch) -> None:
    """Read agreements without holding them."""

    def read(work: Any, agreement_id: UUID) -> Agreement:
        query = select(Agreement).where(Agreement.id == agreement_id)
        return work.session.scalars(query).one()  # type: ignore[no-any-return]

    patch.setattr(accrual, "hold", read)


def drop(association: Association, table: str, constraint: str) -> None:
    """Take a constraint away."""
    statement = text(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    with association.deployment.database("owner").engine.begin() as connection:
        connection.execute(statement)


def test_two_who_settle_the_same_pair_at_once_let_it_earn_once(
    association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement_id, (event_id,) = missed(association, 1)
    for future in at_once(association, monkeypatch, event_id, event_id):
        future.result()
    assert line_of(association, agreement_id).earned_cents == 50_000
    assert len(earned(association)) == 1


def test_without_the_hold_the_constraint_lets_it_earn_once(
    association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_hold(monkeypatch)
    agreement_id, (event_id,) = missed(association, 1)
    for future in at_once(association, monkeypatch, event_id, event_id):
        future.result()
    assert line_of(association, agreement_id).earned_cents == 50_000
    assert len(earned(association)) == 1


def test_without_the_hold_and_the_constraint_it_earns_twice(
    own: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    drop(own, "payouts_earning", "uq_payouts_earning_subject")
    without_hold(monkeypatch)
    _agreement_id, (event_id,) = missed(own, 1)
    for future in at_once(own, monkeypatch, event_id, event_id):
        future.result()
    assert len(earned(own)) == 2


def test_without_the_constraint_the_hold_lets_it_earn_once(
    own: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(own, "payouts_earning", "uq_payouts_earning_subject")
    _agreement_id, (event_id,) = missed(own, 1)
    for future in at_once(own, monkeypatch, event_id, event_id):
        future.result()
    assert len(earned(own)) == 1


def spent(association: Association) -> int:
    """What is spent of the only line's cap."""
    with association.work() as work:
        query = select(Cap.spent_cents).where(Cap.line_id.is_not(None))
        return work.session.scalars(query).one()


def test_two_who_race_for_the_last_of_a_cap_leave_one_waiting(
    association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement_id, events = missed(association, 2, cap_cents=60_000)
    for future in at_once(association, monkeypatch, *events):
        future.result()
    found = line_of(association, agreement_id)
    assert (found.units, found.beyond, spent(association)) == (1, 1, 50_000)


def test_without_the_hold_the_cap_refuses_the_second(
    association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_hold(monkeypatch)
    agreement_id, events = missed(association, 2, cap_cents=60_000)
    first, second = at_once(association, monkeypatch, *events)
    with pytest.raises(StepRefused):
        first.result()
    second.result()
    assert (line_of(association, agreement_id).units, spent(association)) == (1, 50_000)


def test_without_the_hold_and_the_constraint_the_cap_is_passed(
    own: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    drop(own, "payouts_cap", "ck_payouts_cap_spent")
    without_hold(monkeypatch)
    _agreement_id, events = missed(own, 2, cap_cents=60_000)
    for future in at_once(own, monkeypatch, *events):
        future.result()
    assert spent(own) == 100_000


def test_twenty_pairs_told_at_once_and_twice_fill_a_cap_of_seven(association: Association) -> None:
    agreement_id, events = missed(association, 20, cap_cents=350_000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda event_id: tell(association, event_id), [*events, *events]))
    found = line_of(association, agreement_id)
    assert (found.units, found.beyond, spent(association)) == (7, 13, 350_000)


def log_while_closing(
    association: Association, patch: pytest.MonkeyPatch
) -> tuple[Future[None], Future[None]]:
    """Somebody logs a meeting while the cycle is closed, which earns under the same agreement."""
    lines = (
        plan("closed", "unit", 100_000, "cycle_closed"),
        plan("circles", "unit", 1_000, "group_completed", {"meetings": 1}),
    )
    agree(association, *lines)
    slug = gatherings(association)
    group_id = met(association, slug, "circle", "gathering", 1)
    go_on: Callable[[], bool] = lambda: somebody_waits(association.deployment)  # noqa: E731
    began = pause(patch, closing, "lock_enrolments", go_on)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(close, association, slug)
        assert began.wait(20), one.exception(0) if one.done() else "the first never got there"
        other = pool.submit(meet, association, group_id, 3)
    return one, other


def close(association: Association, slug: str) -> None:
    """Close the whole cycle."""
    with association.work() as work:
        closing.close_whole_cycle(work, cycle_by_slug(work, slug))


def test_a_meeting_that_is_logged_while_its_cycle_closes_waits_and_comes_too_late(
    association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, logged = log_while_closing(association, monkeypatch)
    closed.result()
    with pytest.raises(Absent):
        logged.result()
    assert [(code, cents) for code, cents, _day, _stands in earned(association)] == [
        ("closed", 100_000),
        ("circles", 1_000),
    ]


def test_without_the_groups_held_the_two_wait_for_each_other(
    association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the database ends one of the two."""
    monkeypatch.setattr(closing, "_hold_groups", lambda _work, _cycle: None)
    ended = [future.exception() for future in log_while_closing(association, monkeypatch)]
    told = ["".join(format_exception(error)) for error in ended if error is not None]
    assert any("deadlock" in one for one in told)
