"""Tenants of each kind with something in every corner, for sweeps over every route.

Each part carries a canary word: the association's own, and one for each unit and person, so that an
answer that shows more than its reader may see gives itself away.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.access import LinkPurpose
from punos.accounts.links import issue
from punos.accounts.models import Account, AccountRole, AccountSession, RememberedDevice
from punos.enrolments.models import ApplicationDraft, Enrolment
from punos.enrolments.service import move
from punos.files.service import store
from punos.groups.models import Membership
from punos.groups.service import activate_group
from punos.mail.service import queue
from punos.meetings.planning import plan_meeting
from punos.meetings.service import log_meeting
from punos.outcomes.service import record_outcome
from punos.people.models import Person
from punos.programmes.service import cycle_by_slug
from tests.support.tenants import Association, Tenants

CORE_CORNERS = (
    "care",
    "agreements",
    "enrolments",
    "matching",
    "partners",
    "network",
    "referrals",
    "notes",
    "materials",
    "writing",
    "inquiries",
    "face",
    "imports",
    "interviews",
    "feedback",
    "certificates",
    "reports",
    "privacy",
    "employers",
    "advice",
    "directory",
    "surveys",
    "trainings",
    "feeds",
    "outcomes",
)
"""Parts of the core that fill their own corner, in `tests/<part>/corner.py`."""

Subject = tuple[str, UUID, UUID | None]


@dataclass
class World:
    """What a sweep needs to know of one tenant. Only an association has a cycle and units."""

    association: Association
    slug: str = "no-cycle"
    units: tuple[UUID, ...] = ()
    programme: str = ""
    ids: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    memberships: dict[str, UUID] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)
    corners: dict[str, dict[str, str]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    """By role: the address of whoever has it here, where something is theirs alone to open."""
    subjects: dict[str, Subject] = field(default_factory=dict)
    """By purpose of links: the kind and id of a subject, and a person; corners add their own."""

    @property
    def kind(self) -> str:
        """The kind of tenant: association, network or funder."""
        return self.association.record.kind

    @property
    def canary(self) -> str:
        """The tenant's word; every family name here begins with it."""
        return self.association.canary

    def arguments(self, plugin: str | None = None) -> dict[str, str]:
        """A value for every argument that a route's address may have; of a plugin, its corner's."""
        known = {name: str(value) for name, value in self.ids.items()}
        standing = {**known, "slug": self.slug, "programme": self.programme, **self.more}
        return {**standing, **self.corners.get(plugin or "", {})}

    def names(self) -> set[str]:
        """Every argument there is a value for."""
        return {name for plugin in (None, *self.corners) for name in self.arguments(plugin)}


def make_world(tenants: Tenants, kind: str = "association") -> World:
    """A tenant of this kind with accounts, and all that is there in such a tenant."""
    if kind == "association":
        return _association(tenants)
    world = World(tenants.make(kind))
    _account_ids(world)
    _fill_corners(world, "fill_kind")
    return world


def _association(tenants: Tenants) -> World:
    """An association with two units, a pair, meetings, outcomes, mails, a file and accounts."""
    association = tenants.make()
    world = World(
        association, association.cycle(), (association.unit("u1"), association.unit("u2"))
    )
    first, second = world.units
    mentee = association.enrol(world.slug, "mentee", name="EnsiHelmi", unit_id=first)
    mentor = association.enrol(world.slug, "mentor", name="EnsiMentori", unit_id=first)
    other = association.enrol(world.slug, "mentee", name="ToinenHelmi", unit_id=second)
    waiting = association.enrol(
        world.slug, "mentee", name="OdottavaHelmi", state="applied", unit_id=second
    )
    _fill(world, mentee, mentor, other)
    world.ids["enrolment_id"] = other
    world.accounts["administrator"] = association.account("administrator")
    world.people["waiting"] = waiting
    _account_ids(world)
    _fill_corners(world, "fill")
    return world


def _fill_corners(world: World, filling: str) -> None:
    """What each part has here, by the `corner` modules beside its tests.

    `fill` is for an association, `fill_kind` for the network's desk and a funder (`world.kind`). Each
    gives the arguments of its addresses, adds the subjects of its links to the world's, and names its
    people like those here: of the first unit (or none) Ensi…, of the second Toinen… or Odottava….
    """
    for name in CORE_CORNERS:
        if fill := _offered(f"tests.{name}.corner", filling):
            world.more.update(fill(world))
    for plugin in _plugins(world):
        if fill := _offered(f"plugins.{plugin}.tests.corner", filling):
            world.association.switch_on(plugin)
            world.corners[plugin] = fill(world)


