"""Associations for tests, made by the product's own verbs and really committed.

Each has a canary word of its own, put into every text of its people, so that whatever leaks can be
seen in an answer, a mail or a log.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from punos import clock
from punos.access import SYSTEM, Principal
from punos.accounts.service import create_account
from punos.deployment import Deployment
from punos.desk.service import switch_plugin
from punos.enrolments.models import Enrolment
from punos.enrolments.service import enrol, move
from punos.extend import PluginState
from punos.people.service import add_person
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle
from punos.programmes.service import create_cycle, create_programme, open_cycle
from punos.tenancy.directory import TenantRecord
from punos.tenants.provision import create_tenant
from punos.units.models import Unit
from punos.work import Work
from tests.support.clients import Client
from tests.support.queue import forget_waiting

PASSWORD = "a-long-password-for-tests"
PAIRWISE_SETTINGS: dict[str, Any] = {
    "meeting_plan": {"pair_meetings": 8, "minutes": 60, "common": []},
    "length_months": {"min": 3, "target": 4, "max": 6},
}
ANSWERS: dict[str, Any] = {
    "occupation": "2512",
    "languages": [{"language": "fi", "level": "B2"}, {"language": "en", "level": "C1"}],
    "online_ok": True,
    "interests": ["technology"],
    "availability": ["weekday_evening"],
}
ANSWERS_OF: dict[tuple[str, str], dict[str, Any]] = {
    ("pairwise", "mentee"): {**ANSWERS, "hopes": ["networks"]},
    ("pairwise", "mentor"): {**ANSWERS, "offers": ["networks"], "capacity": 1},
    ("mentor_teams", "mentee"): {**ANSWERS, "hopes": ["networks"]},
    ("mentor_teams", "mentor"): {**ANSWERS, "offers": ["networks"], "capacity": 1},
}
"""What people of the mentoring models say, by model and role, under the model's name."""
_numbers = count(1)


