"""What may be recalled is taken back whatever stands in the way; a decision brings its answer."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from marshmallow import Schema, fields, validate
from sqlalchemy import func, select

from punos import clock
from punos.audit.models import AuditEvent
from punos.audit.service import record
from punos.border import courier, kinds
from punos.border.kinds import BorderKind, NotThisKind, register
from punos.border.models import InboxItem, OutboxItem
from punos.border.service import NOTHING_DUE, accept, cancel, decline, send
from punos.deployment import Deployment
from punos.desk.service import switch_plugin
from punos.errors import ConfigurationError, Refused
from punos.extend import PluginState
from punos.ids import new_id
from punos.jobs.tick import tick
from punos.tenancy.directory import TenantRecord
from punos.work import Work
from tests.support.bare import bare_tenant, set_state
from tests.support.dying import Dying, Killed
from tests.support.queue import drain, forget_waiting
from tests.support.races import somebody_waits, until
from tests.support.tenants import rest_all

DEAD = [(at, before) for at in (1, 2, 3) for before in (False, True)]
BROKEN = {"recall": False}


class SecretSchema(Schema):
    """Something that may be recalled."""

    word = fields.String(required=True)


class AnswerSchema(Schema):
    """What comes back with a decision."""

    on = fields.Date()
    why = fields.String(validate=validate.Length(max=20))


def receive(work: Work, item: InboxItem) -> None:
    record(work, "secret.received", "border_inbox", item.id)


def on_status(work: Work, item: OutboxItem) -> None:
    record(work, "secret.status", "border_outbox", item.id, [item.state, *sorted(item.answer)])


def recall(work: Work, item: InboxItem) -> None:
    assert item.payload == {}
    record(work, "secret.recalled", "border_inbox", item.id)
    if BROKEN["recall"]:
        raise RuntimeError


SECRET = BorderKind("secret", SecretSchema, receive, on_status, answer=AnswerSchema, recall=recall)
OF_PLUGIN = BorderKind(
    "of_plugin", SecretSchema, receive, on_status, recall=recall, plugin="pairwise"
)


@dataclass
class Two:
    """A sender, a receiver and what is under way between them."""

    deployment: Deployment
    sender: TenantRecord
    receiver: TenantRecord

    def send(self, kind: str = "secret") -> UUID:
        with self.deployment.work(self.sender) as work:
            return send(work, kind, self.receiver.id, {"word": "kanaria"}).id

    def recall(self, item_id: UUID) -> None:
        with self.deployment.work(self.sender) as work:
            cancel(work, item_id)

    def decide(self, verb: Any = accept, answer: Any = None) -> None:
        with self.deployment.work(self.receiver) as work:
            verb(work, work.session.scalars(select(InboxItem.id)).one(), answer)

    def arrive(self) -> None:
        drain(self.deployment, hasten=True)

    def later(self) -> None:
        clock.set_offset(clock.offset() + timedelta(hours=2))
        tick(self.deployment)
        drain(self.deployment, hasten=True)

    def out(self) -> OutboxItem:
        with self.deployment.work(self.sender) as work:
            return work.session.scalars(select(OutboxItem)).one()

    def inbox(self) -> InboxItem:
        with self.deployment.work(self.receiver) as work:
            return work.session.scalars(select(InboxItem)).one()

    def count(self, action: str) -> int:
        total = 0
        for tenant in (self.sender, self.receiver):
            with self.deployment.work(tenant) as work:
                query = select(func.count()).where(AuditEvent.action == action)
                total += work.session.scalar(query) or 0
        return total

    def told(self) -> list[list[str]]:
        with self.deployment.work(self.sender) as work:
            query = select(AuditEvent.fields).where(AuditEvent.action == "secret.status")
            return list(work.session.scalars(query.order_by(AuditEvent.id)))

    def assert_taken_back(self) -> None:
        """Nothing of it is left at either end, and nothing is under way."""
        out, inbox = self.out(), self.inbox()
        assert (out.state, out.payload, out.due_at) == ("cancelled", {}, NOTHING_DUE)
        assert (inbox.state, inbox.payload) == ("cancelled", {})


@pytest.fixture
def two(deployment: Deployment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Two]:
    """Two associations; the kinds that only these tests have; a clock that can be moved.

    They rest afterwards: each tick asks all that do not.
    """
    monkeypatch.setattr(kinds, "_KINDS", {})
    monkeypatch.setenv(clock.FILE_VARIABLE, str(tmp_path / "clock"))
    monkeypatch.setitem(BROKEN, "recall", False)
    register(SECRET)
    register(OF_PLUGIN)
    forget_waiting(deployment)
    yield Two(
        deployment, bare_tenant(deployment), bare_tenant(deployment, plugins={"pairwise": "on"})
    )
    rest_all(deployment)


def test_recalled_before_it_left_never_says_what_it_held(two: Two) -> None:
    two.recall(two.send())
    assert two.out().payload == {}
    two.arrive()
    two.assert_taken_back()
    assert two.count("secret.received") == two.count("secret.recalled") == 0


def test_recalled_in_flight_is_not_received_when_it_lands(two: Two) -> None:
    item_id = two.send()
    with two.deployment.work(two.sender) as work:
        under_way = courier._packed(work, item_id)
    assert under_way is not None
    assert under_way.payload == {"word": "kanaria"}
    two.recall(item_id)
    two.arrive()
    word = courier._handed_over(two.deployment, under_way)
    assert word is not None
    assert word.state == "cancelled"
    two.assert_taken_back()
    assert two.count("secret.received") == 0


def test_landed_while_its_recall_was_under_way_is_emptied(two: Two) -> None:
    item_id = two.send()
    with two.deployment.work(two.sender) as work:
        under_way = courier._packed(work, item_id)
    assert under_way is not None
    two.recall(item_id)
    with two.deployment.work(two.sender) as work:
        recalled = courier._packed(work, item_id)
    assert recalled is not None
    courier._handed_over(two.deployment, under_way)
    assert two.inbox().payload == {"word": "kanaria"}
    courier._handed_over(two.deployment, recalled)
    assert (two.inbox().state, two.inbox().payload) == ("cancelled", {})
    assert two.count("secret.recalled") == 1


@pytest.mark.parametrize("verb", [accept, decline])
def test_recalled_after_the_decision_is_taken_back_all_the_same(two: Two, verb: Any) -> None:
    item_id = two.send()
    two.arrive()
    two.decide(verb)
    two.arrive()
    two.recall(item_id)
    two.arrive()
    two.assert_taken_back()
    assert two.count("secret.recalled") == 1


def test_recalled_twice_is_recalled_once(two: Two) -> None:
    item_id = two.send()
    two.arrive()
    two.recall(item_id)
    two.recall(item_id)
    two.arrive()
    two.recall(item_id)
    two.arrive()
    courier.carry(two.deployment, two.sender, item_id)
    two.assert_taken_back()
    assert two.count("secret.recalled") == 1


def test_acceptance_after_the_recall_arrived_is_refused(two: Two) -> None:
    item_id = two.send()
    two.arrive()
    two.recall(item_id)
    two.arrive()
    with pytest.raises(Refused, match="taken this back"):
        two.decide()
    two.assert_taken_back()


@pytest.mark.parametrize("reported_first", [True, False])
def test_acceptance_that_crosses_the_recall_is_undone_and_the_sender_learns_of_it(
    two: Two, reported_first: bool
) -> None:
    item_id = two.send()
    two.arrive()
    two.recall(item_id)
    two.decide(accept, {"on": "2026-03-02"})
    inbox_id = two.inbox().id
    steps = [
        lambda: courier.report(two.deployment, two.receiver, inbox_id),
        lambda: courier.carry(two.deployment, two.sender, item_id),
    ]
    for step in steps if reported_first else reversed(steps):
        step()
    two.arrive()
    two.assert_taken_back()
    assert two.count("secret.recalled") == 1
    assert two.out().answer == {"on": "2026-03-02"}
    assert two.told() == [["delivered"], ["cancelled", "on"]]


def test_recall_waits_for_an_acceptance_that_is_being_written(two: Two) -> None:
    item_id = two.send()
    two.arrive()
    two.recall(item_id)
    carrying = threading.Thread(target=courier.carry, args=(two.deployment, two.sender, item_id))
    with two.deployment.work(two.receiver) as work:
        accept(work, work.session.scalars(select(InboxItem.id)).one(), {"on": "2026-03-02"})
        work.session.flush()
        carrying.start()
        assert until(lambda: somebody_waits(two.deployment))
    carrying.join()
    two.arrive()
    two.assert_taken_back()
    assert two.count("secret.recalled") == 1
    assert two.out().answer == {"on": "2026-03-02"}


@pytest.mark.parametrize(("at", "before_commit"), DEAD)
@pytest.mark.parametrize("accepted", [True, False])
def test_recall_whose_carrier_dies_anywhere_still_arrives_once(
    two: Two, at: int, before_commit: bool, accepted: bool
) -> None:
    item_id = two.send()
    two.arrive()
    if accepted:
        two.decide(accept, {"on": "2026-03-02"})
    two.recall(item_id)
    forget_waiting(two.deployment)
    with pytest.raises(Killed):
        courier.carry(Dying(two.deployment, at, before_commit), two.sender, item_id)  # type: ignore[arg-type]
    two.later()
    two.assert_taken_back()
    assert two.count("secret.recalled") == 1
    assert two.out().answer == ({"on": "2026-03-02"} if accepted else {})


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_recall_reaches_a_receiver_that_was_suspended_or_closed_meanwhile(
    two: Two, state: str
) -> None:
    item_id = two.send()
    two.arrive()
    two.decide()
    two.arrive()
    set_state(two.deployment, two.receiver, state)
    two.recall(item_id)
    two.arrive()
    two.assert_taken_back()
    assert two.count("secret.recalled") == 1


def test_recall_is_never_given_up(two: Two) -> None:
    item_id = two.send()
    two.arrive()
    BROKEN["recall"] = True
    two.recall(item_id)
    with two.deployment.work(two.sender) as work:
        work.session.scalars(select(OutboxItem)).one().attempts = courier.MOST_ATTEMPTS
    two.later()
    assert two.out().attempts > courier.MOST_ATTEMPTS
    assert two.inbox().payload == {"word": "kanaria"}
    BROKEN["recall"] = False
    two.later()
    two.assert_taken_back()
    assert two.count("secret.recalled") == 1


def test_recall_from_a_receiver_that_never_was_ends(two: Two) -> None:
    with two.deployment.work(two.sender) as work:
        item_id = send(work, "secret", new_id(), {"word": "kanaria"}).id
    two.arrive()
    assert two.out().state == "failed"
    two.recall(item_id)
    two.arrive()
    assert (two.out().state, two.out().payload, two.out().due_at) == ("cancelled", {}, NOTHING_DUE)


@pytest.mark.parametrize(("verb", "state"), [(accept, "accepted"), (decline, "declined")])
def test_answer_comes_back_with_the_decision(two: Two, verb: Any, state: str) -> None:
    two.send()
    two.arrive()
    two.decide(verb, {"on": "2026-03-02", "why": "yes"})
    two.arrive()
    assert two.out().answer == {"on": "2026-03-02", "why": "yes"}
    assert two.told() == [["delivered"], [state, "on", "why"]]


@pytest.mark.parametrize("answer", [{"on": "soon"}, {"why": "x" * 21}, {"who": "kanaria"}])
def test_answer_that_is_not_the_kinds_is_refused_and_decides_nothing(
    two: Two, answer: dict[str, str]
) -> None:
    two.send()
    two.arrive()
    with pytest.raises(NotThisKind) as refusal:
        two.decide(accept, answer)
    assert "kanaria" not in str(refusal.value)
    assert two.inbox().state == "received"


def test_kind_without_answers_takes_none(two: Two) -> None:
    two.send("of_plugin")
    two.arrive()
    with pytest.raises(NotThisKind, match="no answer"):
        two.decide(accept, {"on": "2026-03-02"})
    assert two.inbox().state == "received"


def _switch(two: Two, state: PluginState) -> None:
    with two.deployment.work(two.receiver) as work:
        switch_plugin(work, "pairwise", state)


def test_kind_of_a_plugin_waits_while_it_is_suspended_and_fails_where_it_is_off(two: Two) -> None:
    _switch(two, PluginState.SUSPENDED)
    two.send("of_plugin")
    two.arrive()
    assert two.out().state == "waiting"
    _switch(two, PluginState.ON)
    two.later()
    assert (two.out().state, two.count("secret.received")) == ("delivered", 1)


def test_kind_of_a_plugin_fails_where_it_is_off(two: Two) -> None:
    _switch(two, PluginState.OFF)
    two.send("of_plugin")
    two.arrive()
    assert (two.out().state, two.count("secret.received")) == ("failed", 0)


@pytest.mark.parametrize("state", [PluginState.SUSPENDED, PluginState.OFF])
def test_what_arrived_unheard_before_a_plugin_rested_is_not_called_failed(
    two: Two, state: PluginState
) -> None:
    item_id = two.send("of_plugin")
    with pytest.raises(Killed):
        courier.carry(Dying(two.deployment, 3, before_commit=False), two.sender, item_id)
    _switch(two, state)
    courier.carry(two.deployment, two.sender, item_id)
    assert two.out().state == "delivered"


def test_kind_of_a_plugin_waits_while_it_is_suspended_however_long_that_takes(two: Two) -> None:
    _switch(two, PluginState.SUSPENDED)
    two.send("of_plugin")
    two.arrive()
    for _ in range(courier.MOST_ATTEMPTS + 1):
        two.later()
    assert two.out().state == "waiting"
    _switch(two, PluginState.ON)
    two.later()
    assert (two.out().state, two.count("secret.received")) == ("delivered", 1)


@pytest.mark.parametrize("state", [PluginState.SUSPENDED, PluginState.OFF])
def test_recall_reaches_a_plugin_that_rests(two: Two, state: PluginState) -> None:
    item_id = two.send("of_plugin")
    two.arrive()
    _switch(two, state)
    two.recall(item_id)
    two.arrive()
    two.assert_taken_back()
    assert two.count("secret.recalled") == 1


def test_name_of_the_cores_own_kind_is_taken() -> None:
    with pytest.raises(ConfigurationError, match="core's"):
        register(BorderKind("referral", SecretSchema, receive, on_status))
