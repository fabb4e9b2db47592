"""Comparing a folder with its association, and applying it in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.deployment import Deployment
from punos.errors import Absent, Refused
from punos.programmes.service import SettingsRefused
from punos.tenancy.directory import TenantRecord
from punos.tenancy.models import TenantConfig
from punos.tenants.logo import keep_logo
from punos.tenants.provision import ROLE, add_tenant, new_record
from punos.tenants.seeds.compare import Change, Overrides, Verdict, compare, target
from punos.tenants.seeds.current import current_document
from punos.tenants.seeds.problems import Problem, SeedRefused
from punos.tenants.seeds.read import Seed
from punos.tenants.seeds.write import write
from punos.work import Work

NO_OVERRIDES = Overrides()


@dataclass(frozen=True)
class Plan:
    """What applying a folder does."""

    seed: Seed
    exists: bool
    changes: list[Change]

    @property
    def to_apply(self) -> list[Change]:
        """The keys that get a new value."""
        return [change for change in self.changes if change.verdict is Verdict.APPLY]

    @property
    def drift(self) -> list[Change]:
        """The keys that were changed on a page and stay so."""
        return [change for change in self.changes if change.verdict is Verdict.DRIFT]


def plan_seed(deployment: Deployment, seed: Seed, overrides: Overrides = NO_OVERRIDES) -> Plan:
    """Compare, and change nothing. Raises SeedRefused when the folder is another kind of tenant."""
    record = deployment.directory.by_slug(seed.slug)
    if record is None:
        return Plan(seed, False, compare({}, {}, seed.document, overrides))
    with deployment.work(record, role=ROLE) as work:
        return _plan(work, _config(work), seed, overrides)


def apply_seeds(
    deployment: Deployment, seeds: Sequence[Seed], overrides: Overrides = NO_OVERRIDES
) -> Iterator[Plan]:
    """Apply several. Each is tried first, so that none is applied when one of them is refused.

    Raises SeedRefused with the problems of all.
    """
    problems: list[Problem] = []
    for seed in seeds:
        try:
            apply_seed(deployment, seed, overrides, keep=False)
        except SeedRefused as error:
            problems.extend(error.problems)
    if problems:
        raise SeedRefused(problems)
    for seed in seeds:
        yield apply_seed(deployment, seed, overrides)


def apply_seed(
    deployment: Deployment, seed: Seed, overrides: Overrides = NO_OVERRIDES, *, keep: bool = True
) -> Plan:
    """Bring the association to its folder, or make it, in one transaction.

    Without `keep` it is only tried, and rolled back. Raises SeedRefused, naming file and line, for
    what the association as it is does not allow.
    """
    record = deployment.directory.by_slug(seed.slug)
    known = record or new_record(seed.slug, seed.kind, seed.document["hosts"])
    try:
        with deployment.work(known, role=ROLE) as work:
            plan = _apply(work, seed, overrides, exists=record is not None)
            if not keep:
                work.session.rollback()
            return plan
    except SettingsRefused as error:
        reason = (
            f"together with what was changed on a page, the settings do not fit: {error.errors}"
        )
        raise SeedRefused([seed.problem(("programmes",), reason)]) from error
    except Refused as error:
        raise SeedRefused([seed.problem(("hosts",), str(error.message))]) from error


def _apply(work: Work, seed: Seed, overrides: Overrides, *, exists: bool) -> Plan:
    if exists:
        config = _held_config(work)
        plan = _plan(work, config, seed, overrides)
    else:
        config = add_tenant(work, seed.document["hosts"], {})
        plan = Plan(seed, False, compare({}, {}, seed.document, overrides))
    if plan.to_apply:
        if seed.logo is not None:
            keep_logo(work, seed.logo)
        write(work, config, target(plan.changes))
        audit(work, "tenant.applied", "tenant", work.tenant.id, _sections(plan.to_apply))
    if config.applied != seed.document:
        config.applied = seed.document
        config.changed_at = clock.now()
    return plan


def _plan(work: Work, config: TenantConfig, seed: Seed, overrides: Overrides) -> Plan:
    _refuse_another_kind(work.tenant, seed)
    current = current_document(work, config)
    changes = compare(config.applied, current, seed.document, overrides)
    _refuse_another_model(seed, changes)
    return Plan(seed, True, changes)


def _refuse_another_kind(tenant: TenantRecord, seed: Seed) -> None:
    if tenant.kind != seed.kind:
        reason = f"kind: this tenant is of the kind {tenant.kind}, which cannot be changed"
        raise SeedRefused([seed.tenant_file.problem(("kind",), reason)])


def _refuse_another_model(seed: Seed, changes: list[Change]) -> None:
    problems = [
        seed.problem(c.path, "model: the model of a programme that exists cannot be changed")
        for c in changes
        if c.path[0] == "programmes"
        and c.path[2:] == ("model",)
        and c.verdict is Verdict.APPLY
        and isinstance(c.current, str)
    ]
    if problems:
        raise SeedRefused(problems)


def _config(work: Work) -> TenantConfig:
    config = work.session.scalars(select(TenantConfig)).one_or_none()
    if config is None:
        raise Absent
    return config


def _held_config(work: Work) -> TenantConfig:
    # Two who apply at once go one after the other.
    config = lock_row(work.session, TenantConfig, _config(work).id)
    if config is None:
        raise Absent
    return config


def _sections(changes: list[Change]) -> list[Any]:
    """What was changed, as codes: never a value, and never a partner's name."""
    return sorted({_section(change) for change in changes})


def _section(change: Change) -> str:
    head = change.path[0]
    named = head in ("plugins", "units", "programmes") and len(change.path) > 1
    return f"{head}.{change.path[1]}" if named else head
