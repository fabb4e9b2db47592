"""Two who act at the same moment: pairs are made once, and never with somebody who has left."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from traceback import format_exception
from uuid import UUID

import pytest
from flask import Flask
from punos_pairwise import following, propose, service
from sqlalchemy import select

from punos import clock
from punos.config import ROLE_VARIABLES
from punos.enrolments import service as enrolments
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.errors import Refused
from punos.groups.service import groups_of
from punos.jobs import runner
from punos.jobs.models import JobRun
from punos.matching.models import Proposal, Suggestion
from punos.meetings.service import log_meeting
from punos.programmes.service import lock_cycle
from punos.work import Work
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.races import pause, somebody_waits, until
from tests.support.tenants import Association, Tenants

from .cohorts import (
    active_pairs,
    cohort,
    cycle_of,
    members,
    page_of,
    proposals,
    proposed,
    publish,
    publish_fields,
)

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


def at_once(
    first: Callable[[], object], second: Callable[[], object], began: threading.Event
) -> tuple[Future, Future]:
    """Run both; the second begins when the first is in the middle."""
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        assert began.wait(20), one.exception(0) if one.done() else "the first never got there"
        other = pool.submit(second)
    return one, other


def leave(
    association: Association, enrolment_id: UUID, state: str = "withdrawn"
) -> Callable[[], None]:
    """Somebody leaves, in a transaction of its own."""

    def act() -> None:
        with association.work() as work:
            move(work, enrolment_id, state)

    return act


def states(association: Association) -> list[str]:
    with association.work() as work:
        query = select(Suggestion.state).order_by(Suggestion.position)
        return list(work.session.scalars(query))


# Two coordinators


def publish_twice(
    app: Flask, association: Association, patch: pytest.MonkeyPatch
) -> tuple[str, str]:
    """Two coordinators press the same button; the pages that they are told."""
    slug, _mentees, _mentors = cohort(association, 3, 3)
    two = [association.signed_in(Client(app)) for _ in range(2)]
    page = proposed(association, two[0], slug)
    pages = [page, page_of(two[1], slug)]
    deployment = association.deployment
    began = pause(patch, service, "tell_pairs", lambda: somebody_waits(deployment))
    one, other = at_once(
        lambda: publish(two[0], slug, pages[0]), lambda: publish(two[1], slug, pages[1]), began
    )
    return str(one.result()), str(other.result())


def test_two_who_publish_at_once_make_pairs_once(
    app: Flask, association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = publish_twice(app, association, monkeypatch)
    assert "3 pairs were published." in first
    assert "6 mails are on their way." in first
    assert "This draft has already been published. Nothing was done twice." in second
    assert len(active_pairs(association)) == 3


def test_without_holding_the_second_is_stopped_by_the_database_alone(
    app: Flask, association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_held(work: Work, _cycle: object, proposal_id: UUID) -> Proposal:
        return work.session.get_one(Proposal, (work.tenant.id, proposal_id))

    monkeypatch.setattr(service, "held_draft", not_held)
    _first, second = publish_twice(app, association, monkeypatch)
    assert "Nothing was done twice." not in second
    assert len(active_pairs(association)) == 3


def test_same_button_pressed_twice_makes_pairs_once(
    association: Association, coordinator: Client
) -> None:
    slug, _mentees, _mentors = cohort(association, 2, 2)
    page = proposed(association, coordinator, slug)
    publish(coordinator, slug, page)
    assert "has already been published" in publish(coordinator, slug, page)
    assert len(active_pairs(association)) == 2


def test_draft_that_a_colleague_replaced_is_not_published(
    association: Association, coordinator: Client
) -> None:
    slug, _mentees, _mentors = cohort(association, 2, 2)
    page = proposed(association, coordinator, slug)
    proposed(association, coordinator, slug)
    answer = coordinator.post(f"/pairwise/{slug}/publish", publish_fields(page))
    assert answer.status_code == 409
    assert "There is a newer proposal" in answer.text
    assert active_pairs(association) == []


def test_whoever_waits_too_long_is_told_that_somebody_else_is_at_it(
    association: Association, coordinator: Client
) -> None:
    slug, _mentees, _mentors = cohort(association, 1, 1)
    page = proposed(association, coordinator, slug)
    with association.work() as work:
        lock_cycle(work, cycle_of(work, slug).id)
        answer = coordinator.post(f"/pairwise/{slug}/publish", publish_fields(page))
    assert answer.status_code == 409
    assert "Somebody else changed this at the same time" in answer.text
    assert "1 pair was published" in publish(coordinator, slug, page)


# A mentee who withdraws


def test_withdrawal_in_the_middle_of_publishing_comes_too_late(
    association: Association, coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, mentees, _mentors = cohort(association, 2, 2)
    page = proposed(association, coordinator, slug)
    began = pause(
        monkeypatch, service, "tell_pairs", lambda: somebody_waits(association.deployment)
    )
    done, left = at_once(
        lambda: publish(coordinator, slug, page), leave(association, mentees[1]), began
    )
    assert "2 pairs were published" in str(done.result())
    assert isinstance(left.exception(), Refused)
    assert association.enrolment(mentees[1]).model_state == "paired"


def test_publishing_in_the_middle_of_a_withdrawal_makes_no_pair(
    association: Association, coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, mentees, _mentors = cohort(association, 2, 2)
    page = proposed(association, coordinator, slug)
    began = pause(
        monkeypatch, following, "drop_from_drafts", lambda: somebody_waits(association.deployment)
    )
    left, told = at_once(
        leave(association, mentees[0]), lambda: publish(coordinator, slug, page), began
    )
    assert left.exception() is None
    assert "The draft has changed since you looked at it. Nothing was published." in str(
        told.result()
    )
    assert members(association) == []
    assert "1 pair was published" in publish(coordinator, slug, page_of(coordinator, slug))
    assert mentees[0] not in members(association)


def test_withdrawal_while_pairs_are_computed_is_seen_in_the_draft(
    association: Association, coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, mentees, _mentors = cohort(association, 2, 2)
    solve = propose.propose

    def solve_while_one_leaves(*arguments: object, **keywords: object) -> object:
        leave(association, mentees[0])()
        return solve(*arguments, **keywords)  # type: ignore[arg-type]

    monkeypatch.setattr(propose, "propose", solve_while_one_leaves)
    page = proposed(association, coordinator, slug)
    assert sorted(states(association)) == ["gone", "proposed"]
    assert "Publish 1 pair" in page


def test_withdrawal_while_draft_is_stored_waits_and_is_seen(
    association: Association, coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, mentees, _mentors = cohort(association, 2, 2)
    coordinator.post(f"/pairwise/{slug}/propose")
    began = pause(
        monkeypatch, propose, "_suggestion", lambda: somebody_waits(association.deployment)
    )
    stored, left = at_once(
        lambda: drain(association.deployment), leave(association, mentees[0]), began
    )
    assert (stored.exception(), left.exception()) == (None, None)
    assert sorted(states(association)) == ["gone", "proposed"]


# Both of a pair leave, or one while they log a meeting


def pair_leaves(
    association: Association, pair: tuple[UUID, UUID], patch: pytest.MonkeyPatch
) -> list[BaseException | None]:
    """The two of a pair leave at the same moment; what each is told."""
    both = threading.Barrier(2)
    follow = following.follow_enrolment

    def follow_together(work: Work, enrolment: Enrolment) -> None:
        # Broken when the other one waits for us, as it should.
        with suppress(threading.BrokenBarrierError):
            both.wait(1)
        follow(work, enrolment)

    patch.setattr(following, "follow_enrolment", follow_together)
    with ThreadPoolExecutor(2) as pool:
        told = [pool.submit(leave(association, one, "left")) for one in pair]
    return [future.exception() for future in told]


@pytest.fixture
def pair(association: Association, coordinator: Client) -> tuple[UUID, UUID]:
    """A mentee and a mentor who meet."""
    slug, [mentee], [mentor] = cohort(association, 1, 1)
    publish(coordinator, slug, proposed(association, coordinator, slug))
    return mentee, mentor


def test_both_of_a_pair_leave_at_once(
    association: Association, pair: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = pair_leaves(association, pair, monkeypatch)
    # Whoever comes second is free again by then, so the step is told as one that is over.
    assert [type(error) for error in told if error] == [Refused]
    assert active_pairs(association) == []


def test_without_the_cycle_held_they_would_wait_for_each_other(
    association: Association, pair: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolments, "lock_cycle", lambda _work, _cycle_id: None)
    told = pair_leaves(association, pair, monkeypatch)
    assert any("deadlock detected" in "".join(format_exception(error)) for error in told if error)


def test_meeting_is_logged_while_one_of_the_pair_leaves(
    association: Association, pair: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee, mentor = pair
    logged = threading.Event()

    def log() -> None:
        with association.work() as work:
            [group] = groups_of(work, [mentee])
            yesterday = clock.now().replace(tzinfo=None) - timedelta(days=1)
            present = {mentee: "present", mentor: "present"}
            log_meeting(work, group, local_start=yesterday, minutes=60, attendance=present)
        logged.set()

    began = pause(monkeypatch, following, "groups_of", logged.is_set)
    left, met = at_once(leave(association, mentee, "left"), log, began)
    assert (left.exception(), met.exception()) == (None, None)


# The job


def run_of(association: Association) -> JobRun:
    with association.work() as work:
        return work.session.scalars(select(JobRun)).one()


def test_job_delivered_twice_makes_one_draft(
    association: Association, coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, _mentees, _mentors = cohort(association, 3, 3)
    coordinator.post(f"/pairwise/{slug}/propose")
    deployment, run_id = association.deployment, run_of(association).id

    def deliver() -> None:
        tenant = str(association.record.id)
        runner.run(deployment, 0, job=service.PROPOSE_JOB, tenant=tenant, run=str(run_id))

    second: list[BaseException | None] = []

    def deliver_again() -> bool:
        with ThreadPoolExecutor(1) as pool:
            second.append(pool.submit(deliver).exception())
        return True

    pause(monkeypatch, propose, "store_draft", deliver_again)
    deliver()
    assert isinstance(second[0], runner.Again), "told to come again, since it is being done"
    deliver()
    drain(deployment)
    assert [proposal.state for proposal in proposals(association)] == ["draft"]
    assert states(association) == ["proposed"] * 3


def test_draft_of_killed_worker_is_made_once_by_the_next(
    association: Association, coordinator: Client, tmp_path: Path
) -> None:
    slug, _mentees, _mentors = cohort(association, 3, 3)
    coordinator.post(f"/pairwise/{slug}/propose")
    environ = {
        **os.environ,
        ROLE_VARIABLES["web"]: association.deployment.config.database_urls["web"],
        "PUNOS_DATA": str(tmp_path),
        "PUNOS_ENV": "test",
    }
    script = Path(__file__).with_name("store_and_die.py")
    command = [sys.executable, str(script), str(association.record.id), str(run_of(association).id)]
    assert subprocess.run(command, env=environ, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert run_of(association).state == "running"
    assert states(association) == [], "what was not committed is not there"
    assert "are being worked out" in page_of(coordinator, slug)
    assert until(lambda: _drained(association))
    assert states(association) == ["proposed"] * 3
    assert "Publish 3 pairs" in page_of(coordinator, slug)


def _drained(association: Association) -> bool:
    """The dead worker's transaction ends when the server notices; until then the job is put off."""
    drain(association.deployment, hasten=True)
    return run_of(association).state == "done"


def test_proposal_that_was_replaced_meanwhile_is_left_alone(
    association: Association, coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, _mentees, _mentors = cohort(association, 1, 1)
    coordinator.post(f"/pairwise/{slug}/propose")
    solve = propose.propose

    def solve_while_it_is_discarded(*arguments: object, **keywords: object) -> object:
        with association.work() as work:
            work.session.scalars(select(Proposal)).one().state = "discarded"
        return solve(*arguments, **keywords)  # type: ignore[arg-type]

    monkeypatch.setattr(propose, "propose", solve_while_it_is_discarded)
    drain(association.deployment)
    assert states(association) == []
    assert [proposal.state for proposal in proposals(association)] == ["discarded"]
