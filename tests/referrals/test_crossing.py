"""A referral crosses once and whole: replayed, forged, or its worker killed at any step."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from punos import clock
from punos.audit.models import AuditEvent
from punos.border import courier
from punos.border.kinds import NotThisKind
from punos.border.models import InboxItem, OutboxItem
from punos.border.service import REPORT, send
from punos.border.service import accept as accept_item
from punos.jobs.service import defer
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


def test_word_of_a_decision_counts_from_the_receiver_alone(two: Two, tenants: Tenants) -> None:
    two.ask()
    two.open_link()
    two.agree()
    third, now = tenants.make(), clock.now()
    with third.work() as work:
        forged = InboxItem(
            kind="referral",
            sender_id=two.sender.record.id,
            outbox_id=two.outbox().id,
            payload={},
            answer={"on": "2020-01-01"},
            state="accepted",
            received_at=now,
            changed_at=now,
        )
        work.session.add(forged)
        work.session.flush()
        defer(work, REPORT, item=forged.id)
    two.carry()
    assert (two.referral().state, two.referral().accepted_on) == ("sent", None)


def test_answer_that_is_not_the_kinds_is_left_out_by_the_sender_too(two: Two) -> None:
    two.handed_over()
    with two.receiver.work() as work:
        accept_item(work, two.inbox().id, {"on": clock.today().isoformat()})
        item = work.session.scalars(select(InboxItem)).one()
        item.answer = {"on": clock.today().isoformat(), "note": "Nimikanaria is ill"}
    two.carry()
    assert (two.referral().state, two.outbox().answer) == ("accepted", {})


@pytest.mark.parametrize("answer", [{"on": "1900-01-01"}, {"on": "2999-12-31"}, {}])
def test_day_of_a_yes_lies_between_her_own_and_today(two: Two, answer: dict[str, str]) -> None:
    """The pages tell today; whoever decides past them cannot take the sender's claims of before."""
    two.handed_over(claims="receiver")
    with two.receiver.work() as work:
        accept_item(work, two.inbox().id, answer)
    two.carry()
    assert two.referral().accepted_on == clock.today()
