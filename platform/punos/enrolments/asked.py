"""What applications ask, why, and how long it is kept: read from the schemas that ask it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from marshmallow import fields
from sqlalchemy import select

from punos.enrolments.sections import FormSection, schema_of, sections_for
from punos.forms.info import label_of, widget_of
from punos.programmes.models import Cycle, ProgrammeVersion
from punos.programmes.service import model_of
from punos.work import Work


@dataclass
class Asked:
    """Questions that are asked for the same reason and kept equally long."""

    purpose: Any
    retention: Any
    labels: list[Any] = field(default_factory=list)


@dataclass
class AskedSection:
    """A part of the form, and the roles in which one is asked it."""

    title: Any
    roles: dict[str, Any] = field(default_factory=dict)
    questions: list[Asked] = field(default_factory=list)


def asked_in(work: Work, cycles: Iterable[Cycle]) -> list[AskedSection]:
    """Everything that the forms of these cycles ask; what several ask alike stands there once."""
    cycles = list(cycles)
    versions = _versions(work, cycles)
    found: dict[tuple[str, object], AskedSection] = {}
    for cycle in cycles:
        for role, label in model_of(work, cycle).roles.items():
            for section in sections_for(work, cycle, role):
                known = found.get((section.name, section.schema))
                if known is None or section.left_out is not None:  # cycles ask more or less of it
                    known = known or AskedSection(section.title)
                    found[section.name, section.schema] = known
                    _add(known, schema_of(work, cycle, section).load_fields.values())
                known.roles[role] = label
    del versions
    return list(found.values())


def asked_by_role(work: Work, cycle: Cycle) -> list[tuple[Any, list[AskedSection]]]:
    """(role, what its form asks) for each role of a cycle, as whoever wants to apply reads it."""
    return [
        (label, [_section(work, cycle, one) for one in sections_for(work, cycle, role)])
        for role, label in model_of(work, cycle).roles.items()
    ]


def _section(work: Work, cycle: Cycle, section: FormSection) -> AskedSection:
    found = AskedSection(section.title)
    _add(found, schema_of(work, cycle, section).load_fields.values())
    return found


def _versions(work: Work, cycles: Iterable[Cycle]) -> list[ProgrammeVersion]:
    """The settings of all of them in one statement: as long as they are held, none is read again."""
    ids = {cycle.version_id for cycle in cycles}
    query = select(ProgrammeVersion).where(ProgrammeVersion.id.in_(ids))
    return list(work.session.scalars(query))


def _add(known: AskedSection, questions: Iterable[fields.Field]) -> None:
    """Questions to those that are known of this part of the form; each stands there once."""
    groups = {(str(one.purpose), str(one.retention)): one for one in known.questions}
    there = {str(label) for one in known.questions for label in one.labels}
    for one in questions:
        if widget_of(one) == "hidden" or str(label_of(one)) in there:
            continue
        purpose, retention = one.metadata.get("purpose"), one.metadata.get("retention")
        key = str(purpose or ""), str(retention or "")
        if key not in groups:
            groups[key] = Asked(purpose or "", retention or "")
            known.questions.append(groups[key])
        groups[key].labels.append(label_of(one))
