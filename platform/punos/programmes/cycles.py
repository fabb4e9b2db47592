"""Verbs about cycles and their phases: planned → open → running → closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.events.service import record as record_event
from punos.i18n import _staff
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle, Phase, Programme
from punos.programmes.registry import programme_model
from punos.programmes.settings import newest_version
from punos.work import Work


@dataclass(frozen=True)
class PhasePlan:
    """A phase as planned, both days included. `kind` is the programme model's word for it."""

    kind: str
    names: Mapping[str, str]
    planned_from: date
    planned_until: date


def create_cycle(
    work: Work,
    programme: Programme,
    *,
    slug: str,
    names: Mapping[str, str],
    starts_on: date,
    ends_on: date,
    apply_from: date | None = None,
    apply_until: date | None = None,
    targets: Mapping[str, Any] | None = None,
    phases: Iterable[PhasePlan] = (),
    is_sample: bool = False,
) -> Cycle:
    """Plan a cycle of a programme; it pins the newest version of the settings.

    All days are included. Raises Refused when a last day is before its first, or the slug is taken.
    """
    _check_span(starts_on, ends_on)
    _check_span(apply_from, apply_until)
    if _by_slug(work, slug) is not None:
        raise Refused(_staff("There is already a cycle with this short name."))
    cycle = Cycle(
        programme_id=programme.id,
        version_id=newest_version(work, programme).id,
        slug=slug,
        names=dict(names),
        state="planned",
        apply_from=apply_from,
        apply_until=apply_until,
        starts_on=starts_on,
        ends_on=ends_on,
        targets=dict(targets or {}),
        is_sample=is_sample,
    )
    work.session.add(cycle)
    work.session.flush()
    _add_phases(work, cycle, phases)
    audit(work, "cycle.created", "cycle", cycle.id)
    return cycle


def open_cycle(work: Work, cycle: Cycle) -> Cycle:
    """Take applications, within the application period. Opening it again changes nothing."""
    return _step(work, cycle, "open", ("planned",))


def start_cycle(work: Work, cycle: Cycle) -> Cycle:
    """Let the cycle run. Starting it again changes nothing."""
    return _step(work, cycle, "running", ("planned", "open"))


def close_cycle(work: Work, cycle: Cycle) -> Cycle:
    """Close a cycle for good, unless something speaks against it. Closing it again changes nothing.

    Raises Refused with every reason that plugins give.
    """
    cycle = lock_cycle(work, cycle.id)
    if cycle.state == "closed":
        return cycle
    if cycle.is_sample:
        raise Refused(_staff("This is a sample. Remove it when you have looked around."))
    reasons = [str(no.reason) for no in work.hooks.decide("cycle_close", cycle=cycle)]
    if reasons:
        raise Refused(" ".join(reasons))
    cycle.closed_at = clock.now()
    record_event(work, "cycle.closed", cycle)
    return _enter(work, cycle, "closed")


def lock_cycle(work: Work, cycle_id: UUID) -> Cycle:
    """The cycle, read afresh and held until the transaction ends. Raises Absent."""
    cycle = lock_row(work.session, Cycle, cycle_id)
    if cycle is None:
        raise Absent
    return cycle


def cycle_by_slug(work: Work, slug: str) -> Cycle:
    """The cycle with this slug. Raises Absent."""
    cycle = _by_slug(work, slug)
    if cycle is None:
        raise Absent
    return cycle


def current_cycles(work: Work) -> list[Cycle]:
    """The cycles that are open or running, the earliest first, each with its programme and settings."""
    query = (
        select(Cycle)
        .where(Cycle.state.in_(("open", "running")))
        .options(joinedload(Cycle.programme), joinedload(Cycle.version))
        .order_by(Cycle.starts_on, Cycle.id)
    )
    return list(work.session.scalars(query))


def settings_of(_work: Work, cycle: Cycle) -> dict[str, Any]:
    """The settings that this cycle started with, whatever was changed since. A copy."""
    settings: dict[str, Any] = cycle.version.settings
    return dict(settings)


def model_of(work: Work, cycle: Cycle) -> ProgrammeModel:
    """The programme model of the cycle. Raises Absent when its plugin is not installed."""
    return programme_model(work.registry, cycle.programme.model)


def phases_of(work: Work, cycle: Cycle) -> list[Phase]:
    """The cycle's timeline, in order."""
    query = select(Phase).where(Phase.cycle_id == cycle.id).order_by(Phase.position, Phase.id)
    return list(work.session.scalars(query))


def phase_took_place(
    work: Work, cycle: Cycle, phase_id: UUID, first: date | None, last: date | None
) -> Phase:
    """Write down when a phase really began and ended; one that goes on still has no last day.

    Both days are included; no days: it has not begun. Raises Absent for a phase of another cycle,
    Refused when the last day is before the first.
    """
    phase = next((one for one in phases_of(work, cycle) if one.id == phase_id), None)
    if phase is None:
        raise Absent
    _check_span(first, last)
    if (phase.actual_from, phase.actual_until) != (first, last):
        phase.actual_from, phase.actual_until = first, last
        audit(work, "cycle.phases", "cycle", cycle.id, ["actual_from", "actual_until"])
    return phase


def _by_slug(work: Work, slug: str) -> Cycle | None:
    # With its programme, which every page about a cycle asks for.
    query = (
        select(Cycle)
        .where(Cycle.slug == slug)
        .options(joinedload(Cycle.programme), joinedload(Cycle.version))
    )
    return work.session.scalars(query).one_or_none()


def _step(work: Work, cycle: Cycle, state: str, allowed: tuple[str, ...]) -> Cycle:
    cycle = lock_cycle(work, cycle.id)
    if cycle.state == state:
        return cycle
    if cycle.state not in allowed:
        raise Refused(_staff("This is not possible any more: the cycle has gone on since."))
    return _enter(work, cycle, state)


def _enter(work: Work, cycle: Cycle, state: str) -> Cycle:
    cycle.state = state
    work.session.flush()
    audit(work, f"cycle.{state}", "cycle", cycle.id, ["state"])
    return cycle


def _add_phases(work: Work, cycle: Cycle, plans: Iterable[PhasePlan]) -> list[Phase]:
    first = len(phases_of(work, cycle))
    plans = list(plans)
    for plan in plans:
        _check_span(plan.planned_from, plan.planned_until)
    phases = [
        Phase(
            cycle_id=cycle.id,
            kind=plan.kind,
            names=dict(plan.names),
            position=position,
            planned_from=plan.planned_from,
            planned_until=plan.planned_until,
        )
        for position, plan in enumerate(plans, first)
    ]
    work.session.add_all(phases)
    work.session.flush()
    return phases


def _check_span(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise Refused(_staff("A last day is before its first day. Check the dates."))
