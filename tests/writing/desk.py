"""A coordinator at her desk, who writes to people through the pages."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import select
from werkzeug.test import TestResponse

from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.service import activate_group
from punos.mail.models import Mail
from punos.people.models import Person
from punos.people.service import change_person
from punos.programmes.service import cycle_by_slug
from punos.writing.models import Message, MessageCopy
from punos.writing.sending import KIND
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Association

TEXTS = {"subject_en": "News, {first_name}", "body_en": "Hello {first_name},\nwe meet soon."}
_TOTAL = re.compile(r'name="people" value="(\d+)"')
_LINK = re.compile(r"http://\S+/l/\S+")


@dataclass
class Desk:
    """Her browser, and what came of what she did."""

    association: Association
    slug: str
    client: Client

    def write(self, audience: str = "applicants", texts: Any = TEXTS, **narrowed: str) -> str:
        """Keep a draft; the address of its page."""
        answer = self.try_to_write(audience, texts, **narrowed)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    def try_to_write(self, audience: str, texts: Any, **narrowed: str) -> TestResponse:
        """Send the form of a message."""
        if audience in ("applicants", "cycle", "groups"):
            narrowed = {"cycle": self.slug, **narrowed}
        path = f"/messages/new?{urlencode({'audience': audience, **narrowed})}"
        self.client.get(path)
        return self.client.post(path, texts)

    def send(self, page: str) -> TestResponse:
        """Send a draft to as many as its page says."""
        found = _TOTAL.search(self.client.get(page).text)
        assert found, "the page offers to send it"
        return self.client.post(f"{page}/send", {"people": found[1]})

    def deliver(self) -> None:
        """Let the worker do what waits: the turns of messages first, then the mails they have made."""
        for _round in range(2):
            drain(self.association.deployment)

    def enrol(self, name: str, role: str = "mentee", **fields: Any) -> UUID:
        """Somebody in the cycle; the id of the person. `fields` are of the person."""
        state, unit_id = fields.pop("state", "accepted"), fields.pop("unit_id", None)
        enrolment = self.association.enrol(self.slug, role, name=name, state=state, unit_id=unit_id)
        with self.association.work() as work:
            person = work.session.get_one(Enrolment, (work.tenant.id, enrolment)).person
            change_person(work, person, **fields)
            return UUID(str(person.id))

    def pair(self) -> UUID:
        """A mentee, Aino, and a mentor, Carl, who meet; the id of their group."""
        two = [
            self.association.enrol(self.slug, role, name=name)
            for role, name in (("mentee", "Aino"), ("mentor", "Carl"))
        ]
        with self.association.work() as work:
            query = select(Enrolment).where(Enrolment.id.in_(two))
            pair = list(work.session.scalars(query))
            group = activate_group(work, cycle_by_slug(work, self.slug), "pair", pair)
            for enrolment in pair:
                move(work, enrolment.id, "paired")
            return group.id

    def mails(self) -> list[Mail]:
        """The mails of messages, in the order of their readers' addresses."""
        with self.association.work() as work:
            query = select(Mail).where(Mail.kind == KIND).order_by(Mail.to_address)
            return list(work.session.scalars(query))

    def letters(self) -> dict[str, Mail]:
        """The same by the given name of their readers."""
        with self.association.work() as work:
            query = select(Person.given_name, Mail).join(Mail, Mail.person_id == Person.id)
            return {name: mail for name, mail in work.session.execute(query) if mail.kind == KIND}

    def copies(self) -> dict[str, str]:
        """The states of copies by the given name of whose they are."""
        with self.association.work() as work:
            query = select(Person.given_name, MessageCopy.state).join(
                MessageCopy, MessageCopy.person_id == Person.id
            )
            return {row[0]: row[1] for row in work.session.execute(query)}

    def message(self) -> Message:
        """The only message."""
        with self.association.work() as work:
            return work.session.scalars(select(Message)).one()


def links_in(mail: Mail) -> list[str]:
    """The personal links of a mail."""
    return _LINK.findall(mail.body)
