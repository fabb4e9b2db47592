"""Money in any order of steps: what the product says beside a plain model, after each of them.

Hypothesis chooses the steps: pairs formed, meetings held, jobs confirmed and taken back, terms and caps
changed, claims made, signed, sent, returned, approved and paid, the courier in between. PUNOS_MACHINE
says how many runs; `PUNOS_MACHINE=300` takes half an hour.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from punos_payouts.payments import NotYet

from punos import clock
from punos.errors import Refused
from tests.support.queue import forget_waiting
from tests.support.tenants import Tenants

from . import ledgers, seen
from .books import Book, Claim, Line, Refusal
from .hands import CAP, FRAME, LINES, PROMISED, Hands, hands
from .promises import Arrived, Desk

RUNS = int(os.environ.get("PUNOS_MACHINE", "8"))
STEPS = 40
ANY = st.integers(0, 1000)
WORKER = st.integers(0, 1)
CENTS = st.sampled_from([1, 9_999, 15_000, 33_333, 50_000, 100_000, 150_000, 300_000])
AMENDED = st.sampled_from(["pairs", "jobs", "joint"])
CAPS = st.none() | st.sampled_from([15_000, 50_000, 100_000, 175_001])


def pick(found: list[Any], number: int) -> Any:
    """One of these."""
    return found[number % len(found)]


class Money(RuleBasedStateMachine):
    """A grantee's agreement and a funder's frame; `book` and `desk` are the model of the two."""

    tenants: ClassVar[Tenants]
    taken: ClassVar[Counter[str]] = Counter()

    @initialize(paid=st.booleans())
    def begin(self, paid: bool) -> None:
        """With nothing claimed, or one claim paid already: many steps lead there and chance finds few."""
        self.hands: Hands = hands(self.tenants)
        lines = {code: Line(cents, cap) for code, (_k, cents, _e, _c, cap) in LINES.items()}
        line_id = self.hands.lines["coordination"]
        facts: dict[str, dict[UUID, list[Any]]] = {code: {} for code in lines}
        self.book = Book(CAP, lines, {**facts, "coordination": {line_id: [None]}})
        self.book.settle()
        self.desk = Desk(FRAME, PROMISED)
        self.people: list[tuple[UUID, UUID]] = []
        self.pairs: list[UUID] = []
        self.jobs: dict[UUID, UUID] = {}
        self.claims: dict[UUID, Claim] = {}
        self.sent: dict[UUID, Claim] = {}
        self.arrived: dict[UUID, Arrived] = {}
        self.paid: dict[UUID, tuple[Claim, int]] = {}
        self.pair(0)
        if paid:
            self.take_a_claim_the_whole_way(0, approved=True, cents=None)

    def _both(self, ours: Callable[[], Any], theirs: Callable[[], Any]) -> Any:
        """A step in the model and in the product: both take it, or both refuse."""
        name = sys._getframe(1).f_code.co_name
        try:
            ours()
        except Refusal:
            self.taken[f"{name}, refused"] += 1
            with pytest.raises(Refused):
                theirs()
            return None
        self.taken[name] += 1
        return theirs()

    # Facts

    @rule(number=ANY)
    def pair(self, number: int) -> None:
        """One more is formed, and one of them meets: this one, or another."""
        self.pairs.append(self.hands.form(self.hands.couple()))
        group_id = pick(self.pairs, number)
        self.hands.meet(group_id)
        self._hold("pairs", group_id)

    @rule()
    def hold_an_event(self) -> None:
        self._hold("joint", self.hands.event())

    def _hold(self, line: str, subject: UUID) -> None:
        self.book.facts[line].setdefault(subject, [None])
        self.book.tell(line, [subject])
        self.taken[f"hold {line}"] += 1

    @rule(number=ANY)
    def find_work(self, number: int) -> None:
        if number % 3 or not self.people:
            self.people.append(self.hands.person())
        enrolment_id, person_id = pick(self.people, number)
        outcome_id = ledgers.job(self.hands.here, enrolment_id)
        self.jobs[outcome_id] = person_id
        if number % 5:
            ledgers.verify(self.hands.here, outcome_id)
            self._jobs_of(outcome_id, {outcome_id})
        self.taken["find_work"] += 1

    @precondition(lambda self: self.jobs)
    @rule(number=ANY)
    def take_work_back(self, number: int) -> None:
        outcome_id = pick(list(self.jobs), number)
        ledgers.withdraw(self.hands.here, outcome_id)
        self._jobs_of(outcome_id, set())
        del self.jobs[outcome_id]
        self.taken["take_work_back"] += 1

    def _jobs_of(self, outcome_id: UUID, added: set[UUID]) -> None:
        person_id = self.jobs[outcome_id]
        others = {*self.book.facts["jobs"].get(person_id, ())} - {outcome_id}
        self.book.facts["jobs"][person_id] = sorted(others | added)
        self.book.tell("jobs", [person_id])

    @precondition(lambda self: self.book.facts["joint"])
    @rule()
    def tell_ten_times(self) -> None:
        self.hands.retell("meeting.held")
        self.taken["tell_ten_times"] += 1

    # Terms

    @rule(cents=st.sampled_from([100_000, 150_000, 200_000, 280_001, 500_000]))
    def change_the_cap(self, cents: int) -> None:
        self._both(lambda: self.book.set_cap(cents), lambda: self.hands.set_cap(cents))

    @rule(line=AMENDED, cents=CENTS, least=st.integers(0, 2), cap=CAPS)
    def amend(self, line: str, cents: int, least: int, cap: int | None) -> None:
        self._both(
            lambda: self.book.amend(line, cents, least, cap),
            lambda: self.hands.amend(line, cents, least, cap),
        )

    # Claims

    @rule(worker=WORKER)
    def draft(self, worker: int) -> None:
        actor, made = self.hands.workers[worker], []
        claim_id = self._both(
            lambda: made.append(self.book.draft(actor)), lambda: self.hands.draft(worker)
        )
        if claim_id is not None:
            assert self.claims.setdefault(claim_id, made[0]) is made[0]

    @rule(worker=WORKER)
    def draft_sign_and_submit(self, worker: int) -> None:
        self.draft(worker)
        if self.claims:
            self.sign(1 - worker, 1)
            self.submit(worker, 1)

    @precondition(lambda self: self.claims)
    @rule(worker=WORKER, number=ANY, name=st.sampled_from(["recalculate", "reopen"]))
    def change(self, worker: int, number: int, name: str) -> None:
        claim_id, claim = self._claim(number)
        actor = self.hands.workers[worker]
        self._both(
            lambda: getattr(self.book, name)(claim, actor),
            lambda: self.hands.change(worker, name, claim_id),
        )

    @precondition(lambda self: self.claims)
    @rule(worker=WORKER, number=ANY, line=AMENDED, out=st.booleans())
    def leave_out(self, worker: int, number: int, line: str, out: bool) -> None:
        claim_id, claim = self._claim(number)
        self._both(
            lambda: self.book.leave_out(claim, line, self.hands.workers[worker], out=out),
            lambda: self.hands.leave_out(worker, claim_id, line, out=out),
        )

    @precondition(lambda self: self.claims)
    @rule(number=ANY)
    def discard(self, number: int) -> None:
        claim_id, claim = self._claim(number)
        self._both(
            lambda: self.book.discard(claim), lambda: self.hands.change(0, "discard", claim_id)
        )
        if claim not in self.book.claims:
            del self.claims[claim_id]

    @precondition(lambda self: self.claims)
    @rule(worker=WORKER, number=ANY)
    def sign(self, worker: int, number: int) -> None:
        claim_id, claim = self._claim(number)
        actor = self.hands.workers[worker]
        self._both(lambda: self.book.sign(claim, actor), lambda: self.hands.sign(worker, claim_id))

    @precondition(lambda self: self.claims)
    @rule(worker=WORKER, number=ANY)
    def submit(self, worker: int, number: int) -> None:
        claim_id, claim = self._claim(number)
        turn = claim.turn
        self._both(
            lambda: self.book.submit(claim),
            lambda: self.hands.change(worker, "submit", claim_id),
        )
        if claim.turn > turn:
            self.sent[seen.outbox_of(self.hands, claim_id)] = claim

    def _claim(self, number: int) -> tuple[UUID, Claim]:
        """The newest one, mostly: what is decided cannot be changed."""
        known = list(self.claims)
        claim_id = known[-1] if number % 5 else pick(known, number)
        return claim_id, self.claims[claim_id]

    # The funder

    @precondition(lambda self: self.arrived)
    @rule(number=ANY, approved=st.booleans())
    def decide(self, number: int, approved: bool) -> None:
        received_id, one = self._arrived(number)
        decide = self.desk.approve if approved else self.desk.send_back
        self._both(lambda: decide(one), lambda: self.hands.decide(received_id, approved=approved))

    @precondition(lambda self: self.arrived)
    @rule(number=ANY, cents=CENTS | st.none())
    def pay(self, number: int, cents: int | None) -> None:
        received_id, one = self._arrived(number)
        amount = one.cents - one.paid if cents is None else cents
        before = {item.id for item in self.hands.outbox(self.hands.funder)}
        self._both(lambda: self.desk.pay(one, amount), lambda: self.hands.pay(received_id, amount))
        for item in self.hands.outbox(self.hands.funder):
            if item.id not in before:
                self.paid[item.id] = one.claim, amount

    def _arrived(self, number: int) -> tuple[UUID, Arrived]:
        known = list(self.arrived)
        received_id = known[-1] if number % 5 else pick(known, number)
        return received_id, self.arrived[received_id]

    # The courier

    @rule(claims=st.booleans(), word=st.booleans(), payments=st.booleans())
    def carry(self, claims: bool, word: bool, payments: bool) -> None:
        """The courier makes some of its journeys; what it does not, waits."""
        if claims:
            self._carry_claims()
        if word:
            self._carry_word()
        if payments:
            self._carry_payments()

    def _carry_claims(self) -> None:
        for item_id, claim in self.sent.items():
            self.hands.carry(self.hands.here, item_id)
            received_id = seen.arrived_as(self.hands, item_id)
            self.arrived[received_id] = self.desk.receive(claim, claim.by_line().get("joint", 0))
            self.taken["carry a claim"] += 1
        self.sent.clear()

    def _carry_word(self) -> None:
        self.hands.word(self.hands.funder)
        for one in self.arrived.values():
            told = one.claim.turn, one.claim.state
            if one.state == "received" or told != (one.turn, "submitted"):
                continue
            one.claim.state = "returned" if one.state == "returned" else "approved"
            one.claim.approved = 0 if one.state == "returned" else one.cents
            self.taken["carry word"] += 1

    def _carry_payments(self) -> None:
        for item_id, (claim, cents) in list(self.paid.items()):
            if claim.state == "submitted":  # word of the payment has overtaken the approval
                with pytest.raises(NotYet):
                    self.hands.carry(self.hands.funder, item_id)
                self.taken["carry a payment too early"] += 1
                self._carry_word()
            self.hands.carry(self.hands.funder, item_id)
            claim.paid += cents
            claim.state = "paid" if claim.paid == claim.approved else claim.state
            del self.paid[item_id]
            self.taken["carry a payment"] += 1

    @rule(worker=WORKER, approved=st.booleans(), cents=CENTS | st.none())
    def take_a_claim_the_whole_way(self, worker: int, approved: bool, cents: int | None) -> None:
        """As far as it goes: made, signed, sent, decided, paid."""
        self.draft_sign_and_submit(worker)
        self._carry_claims()
        if self.arrived:
            self.decide(1, approved)
            self._carry_word()
            self.product_says_what_the_model_says()
            self.pay(1, cents)
            self._carry_payments()

    # What holds after each step

    @invariant()
    def product_says_what_the_model_says(self) -> None:
        if hasattr(self, "hands"):
            seen.at_grantee(self.hands, self.book, self.claims)
            seen.at_funder(self.hands, self.desk, self.arrived)
            seen.is_sound(self.hands)


def morning() -> Any:
    """So that no step falls on another day than the one before it."""
    return clock.at(datetime.combine(clock.today(), time(8), UTC))


def test_money_in_any_order_of_steps_is_what_the_model_says(
    tenants: Tenants, capsys: pytest.CaptureFixture[str]
) -> None:
    Money.tenants = tenants
    Money.taken.clear()
    often = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=RUNS < 50,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    try:
        with morning():
            run_state_machine_as_test(Money, settings=often)
    finally:
        forget_waiting(tenants.deployment)
    told = ", ".join(f"{name} {count}" for name, count in sorted(Money.taken.items()))
    with capsys.disabled():
        sys.stdout.write(f"\nmoney: {Money.taken.total():,} steps in {RUNS} runs: {told}\n")
    assert {"carry a claim", "carry word", "carry a payment", "amend"} <= set(Money.taken)
