"""`kill -9` at random moments while money is earned, claimed, carried, approved and paid.

Nothing confirmed is lost, nothing is there twice, and the ledger agrees with itself and with the facts.
PUNOS_KILLS says how often; `make bench-faults` asks for 200.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from uuid import UUID

import psutil
import pytest
from punos_payouts.models import (
    Claim,
    Disbursement,
    Earning,
    Line,
    Payment,
    ReceivedClaim,
    Transfer,
)
from sqlalchemy import func, select

from punos.meetings.models import Meeting
from tests.faults.conftest import Standing
from tests.faults.money import AGREEMENTS, CENTS, Money, money
from tests.faults.test_killed import kill
from tests.support.served import ROOT, until

KILLS = int(os.environ.get("PUNOS_KILLS", "6"))
MEETING = 2
SETTLING = 150.0  # seconds: a job of a worker that ended is put back after twenty


@pytest.fixture(scope="module")
def ours(standing: Standing) -> Money:
    return money(standing)


def test_money_is_neither_lost_nor_doubled_by_kills_at_random_moments(
    standing: Standing, ours: Money, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int.from_bytes(os.urandom(4))
    killed: Counter[str] = Counter()
    with ThreadPoolExecutor(MEETING + len(AGREEMENTS) + 1) as people:
        work = [people.submit(ours.meet) for _number in range(MEETING)]
        work += [people.submit(ours.claim, number) for number in AGREEMENTS]
        work.append(people.submit(ours.decide))
        try:
            kill_at_random(standing, ours, Random(seed), killed)
        finally:
            ours.stop.set()
        for one in work:
            one.result(SETTLING)
    with capsys.disabled():
        sys.stdout.write(
            f"\nmoney under fire: {killed.total()} kills ({dict(killed)}, seed {seed}): "
            f"{len(ours.met)} meetings, {len(ours.sent)} claims sent, {len(ours.approved)} approved, "
            f"{len(ours.paid)} payments, all confirmed\n"
        )
    assert killed.total() == KILLS
    assert ours.met
    assert ours.paid
    assert ours.is_settled()
    nothing_is_lost(ours)
    nothing_is_there_twice(ours)
    assert ledger(standing, "check") == (0, "nothing wrong")
    assert ledger(standing, "reconcile") == (0, "nothing differ")


def kill_at_random(standing: Standing, ours: Money, random: Random, killed: Counter[str]) -> None:
    """Kill a web process or the worker, whichever comes, a moment after something was confirmed."""
    worker = standing.processes.start_worker()
    for _number in range(KILLS):
        before = ours.progress()
        assert until(lambda before=before: ours.progress() > before + 2, 60), "nothing goes on"
        time.sleep(random.uniform(0, 0.5))
        if random.random() < 0.5:
            kill(random.choice(psutil.Process(standing.processes.running[0].pid).children()))
            killed["web"] += 1
        else:
            worker.kill()
            worker.wait()
            killed["worker"] += 1
            worker = standing.processes.start_worker()


def nothing_is_lost(ours: Money) -> None:
    """Each confirmed meeting has earned under each agreement, each confirmed claim has arrived."""
    with ours.here.work() as work:
        earned = Counter(work.session.scalars(select(Earning.subject_id)))
        claims = {one.number: one for one in work.session.scalars(select(Claim))}
    assert {earned[group_id] for group_id in ours.met} == {len(AGREEMENTS)}
    with ours.funder.work() as work:
        arrived = {(one.number, one.turn) for one in work.session.scalars(select(ReceivedClaim))}
    assert set(ours.sent) <= arrived
    assert {claims[number].state for number, _turn in ours.approved} == {"paid"}


def nothing_is_there_twice(ours: Money) -> None:
    """One meeting for each asking, one earning, one arrival and one payment for each."""
    with ours.here.work() as work:
        meetings = Counter(work.session.scalars(select(Meeting.group_id)))
        earned = Counter(work.session.execute(select(Earning.line_id, Earning.subject_id)).all())
        came = Counter(_claimed_and_paid(ours))
        moved = work.session.execute(
            select(Transfer.kind, func.count(), func.sum(Transfer.amount_cents)).group_by(
                Transfer.kind
            )
        ).all()
        sums = {kind: int(cents) for kind, _count, cents in moved}
        lines = len(work.session.scalars(select(Line.id)).all())
        payments = sorted(work.session.scalars(select(Payment.amount_cents)))
    with ours.funder.work() as work:
        received = list(work.session.scalars(select(ReceivedClaim)))
        told = sorted(work.session.scalars(select(Disbursement.amount_cents)))
    assert set(meetings.values()) == {1}
    assert set(earned.values()) == {1}
    assert lines == len(AGREEMENTS)
    assert sums["earned"] == CENTS * earned.total()
    assert sums["submitted"] == sums["approved"] == sums["paid"] == sum(payments) == sum(told)
    assert payments == told == sorted(cents for _number, cents in ours.paid)
    assert len({(one.number, one.turn) for one in received}) == len(received) == len(came)
    assert {one.turn for one in received} == {1}


def _claimed_and_paid(ours: Money) -> list[str]:
    with ours.here.work() as work:
        return list(work.session.scalars(select(Claim.number).where(Claim.state == "paid")))


def ledger(standing: Standing, command: str) -> tuple[int, str]:
    """`punos ledger …` as an operator runs it: its exit code, and what it says of every tenant alike."""
    done = subprocess.run(
        [sys.executable, "-m", "punos.cli", "ledger", command],
        cwd=ROOT,
        env=standing.processes.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = {line.partition(": ")[2] for line in done.stdout.splitlines()}
    return done.returncode, "; ".join(sorted(said)) or done.stderr


def test_control_an_earning_that_was_doubled_or_lost_would_be_noticed(
    standing: Standing, ours: Money
) -> None:
    """Written past the product, as a crash in the midst of a step would leave it."""
    with ours.here.work() as work:
        one = work.session.scalars(select(Earning).limit(1)).one()
        copied = {key: getattr(one, key) for key in ("line_id", "version_id", "subject_kind")}
        work.session.add(
            Earning(
                **copied,
                subject_id=UUID(int=one.subject_id.int + 1),
                amount_cents=CENTS,
                earned_on=one.earned_on,
                recorded_at=one.recorded_at,
            )
        )
    assert ledger(standing, "check")[0] == 1
    assert ledger(standing, "reconcile")[0] == 1
