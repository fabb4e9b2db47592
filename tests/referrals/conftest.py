"""Two associations of the network, and somebody whom one of them refers to the other."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from punos.border.models import InboxItem, OutboxItem
from punos.mail.models import Mail
from punos.people.models import Person
from punos.referrals.models import ReceivedReferral, Referral
from tests.support.clients import Client
from tests.support.queue import drain, forget_waiting
from tests.support.tenants import Association, Tenants

EMAIL = "aila.kanarialintu@people.example.org"
PHONE = "+358 50 555 7788"
TICKED = ("name", "email")
EVERYTHING = (
    "name",
    "email",
    "phone",
    "language",
    "city",
    "languages",
    "occupation",
    "hopes",
)


@dataclass
class Two:
    """A sender, a receiver, whom it is about, and a browser of each."""

    sender: Association
    receiver: Association
    slug: str
    person_id: UUID
    staff: Client
    theirs: Client
    hers: Client
    ids: dict[str, UUID] = field(default_factory=dict)

    def ask(self, **answers: Any) -> TestResponse:
        """Staff of the sender ask her; the answer before it is followed."""
        address = f"/referrals/new/{self.person_id}"
        self.staff.get(address)
        form = {
            "receiver": str(self.receiver.record.id),
            "reason": "field",
            "handed": list(EVERYTHING),
            "claims": "sender",
            "expires_on": "31.12.2026",
            **answers,
        }
        return self.staff.post(address, form)

    def open_link(self) -> TestResponse:
        """She opens the link of the newest mail."""
        with self.sender.work() as work:
            query = select(Mail).where(Mail.kind == "referral.link").order_by(Mail.id.desc())
            body = work.session.scalars(query).first()
        assert body is not None
        link = next(line for line in body.body.splitlines() if "/l/" in line)
        return self.hers.follow(self.hers.get(link))

    def agree(self, *ticked: str, **changed: str) -> TestResponse:
        """She opens her page, ticks and sends."""
        page = self.hers.get("/referral").text
        seen = page.partition('name="seen" value="')[2].partition('"')[0]
        return self.hers.post(
            "/referral/agree", {"handed": list(ticked or TICKED), "seen": seen, **changed}
        )

    def carry(self) -> None:
        """Let the worker do what waits."""
        drain(self.sender.deployment, hasten=True)

    def handed_over(self, *ticked: str, **answers: Any) -> None:
        """All of it, until it is with the receiver."""
        assert self.ask(**answers).status_code == 303
        self.open_link()
        assert self.agree(*ticked).status_code == 303
        self.carry()

    def decide(self, verb: str) -> TestResponse:
        """The receiver's staff accept or decline it, on its page."""
        address = f"/referrals/received/{self.received().id}"
        self.theirs.get(address)
        return self.theirs.post(f"{address}/{verb}")

    def referral(self) -> Referral:
        with self.sender.work() as work:
            query = select(Referral).order_by(Referral.id.desc())
            found = work.session.scalars(query).first()
            assert found is not None
            return found

    def received(self) -> ReceivedReferral:
        with self.receiver.work() as work:
            return work.session.scalars(select(ReceivedReferral)).one()

    def outbox(self) -> OutboxItem:
        with self.sender.work() as work:
            query = select(OutboxItem).order_by(OutboxItem.id.desc())
            return work.session.scalars(query.limit(1)).one()

    def inbox(self) -> InboxItem:
        with self.receiver.work() as work:
            return work.session.scalars(select(InboxItem)).one()


@pytest.fixture
def two(app: Flask, tenants: Tenants) -> Two:
    """Somebody of whom everything is known, at an association that may refer her to another."""
    forget_waiting(tenants.deployment)
    sender, receiver = tenants.make(), tenants.make()
    slug = sender.cycle()
    enrolment = sender.enrolment(sender.enrol(slug, "mentee", name="Aila"))
    with sender.work() as work:
        person = work.session.get(Person, (work.tenant.id, enrolment.person_id))
        assert person is not None
        person.email, person.email_folded, person.phone = EMAIL, EMAIL, PHONE
    return Two(
        sender,
        receiver,
        slug,
        enrolment.person_id,
        sender.signed_in(Client(app)),
        receiver.signed_in(Client(app)),
        Client(app, sender.host),
    )
