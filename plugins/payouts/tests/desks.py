"""A funder's desk and those who claim there: claims are sent over the border by the courier itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from punos_payouts.deciding import approve
from punos_payouts.funder import allocate, make_frame
from punos_payouts.models import Allocation, Disbursement, Frame, ReceivedClaim
from sqlalchemy import select

from punos import clock
from punos.border import courier
from punos.border.models import InboxItem, OutboxItem
from punos.border.service import send
from punos.work import Work
from tests.support.tenants import Association, Tenants

TOTAL = 2_500_000
PROMISED = 1_000_000
PAIRS = ({"code": "pairs", "kind": "unit", "units": 3, "amount_cents": 150_000},)
Lines = Sequence[Mapping[str, Any]]


@dataclass
class Desk:
    """A funder with a frame, and a grantee with the promise A-1."""

    funder: Association
    grantee: Association
    frame_id: UUID
    allocation_id: UUID

    def promise(self, grantee: Association, number: str, amount_cents: int) -> UUID:
        """Promise a part of the frame."""
        with self.funder.work() as work:
            made = allocate(
                work,
                self.frame(work),
                grantee_id=grantee.record.id,
                grantee_name=f"Association {grantee.canary}",
                agreement_number=number,
                amount_cents=amount_cents,
            )
            return made.id

    def frame(self, work: Work) -> Frame:
        """The frame as it stands."""
        return work.session.scalars(select(Frame).where(Frame.id == self.frame_id)).one()

    def allocation(self, work: Work) -> Allocation:
        """The grantee's promise as it stands."""
        query = select(Allocation).where(Allocation.id == self.allocation_id)
        return work.session.scalars(query).one()

    def post(self, number: str = "M-1", **told: Any) -> UUID:
        """Hand a claim to the courier, without carrying it; the outbox row's id."""
        return self.hand_over("claim", claim_payload(number, **told))

    def hand_over(self, kind: str, payload: Mapping[str, Any], sender: Any = None) -> UUID:
        """Hand anything to the courier."""
        with (sender or self.grantee).work() as work:
            return send(work, kind, self.funder.record.id, payload).id

    def carry(self, item_id: UUID, sender: Any = None) -> str:
        """Carry it; the state of the sender's row after that."""
        here = sender or self.grantee
        courier.carry(here.deployment, here.record, item_id)
        return self.outbox(item_id, sender).state

    def outbox(self, item_id: UUID, sender: Any = None) -> OutboxItem:
        """The sender's row."""
        with (sender or self.grantee).work() as work:
            return work.session.scalars(select(OutboxItem).where(OutboxItem.id == item_id)).one()

    def send(self, number: str = "M-1", sender: Any = None, **told: Any) -> UUID:
        """Send a claim, and carry it; the received claim's id."""
        item_id = self.hand_over("claim", claim_payload(number, **told), sender)
        assert self.carry(item_id, sender) == "delivered"
        return self.arrived(item_id)

    def arrived(self, item_id: UUID) -> UUID:
        """What came of an outbox row at the desk."""
        with self.funder.work() as work:
            query = (
                select(ReceivedClaim.id)
                .join(InboxItem, InboxItem.id == ReceivedClaim.inbox_id)
                .where(InboxItem.outbox_id == item_id)
            )
            return work.session.scalars(query).one()

    def claim(self, received_id: UUID) -> ReceivedClaim:
        """A received claim as it stands now."""
        with self.funder.work() as work:
            return find(work, received_id)

    def approved(self, number: str = "M-1", **told: Any) -> UUID:
        """A claim that is approved."""
        received_id = self.send(number, **told)
        with self.funder.work() as work:
            approve(work, find(work, received_id))
        return received_id

    def payments(self, received_id: UUID) -> list[int]:
        """What was paid for a claim."""
        with self.funder.work() as work:
            query = select(Disbursement.amount_cents).where(Disbursement.received_id == received_id)
            return list(work.session.scalars(query))

    def claims(self) -> list[ReceivedClaim]:
        """All that arrived, in their order."""
        with self.funder.work() as work:
            return list(work.session.scalars(select(ReceivedClaim).order_by(ReceivedClaim.id)))


def find(work: Work, received_id: UUID) -> ReceivedClaim:
    """A received claim within a unit of work."""
    return work.session.scalars(select(ReceivedClaim).where(ReceivedClaim.id == received_id)).one()


def claim_payload(
    number: str = "M-1", *, turn: int = 1, agreement: str = "A-1", lines: Lines = PAIRS
) -> dict[str, Any]:
    """A claim as it leaves a grantee; what it claims is all that it has earned."""
    told = [
        {"earned_units": line["units"], "earned_cents": line["amount_cents"], **line}
        for line in lines
    ]
    return {
        "agreement_number": agreement,
        "number": number,
        "turn": turn,
        "reference": "RF18539007547034",
        "made_on": clock.today().isoformat(),
        "lines": told,
        "total_cents": sum(line["amount_cents"] for line in told),
        "currency": "EUR",
    }


def one_line(cents: int, kind: str = "unit", code: str = "pairs", units: int = 1) -> dict[str, Any]:
    """A line of a claim."""
    return {"code": code, "kind": kind, "units": units, "amount_cents": cents}


def desk(tenants: Tenants) -> Desk:
    """A funder with 25,000 € of which 10,000 € are promised to a grantee."""
    funder, grantee = tenants.make(kind="funder"), tenants.make()
    for one in (funder, grantee):
        one.switch_on("payouts")
    today = clock.today()
    with funder.work() as work:
        frame = make_frame(
            work,
            title="Mentoring",
            total_cents=TOTAL,
            starts_on=today - timedelta(days=30),
            ends_on=today + timedelta(days=300),
        )
        frame_id = frame.id
    made = Desk(funder, grantee, frame_id, frame_id)
    made.allocation_id = made.promise(grantee, "A-1", PROMISED)
    return made
