"""The demo's referrals: from Aurala to IWWOF one accepted and one that waits, back one declined."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.people.models import Person
from punos.referrals.handed import known
from punos.referrals.mails import give_link
from punos.referrals.models import ReceivedReferral, Referral
from punos.referrals.receiving import accept, decline
from punos.referrals.service import USUAL, Terms, agree, ask, fingerprint, offered_now
from punos.tenancy.models import Tenant
from punos.work import Work

STORY = {
    "aurala": ("iwwof", "participant", ("field", "near")),
    "iwwof": ("aurala", "mentee", ("offer",)),
}
"""Who refers, to whom, people of which role, and why each of them."""
ACCEPTS = "iwwof"
KEPT_BACK = "city"
"""What nobody of the demo wants to hand over."""


def demo_act(work: Work, act: int) -> None:
    """People are asked and agree (1), the receiver decides (2). Repeated, it does nothing twice."""
    if work.tenant.slug not in STORY:
        return
    if act == 1:
        _refer(work)
    elif act == 2:
        _decide(work)


def _refer(work: Work) -> None:
    to, role, reasons = STORY[work.tenant.slug]
    receiver_id = _tenant(work, to)
    begun = work.session.scalars(select(Referral.id).limit(1)).first()
    if receiver_id is None or begun is not None:
        return
    for person, reason in zip(_people(work, role), reasons, strict=False):
        offered = list(known(work, person))
        until = clock.today() + USUAL
        referral = ask(work, person, Terms(receiver_id, reason, offered, "receiver", until))
        work.session.flush()
        give_link(work, referral)
        values = offered_now(work, referral)
        chosen = [name for name in values if name != KEPT_BACK]
        agree(
            work, referral, chosen, seen=fingerprint(referral, values), text=referral.receiver_name
        )


def _decide(work: Work) -> None:
    query = select(ReceivedReferral).order_by(ReceivedReferral.id)
    received = list(work.session.scalars(query))
    if not received or any(one.state != "waiting" for one in received):
        return
    (accept if work.tenant.slug == ACCEPTS else decline)(work, received[0])


def _tenant(work: Work, slug: str) -> UUID | None:
    query = select(Tenant.id).where(Tenant.slug == slug, Tenant.state == "active")
    return work.session.scalars(query).one_or_none()


def _people(work: Work, role: str) -> Iterator[Person]:
    """Those who take part now, each once, the newest first."""
    query = (
        select(Person)
        .join(Enrolment, points_at(Enrolment.person_id, Person))
        .where(Enrolment.role == role, Enrolment.state == "active", Person.email.is_not(None))
        .order_by(Enrolment.id.desc())
        .limit(20)
    )
    yield from dict.fromkeys(work.session.scalars(query))
