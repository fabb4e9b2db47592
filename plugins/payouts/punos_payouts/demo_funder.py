"""The funder's desk of the demo: a frame of 25,000 €, promises to two associations, and answers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from punos.plugin import Work, clock, pick, public_tenants
from punos.plugin.demo import acting, named, spoken
from punos_payouts.deciding import approve, record_payment, return_claim
from punos_payouts.funder import allocate, allocation_of, frames, make_frame
from punos_payouts.models import Frame, ReceivedClaim

NAMES = named("City of Turku", "Turun kaupunki", "Åbo stad")
IWWOF_NUMBER, AURALA_NUMBER = "TKU-214", "TKU-215"
FRAME_CENTS = 2_500_000
PROMISED = {"IWWOF": (IWWOF_NUMBER, 1_000_000), "Aurala": (AURALA_NUMBER, 775_000)}
"""By the short name of an association: its agreement and what is promised by it, in cents."""
TITLE = named(
    "Mentoring and coaching of people who have moved here",
    "Maahan muuttaneiden mentorointi ja valmennus",
    "Mentorskap och coachning för inflyttade",
)
REASON: Mapping[str, str] = {
    "en": "Please tell how many of these are fixed-term contracts of less than three months.",
    "fi": "Kertokaa, kuinka moni näistä on alle kolmen kuukauden määräaikaisia työsuhteita.",
    "sv": "Berätta hur många av dessa som är visstidsanställningar på under tre månader.",
}


def play(work: Work, act: int) -> None:
    """One act: the promises; the answer to the first claims; a payment; the answer to a second claim."""
    with acting(work, "officer"):
        if act == 1:
            _promise(work)
        elif act == 2:
            _approve_first(work)
        elif act == 3:
            _pay_first(work)
        elif act == 4:
            _return_second(work)


def _promise(work: Work) -> None:
    """Set the money aside, and promise most of it; what is left is for joint events."""
    grantees = {one.short_name: one for one in public_tenants(work, "association")}
    if frames(work) or not PROMISED.keys() <= grantees.keys():
        return
    today = clock.today()
    frame = make_frame(
        work,
        title=TITLE[spoken(work)],
        total_cents=FRAME_CENTS,
        starts_on=today - timedelta(days=340),
        ends_on=today + timedelta(days=60),
    )
    for short_name, (number, cents) in PROMISED.items():
        _allocate(work, frame, grantees[short_name], number, cents)


def _allocate(work: Work, frame: Frame, grantee: Any, number: str, cents: int) -> None:
    allocate(
        work,
        frame,
        grantee_id=grantee.id,
        grantee_name=str(pick(grantee.names, spoken(work))),
        agreement_number=number,
        amount_cents=cents,
    )


def _approve_first(work: Work) -> None:
    """Approve the first claim of each."""
    for claim in _claims(work, "received"):
        promised = allocation_of(work, claim.sender_id, claim.agreement_number)
        if promised is not None and not promised.approved_cents:
            approve(work, claim)


def _pay_first(work: Work) -> None:
    """Pay what was approved of one, now that its claimant knows of the approval."""
    for claim in _claims(work, "approved"):
        if claim.agreement_number == IWWOF_NUMBER:
            record_payment(work, claim, claim.amount_cents, clock.today())


def _return_second(work: Work) -> None:
    """Return the second claim of one; the other waits for whoever opens the desk."""
    for claim in _claims(work, "received"):
        if claim.agreement_number == AURALA_NUMBER and _sent_by(work, claim.sender_id) == 2:
            return_claim(work, claim, {"employed": REASON[spoken(work)]})


def _claims(work: Work, state: str) -> list[ReceivedClaim]:
    query = select(ReceivedClaim).where(ReceivedClaim.state == state)
    return list(work.session.scalars(query.order_by(ReceivedClaim.id)))


def _sent_by(work: Work, sender_id: UUID) -> int:
    query = select(func.count(ReceivedClaim.id)).where(ReceivedClaim.sender_id == sender_id)
    return work.session.scalar(query) or 0
