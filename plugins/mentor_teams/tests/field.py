"""What the plugin's tests share: an association with unions, its people, and the buttons they press."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.agreements.models import AgreementAcceptance, AgreementVersion
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.models import Group, Membership
from punos.mail.models import Mail
from punos.matching.models import Proposal, Suggestion
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.units.models import Unit
from punos.work import Work
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Association, Tenants

ENGINEER, DOCTOR = "2512", "2212"
UNIONS = {
    "engineers": {"professions": ["214", "251"]},
    "doctors": {"professions": ["221"]},
}
SETTINGS: dict[str, Any] = {
    "unions": UNIONS,
    "plan": [
        {"names": {"en": "Getting to know each other"}},
        {"names": {"en": "The field in Finland"}},
        {"names": {"en": "Next steps"}},
    ],
}


@dataclass
class Field:
    """A cycle of teams at an association with two unions."""

    association: Association
    slug: str
    units: dict[str, UUID]

    def enrol(self, role: str, union: str | None = "engineers", **said: Any) -> UUID:
        """Somebody of a union, by default accepted."""
        if union == "doctors":
            said = {"occupation": DOCTOR, **said}
        unit_id = self.units[union] if union else None
        return self.association.enrol(self.slug, role, unit_id=unit_id, **said)

    def many(self, role: str, number: int, union: str = "engineers", **said: Any) -> list[UUID]:
        """So many of them."""
        return [self.enrol(role, union, **said) for _ in range(number)]

    def contact(self, client: Client, union: str = "engineers") -> Client:
        """A new browser with a contact person of a union."""
        own = Client(client.app)
        return self.association.signed_in(own, "contact", unit_id=self.units[union])

    def coordinator(self, client: Client) -> Client:
        """A new browser with somebody for all unions."""
        return self.association.signed_in(Client(client.app))

    def path(self, act: str = "", union: str = "engineers") -> str:
        """The address of a union's workbench, or of an act on it."""
        return f"/mentor_teams/{self.slug}/{union}" + (f"/{act}" if act else "")

    def page(self, who: Client, union: str = "engineers", query: str = "") -> str:
        """The workbench as it is now."""
        answer = who.get(self.path(union=union) + query)
        assert answer.status_code == 200, answer.text
        return answer.text

    def proposed(self, who: Client, union: str = "engineers") -> str:
        """Ask for a proposal, let the worker make it, and give the page."""
        answer = who.post(self.path("propose", union))
        assert answer.status_code == 303, answer.text
        drain(self.association.deployment)
        return self.page(who, union)

    def publish(self, who: Client, page: str, union: str = "engineers") -> str:
        """Press the button "Publish n teams", and give the page that follows."""
        answer = who.post(self.path("publish", union), publish_fields(page))
        return who.follow(answer).text

    def formed(self, who: Client, union: str = "engineers") -> str:
        """Propose and publish."""
        return self.publish(who, self.proposed(who, union), union)

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A unit of work at the association, by the system."""
        with self.association.work() as work:
            yield work

    def step(self, enrolment_id: UUID, state: str) -> None:
        """Take somebody one step on."""
        with self.work() as work:
            move(work, enrolment_id, state)

    def state(self, enrolment_id: UUID) -> str:
        """Where somebody stands."""
        return self.association.enrolment(enrolment_id).model_state

    def teams(self) -> dict[UUID, set[UUID]]:
        """The teams that stand, as sets of enrolments, by group."""
        with self.work() as work:
            query = (
                select(Membership.group_id, Membership.enrolment_id)
                .join(Group, points_at(Membership.group_id, Group))
                .where(Membership.left_on.is_(None), Group.state == "active")
            )
            found: dict[UUID, set[UUID]] = {}
            for group_id, enrolment_id in work.session.execute(query):
                found.setdefault(group_id, set()).add(enrolment_id)
            return found

    def team_of(self, enrolment_id: UUID) -> tuple[UUID, set[UUID]]:
        """The one team of somebody: its group and everybody in it."""
        [found] = [(key, them) for key, them in self.teams().items() if enrolment_id in them]
        return found

    def mails(self) -> list[Mail]:
        """Every mail, the oldest first."""
        with self.work() as work:
            return list(work.session.scalars(select(Mail).order_by(Mail.id)))

    def proposals(self) -> list[Proposal]:
        """Every proposal, the oldest first."""
        with self.work() as work:
            return list(work.session.scalars(select(Proposal).order_by(Proposal.number)))

    def suggestions(self) -> list[Suggestion]:
        """Every suggestion."""
        with self.work() as work:
            return list(work.session.scalars(select(Suggestion).order_by(Suggestion.id)))

    def cycle(self, work: Work) -> Cycle:
        """The cycle."""
        return work.session.scalars(select(Cycle).where(Cycle.slug == self.slug)).one()


def make_field(tenants: Tenants, *, agreed: bool = True, **settings: Any) -> Field:
    """An association with two unions, guidelines unless said otherwise, and a cycle of teams."""
    association = tenants.make()
    with association.work() as work:
        found = [
            Unit(slug=slug, names={"en": f"Union of {slug}"}, position=number)
            for number, slug in enumerate(UNIONS)
        ]
        work.session.add_all(found)
        work.session.flush()
        units = {unit.slug: unit.id for unit in found}
    slug = association.cycle(model="mentor_teams", settings={**SETTINGS, **settings})
    if agreed:
        with association.work() as work:
            work.session.add(guidelines_row(cycle_by_slug(work, slug)))
    return Field(association, slug, units)


def guidelines_row(cycle: Cycle) -> AgreementVersion:
    """Ethical guidelines that were published long ago, so that teams may be."""
    return AgreementVersion(
        programme_id=cycle.programme_id,
        kind="guidelines",
        number=1,
        texts={"en": "Be kind."},
        published_at=clock.now() - timedelta(days=400),
    )


def accept_guidelines(work: Work, enrolment_ids: Iterable[UUID]) -> None:
    """These people have accepted the guidelines, so that they may meet."""
    for enrolment_id in enrolment_ids:
        version = work.session.scalars(
            select(AgreementVersion.id)
            .join(Cycle, AgreementVersion.programme_id == Cycle.programme_id)
            .join(Enrolment, points_at(Enrolment.cycle_id, Cycle))
            .where(Enrolment.id == enrolment_id)
        ).one()
        work.session.add(
            AgreementAcceptance(
                enrolment_id=enrolment_id,
                version_id=version,
                language="en",
                accepted_at=clock.now() - timedelta(days=300),
            )
        )
    work.session.flush()


def publish_fields(page: str) -> dict[str, str]:
    """What the button "Publish n teams" of this page sends."""
    return dict(re.findall(r'name="(proposal|count|drafts)" value="([^"]+)"', page))


def buttons(page: str, name: str) -> list[str]:
    """The values that buttons of this name send, in the order of the page."""
    return re.findall(rf'<button[^>]* name="{name}" value="([^"]+)"', page)


def row(page: str, mentee: UUID) -> str:
    """The part of the page that is about this mentee."""
    found = re.search(rf'<tr id="team-{mentee}">.*?</tr>', page, re.DOTALL)
    assert found, "the mentee is in no proposed team"
    return found.group()


def pair(one: UUID, other: UUID) -> dict[str, str]:
    """Two people as a button sends them."""
    return {"pair": f"{one}:{other}"}


def application(name: str, occupation: str, **more: Any) -> dict[str, Any]:
    """What a visitor types into the application form."""
    return {
        "person-given_name": name,
        "person-family_name": "Hakija",
        "person-email": f"{name.lower()}@people.example.org",
        "person-city": "Turku",
        "person-language": "en",
        "mentor_teams-occupation": occupation,
        "mentor_teams-languages--language": ["fi", "en"],
        "mentor_teams-languages--level": ["B2", "C1"],
        "consent-service": "yes",
        "submit": "send",
        **more,
    }
