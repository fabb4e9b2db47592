"""Claims as they are made and changed, until somebody sends them.

Whoever changes a claim holds its agreement first, then the claim. What changes the content takes the
signature away: a signature holds to one content, told by its hash.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from punos.plugin import (
    Absent,
    Refused,
    Work,
    clock,
    insert_once,
    lock_row,
    new_id,
    record_audit,
    revoke_links,
)
from punos_payouts.claim_content import Content, gather
from punos_payouts.models import (
    Agreement,
    Claim,
    ClaimItem,
    ClaimLine,
    Line,
    SignatureRequest,
)
from punos_payouts.reading import hold
from punos_payouts.reference import international, national
from punos_payouts.texts import _staff

UNDECIDED = ("draft", "submitted", "returned")
SUBJECT = "payouts_claim"
_MOST_NUMBERS = 10_000


def claim_by_id(work: Work, claim_id: UUID) -> Claim:
    """The claim with its agreement. Raises Absent."""
    query = select(Claim).where(Claim.id == claim_id).options(joinedload(Claim.agreement))
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def claim_lines(work: Work, claim: Claim) -> list[tuple[ClaimLine, Line]]:
    """The claim's lines, in the agreement's order."""
    query = (
        select(ClaimLine, Line)
        .join(ClaimLine.line.of_type(Line))
        .where(ClaimLine.claim_id == claim.id)
        .order_by(Line.position, Line.id)
    )
    return [(row[0], row[1]) for row in work.session.execute(query)]


def undecided_claim(work: Work, agreement: Agreement) -> Claim | None:
    """The agreement's claim that is not approved yet, if there is one."""
    query = select(Claim).where(Claim.agreement_id == agreement.id, Claim.state.in_(UNDECIDED))
    return work.session.scalars(query).one_or_none()


def held(work: Work, claim_id: UUID) -> tuple[Agreement, Claim]:
    """A claim and its agreement, both held until the transaction ends. Raises Absent."""
    agreement = hold(work, claim_by_id(work, claim_id).agreement_id)
    claim = lock_row(work.session, Claim, claim_id)
    if claim is None:
        raise Absent
    return agreement, claim


def held_draft(work: Work, claim_id: UUID) -> tuple[Agreement, Claim]:
    """The same of a claim that can still be changed. Raises Refused once it was sent."""
    agreement, claim = held(work, claim_id)
    if claim.state != "draft":
        raise Refused(_staff("This claim cannot be changed now. Look at where it stands."))
    return agreement, claim


def draft(work: Work, agreement_id: UUID) -> Claim:
    """The agreement's open claim, worked out anew, or a new one with all that was not claimed yet.

    One that is signed, or that came back, is given as it is. Raises Refused while a claim waits for the
    funder's decision, and when there is nothing to claim.
    """
    agreement = hold(work, agreement_id)
    found = undecided_claim(work, agreement)
    if found is not None and found.state == "submitted":
        raise Refused(
            _staff("The funder has not decided on the claim before. Wait for that, then go on.")
        )
    if found is not None:
        if found.state == "draft" and found.signed_hash is None:
            _write(work, agreement, found)
        return found
    if agreement.state != "running":
        raise Refused(_staff("This agreement is closed. Open it again first."))
    if not gather(work, agreement).claimed:
        raise Refused(_staff("There is nothing to claim yet."))
    claim = _new_claim(work, agreement)
    _write(work, agreement, claim)
    record_audit(work, "payouts.claim_made", SUBJECT, claim.id)
    return claim


def recalculate(work: Work, claim: Claim) -> Claim:
    """Put into a draft what can be claimed now. What changes it, takes its signature away."""
    agreement, claim = held_draft(work, claim.id)
    _write(work, agreement, claim)
    return claim


def leave_out(work: Work, claim: Claim, line_id: UUID, *, out: bool) -> Claim:
    """Leave a line for a later claim, or take it in again. What is to be given back stays in."""
    agreement, claim = held_draft(work, claim.id)
    lines = select(Line.id).where(Line.id == line_id, Line.agreement_id == agreement.id)
    if work.session.scalars(lines).one_or_none() is None:
        raise Absent
    others = [one for one in claim.left_out if one != str(line_id)]
    claim.left_out = [*others, str(line_id)] if out else others
    _write(work, agreement, claim)
    return claim


def set_note(work: Work, claim: Claim, note: str) -> Claim:
    """Keep a note with the claim. It never leaves, so a signature stays."""
    _agreement, claim = held(work, claim.id)
    claim.note = note.strip() or None
    record_audit(work, "payouts.claim_changed", SUBJECT, claim.id, ["note"])
    return claim


def discard(work: Work, claim: Claim) -> None:
    """Throw a draft away that was never sent; what it held can be claimed again. Twice is once."""
    try:
        _agreement, claim = held_draft(work, claim.id)
    except Absent:
        return
    if claim.turn:
        raise Refused(_staff("This claim was sent before, so it stays. Change it instead."))
    end_requests(work, claim)
    work.session.delete(claim)
    record_audit(work, "payouts.claim_discarded", SUBJECT, claim.id)