def growing(world: World) -> list[Callable[[World, int], None]]:
    """What the parts that have a corner here add to make a large tenant of it."""
    name = "grow" if world.kind == "association" else "grow_kind"
    modules = [f"tests.{part}.corner" for part in CORE_CORNERS]
    modules += [f"plugins.{plugin}.tests.corner" for plugin in _plugins(world)]
    return [found for module in modules if (found := _offered(module, name))]


def _plugins(world: World) -> list[str]:
    return sorted(world.association.deployment.registry.plugins)


def _offered(module: str, name: str) -> Callable[..., Any] | None:
    return getattr(import_module(module), name, None) if find_spec(module) else None


def _fill(world: World, mentee: UUID, mentor: UUID, other: UUID) -> None:
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        world.programme = cycle.programme.slug
        pair = list(
            work.session.scalars(select(Enrolment).where(Enrolment.id.in_((mentee, mentor))))
        )
        group = activate_group(work, cycle, "pair", pair)
        for enrolment in pair:
            move(work, enrolment.id, "paired")
        yesterday = datetime.combine(clock.today() - timedelta(days=1), datetime.min.time())
        common = plan_meeting(work, cycle, kind="kick_off", local_start=yesterday, minutes=60)
        log_meeting(
            work,
            group,
            local_start=yesterday,
            minutes=60,
            attendance={mentee: "present"},
            topic=f"Aihe{world.canary}",
        )
        record_outcome(work, pair[0], "A1", moment="exit", happened_on=clock.today())
        mail = queue(
            work,
            kind="test",
            to_address="someone@people.example.org",
            subject=f"Posti{world.canary}",
            body=world.canary,
            language="en",
        )
        file = store(work, f"{world.canary}.csv", "text/csv", b"name\nAila\n", "import")
        draft = ApplicationDraft(
            cycle_id=cycle.id,
            role="mentee",
            language="en",
            typed=[["person-given_name", f"Luonnos{world.canary}"]],
            created_at=clock.now(),
            changed_at=clock.now(),
        )
        work.session.add(draft)
        work.session.flush()
        world.subjects["draft"] = ("application_draft", draft.id, None)
        for person, enrolment_id in (("mentee", mentee), ("mentor", mentor), ("other", other)):
            world.people[person] = work.session.scalars(
                select(Enrolment.person_id).where(Enrolment.id == enrolment_id)
            ).one()
        for membership in work.session.scalars(select(Membership)):
            world.memberships[membership.role] = membership.id
        world.ids.update(
            cycle_id=cycle.id,
            group_id=group.id,
            meeting_id=common.id,
            mail_id=mail.id,
            file_id=file.id,
            person_id=world.people["other"],
            membership_id=world.memberships["mentee"],
        )


def _account_ids(world: World) -> None:
    email = world.association.account("coordinator")
    with world.association.work() as work:
        account = work.session.scalars(select(Account).where(Account.email == email)).one()
        held = work.session.scalars(
            select(AccountRole).where(AccountRole.account_id == account.id)
        ).one()
        session = AccountSession(
            account_id=account.id,
            token_hash="0" * 64,
            staff=True,
            created_at=clock.now(),
            seen_at=clock.now(),
        )
        device = RememberedDevice(
            account_id=account.id,
            token_hash="0" * 64,
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(days=30),
        )
        work.session.add_all([session, device])
        world.ids.update(account_id=account.id, held_id=held.id, session_id=session.id)
        world.ids["device_id"] = device.id


def subjects_of(world: World) -> dict[str, Subject]:
    """By purpose of links: the right kind of subject here, and a person."""
    account = ("account", world.ids["account_id"], None)
    found: dict[str, Subject] = dict.fromkeys(
        ("invitation", "password_reset", "sign_in", "address"), account
    )
    if world.people:
        member = world.memberships["mentee"], world.people["mentee"]
        found["application"] = ("enrolment", world.ids["enrolment_id"], world.people["other"])
        found["group_member"] = ("membership", *member)
        found["mail_stop"] = ("person", world.people["other"], world.people["other"])
        found["apply_invitation"] = ("cycle", world.ids["cycle_id"], None)
    return {**found, **world.subjects}


def link_for(world: World, purpose: LinkPurpose) -> str:
    """A link of this purpose.

    A new purpose has to be given its subject here, or the sweep fails: it must be covered too.
    """
    kind, subject, person = subjects_of(world)[purpose.name]
    data = {"role": "mentee", "unit": str(world.units[0])} if kind == "cycle" else {}
    if purpose.name == "address":
        data = {"email": "new-address@people.example.org"}
    if purpose.name == "returning":
        data = {"cycle": str(world.ids["cycle_id"])}
    with world.association.work() as work:
        return issue(work, purpose.name, kind, subject, person_id=person, data=data)


def names_of(world: World) -> list[str]:
    """The full names of this association's people."""
    with world.association.work() as work:
        return [person.full_name for person in work.session.scalars(select(Person))]
