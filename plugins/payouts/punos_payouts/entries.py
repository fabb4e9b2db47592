"""Writing the ledger: earnings, reversals and their transfers. Nothing written is ever changed.

The constraints alone keep a subject from earning twice and an earning from falling away twice; whoever
comes second writes nothing.
"""

from uuid import UUID

from punos.plugin import Event, Work, clock, insert_once, new_id, record_audit
from punos_payouts.facts.base import local_day
from punos_payouts.models import Earning, Line, Reversal, Transfer
from punos_payouts.subjects import Entitled


def write_earning(
    work: Work,
    line: Line,
    due: Entitled,
    amount_cents: int,
    *,
    after_id: UUID | None,
    event: Event | None,
) -> bool:
    """Let a subject have earned a line; whether it was this call that did."""
    earning_id = new_id()
    written = insert_once(
        work.session,
        Earning,
        id=earning_id,
        line_id=line.id,
        version_id=due.version.id,
        subject_kind=due.subject.kind,
        subject_id=due.subject.id,
        fact_id=due.holding.fact_id,
        event_id=event.id if event else None,
        amount_cents=amount_cents,
        earned_on=due.holding.earned_on,
        recorded_at=clock.now(),
        after_id=after_id,
    )
    if written:
        transfer = _transfer(line, "earned", earning_id, amount_cents)
        transfer.debit, transfer.credit = "promised", "earned"
        transfer.happened_on = due.holding.earned_on
        work.session.add(transfer)
        record_audit(work, "payouts.earned", "payouts_earning", earning_id)
    return written


def write_reversal(
    work: Work, line: Line, earning: Earning, reason: str, event: Event | None
) -> UUID | None:
    """An earning falls away; the reversal's id, None when another call has written one."""
    reversal_id = new_id()
    day = local_day(event.happened_at) if event else clock.today()
    written = insert_once(
        work.session,
        Reversal,
        id=reversal_id,
        earning_id=earning.id,
        reason=reason,
        event_id=event.id if event else None,
        happened_on=day,
        recorded_at=clock.now(),
    )
    if not written:
        return None
    transfer = _transfer(line, "reversed", reversal_id, earning.amount_cents)
    transfer.debit, transfer.credit, transfer.happened_on = "earned", "promised", day
    work.session.add(transfer)
    record_audit(work, "payouts.reversed", "payouts_earning", earning.id)
    return reversal_id


def _transfer(line: Line, kind: str, cause_id: UUID, amount_cents: int) -> Transfer:
    return Transfer(
        agreement_id=line.agreement_id,
        line_id=line.id,
        kind=kind,
        cause_id=cause_id,
        amount_cents=amount_cents,
        recorded_at=clock.now(),
    )
