"""The same steps from several connections at once: whatever raced whom, the sums are right at the end.

There is no model of what each step gives here, since nobody knows which came first. What must hold in
any order is looked at while they run, and afterwards, when the courier has made all its journeys.
PUNOS_MACHINE_STEPS says how many steps each connection takes.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import pytest
from psycopg.errors import LockNotAvailable
from punos_payouts.models import Allocation, Claim, Earning, Frame, Payment, ReceivedClaim, Reversal
from punos_payouts.payments import NotYet
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from punos.border import courier
from punos.errors import Absent, Refused
from tests.support.queue import forget_waiting
from tests.support.tenants import Tenants

from . import ledgers
from .hands import CAP, FRAME, LINES, PROMISED, Hands, hands
from .test_machine import morning

CONNECTIONS = 4
STEPS = int(os.environ.get("PUNOS_MACHINE_STEPS", "40"))
EXPECTED = (Refused, Absent, NotYet)
"""A no, something that is gone meanwhile, and word that has overtaken other word."""


@dataclass
class Crowd:
    """What those who work at once know of: facts that they made, and how their steps ended."""

    hands: Hands
    pairs: list[UUID] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)
    jobs: list[UUID] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)

    def pair(self, random: Random) -> None:
        """A pair is formed, or one meets again."""
        if len(self.pairs) < 3 or random.random() < 0.3:
            self.pairs.append(self.hands.form(self.hands.couple()))
        self.hands.meet(random.choice(self.pairs))

    def find_work(self, random: Random) -> None:
        """Work is found, and confirmed."""
        outcome_id = ledgers.job(self.hands.here, random.choice(self.people))
        ledgers.verify(self.hands.here, outcome_id)
        self.jobs.append(outcome_id)

    def take_work_back(self, random: Random) -> None:
        """Work is taken back, perhaps by two at the same moment."""
        if self.jobs:
            ledgers.withdraw(self.hands.here, random.choice(self.jobs))

    def tell_again(self, _random: Random) -> None:
        """An event is told again."""
        ledgers.tell(self.hands.here, ledgers.newest_event(self.hands.here, "meeting.held"))

    def amend(self, random: Random) -> None:
        """Terms and caps change."""
        line = random.choice(["pairs", "jobs"])
        self.hands.amend(line, random.choice([15_000, 33_333, 50_000]), random.randrange(2), None)

    def cap(self, random: Random) -> None:
        """The agreement's cap changes, never above the first."""
        self.hands.set_cap(random.choice([CAP - 50_000, CAP]))

    def claim(self, random: Random) -> None:
        """A claim is made, signed and sent, as far as others let it."""
        worker = random.randrange(2)
        claim_id = self.hands.draft(worker)
        self.hands.sign(1 - worker, claim_id)
        self.hands.change(worker, "submit", claim_id)

    def reopen(self, random: Random) -> None:
        """A claim is opened again, or thrown away."""
        with self.hands.here.work() as work:
            found = work.session.scalars(select(Claim.id).where(Claim.state != "paid")).all()
        if found:
            name = random.choice(["reopen", "recalculate", "discard"])
            self.hands.change(random.randrange(2), name, random.choice(found))

    def decide(self, random: Random) -> None:
        """A claim is approved, sent back or paid."""
        with self.hands.funder.work() as work:
            found = work.session.scalars(select(ReceivedClaim)).all()
        if found:
            one = random.choice(found)
            if one.state == "approved":
                self.hands.pay(one.id, random.choice([1, one.amount_cents - one.paid_cents]))
            else:
                self.hands.decide(one.id, approved=random.random() < 0.7)

    def carry(self, _random: Random) -> None:
        """The courier makes all journeys that wait."""
        for sender in (self.hands.here, self.hands.funder):
            for item in self.hands.outbox(sender):
                self._journey(courier.carry, sender, item.id)
        self.hands.word(self.hands.funder)

    def _journey(self, journey: Callable[..., None], sender: Any, item_id: UUID) -> None:
        try:
            journey(sender.deployment, sender.record, item_id)
        except NotYet:
            self.taken["a payment overtook its approval"] += 1

    def step(self, random: Random) -> None:
        """One of them."""
        names = ["pair", "find_work", "take_work_back", "tell_again", "amend", "cap", "reopen"]
        name = random.choice([*names, "claim", "decide", "carry", "claim", "decide", "carry"])
        try:
            getattr(self, name)(random)
        except EXPECTED:
            name = f"{name}, refused"
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable):  # a deadlock, say
                raise
            name = "waited too long"
        self.taken[name] += 1


def work_at_once(crowd: Crowd, steps: int) -> None:
    """Everybody takes so many steps, each on connections of their own."""

    def one(number: int) -> None:
        random = Random(number)
        for _step in range(steps):
            crowd.step(random)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for done in [pool.submit(copy_context().run, one, number) for number in range(CONNECTIONS)]:
            done.result()


def test_money_from_several_connections_at_once_adds_up(
    tenants: Tenants, capsys: pytest.CaptureFixture[str]
) -> None:
    with morning():
        crowd = Crowd(hands(tenants))
        crowd.people = [crowd.hands.person()[0] for _number in range(6)]
        crowd.pair(Random(0))
        try:
            work_at_once(crowd, STEPS)
            for _number in range(3):
                crowd.carry(Random(0))
        finally:
            forget_waiting(tenants.deployment)
        assert crowd.hands.wrong() == []
        is_sound(crowd.hands)
    told = ", ".join(f"{name} {count}" for name, count in sorted(crowd.taken.items()))
    with capsys.disabled():
        sys.stdout.write(f"\nmoney at once, {CONNECTIONS} connections: {told}\n")
    assert crowd.taken["claim"]
    assert crowd.taken["decide"]


def is_sound(hands: Hands) -> None:
    """Nothing twice, nothing beyond, and both sides of the border say the same."""
    standing = ledgers.stand(hands.here, hands.agreement_id)
    assert standing.earned_cents <= CAP
    assert standing.paid_cents <= standing.approved_cents
    fell = select(Reversal.id).where(Reversal.earning_id == Earning.id).exists()
    with hands.here.work() as work:
        several = (
            select(Earning.line_id, Earning.subject_id)
            .where(~fell)
            .group_by(Earning.line_id, Earning.subject_id)
            .having(func.count() > 1)
        )
        assert work.session.execute(several).all() == []
        claims = {one.number: one for one in work.session.scalars(select(Claim))}
        came = work.session.scalar(select(func.sum(Payment.amount_cents))) or 0
    with hands.funder.work() as work:
        received = list(work.session.scalars(select(ReceivedClaim)))
        allocation = work.session.scalars(select(Allocation)).one()
        frame = work.session.scalars(select(Frame)).one()
    assert len({(one.number, one.turn) for one in received}) == len(received)
    decided = {one.number: one for one in received if one.state in ("approved", "paid")}
    assert {number: (one.state, one.paid_cents) for number, one in decided.items()} == {
        number: (one.state, one.paid_cents)
        for number, one in claims.items()
        if one.state in ("approved", "paid")
    }
    approved = sum(one.amount_cents for one in decided.values())
    assert allocation.approved_cents + allocation.pool_cents == approved
    assert approved == standing.approved_cents
    assert allocation.paid_cents == came == standing.paid_cents
    assert allocation.approved_cents <= PROMISED
    assert frame.allocated_cents + frame.pool_cents <= FRAME
    assert set(LINES) == set(hands.lines)
