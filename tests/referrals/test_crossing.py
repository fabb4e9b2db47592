"""A referral crosses once and whole: replayed, forged, or its worker killed at any step."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from punos.audit.models import AuditEvent
from punos.border import courier
from punos.border.kinds import NotThisKind
from punos.border.models import InboxItem, OutboxItem
from punos.border.service import send
from punos.referrals.models import ReceivedReferral
from punos.tenancy.directory import TenantRecord
from tests.referrals.conftest import EMAIL, Two
from tests.referrals.corner import payload
from tests.support.clients import Client
from tests.support.dying import Dying, Killed
from tests.support.tenants import Tenants

DEAD = [(at, before) for at in (1, 2, 3) for before in (False, True)]


def test_replayed_parcel_is_one_referral(two: Two) -> None:
    two.ask()
    two.open_link()
    two.agree()
    with two.sender.work() as work:
        parcel = courier._packed(work, two.outbox().id)
    for _ in range(10):
        courier._handed_over(two.sender.deployment, parcel)
    two.carry()
    assert two.received().state == "waiting"
    with two.receiver.work() as work:
        received = select(func.count()).where(AuditEvent.action == "referral.received")
        assert work.session.scalar(received) == 1
    two.decide("decline")
    courier._handed_over(two.sender.deployment, parcel)
    two.carry()
    assert two.received().data == two.inbox().payload == {}
    assert EMAIL not in two.everything_of(two.receiver)


FORGED = [
    {"person_id": "x"},
    {"values": {}},
    {"values": {"name": "A"}},
    {"values": {"name": "A", "email": "nobody"}},
    {"values": {"name": "A", "phone": "1", "note": "x"}},
    {"values": {"name": "A", "phone": "1", "occupation": "9999999"}},
    {"values": {"name": "A", "phone": "1", "hopes": ["riches"]}},
    {"values": {"name": "A", "phone": "1", "language": "zz"}},
    {"values": {"name": "0190a2d4-7c3e-7abc-8def-0123456789ab", "phone": "1"}},
    {"values": {"name": ["A"], "phone": "1"}},
    {"reason": "because"},
    {"claims": "both"},
    {"expires_on": "some day"},
]


@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
def test_forged_payload_neither_leaves_nor_is_taken_in(two: Two, forged: dict[str, Any]) -> None:
    wrong = {**payload("Nimikanaria"), **forged}
    with two.sender.work() as work, pytest.raises(NotThisKind):
        send(work, "referral", two.receiver.record.id, wrong)
    with two.sender.work() as work:
        item = send(work, "referral", two.receiver.record.id, payload("Nimikanaria"))
        work.session.flush()
        item.payload = wrong
    two.carry()
    with two.receiver.work() as work:
        assert work.session.scalars(select(InboxItem)).all() == []
        assert work.session.scalars(select(ReceivedReferral)).all() == []


def test_sender_cannot_write_how_it_stands_at_the_receiver(two: Two) -> None:
    two.handed_over()
    with two.sender.work() as work:
        work.session.scalars(select(OutboxItem)).one().state = "accepted"
    two.carry()
    assert two.received().state == "waiting"
    assert two.referral().state == "sent"


def test_network_and_funder_take_nobody_in(two: Two, tenants: Tenants) -> None:
    desk = tenants.make("funder")
    with two.sender.work() as work:
        send(work, "referral", desk.record.id, payload("Nimikanaria"))
    two.carry()
    with desk.work() as work:
        assert work.session.scalars(select(ReceivedReferral)).all() == []
        assert work.session.scalars(select(InboxItem)).all() == []
    client = desk.signed_in(Client(two.staff.app), "administrator")
    for path in ("/referrals", "/referrals/received"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(("at", "before_commit"), DEAD)
@pytest.mark.parametrize("journey", ["sending", "accepting", "withdrawing"])
def test_worker_that_dies_anywhere_loses_and_doubles_nothing(
    two: Two, at: int, before_commit: bool, journey: str
) -> None:
    two.ask()
    two.open_link()
    two.agree()
    item_id = two.outbox().id
    if journey != "sending":
        two.carry()
        two.decide("accept")
    if journey == "withdrawing":
        two.carry()
        two.shown()
        two.hers.post("/referral/withdraw")
    _die(two, two.sender.record, at, before_commit, journey, item_id)
    two.later(hours=1)
    with two.receiver.work() as work:
        received = select(func.count()).where(AuditEvent.action == "referral.received")
        assert work.session.scalar(received) == 1
        erased = select(func.count()).where(AuditEvent.action == "referral.erased")
        assert work.session.scalar(erased) == (1 if journey == "withdrawing" else 0)
    expected = {
        "sending": ("sent", "waiting"),
        "accepting": ("accepted", "accepted"),
        "withdrawing": ("withdrawn", "erased"),
    }
    assert (two.referral().state, two.received().state) == expected[journey]
    assert (EMAIL in two.everything_of(two.receiver)) == (journey != "withdrawing")


def _die(
    two: Two, sender: TenantRecord, at: int, before_commit: bool, journey: str, item_id: UUID
) -> None:
    dying: Any = Dying(two.sender.deployment, at, before_commit)
    with pytest.raises(Killed):
        if journey == "accepting":
            courier.report(dying, two.receiver.record, two.inbox().id)
        else:
            courier.carry(dying, sender, item_id)
