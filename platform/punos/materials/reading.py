"""Materials as people see them: those for their role and time, in their language, read or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from punos import clock
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.steps import known_state
from punos.errors import Absent
from punos.i18n import Message, _, format_list
from punos.materials.models import Material, MaterialRead, MaterialVersion
from punos.programmes.models import Cycle, Phase, Programme
from punos.programmes.service import model_of
from punos.texts import Text, pick
from punos.work import Work

TAKING_PART = ("active", "ended")
Versions = Mapping[str, MaterialVersion]
"""The newest version in each language."""


@dataclass(frozen=True)
class Shown:
    """A material as somebody sees it; `read` is their mark, if they made one."""

    material: Material
    version: MaterialVersion
    read: MaterialRead | None = None

    @property
    def title(self) -> Text:
        """Its title, with the language that it is in."""
        return Text(self.version.title, self.version.language)

    @property
    def has_changed(self) -> bool:
        """Whether there is a newer version than the one that was read."""
        return self.read is not None and self.read.read_at < self.version.made_at


def materials_for(work: Work, enrolment: Enrolment, language: str) -> list[Shown]:
    """What is there for somebody who takes part, in its order: one statement."""
    if known_state(model_of(work, enrolment.cycle), enrolment).core not in TAKING_PART:
        return []  # also for whoever is accepted and has not been told: it would tell them
    found: dict[UUID, tuple[Material, MaterialRead | None]] = {}
    versions: dict[UUID, dict[str, MaterialVersion]] = {}
    for material, version, mark in work.session.execute(_for(enrolment)):
        found[material.id] = (material, mark)
        versions.setdefault(material.id, {})[version.language] = version
    return [
        Shown(material, in_language(versions[material.id], language), mark)
        for material, mark in found.values()
    ]


def to_read(shown: Iterable[Shown]) -> list[Shown]:
    """Of what is there for somebody, what has to be read before the first meeting, and was not."""
    return [one for one in shown if one.material.required and one.read is None]


def required_done(work: Work, enrolment: Enrolment) -> bool:
    """Whether somebody has read all that is required of them so far."""
    return not to_read(materials_for(work, enrolment, work.language))


def first_meeting_waits(work: Work, enrolment: Enrolment) -> Message | None:
    """Why somebody cannot log a first meeting yet: what they have to read before; None when they can."""
    missing = to_read(materials_for(work, enrolment, work.language))
    titles = [one.version.title for one in missing if one.material.blocks]
    if not titles:
        return None
    return _(
        "Please read this first, and say that you have: %(titles)s. Then send this form again.",
        titles=format_list(titles),
    )


def newest_versions(work: Work, material_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """The newest version in each language, by material: one statement."""
    query = (
        select(MaterialVersion)
        .where(MaterialVersion.material_id.in_(list(material_ids)))
        .order_by(MaterialVersion.number)
    )
    found: dict[UUID, dict[str, Any]] = {}
    for version in work.session.scalars(query):
        found.setdefault(version.material_id, {})[version.language] = version
    return found


def in_language(versions: Versions, language: str) -> MaterialVersion:
    """The version in a language, else in the one that people are most likely to read."""
    return versions[pick({code: code for code in versions}, language).lang]


def materials_of(work: Work, programme: Programme) -> Sequence[Material]:
    """All of a programme's, in their order; those that were withdrawn last."""
    query = select(Material).where(Material.programme_id == programme.id)
    order = (Material.withdrawn_at.is_not(None), Material.position, Material.id)
    return work.session.scalars(query.order_by(*order)).all()


def found_material(work: Work, material_id: UUID) -> Material:
    """The material. Raises Absent."""
    found = work.session.scalars(select(Material).where(Material.id == material_id)).one_or_none()
    if found is None:
        raise Absent
    return found


def readers_of(material: Material) -> Any:
    """Whom a material is for now: a query over those who take part in cycles that go on."""
    conditions: list[ColumnElement[bool]] = [
        Cycle.programme_id == material.programme_id,
        Cycle.state != "closed",
        Enrolment.state == "active",
    ]
    if material.role is not None:
        conditions.append(Enrolment.role == material.role)
    if material.cycle_id is not None:
        conditions.append(Enrolment.cycle_id == material.cycle_id)
    return (
        select(Enrolment).join(Cycle, points_at(Enrolment.cycle_id, Cycle)).where(and_(*conditions))
    )


def _for(enrolment: Enrolment) -> Any:
    """(material, its newest version in a language, the mark of who read it) for an enrolment."""
    newer = aliased(MaterialVersion)
    same = and_(
        newer.material_id == MaterialVersion.material_id,
        newer.language == MaterialVersion.language,
        newer.number > MaterialVersion.number,
    )
    read = points_at(MaterialRead.material_id, Material) & (
        MaterialRead.enrolment_id == enrolment.id
    )
    return (
        select(Material, MaterialVersion, MaterialRead)
        .join(MaterialVersion, points_at(MaterialVersion.material_id, Material))
        .outerjoin(MaterialRead, read)
        .where(
            Material.programme_id == enrolment.cycle.programme_id,
            Material.withdrawn_at.is_(None),
            or_(Material.cycle_id.is_(None), Material.cycle_id == enrolment.cycle_id),
            or_(Material.role.is_(None), Material.role == enrolment.role),
            in_time(enrolment),
            ~exists().where(same),
        )
        .order_by(Material.position, Material.id)
    )


def in_time(enrolment: Enrolment | type[Enrolment]) -> ColumnElement[bool]:
    """In a query over Material: whether the phase from which on it is shown has begun.

    Also when the cycle has no such phase.
    """
    of_kind = and_(Phase.cycle_id == enrolment.cycle_id, Phase.kind == Material.phase)
    begun = func.coalesce(Phase.actual_from, Phase.planned_from) <= clock.today()
    known = exists().where(of_kind).correlate_except(Phase)
    has_begun = exists().where(of_kind, begun).correlate_except(Phase)
    return or_(Material.phase.is_(None), ~known, has_begun)
