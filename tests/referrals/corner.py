"""What the sweeps' world has of referrals: one sent, one received, and the link of whom it is about."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.border.models import InboxItem
from punos.ids import new_id
from punos.people.models import Person
from punos.referrals.models import ReceivedReferral, Referral
from punos.referrals.receiving import receive
from punos.texts import fold, sort_key
from punos.work import Work
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A referral of somebody of the second unit, and one that waits for an answer."""
    with world.association.work() as work:
        person = work.session.get(Person, (work.tenant.id, world.people["other"]))
        assert person is not None
        referral = _sent(work, person)
        received = _received(work, f"ToinenVastaanotettu {world.canary}")
    world.subjects["referral"] = ("referral", referral.id, person.id)
    return {"referral_id": str(referral.id), "received_id": str(received)}


def grow(world: World, count: int) -> None:
    """So many more of each, about the people whom the world has grown by."""
    with world.association.work() as work:
        for person in work.session.scalars(select(Person).limit(count)).all():
            _sent(work, person)
        for number in range(count):
            _arrived(work, f"Kasvu{number} {world.canary}")


def _sent(work: Work, person: Person) -> Referral:
    now = clock.now()
    referral = Referral(
        person_id=person.id,
        receiver_id=new_id(),
        receiver_name="Toinen yhdistys",
        reason="field",
        offered=["name", "email", "city"],
        claims="sender",
        state="asked",
        expires_on=clock.today() + timedelta(days=90),
        made_at=now,
        changed_at=now,
    )
    work.session.add(referral)
    return referral


def _received(work: Work, name: str) -> UUID:
    item = _item(work, name)
    receive(work, item)
    work.session.flush()
    query = select(ReceivedReferral.id).where(ReceivedReferral.inbox_id == item.id)
    return work.session.scalars(query).one()


def _arrived(work: Work, name: str) -> None:
    """The row alone: who did what is a list of its own, which has enough already."""
    item = _item(work, name)
    received = ReceivedReferral(
        inbox_id=item.id,
        sender_name="Toinen yhdistys",
        data={"reason": "field", "values": item.payload["values"]},
        sort_key=sort_key(name),
        search_text=fold(name),
        claims="sender",
        state="waiting",
        expires_on=clock.today() + timedelta(days=90),
        received_at=clock.now(),
        changed_at=clock.now(),
    )
    work.session.add(received)


def _item(work: Work, name: str) -> InboxItem:
    now = clock.now()
    item = InboxItem(
        kind="referral",
        sender_id=new_id(),
        outbox_id=new_id(),
        payload=payload(name),
        state="received",
        received_at=now,
        changed_at=now,
    )
    work.session.add(item)
    work.session.flush()
    return item


def payload(name: str) -> dict[str, Any]:
    """What could have been carried here."""
    return {
        "reason": "field",
        "claims": "sender",
        "expires_on": (clock.today() + timedelta(days=90)).isoformat(),
        "values": {"name": name, "email": "viety@people.example.org"},
    }
