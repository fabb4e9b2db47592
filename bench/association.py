"""A generated association, made by the product's own verbs: a coordinator and a cycle of applicants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from punos import clock
from punos.accounts import sessions
from punos.accounts.service import create_account
from punos.deployment import Deployment
from punos.desk.service import switch_plugin
from punos.enrolments.service import enrol_many
from punos.extend import PluginState
from punos.people.service import add_person
from punos.programmes.models import Cycle
from punos.programmes.service import create_cycle, create_programme, open_cycle
from punos.tenancy.directory import TenantRecord
from punos.tenants.provision import create_tenant
from punos.work import Work

FIRST = ("Aino", "Bahar", "Carl", "Deniz", "Elena", "Farid", "Greta", "Hanna", "Ilmari", "Jasmin")
LAST = ("Aalto", "Berg", "Castro", "Demir", "Ek", "Fofanah", "Grön", "Haddad", "Ivanov", "Jokela")
CITIES = ("Turku", "Helsinki", "Tampere", "Vantaa", "Espoo", "Oulu")
SETTINGS: Mapping[str, Any] = {
    "meeting_plan": {"pair_meetings": 8, "minutes": 60, "common": []},
    "length_months": {"min": 3, "target": 4, "max": 6},
}
Said = Mapping[str, Any]


@dataclass(frozen=True)
class Association:
    """Where it answers, the cookie of its coordinator's browser, and its cycle."""

    record: TenantRecord
    token: str
    cycle: str

    @property
    def cookie(self) -> str:
        """As the browser sends it."""
        return f"punos={self.token}"


def settings(name: str) -> dict[str, Any]:
    """A tenant's settings document."""
    return {
        "names": {"en": f"Association {name}", "fi": f"Yhdistys {name}"},
        "short_name": name,
        "languages": ["en", "fi", "sv"],
        "look": {"accent": "#1f4e79"},
    }


def make(deployment: Deployment, slug: str, applicants: int) -> Association:
    """An association with so many applicants in one cycle."""
    record = create_tenant(
        deployment, slug=slug, hosts=[f"{slug}.localhost"], settings=settings(slug)
    )
    with deployment.work(record) as work:
        switch_plugin(work, "pairwise", PluginState.ON)
    with deployment.work(record) as work:
        cycle = add_cycle(work, "spring")
        half = applicants // 2
        add_people(work, cycle, "mentee", [{} for _ in range(half)])
        add_people(work, cycle, "mentor", [{} for _ in range(applicants - half)])
        account = create_account(
            work,
            email=f"coordinator@{slug}.example.org",
            name="Coordinator",
            role="coordinator",
            password="a-long-password-for-the-bench",  # noqa: S106 (thrown away with the data)
        )
        work.session.flush()
        token = sessions.start(work, account, proved_at=clock.now())
    return Association(record, token, "spring")


def add_cycle(work: Work, slug: str) -> Cycle:
    """A cycle of pairs that takes applications."""
    today = clock.today()
    programme = create_programme(
        work, slug=slug, names={"en": f"Pairs {slug}"}, model="pairwise", settings=SETTINGS
    )
    cycle = create_cycle(
        work,
        programme,
        slug=slug,
        names={"en": f"Cycle {slug}"},
        starts_on=today,
        ends_on=today + timedelta(days=120),
        apply_from=today - timedelta(days=7),
        apply_until=today + timedelta(days=7),
    )
    open_cycle(work, cycle)
    return cycle


def add_people(work: Work, cycle: Cycle, role: str, said: Sequence[Said]) -> None:
    """Applicants with these answers to the pairs' questions."""
    random = Random(f"{cycle.slug} {role}")
    entries = []
    for number, data in enumerate(said):
        person = add_person(
            work,
            given_name=random.choice(FIRST),
            family_name=f"{random.choice(LAST)}-{random.choice(LAST)}",
            email=f"{role}{number}@{cycle.slug}.example.org",
            city=data.get("city") or random.choice(CITIES),
            language="en",
        )
        answers = {key: value for key, value in data.items() if key != "city"}
        entries.append((person, {"pairwise": {"version": 1, "data": answers}}))
    work.session.flush()
    enrol_many(work, cycle, role, entries, source="staff")
