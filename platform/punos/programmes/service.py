"""Verbs about programmes. Those about their cycles are in `cycles`, about settings in `settings`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.programmes.cycles import (
    PhasePlan,
    close_cycle,
    create_cycle,
    current_cycles,
    cycle_by_slug,
    lock_cycle,
    model_of,
    open_cycle,
    phase_took_place,
    phases_of,
    settings_of,
    start_cycle,
)
from punos.programmes.models import Programme
from punos.programmes.registry import programme_model, programme_models
from punos.programmes.settings import (
    SettingsRefused,
    add_version,
    checked_settings,
    new_version,
    newest_version,
)
from punos.work import Work

__all__ = [
    "PhasePlan",
    "SettingsRefused",
    "checked_settings",
    "close_cycle",
    "create_cycle",
    "create_programme",
    "current_cycles",
    "cycle_by_slug",
    "lock_cycle",
    "model_of",
    "new_version",
    "newest_version",
    "open_cycle",
    "phase_took_place",
    "phases_of",
    "programme_by_slug",
    "programme_model",
    "programme_models",
    "programmes",
    "settings_of",
    "start_cycle",
]


def create_programme(
    work: Work,
    *,
    slug: str,
    names: Mapping[str, str],
    model: str,
    settings: Mapping[str, Any],
    summary: Mapping[str, str] | None = None,
    source: str = "page",
) -> Programme:
    """Add a programme and the first version of its settings.

    Raises Absent for an unknown model, SettingsRefused, and Refused when the slug is taken.
    """
    kind = programme_model(work.registry, model)
    stored = checked_settings(kind, settings)
    if _by_slug(work, slug) is not None:
        raise Refused(_staff("There is already a programme with this short name."))
    programme = Programme(
        slug=slug,
        names=dict(names),
        summary=dict(summary or {}),
        model=model,
        created_at=clock.now(),
    )
    work.session.add(programme)
    work.session.flush()
    audit(work, "programme.created", "programme", programme.id, ["names", "summary", "model"])
    add_version(work, programme, kind, stored, number=1, source=source)
    return programme


def programmes(work: Work) -> list[Programme]:
    """The tenant's programmes, the oldest first."""
    return list(work.session.scalars(select(Programme).order_by(Programme.id)))


def programme_by_slug(work: Work, slug: str) -> Programme:
    """The programme with this slug. Raises Absent."""
    programme = _by_slug(work, slug)
    if programme is None:
        raise Absent
    return programme


def _by_slug(work: Work, slug: str) -> Programme | None:
    return work.session.scalars(select(Programme).where(Programme.slug == slug)).one_or_none()
