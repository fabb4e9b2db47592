"""Where a claim stands, in the words of its page: what has happened, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos.plugin import OutboxItem, Tag, Work, format_date
from punos_payouts.claim_content import Content, Part, gather, parts_of
from punos_payouts.claims import claim_lines
from punos_payouts.documents import papers_of
from punos_payouts.models import Claim, ClaimLine, Document, Line, Payment, SignatureRequest
from punos_payouts.payments import payments_of
from punos_payouts.signing import last_request, open_request, why_not_sign
from punos_payouts.texts import _staff, _staff_l

STATES = {
    "draft": Tag(_staff_l("Being made"), "wait"),
    "signed": Tag(_staff_l("Signed, not sent"), "wait"),
    "submitted": Tag(_staff_l("With the funder"), "wait"),
    "approved": Tag(_staff_l("Approved"), "good"),
    "paid": Tag(_staff_l("Paid"), "good"),
    "returned": Tag(_staff_l("Came back"), "bad"),
}
STEPS = (
    _staff_l("Made"),
    _staff_l("Signed"),
    _staff_l("Sent"),
    _staff_l("Approved"),
    _staff_l("Paid"),
)


@dataclass(frozen=True)
class ClaimView:
    """What the page of a claim shows. `gone` things in it fell away, `more` could be added."""

    claim: Claim
    lines: Sequence[tuple[ClaimLine, Line]]
    parts: Mapping[UUID, list[Part]]
    content: Content | None
    gone: int
    more: int
    request: SignatureRequest | None
    papers: Sequence[Document]
    payments: Sequence[Payment]
    has_arrived: bool
    why_not_sign: str | None

    @property
    def is_signed(self) -> bool:
        """Whether a second person stands for it as it is."""
        return is_signed(self.claim)

    @property
    def can_be_sent(self) -> bool:
        """Whether there is anything to be paid, and nothing in it fell away."""
        return self.claim.amount_cents > 0 and not self.gone

    @property
    def waiting_lines(self) -> list[Any]:
        """Lines that have earned something which is not in the claim, each with why."""
        lines = self.content.lines if self.content else ()
        return [one for one in lines if one.waiting_cents]

    @property
    def paid_on(self) -> date | None:
        """The day of the last payment."""
        return self.payments[-1].paid_on if self.payments else None


def is_signed(claim: Claim) -> bool:
    """Whether the claim is signed as it stands."""
    return claim.signed_hash is not None and claim.signed_hash == claim.content_hash


def state_tag(claim: Claim) -> Tag:
    """The claim's state as a list shows it."""
    return STATES["signed" if claim.state == "draft" and is_signed(claim) else claim.state]


def view_of(work: Work, claim: Claim) -> ClaimView:
    """All that the page of a claim shows."""
    is_draft = claim.state == "draft"
    content = gather(work, claim.agreement, claim) if is_draft else None
    is_paid_from = claim.state in ("approved", "paid")
    return ClaimView(
        claim=claim,
        lines=claim_lines(work, claim),
        parts=parts_of(work, claim),
        content=content,
        gone=len(content.stored - content.keys) if content else 0,
        more=len(content.keys - content.stored) if content else 0,
        request=_request(work, claim),
        papers=papers_of(work, claim) if is_signed(claim) else [],
        payments=payments_of(work, claim) if is_paid_from else [],
        has_arrived=_has_arrived(work, claim),
        why_not_sign=why_not_sign(work, claim),
    )


def steps_of(view: ClaimView) -> list[tuple[Any, str, str]]:
    """The way of a claim for the timeline: label, day, and past, now or coming."""
    claim = view.claim
    days: list[date | datetime | None] = [
        claim.made_at,
        claim.signed_at if view.is_signed else None,
        claim.submitted_at if claim.state in ("submitted", "approved", "paid") else None,
        claim.decided_at if claim.state in ("approved", "paid") else None,
        view.paid_on if claim.state == "paid" else None,
    ]
    now = next((at for at, day in enumerate(days) if day is None), len(days))
    if claim.state == "returned":
        now = 1
    return [
        (label, format_date(day) if day and at < now else "", _when(at, now))
        for at, (label, day) in enumerate(zip(STEPS, days, strict=True))
    ]


def signed_words(view: ClaimView) -> str:
    """Who signed the claim, and how; nothing while nobody has."""
    claim = view.claim
    if not view.is_signed or claim.signed_at is None:
        return ""
    told = {"name": claim.signed_name or _staff("Somebody"), "day": format_date(claim.signed_at)}
    if claim.signed_how == "account":
        return _staff("%(name)s has signed it on %(day)s, signed in here.", **told)
    email = view.request.email if view.request else ""
    return _staff(
        "%(name)s has signed it on %(day)s as a member of the board, by a link that was sent to "
        "%(email)s, with a code.",
        email=email,
        **told,
    )


def _when(at: int, now: int) -> str:
    if at == now:
        return "now"
    return "past" if at < now else "coming"


def _request(work: Work, claim: Claim) -> SignatureRequest | None:
    """Whom the claim waits for; once it is signed by a link, whoever did."""
    if claim.signed_how == "link":
        return last_request(work, claim)
    return open_request(work, claim) if claim.state == "draft" and not claim.signed_how else None


def _has_arrived(work: Work, claim: Claim) -> bool:
    if claim.state != "submitted" or claim.outbox_id is None:
        return False
    query = select(OutboxItem.state).where(OutboxItem.id == claim.outbox_id)
    return work.session.scalars(query).one_or_none() == "delivered"
