"""Verbs of the association that somebody is referred to: take in, accept or decline, erase."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from punos import clock
from punos.audit.service import record as audit
from punos.border.kinds import NotThisKind
from punos.border.models import InboxItem
from punos.border.service import accept as accept_item
from punos.border.service import decline as decline_item
from punos.db import lock_row
from punos.enrolments.inviting import invite_to_apply
from punos.errors import Absent, Refused
from punos.events.service import record as record_event
from punos.i18n import _staff
from punos.mail.models import Mail
from punos.people.models import Person
from punos.people.service import fold_email
from punos.programmes.models import Cycle
from punos.referrals.models import ReceivedReferral
from punos.referrals.recognising import is_called_so, is_same, own_participant
from punos.tenants.names import public_name
from punos.texts import fold, pick, sort_key
from punos.work import Work

_HELD = ("waiting", "accepted")
_AT_ONCE = 100


def receive(work: Work, item: InboxItem) -> None:
    """Write down what was handed over. Raises NotThisKind where nothing may come of it any more."""
    payload = item.payload
    expires_on = date.fromisoformat(payload["expires_on"])
    if work.tenant.kind != "association" or expires_on < clock.today():
        raise NotThisKind("referral: not here, or its last day has passed")
    now, values = clock.now(), payload["values"]
    received = ReceivedReferral(
        inbox_id=item.id,
        sender_name=_sender(work, item.sender_id),
        data={"reason": payload["reason"], "values": values},
        sort_key=sort_key(values["name"])[:400],
        search_text=fold(" ".join(map(str, _searched(values))))[:600],
        claims=payload["claims"],
        state="waiting",
        expires_on=expires_on,
        received_at=now,
        changed_at=now,
    )
    work.session.add(received)
    audit(work, "referral.received", "received_referral", received.id, list(values))


def accept(work: Work, received: ReceivedReferral) -> ReceivedReferral:
    """Say yes. Raises Refused when it was decided, taken back, or its last day has passed."""
    now = clock.now()
    day = now.astimezone(ZoneInfo(clock.DEFAULT_ZONE)).date()
    accept_item(work, received.inbox_id, {"on": day.isoformat()})
    received = _held(work, received.id, "waiting")
    if received.expires_on < day:
        raise Refused(_staff("The consent has ended, so this can no longer be accepted."))
    received.decided_at, received.decided_by = now, work.account_id
    _become(work, received, "accepted")
    _recognise(work, received)
    return received


def decline(work: Work, received: ReceivedReferral) -> ReceivedReferral:
    """Say no; what was handed over is erased at once."""
    item = decline_item(work, received.inbox_id)
    received = _held(work, received.id, "waiting")
    received.decided_at, received.decided_by = clock.now(), work.account_id
    _erase(work, received, item, "declined")
    return received


def invite(
    work: Work,
    received: ReceivedReferral,
    cycle: Cycle,
    role: str,
    *,
    unit_id: UUID | None,
    language: str,
) -> str:
    """Invite her to apply to a cycle, in her language if she told it; gives the link.

    It is mailed when she told her address, else it is for staff to hand on.
    """
    received = _held(work, received.id, "accepted")
    values = received.data["values"]
    audit(work, "referral.invited", "received_referral", received.id)
    return invite_to_apply(
        work,
        cycle,
        role,
        unit_id=unit_id,
        email=values.get("email"),
        language=values.get("language") or language,
    )


def make_own(work: Work, received: ReceivedReferral, person: Person) -> ReceivedReferral:
    """Staff say which participant of ours she is. Her own record is ours, whatever ends."""
    received = _held(work, received.id, "accepted")
    _is_ours(work, received, person)
    audit(work, "referral.own", "received_referral", received.id)
    return received


def recall(work: Work, item: InboxItem) -> None:
    """The consent has ended at the sender: erase what was handed over, if anything is left."""
    query = select(ReceivedReferral).where(ReceivedReferral.inbox_id == item.id)
    received = work.session.scalars(query.with_for_update()).one_or_none()
    if received is not None and received.state in _HELD:
        _erase(work, received, item, "erased")


def erase_due(work: Work) -> int:
    """Erase what its consent's last day has passed of, whether or not the sender says so."""
    if work.tenant.kind != "association":
        return 0
    query = (
        select(ReceivedReferral.id, ReceivedReferral.inbox_id)
        .where(ReceivedReferral.state.in_(_HELD), ReceivedReferral.expires_on < clock.today())
        .order_by(ReceivedReferral.expires_on)
        .limit(_AT_ONCE)
    )
    found = work.session.execute(query).all()
    for received_id, inbox_id in found:
        item = lock_row(work.session, InboxItem, inbox_id)
        received = lock_row(work.session, ReceivedReferral, received_id)
        if item is not None and received is not None and received.state in _HELD:
            _erase(work, received, item, "erased")
    return len(found)


def _held(work: Work, received_id: UUID, state: str) -> ReceivedReferral:
    held = lock_row(work.session, ReceivedReferral, received_id)
    if held is None:
        raise Absent
    if held.state != state:
        raise Refused(_staff("This is not possible any more: look at how it stands now."))
    return held


def _erase(work: Work, received: ReceivedReferral, item: InboxItem, state: str) -> None:
    """Empty the copy wherever it is. Who has become a participant of ours keeps her own record."""
    if state == "erased" and received.state == "accepted":
        _recognise(work, received)
    _forget_mails(work, received)
    received.data, received.sort_key, received.search_text = {}, "", ""
    item.payload = {}
    _become(work, received, state)


def _forget_mails(work: Work, received: ReceivedReferral) -> None:
    """The invitations that were sent to the address that was handed over, unless she gave it herself.

    Who is taken for her may be known by her telephone: a husband, with an address of his own.
    """
    address = received.data.get("values", {}).get("email")
    person = _person(work, received)
    is_own = person is not None and address and person.email_folded == fold_email(address)
    if address and not is_own and received.decided_at is not None:
        work.session.execute(
            delete(Mail).where(
                Mail.to_address == address,
                Mail.kind == "application.invitation",
                Mail.created_at >= received.decided_at,
            )
        )


def _recognise(work: Work, received: ReceivedReferral) -> None:
    """Find who she is here: by what she can be reached by, rather than by what staff have said, unless
    whom they named has her name. Who may claim rests on it."""
    named = _person(work, received)
    if named is not None and (is_same(received, named) or is_called_so(received, named)):
        return
    person = own_participant(work, received)
    if person is not None:
        _is_ours(work, received, person)


def _person(work: Work, received: ReceivedReferral) -> Person | None:
    """Whom of ours she is said to be."""
    if received.person_id is None:
        return None
    return work.session.get(Person, (work.tenant.id, received.person_id))


def _is_ours(work: Work, received: ReceivedReferral, person: Person) -> None:
    """Write down who she is here; whoever counts what she does has to look again who may claim it."""
    taken_for, received.person_id = received.person_id, person.id
    if taken_for is not None and taken_for != person.id:
        record_event(work, "referral.accepted", ("person", taken_for))
    record_event(work, "referral.accepted", ("person", person.id))


def _become(work: Work, received: ReceivedReferral, state: str) -> None:
    received.state, received.changed_at = state, clock.now()
    audit(work, f"referral.{state}", "received_referral", received.id)


def _sender(work: Work, sender_id: UUID) -> str:
    names = public_name(work, sender_id)
    return str(pick(names.names, work.settings.languages[0]))[:200] if names is not None else "–"


def _searched(values: Mapping[str, object]) -> list[object]:
    return [values[name] for name in ("name", "email", "city") if name in values]