def reopen(work: Work, claim: Claim) -> Claim:
    """Open a claim that came back, to change it and send it again. Whoever does so makes it."""
    agreement, claim = held(work, claim.id)
    if claim.state == "draft":
        return claim
    if claim.state != "returned":
        raise Refused(_staff("Only a claim that came back can be opened again."))
    claim.state = "draft"
    claim.outbox_id, claim.decided_at, claim.decided_how = None, None, None
    # Before somebody else makes it: it may be whoever signed it last.
    unsign(work, claim)
    claim.made_by, claim.editors = work.account_id, []
    _write(work, agreement, claim)
    record_audit(work, "payouts.claim_opened_again", SUBJECT, claim.id)
    return claim


def unsign(work: Work, claim: Claim) -> None:
    """Take the signature away, and end what was asked of members of the board."""
    end_requests(work, claim)
    if claim.signed_hash is not None:
        record_audit(work, "payouts.signature_void", SUBJECT, claim.id)
    claim.signed_how = claim.signed_by = claim.signed_name = None
    claim.signed_at = claim.signed_hash = None


def end_requests(work: Work, claim: Claim) -> None:
    """No link to sign this claim works any more."""
    query = select(SignatureRequest).where(
        SignatureRequest.claim_id == claim.id, SignatureRequest.ended_at.is_(None)
    )
    for request in work.session.scalars(query):
        request.ended_at = clock.now()
        revoke_links(work, subject_id=request.id)


def changes(work: Work, agreement: Agreement, claim: Claim) -> tuple[int, int]:
    """How many things in a draft may not be claimed any more, and how many more could be."""
    content = gather(work, agreement, claim)
    return len(content.stored - content.keys), len(content.keys - content.stored)


def require_current(work: Work, agreement: Agreement, claim: Claim) -> None:
    """Raise Refused when something in the claim fell away since it was worked out, or it cannot be
    sent. What was earned since then waits for the next claim."""
    gone, _more = changes(work, agreement, claim)
    if gone:
        raise Refused(
            _staff("Something in this claim fell away. Work it out again, then have it signed.")
        )
    if claim.amount_cents <= 0:
        raise Refused(_staff("There is nothing to be paid, so the claim cannot be sent yet."))


def _write(work: Work, agreement: Agreement, claim: Claim) -> None:
    """Let the claim's rows say what may be claimed now. When that is nothing new, nothing changes."""
    content = gather(work, agreement, claim)
    digest = content.digest(claim)
    if digest == claim.content_hash:
        return
    _write_rows(work, claim, content)
    claim.amount_cents, claim.content_hash = content.amount_cents, digest
    claim.changed_at = clock.now()
    actor = work.account_id
    if actor is not None and str(actor) not in claim.editors:
        claim.editors = [*claim.editors, str(actor)]
    unsign(work, claim)
    work.session.flush()
    record_audit(work, "payouts.claim_changed", SUBJECT, claim.id, ["content"])


def _write_rows(work: Work, claim: Claim, content: Content) -> None:
    reasons = {one.line_id: one.reason for one, _line in claim_lines(work, claim)}
    for kind in (ClaimItem, ClaimLine):
        work.session.execute(delete(kind).where(kind.claim_id == claim.id))
    for one in content.claimed:
        work.session.add(
            ClaimLine(
                claim_id=claim.id,
                line_id=one.line.id,
                units=one.units,
                amount_cents=one.amount_cents,
                reason=reasons.get(one.line.id),
            )
        )
        work.session.add_all(
            ClaimItem(
                claim_id=claim.id,
                line_id=one.line.id,
                earning_id=None if item.reversal_id else item.earning_id,
                reversal_id=item.reversal_id,
            )
            for item in one.items
        )


def _new_claim(work: Work, agreement: Agreement) -> Claim:
    """An empty claim with the next free number of the year: two at one moment get two numbers."""
    year, claim_id = clock.today().year, new_id()
    query = select(Claim.number).where(Claim.number.startswith(f"{year}-"))
    taken = {int(number.partition("-")[2]) for number in work.session.scalars(query)}
    first = max(taken, default=0) + 1
    for number in range(first, first + _MOST_NUMBERS):
        if insert_once(work.session, Claim, **_blank(work, agreement, claim_id, year, number)):
            return claim_by_id(work, claim_id)
    raise Refused(_staff("There is no free number for another claim this year."))


def _blank(
    work: Work, agreement: Agreement, claim_id: UUID, year: int, number: int
) -> dict[str, object]:
    now = clock.now()
    editors: Sequence[str] = []
    return {
        "id": claim_id,
        "agreement_id": agreement.id,
        "number": f"{year}-{number:03d}",
        "reference": international(national(f"{year}{number:03d}")),
        "state": "draft",
        "turn": 0,
        "amount_cents": 0,
        "approved_cents": 0,
        "paid_cents": 0,
        "content_hash": "",
        "made_by": work.account_id,
        "made_at": now,
        "editors": editors,
        "left_out": [],
        "changed_at": now,
        "payload": {},
    }
