"""Loading the demo, once for each association, through the product's own verbs."""

import logging
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from punos.accounts.models import Account
from punos.accounts.roles import known_roles
from punos.accounts.service import create_account
from punos.db import points_at
from punos.demo.acts import perform
from punos.demo.interviews import let_choose
from punos.demo.surveys import have_answered
from punos.demo.trainings import let_train
from punos.demo.visits import look_around
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.groups.models import Membership
from punos.i18n import use_language
from punos.programmes.service import programmes
from punos.tenancy.directory import TenantRecord
from punos.texts import pick
from punos.units.models import Unit
from punos.units.service import units
from punos.work import Work

STAFF = {
    "association": (
        "administrator",
        "coordinator",
        "contact",
        "facilitator",
        "adviser",
        "readonly",
    ),
    "network": ("administrator", "coordinator", "readonly"),
    "funder": ("administrator", "officer"),
}
"""Who signs in at a tenant of each kind: the network's desk and funders have those who run them."""
INTERVIEWER = "coordinator"
FEW_UNITS = 2
"""Where there are more, each has a contact person of its own."""
log = logging.getLogger(__name__)


def load(deployment: Deployment, after_each: Callable[[], None] = lambda: None) -> None:
    """Give every tenant without accounts its staff, people and cycles, and let them deal with one
    another.

    One transaction for each, so that a start that was cut short is simply repeated. The network's desk
    comes last: that it has accounts says that all is done. `after_each` is called after each tenant that
    was loaded: it tells the planner of the new rows, or the next ones would be slow.
    """
    for tenant in sorted(deployment.directory.active(), key=lambda t: t.kind == "network"):
        if not _is_empty(deployment, tenant):
            continue
        log.info("loading the demo of %s", tenant.slug)
        if tenant.kind == "network":
            perform(deployment)
        with deployment.work(tenant) as work:
            load_tenant(work, deployment.config.demo_password)
        after_each()


def _is_empty(deployment: Deployment, tenant: TenantRecord) -> bool:
    with deployment.work(tenant) as work:
        return work.session.scalars(select(Account.id).limit(1)).first() is None


def load_tenant(work: Work, password: str) -> None:
    """Make the staff, people and cycles of one association, in its first language."""
    branches, staff = units(work), {}
    for role in STAFF[work.tenant.kind]:
        unit = branches[0] if branches and role == "contact" else None
        staff[role] = _account(work, role, password, unit=unit)
    for unit in branches if len(branches) > FEW_UNITS else ():
        _account(work, "contact", password, unit=unit, tail=f"-{unit.slug}")
    for programme in programmes(work):
        work.hooks.on("demo_programme", programme=programme)
        work.session.flush()
    work.session.flush()
    if INTERVIEWER in staff:
        let_choose(work, staff[INTERVIEWER].id)
    have_answered(work)
    look_around(work)
    let_train(work)
    for role in ("mentor", "mentee", "participant"):
        person_id = _somebody(work, role)
        if person_id is not None:
            _account(work, role, password, person_id=person_id)


def _account(
    work: Work,
    role: str,
    password: str,
    *,
    unit: Unit | None = None,
    person_id: UUID | None = None,
    tail: str = "",
) -> Account:
    return create_account(
        work,
        email=f"{role}{tail}@{work.tenant.slug}.example.org",
        name=_called(work, role, unit if tail else None),
        role=role,
        unit_id=unit.id if unit else None,
        person_id=person_id,
        password=password,
    )


def _called(work: Work, role: str, unit: Unit | None) -> str:
    """The name of an account is its role, and its unit's name, in the association's first language."""
    spoken = work.settings.languages[0]
    with use_language(spoken):
        called = str(known_roles(work)[role].label)
    return f"{called}, {pick(unit.names, spoken)}" if unit else called


def _somebody(work: Work, role: str) -> UUID | None:
    """A person who is in a pair or group now in this role."""
    query = (
        select(Enrolment.person_id)
        .join(
            Membership,
            points_at(Membership.enrolment_id, Enrolment),
        )
        .where(Membership.role == role, Membership.left_on.is_(None))
        .order_by(Membership.id.desc())
        .limit(1)
    )
    return work.session.scalars(query).first()