@dataclass
class Association:
    """One association of a test."""

    deployment: Deployment
    record: TenantRecord
    canary: str
    accounts: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """Where it answers."""
        return self.record.host

    @contextmanager
    def work(self, actor: Principal = SYSTEM, language: str = "en") -> Iterator[Work]:
        """A unit of work at this association, committed at the end."""
        with self.deployment.work(self.record, actor, language=language) as work:
            yield work

    def account(
        self, role: str, *, unit_id: UUID | None = None, person_id: UUID | None = None
    ) -> str:
        """An active account with this role; its address."""
        email = f"{role}{next(_numbers)}@{self.record.slug}.example.org"
        with self.work() as work:
            create_account(
                work,
                email=email,
                name=f"{role.title()} {self.canary}",
                role=role,
                unit_id=unit_id,
                person_id=person_id,
                password=PASSWORD,
            )
        return email

    def signed_in(
        self, client: Client, role: str = "coordinator", email: str | None = None, **account: Any
    ) -> Client:
        """This browser, signed in here with the account of this address, or a new one in the role."""
        client.at(self.host)
        answer = client.sign_in(email or self.account(role, **account), PASSWORD)
        assert answer.status_code == 303, answer.text
        client.follow(answer)
        return client

    def unit(self, name: str) -> UUID:
        """A new unit."""
        with self.work() as work:
            unit = Unit(slug=f"{name}-{next(_numbers)}", names={"en": name})
            work.session.add(unit)
            return unit.id

    def models(self) -> list[ProgrammeModel]:
        """Every programme model that is installed."""
        return list(self.deployment.registry.programme_models().values())

    def switch_on(self, plugin: str) -> None:
        """Let a plugin be on here."""
        with self.work() as work:
            if work.plugin_states.get(plugin) is not PluginState.ON:
                switch_plugin(work, plugin, PluginState.ON)

    def cycle(
        self,
        *,
        open_now: bool = True,
        model: str = "pairwise",
        settings: Mapping[str, Any] = PAIRWISE_SETTINGS,
    ) -> str:
        """A cycle, of pairs unless said otherwise, that takes applications today; its slug."""
        slug = f"cycle-{next(_numbers)}"
        today = clock.today()
        self.switch_on(self.deployment.registry.programme_models()[model].plugin)
        with self.work() as work:
            programme = create_programme(
                work,
                slug=f"programme-{next(_numbers)}",
                names={"en": f"Programme {self.canary}"},
                model=model,
                settings=dict(settings),
            )
            cycle = create_cycle(
                work,
                programme,
                slug=slug,
                names={"en": f"Cycle {self.canary}"},
                starts_on=today,
                ends_on=today + timedelta(days=120),
                apply_from=today - timedelta(days=7),
                apply_until=today + timedelta(days=7),
                targets={"pairs": 10},
            )
            if open_now:
                open_cycle(work, cycle)
        return slug

    def enrol(
        self,
        slug: str,
        role: str,
        *,
        state: str = "accepted",
        name: str | None = None,
        unit_id: UUID | None = None,
        **answers: Any,
    ) -> UUID:
        """A person in this cycle, by default accepted; the enrolment's id."""
        number = next(_numbers)
        with self.work() as work:
            cycle = work.session.scalars(select(Cycle).where(Cycle.slug == slug)).one()
            person = add_person(
                work,
                given_name=name or f"{role.title()}{number}",
                family_name=self.canary,
                email=f"{role}{number}@people.example.org",
                city="Turku",
                language="en",
                unit_id=unit_id,
            )
            work.session.flush()
            model = cycle.programme.model
            data = {**ANSWERS_OF.get((model, role), {}), **answers}
            enrolment = enrol(
                work,
                cycle,
                person,
                role,
                answers={model: {"version": 1, "data": data}} if data else {},
                source="staff",
                unit_id=unit_id,
            )
            if state != "applied":
                move(work, enrolment.id, state)
            return enrolment.id

    def enrolment(self, enrolment_id: UUID) -> Enrolment:
        """The enrolment as it stands now."""
        with self.work() as work:
            query = select(Enrolment).where(Enrolment.id == enrolment_id)
            return work.session.scalars(query).one()


class Tenants:
    """Makes associations."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self._made: list[str] = []

    def make(self, kind: str = "association", **settings: Any) -> Association:
        """A new association with a canary word of its own."""
        number = next(_numbers)
        slug = f"t{number}-{clock.now():%H%M%S%f}"
        canary = f"Kanarialintu{slug.replace('-', '')}"
        record = create_tenant(
            self.deployment,
            slug=slug,
            hosts=[f"{slug}.localhost"],
            kind=kind,
            settings={
                "names": {"en": f"Association {canary}"},
                "short_name": slug[:24],
                "languages": ["en", "fi", "sv"],
                "look": {"accent": "#1f4e79"},
                **settings,
            },
        )
        self._made.append(slug)
        return Association(self.deployment, record, canary)

    def rest(self) -> None:
        """Suspend those that a test has made; one that was closed, or is gone, stays so.

        What waits for them is forgotten: it would be tried, in vain, whenever a later test hastens.
        """
        with self.deployment.database("provisioner").engine.begin() as connection:
            query = text(
                "UPDATE tenant SET state = 'suspended' WHERE slug = ANY(:made) AND state = 'active'"
            )
            connection.execute(query, {"made": self._made})
        with self.deployment.database("owner").engine.begin() as connection:
            query = text(
                "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND args->>'tenant' IN "
                "(SELECT id::text FROM tenant WHERE slug = ANY(:made))"
            )
            connection.execute(query, {"made": self._made})


def rest_all(deployment: Deployment) -> None:
    """Suspend every association that tests have made so far, and forget what waits for them."""
    with deployment.database("provisioner").engine.begin() as connection:
        connection.execute(text("UPDATE tenant SET state = 'suspended' WHERE state = 'active'"))
    forget_waiting(deployment)
