"""What the state machine and its threads do: each step by the product's own verbs, at both tenants."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from punos_payouts import claims, deciding, sending, signing
from punos_payouts.agreements import LinePlan, Terms, make_agreement
from punos_payouts.amending import amend, change_agreement, line_by_id
from punos_payouts.checking import problems
from punos_payouts.funder import allocate, make_frame
from punos_payouts.models import Claim, Line, ReceivedClaim
from punos_payouts.reading import agreement_by_id
from punos_payouts.reconciling import differences
from sqlalchemy import select

from punos import clock
from punos.access import Principal
from punos.accounts.models import Account
from punos.border import courier
from punos.border.models import InboxItem, OutboxItem
from punos.work import Work
from tests.support.tenants import Association, Tenants

from . import ledgers

NUMBER = "A-1"
FRAME, PROMISED, CAP = 400_000, 260_000, 300_000
LINES: dict[str, tuple[str, int, str, dict[str, Any], int | None]] = {
    "coordination": ("lump", 100_000, "agreement_begun", {}, None),
    "pairs": ("unit", 50_000, "group_formed", {"kick_off": False, "meetings": 1}, 150_000),
    "jobs": ("outcome", 15_000, "employed", {}, None),
    "joint": ("pool", 20_000, "event_held", {}, None),
}
"""By code: kind, cents, what earns it, under which conditions, and its cap."""
_numbers = count(1)


@dataclass
class Hands:
    """A grantee and a funder, the agreement between them, and two workers at the grantee's."""

    here: Association
    funder: Association
    agreement_id: UUID = field(init=False)
    frame_id: UUID = field(init=False)
    lines: dict[str, UUID] = field(init=False)
    workers: tuple[UUID, UUID] = field(init=False)
    cycle: str = field(init=False)
    events: str = field(init=False)

    # Facts

    def couple(self) -> list[UUID]:
        """A mentee and a mentor who are not in a pair yet."""
        return ledgers.couple(self.here, self.cycle)

    def form(self, two: list[UUID]) -> UUID:
        """A pair is formed."""
        return ledgers.pair(self.here, self.cycle, two)

    def meet(self, group_id: UUID) -> None:
        """A pair meets."""
        ledgers.meet(self.here, group_id, next(_numbers) % 60)

    def event(self) -> UUID:
        """A joint event is held; the meeting's id."""
        return ledgers.hold(self.here, self.events, "event")

    def person(self) -> tuple[UUID, UUID]:
        """Somebody who looks for work: her enrolment, and herself."""
        enrolment_id = self.here.enrol(self.cycle, "mentee")
        return enrolment_id, self.here.enrolment(enrolment_id).person_id

    def retell(self, event_kind: str) -> None:
        """The newest event of a kind is delivered ten times more."""
        event_id = ledgers.newest_event(self.here, event_kind)
        for _number in range(10):
            ledgers.tell(self.here, event_id)

    # Agreement

    def set_cap(self, cents: int) -> None:
        """The agreement may earn at most so much."""
        with self.here.work() as work:
            one = agreement_by_id(work, self.agreement_id)
            how = {"title": one.title, "ends_on": one.ends_on, "vat_note": None}
            change_agreement(work, one, cap_cents=cents, **how)

    def amend(self, code: str, cents: int, least: int, cap: int | None) -> None:
        """A line pays otherwise from today on."""
        _kind, _cents, earned_by, conditions, _cap = LINES[code]
        terms = Terms(cents, earned_by, conditions, least, "condition" if least else "target_only")
        with self.here.work() as work:
            amend(work, line_by_id(work, self.lines[code]), terms, clock.today(), cap)

    # Claims

    def by(self, worker: int, act: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """One of the workers does something; the claim that it gives, by its id."""
        actor = Principal("account", {}, account_id=self.workers[worker])
        with self.here.work(actor) as work:
            given = act(work, *arguments, **more)
            return given.id if isinstance(given, Claim) else given

    def draft(self, worker: int) -> UUID:
        """A claim is made, or worked out anew; its id."""
        claim_id: UUID = self.by(worker, claims.draft, self.agreement_id)
        return claim_id

    def change(self, worker: int, name: str, claim_id: UUID) -> None:
        """Recalculate, discard, reopen or submit a claim."""
        act = sending.submit if name == "submit" else getattr(claims, name)
        self.by(worker, lambda work: act(work, claims.claim_by_id(work, claim_id)))

    def leave_out(self, worker: int, claim_id: UUID, code: str, *, out: bool) -> None:
        """A line is left for later, or taken in again."""
        line_id = self.lines[code]
        self.by(
            worker,
            lambda work: claims.leave_out(
                work, claims.claim_by_id(work, claim_id), line_id, out=out
            ),
        )

    def sign(self, worker: int, claim_id: UUID) -> None:
        """A worker signs what stands there."""

        def act(work: Work) -> None:
            claim = claims.claim_by_id(work, claim_id)
            signing.sign(work, claim, claim.content_hash)

        self.by(worker, act)

    # The funder

    def decide(self, received_id: UUID, *, approved: bool) -> None:
        """The funder approves a claim, or sends it back with a reason."""
        with self.funder.work() as work:
            one = received(work, received_id)
            if approved:
                deciding.approve(work, one)
            else:
                deciding.return_claim(work, one, {one.payload["lines"][0]["code"]: "Look again"})

    def pay(self, received_id: UUID, cents: int) -> None:
        """The funder pays a part of a claim, or all."""
        with self.funder.work() as work:
            deciding.record_payment(work, received(work, received_id), cents, clock.today())

    # The courier

    def outbox(self, sender: Association, *states: str) -> list[OutboxItem]:
        """What a tenant has sent, in its order."""
        with sender.work() as work:
            query = select(OutboxItem).where(OutboxItem.state.in_(states or ("waiting",)))
            return list(work.session.scalars(query.order_by(OutboxItem.id)))

    def carry(self, sender: Association, item_id: UUID) -> None:
        """The courier brings it, twice."""
        for _number in range(2):
            courier.carry(sender.deployment, sender.record, item_id)

    def word(self, receiver: Association) -> None:
        """The courier brings back every decision of a tenant."""
        with receiver.work() as work:
            items = list(work.session.scalars(select(InboxItem.id).order_by(InboxItem.id)))
        for item_id in items:
            courier.report(receiver.deployment, receiver.record, item_id)

    # What is there

    def wrong(self) -> list[str]:
        """What `punos ledger check` and `reconcile` say at the grantee."""
        with self.here.work() as work:
            return [*problems(work), *map(str, differences(work))]


def received(work: Work, received_id: UUID) -> ReceivedClaim:
    """A claim as it arrived."""
    return work.session.scalars(select(ReceivedClaim).where(ReceivedClaim.id == received_id)).one()


def hands(tenants: Tenants) -> Hands:
    """Both tenants, with an agreement over less than all that could be earned."""
    funder, here = tenants.make(kind="funder"), tenants.make()
    for one in (funder, here):
        one.switch_on("payouts")
    made = Hands(here, funder)
    made.cycle, made.events = ledgers.running_cycle(here), ledgers.gatherings(here)
    made.workers = (_worker(here), _worker(here))
    _agree(made)
    _promise(made)
    return made


def _worker(here: Association) -> UUID:
    email = here.account("coordinator")
    with here.work() as work:
        return work.session.scalars(select(Account.id).where(Account.email == email)).one()


def _agree(made: Hands) -> None:
    plans = [
        LinePlan(code, {"en": code}, kind, Terms(cents, earned_by, conditions), cap)
        for code, (kind, cents, earned_by, conditions, cap) in LINES.items()
    ]
    with made.here.work() as work:
        agreement = make_agreement(
            work,
            number=NUMBER,
            title="Mentoring",
            funder_name="A funder",
            funder_id=made.funder.record.id,
            starts_on=clock.today() - timedelta(days=30),
            ends_on=clock.today() + timedelta(days=200),
            cap_cents=CAP,
            lines=plans,
        )
        made.agreement_id = agreement.id
    with made.here.work() as work:
        made.lines = {line.code: line.id for line in work.session.scalars(select(Line))}


def _promise(made: Hands) -> None:
    with made.funder.work() as work:
        frame = make_frame(
            work,
            title="Mentoring",
            total_cents=FRAME,
            starts_on=clock.today() - timedelta(days=30),
            ends_on=clock.today() + timedelta(days=300),
        )
        allocate(
            work,
            frame,
            grantee_id=made.here.record.id,
            grantee_name="A grantee",
            agreement_number=NUMBER,
            amount_cents=PROMISED,
        )
        made.frame_id = frame.id
