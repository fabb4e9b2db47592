"""Sending a claim, and what the funder says to it: over the border, or by hand where it has no desk.

What leaves are counts, amounts and numbers. Money moves with each step, once for each turn.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from punos.plugin import (
    OutboxItem,
    Refused,
    Work,
    clock,
    lock_row,
    record_audit,
    send_over_border,
)
from punos_payouts.claim_content import gather
from punos_payouts.claims import SUBJECT, claim_lines, held, require_current
from punos_payouts.models import Agreement, Claim
from punos_payouts.reading import hold
from punos_payouts.standing import standing
from punos_payouts.texts import _staff
from punos_payouts.transfers import move


def submit(work: Work, claim: Claim) -> Claim:
    """Send a signed claim. Twice is once.

    Raises Refused when it is not signed as it stands, when something in it fell away, and when there is
    nothing to be paid.
    """
    agreement, claim = held(work, claim.id)
    if claim.state in ("submitted", "approved", "paid"):
        return claim
    if claim.state != "draft":
        raise Refused(_staff("Open the claim again first, then have it signed."))
    if claim.signed_hash is None or claim.signed_hash != claim.content_hash:
        raise Refused(_staff("A second person has to sign the claim before it is sent."))
    require_current(work, agreement, claim)
    _submit(work, agreement, claim)
    return claim


def _submit(work: Work, agreement: Agreement, claim: Claim) -> None:
    claim.turn += 1
    claim.state, claim.submitted_at = "submitted", clock.now()
    amounts = {}
    for row, line in claim_lines(work, claim):
        row.reason = None
        amounts[line.id] = row.amount_cents
    claim.payload = _payload(work, agreement, claim)
    _send(work, agreement, claim)
    work.session.flush()
    move(work, claim, "submitted", amounts, ("earned", "claimed"), day=clock.today())
    record_audit(work, "payouts.claim_submitted", SUBJECT, claim.id, [str(claim.sent_how)])


def _send(work: Work, agreement: Agreement, claim: Claim) -> None:
    if agreement.funder_id is None:
        claim.sent_how, claim.outbox_id = "hand", None
        return
    try:
        item = send_over_border(work, "claim", agreement.funder_id, claim.payload)
    except ValueError:
        # The border lets no id of a row pass, in whatever text: a number typed as one, say.
        raise Refused(
            _staff(
                "This claim cannot be sent. Look at the agreement’s number and its lines’ codes."
            )
        ) from None
    work.session.flush()
    claim.sent_how, claim.outbox_id = "border", item.id


def _payload(work: Work, agreement: Agreement, claim: Claim) -> dict[str, Any]:
    earned = {one.line.id: one for one in gather(work, agreement, claim).lines}
    return {
        "agreement_number": agreement.number,
        "number": claim.number,
        "turn": claim.turn,
        "reference": claim.reference,
        "made_on": clock.today().isoformat(),
        "lines": [
            {
                "code": line.code,
                "kind": line.kind,
                "units": row.units,
                "amount_cents": row.amount_cents,
                "earned_units": earned[line.id].earned_units,
                "earned_cents": earned[line.id].earned_cents,
            }
            for row, line in claim_lines(work, claim)
        ],
        "total_cents": claim.amount_cents,
        "currency": "EUR",
    }


def on_claim_status(work: Work, item: OutboxItem) -> None:
    """What became of a claim at the funder: approved, returned with reasons, or never arrived."""
    query = select(Claim).where(Claim.outbox_id == item.id)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        return
    hold(work, found.agreement_id)
    claim = lock_row(work.session, Claim, found.id)
    if claim is None or claim.outbox_id != item.id or claim.state != "submitted":
        return
    if item.state == "accepted":
        _approve(work, claim, "border", clock.today())
    elif item.state == "declined":
        _return(work, claim, "border", clock.today(), item.answer.get("reasons", {}))
    elif item.state == "failed":
        _return(work, claim, "undelivered", clock.today(), {})


def record_decision(
    work: Work,
    claim: Claim,
    *,
    approved: bool,
    day: date,
    reasons: Mapping[str, str] | None = None,
) -> Claim:
    """Write down what a funder without a desk has decided, and when. Twice is once.

    `reasons` are by the code of a line. Raises Refused for a claim that is not with such a funder, and
    for a day that lies ahead or before the claim was sent.
    """
    _agreement, claim = held(work, claim.id)
    if claim.sent_how != "hand" or claim.state in ("draft", "paid"):
        raise Refused(_staff("This claim does not wait for a decision that you write down."))
    wanted = "approved" if approved else "returned"
    if claim.state == wanted:
        return claim
    if claim.state != "submitted":
        raise Refused(_staff("The decision on this claim is written down already."))
    _require_day(claim, day)
    if approved:
        _approve(work, claim, "hand", day)
    else:
        _return(work, claim, "hand", day, reasons or {})
    return claim


def _require_day(claim: Claim, day: date) -> None:
    if day > clock.today():
        raise Refused(_staff("This day lies ahead. Write it down when it has come."))
    if claim.submitted_at is not None and day < _local_day(claim.submitted_at):
        raise Refused(_staff("The claim was sent later than on this day."))


def _local_day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(clock.DEFAULT_ZONE)).date()


def _approve(work: Work, claim: Claim, how: str, day: date) -> None:
    claim.state, claim.approved_cents = "approved", claim.amount_cents
    _decided(claim, how, day)
    amounts = {line.id: row.amount_cents for row, line in claim_lines(work, claim)}
    move(work, claim, "approved", amounts, ("claimed", "approved"), day=day)
    record_audit(work, "payouts.claim_approved", SUBJECT, claim.id, [how])


def _return(work: Work, claim: Claim, how: str, day: date, reasons: Mapping[str, str]) -> None:
    claim.state = "returned"
    _decided(claim, how, day)
    amounts = {}
    for row, line in claim_lines(work, claim):
        row.reason = reasons.get(line.code, "").strip()[:500] or None
        amounts[line.id] = row.amount_cents
    move(work, claim, "returned", amounts, ("claimed", "earned"), day=day)
    record_audit(work, "payouts.claim_returned", SUBJECT, claim.id, [how])


def _decided(claim: Claim, how: str, day: date) -> None:
    today = day == clock.today()
    # Of an earlier day only the day is known: noon is that day in every zone of Europe.
    claim.decided_at = clock.now() if today else datetime.combine(day, time(12), UTC)
    claim.decided_how = how


def send_report(work: Work, agreement: Agreement) -> OutboxItem:
    """Send the funder how the agreement stands now. Raises Refused where the funder has no desk."""
    if agreement.funder_id is None:
        raise Refused(_staff("This funder has no desk here, so nothing can be sent to it."))
    payload = {
        "agreement_number": agreement.number,
        "as_of": clock.today().isoformat(),
        "lines": [
            {
                "code": one.line.code,
                "kind": one.line.kind,
                "earned_units": one.units,
                "earned_cents": one.earned_cents,
            }
            for one in standing(work, agreement).lines
        ],
    }
    record_audit(work, "payouts.report_sent", "payouts_agreement", agreement.id)
    return send_over_border(work, "report", agreement.funder_id, payload)
