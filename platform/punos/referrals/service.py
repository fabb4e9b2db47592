"""Verbs of the association that refers somebody: ask her, send what she agreed to, take it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.border.models import OutboxItem
from punos.border.service import cancel, send
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.events.service import record as record_event
from punos.i18n import _, _staff
from punos.people.models import Person
from punos.people.service import decide_consent
from punos.referrals.codes import OPEN
from punos.referrals.handed import Values, can_be_sent, known
from punos.referrals.models import Referral
from punos.tenants.names import public_tenants
from punos.texts import pick
from punos.work import Work

KIND = "referral"
USUAL, LONGEST = timedelta(days=90), timedelta(days=365)
"""For how long consent is usually asked, and for how long at most."""
_AT_ONCE = 100


class Changed(Exception):  # what to do, not a fault
    """What would be handed over is no longer what she was shown: show it to her again."""


@dataclass(frozen=True)
class Terms:
    """What a referral is about, besides the person."""

    receiver_id: UUID
    reason: str
    offered: Collection[str]
    claims: str
    expires_on: date


def ask(work: Work, person: Person, terms: Terms) -> Referral:
    """Begin a referral. Nothing leaves before she agrees.

    Raises Absent for an association that is not there, Refused when she could not be reached with what
    is known, for an unfit last day, and when one to the same association is under way.
    """
    receiver = next(
        (one for one in public_tenants(work, "association") if one.id == terms.receiver_id), None
    )
    if receiver is None:
        raise Absent
    offered = [name for name in known(work, person) if name in terms.offered]
    if not can_be_sent(offered):
        raise Refused(_staff("A name and one way to reach this person are needed."))
    if not clock.today() <= terms.expires_on <= clock.today() + LONGEST:
        raise Refused(_staff("Choose a last day within a year from today."))
    lock_row(work.session, Person, person.id)
    if _under_way(work, person.id, receiver.id):
        raise Refused(_staff("This person is being referred to this association already."))
    now = clock.now()
    referral = Referral(
        person_id=person.id,
        receiver_id=receiver.id,
        receiver_name=str(pick(receiver.names, work.settings.languages[0]))[:200],
        reason=terms.reason,
        offered=offered,
        chosen=[],
        claims=terms.claims,
        state="asked",
        expires_on=terms.expires_on,
        made_by=work.account_id,
        made_at=now,
        changed_at=now,
    )
    work.session.add(referral)
    audit(work, "referral.asked", "referral", referral.id, offered)
    return referral


def offered_now(work: Work, referral: Referral) -> Values:
    """What she was asked about and is known still, as it would be handed over at this moment."""
    values = known(work, referral.person)
    return {name: values[name] for name in values if name in referral.offered}


def fingerprint(referral: Referral, values: Values) -> str:
    """Of everything that she is shown: what she agrees to is exactly this."""
    terms = [str(referral.receiver_id), referral.reason, referral.claims, str(referral.expires_on)]
    written = json.dumps([terms, values], sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def agree(
    work: Work, referral: Referral, chosen: Iterable[str], *, seen: str, text: str
) -> Referral:
    """She agrees to hand over the chosen fields: they leave when this commits.

    `seen` is the fingerprint of what she was shown, `text` the wording. Raises Changed when it is not
    that any more, Refused when it was decided before or is too late, and without a name and a way to
    reach her.
    """
    referral = _held(work, referral, "asked")
    if referral.expires_on < clock.today():
        raise Refused(_("The time for this has passed. Please write to us if you still want it."))
    values = offered_now(work, referral)
    if fingerprint(referral, values) != seen:
        raise Changed
    wanted = set(chosen)
    handed = {name: value for name, value in values.items() if name in wanted}
    if not can_be_sent(handed):
        raise Refused(_("Your name and one way to reach you are needed."))
    if all(one.id != referral.receiver_id for one in public_tenants(work, "association")):
        raise Refused(_("The other association cannot be reached now. Please try again later."))
    _consent(work, referral, given=True, text=text, how="referral")
    payload = {
        "reason": referral.reason,
        "claims": referral.claims,
        "expires_on": referral.expires_on.isoformat(),
        "values": handed,
    }
    item = send(work, KIND, referral.receiver_id, payload)
    referral.outbox_id, referral.chosen = item.id, list(handed)
    referral.agreed_at = clock.now()
    _become(work, referral, "sent")
    return referral


def refuse(work: Work, referral: Referral) -> Referral:
    """She says no; nothing has left, and nothing will."""
    referral = _held(work, referral, "asked")
    _become(work, referral, "refused")
    return referral


def withdraw(work: Work, referral: Referral) -> Referral:
    """End a referral: she takes her consent back, or staff do at her wish or before she answers.

    What was handed over is erased at the receiver, also after it has accepted. Raises Refused when
    there is nothing left to take back.
    """
    referral = _held(work, referral, *OPEN)
    if referral.agreed_at is not None:
        how = "referral" if work.actor.kind == "link" else "staff"
        _consent(work, referral, given=False, text=referral.receiver_name, how=how)
    _recalled(work, referral, "withdrawn")
    return referral


def expire_due(work: Work) -> int:
    """End the referrals whose last day has passed, answered or not."""
    if work.tenant.kind != "association":
        return 0
    query = (
        select(Referral)
        .where(Referral.state.in_(OPEN), Referral.expires_on < clock.today())
        .order_by(Referral.expires_on)
        .limit(_AT_ONCE)
    )
    found = work.session.scalars(query).all()
    for referral in found:
        _recalled(work, _held(work, referral, *OPEN), "expired")
    return len(found)


def told(work: Work, item: OutboxItem) -> None:
    """Word came from the receiver: the status, and with a yes its day. Nothing else ever does."""
    query = select(Referral).where(Referral.outbox_id == item.id)
    referral = work.session.scalars(query.with_for_update()).one_or_none()
    if referral is None:
        return
    state = item.state
    if state == "declined":
        item.payload = {}
    if state == "failed":
        # Given up after many tries, one of which may have arrived all the same.
        cancel(work, item.id)
    if referral.accepted_on is None:
        # Also when it was taken back meanwhile: it was accepted all the same.
        referral.accepted_on = _accepted_on(referral, item)
        if referral.accepted_on is not None:
            # From now on another may claim what she does: whoever counts it has to look again.
            record_event(work, "referral.accepted", ("person", referral.person_id))
    if referral.state == "sent" and state in ("accepted", "declined", "failed"):
        _become(work, referral, state)


def _accepted_on(referral: Referral, item: OutboxItem) -> date | None:
    """The day that the receiver tells, which cannot lie before she agreed, nor ahead.

    From it on only one of the two may claim, so that a yes without any day is one of today.
    """
    today = clock.today()
    told_on = item.answer.get("on")
    if told_on is None or referral.agreed_at is None:
        return today if item.state == "accepted" else None
    agreed_on = referral.agreed_at.astimezone(ZoneInfo(clock.DEFAULT_ZONE)).date()
    return min(max(date.fromisoformat(told_on), agreed_on), today)


def _under_way(work: Work, person_id: UUID, receiver_id: UUID) -> bool:
    query = select(Referral.id).where(
        Referral.person_id == person_id,
        Referral.receiver_id == receiver_id,
        Referral.state.in_(OPEN),
    )
    return work.session.scalars(query.limit(1)).first() is not None


def _held(work: Work, referral: Referral, *states: str) -> Referral:
    """The referral, held. What was sent is held first, as whoever brings word of it holds them."""
    if referral.outbox_id is not None:
        lock_row(work.session, OutboxItem, referral.outbox_id)
    held = lock_row(work.session, Referral, referral.id)
    if held is None:
        raise Absent
    if held.state not in states:
        raise Refused(_("This has been decided already."))
    return held


def _recalled(work: Work, referral: Referral, state: str) -> None:
    if referral.outbox_id is not None:
        cancel(work, referral.outbox_id)
    _become(work, referral, state)


def _become(work: Work, referral: Referral, state: str) -> None:
    referral.state, referral.changed_at = state, clock.now()
    audit(work, f"referral.{state}", "referral", referral.id)


def _consent(work: Work, referral: Referral, *, given: bool, text: str, how: str) -> None:
    """Each referral is a purpose of its own: to take one back leaves the others as they are."""
    decide_consent(
        work,
        referral.person,
        f"referral.{referral.id.hex}",
        given=given,
        text=text,
        language=work.language,
        how=how,
    )
