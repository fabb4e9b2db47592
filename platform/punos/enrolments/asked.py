"""What applications ask, why, and how long it is kept: read from the schemas that ask it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from punos.enrolments.sections import FormSection, schema_of, sections_for
from punos.forms.info import label_of, widget_of
from punos.programmes.models import Cycle
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
    roles: dict[str, Any]
    questions: list[Asked]


def asked_in(work: Work, cycles: Iterable[Cycle]) -> list[AskedSection]:
    """Everything that the forms of these cycles ask; what several ask alike stands there once."""
    found: dict[tuple[str, object], AskedSection] = {}
    for cycle in cycles:
        for role, label in model_of(work, cycle).roles.items():
            for section in sections_for(work, cycle, role):
                known = found.get((section.name, section.schema))
                if known is None:
                    known = AskedSection(section.title, {}, _questions(work, cycle, section))
                    found[section.name, section.schema] = known
                known.roles[role] = label
    return list(found.values())


def _questions(work: Work, cycle: Cycle, section: FormSection) -> list[Asked]:
    groups: dict[tuple[str, str], Asked] = {}
    for one in schema_of(work, cycle, section).load_fields.values():
        if widget_of(one) == "hidden":
            continue
        purpose, retention = one.metadata.get("purpose"), one.metadata.get("retention")
        group = groups.setdefault(
            (str(purpose or ""), str(retention or "")), Asked(purpose, retention)
        )
        group.labels.append(label_of(one))
    return list(groups.values())
