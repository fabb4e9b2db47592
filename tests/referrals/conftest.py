"""Two associations of the network, and somebody whom one of them refers to the other."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from punos import clock
from punos.border.models import InboxItem, OutboxItem
from punos.jobs.tick import tick
from punos.mail.models import Mail
from punos.people.models import Person
from punos.referrals.models import ReceivedReferral, Referral
from tests.support.clients import Client
from tests.support.queue import drain, forget_waiting
from tests.support.tenants import Association, Tenants

EMAIL = "aila.kanarialintu@people.example.org"
PHONE = "+358 50 555 7788"
CITY = "Kaupunkikanaria"
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

    def ask(self, **answers: Any) -> TestResponse:
        """Staff of the sender ask her; the answer before it is followed."""
        address = f"/referrals/new/{self.person_id}"
        self.staff.get(address)
        form = {
            "receiver": str(self.receiver.record.id),
            "reason": "field",
            "handed": list(EVERYTHING),
            "claims": "sender",
            "expires_on": f"{clock.today() + timedelta(days=90):%d.%m.%Y}",
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

    def later(self, **by: int) -> None:
        """Move the clock, and let the worker do what has become due."""
        clock.set_offset(clock.offset() + timedelta(**by))
        tick(self.sender.deployment)
        self.carry()

    def shown(self) -> str:
        """Her page as it is now."""
        return self.hers.get("/referral").text

    def handed_over(self, *ticked: str, **answers: Any) -> None:
        """All of it, until it is with the receiver."""
        assert self.ask(**answers).status_code == 303
        self.open_link()
        assert self.agree(*ticked).status_code == 303
        self.carry()

    def everything_of(self, who: Association) -> str:
        """Every row of every table that is this tenant's, and the whole queue, as text."""
        engine = self.sender.deployment.database("owner").engine
        with engine.connect() as connection:
            named = connection.execute(
                text(
                    "SELECT table_name FROM information_schema.columns "
                    "WHERE column_name = 'tenant_id' AND table_schema = 'public'"
                )
            )
            rows = [
                str(row)
                for table in named.scalars().all()
                for row in connection.execute(
                    text(f'SELECT t::text FROM "{table}" t WHERE tenant_id = :tenant'),
                    {"tenant": who.record.id},
                ).scalars()
            ]
            queue = connection.execute(text("SELECT t::text FROM procrastinate_jobs t")).scalars()
            return "\n".join([*rows, *map(str, queue)])

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
def two(app: Flask, tenants: Tenants, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    """Somebody of whom everything is known, at an association that may refer her to another."""
    monkeypatch.setenv(clock.FILE_VARIABLE, str(tmp_path / "clock"))
    forget_waiting(tenants.deployment)
    sender, receiver = tenants.make(), tenants.make()
    slug = sender.cycle()
    enrolment = sender.enrolment(sender.enrol(slug, "mentee", name="Nimikanaria"))
    with sender.work() as work:
        person = work.session.get(Person, (work.tenant.id, enrolment.person_id))
        assert person is not None
        person.email, person.email_folded, person.phone = EMAIL, EMAIL, PHONE
        person.city = CITY
    return Two(
        sender,
        receiver,
        slug,
        enrolment.person_id,
        sender.signed_in(Client(app)),
        receiver.signed_in(Client(app)),
        Client(app, sender.host),
    )
