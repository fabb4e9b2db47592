"""An association that sends surveys, and people who answer by the links in their mails."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from werkzeug.test import TestResponse

from punos import clock
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.service import activate_group
from punos.jobs.tick import tick
from punos.mail.models import Mail
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.surveys.models import Survey
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants

ENOUGH = {"confidence_1": "4", "confidence_2": "5", "hopes": "The talks"}


@dataclass
class Desk:
    """A coordinator at work, a cycle of hers, and the mentees in it by enrolment."""

    here: Association
    staff: Client
    slug: str
    mentees: list[UUID] = field(default_factory=list)

    @property
    def programme(self) -> str:
        """The short name of the programme."""
        with self.here.work() as work:
            slug: str = cycle_by_slug(work, self.slug).programme.slug
            return slug

    def later(self, **by: float) -> None:
        """Move the clock, and let the worker do what has become due."""
        clock.set_offset(clock.offset() + timedelta(**by))
        self.run()

    def run(self) -> None:
        """Let the worker do what is due, twice: what it queues is done too."""
        for _time in range(2):
            tick(self.here.deployment)
            drain(self.here.deployment, hasten=True)

    def pair_up(self) -> None:
        """Let each mentee be in a pair with a new mentor."""
        for mentee in self.mentees:
            mentor = self.here.enrol(self.slug, "mentor")
            with self.here.work() as work:
                cycle = cycle_by_slug(work, self.slug)
                query = select(Enrolment).where(Enrolment.id.in_((mentee, mentor)))
                two = list(work.session.scalars(query))
                activate_group(work, cycle, "pair", two)
                for one in two:
                    move(work, one.id, "paired")

    def make_anonymous(self, wave: str = "start", role: str = "mentee") -> None:
        """By the page on which a survey's terms are changed."""
        path = f"/programmes/{self.programme}/surveys/{wave}/{role}/texts"
        self.staff.get(path)
        told = {"way": "anonymous", "open_days": "21", "title_en": "Survey", "intro_en": ""}
        more = {f"{name}_{code}": "" for name in ("title", "intro") for code in ("fi", "sv")}
        assert self.staff.post(path, {**told, **more}).status_code == 303

    def send(self, wave: str = "start", role: str = "mentee") -> UUID:
        """Press the button, and let the mails go out; the survey's id."""
        path = f"/cycles/{self.slug}/surveys"
        self.staff.get(path)
        answer = self.staff.post(path, {"wave": wave, "role": role})
        assert answer.status_code == 303, answer.text
        self.run()
        return UUID(answer.headers["Location"].rpartition("/")[2])

    def page(self, survey_id: UUID, more: str = "") -> str:
        """The survey's page as staff see it."""
        return self.staff.get(f"/surveys/{survey_id}{more}").text

    def step(self, survey_id: UUID, act: str, **told: str) -> TestResponse:
        """Close it or change its last day."""
        self.staff.get(f"/surveys/{survey_id}")
        closes_on = told.get("closes_on", "")
        return self.staff.post(
            f"/surveys/{survey_id}/step", {"submit": act, "closes_on": closes_on}
        )

    def mails(self, kind: str = "survey.ask") -> list[Mail]:
        """The mails of a kind, the oldest first."""
        with self.here.work() as work:
            query = select(Mail).where(Mail.kind == kind).order_by(Mail.created_at, Mail.id)
            return list(work.session.scalars(query))

    def browsers(self, kind: str = "survey.ask") -> list[Client]:
        """One browser for each such mail, which has opened its link."""
        return [self.opened(mail) for mail in self.mails(kind)]

    def opened(self, mail: Mail) -> Client:
        """A new browser that has opened the link of this mail."""
        client = Client(self.staff.app, self.here.host)
        page = client.follow(client.get(link_in(mail)))
        assert page.status_code == 200, page.text
        return client

    def survey(self, survey_id: UUID) -> Survey:
        """The survey as it stands."""
        with self.here.work() as work:
            return work.session.scalars(select(Survey).where(Survey.id == survey_id)).one()

    def rows(self, table: str, columns: str = "t.*") -> list[Any]:
        """A table's rows as somebody reads them who has the whole database, and no key."""
        engine = self.here.deployment.database("backup").engine
        with engine.connect() as connection:
            query = text(f'SELECT {columns} FROM "{table}" t WHERE tenant_id = :tenant')
            return list(connection.execute(query, {"tenant": self.here.record.id}).all())

    def cycle(self) -> Cycle:
        """The cycle as it stands."""
        with self.here.work() as work:
            return cycle_by_slug(work, self.slug)


def begun(
    tenants: Tenants, client: Client, mentees: int = 2, settings: Mapping[str, Any] | None = None
) -> Desk:
    """A coordinator, and a cycle with so many mentees who have been accepted."""
    here = tenants.make()
    slug = here.cycle(settings={**PAIRWISE_SETTINGS, **(settings or {})})
    here.signed_in(client)
    people = [here.enrol(slug, "mentee") for _number in range(mentees)]
    return Desk(here, client, slug, people)


def link_in(mail: Mail) -> str:
    """The one link of a mail."""
    found = re.findall(r"https?://\S+/l/\S+", mail.body)
    assert len(found) == 1, mail.body
    return str(found[0])


def answer(client: Client, answers: Mapping[str, str] = ENOUGH, **more: str) -> TestResponse:
    """Send the form of the page that was opened."""
    return client.post("/survey", {**answers, **more})
