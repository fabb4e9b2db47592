"""The columns of the applicants' file: what an import takes in is what an export gives out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import fields

from punos.enrolments.models import Enrolment
from punos.enrolments.sections import PERSON, FormSection, schema_of, sections_for
from punos.forms.info import label_of, options_of, widget_of
from punos.i18n import _staff_l
from punos.people.models import Person
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle
from punos.web.lists import Column
from punos.work import Work

_SORTS = {"given_name": ("name", Person.sort_key), "city": ("city", Person.city)}


def export_columns(work: Work, cycle: Cycle, model: ProgrammeModel, role: str = "") -> list[Column]:
    """Every question asked of a role, or once of all, then role and state, which no import reads."""
    roles = [role] if role in model.roles else list(model.roles)
    columns: dict[str, Column] = {}
    for one in roles:
        for section in sections_for(work, cycle, one, staff=True, reading=True):
            for name, field in schema_of(work, cycle, section).load_fields.items():
                # Roles may be asked the same thing in other words: then it has two columns.
                columns.setdefault(
                    f"{section.name}-{name}-{label_of(field)}",
                    question_column(section, name, field),
                )
    return [
        *columns.values(),
        Column(
            "role",
            _staff_l("Role"),
            sort=Enrolment.role,
            value=lambda row: model.roles.get(row.role, row.role),
        ),
        Column(
            "state",
            _staff_l("State"),
            sort=Enrolment.model_state,
            value=lambda row: model.state(row.model_state).label,
        ),
        Column("applied", _staff_l("Applied on"), sort=Enrolment.applied_at, value=_applied),
    ]


def question_columns(work: Work, cycle: Cycle, role: str) -> list[tuple[str, Any]]:
    """(key, heading) of every question asked of a role: the first row of a file to be filled in."""
    return [
        (f"{section.name}-{name}", label_of(field))
        for section in sections_for(work, cycle, role, staff=True)
        for name, field in schema_of(work, cycle, section).load_fields.items()
    ]


def _applied(row: Any) -> str:
    day: str = row.applied_at.date().isoformat()
    return day


def question_column(section: FormSection, name: str, field: fields.Field) -> Column:
    """One question as a column of the file, from rows of enrolments."""
    if section.name == PERSON:
        key, sort = _SORTS.get(name, (name, None))
        written = _writer(field)
        return Column(
            key, label_of(field), sort=sort, value=lambda row: written(getattr(row.person, name))
        )
    key = f"{section.name}-{name}-{label_of(field)}"
    return Column(key, label_of(field), value=_cell(section, name, field))


def _cell(section: FormSection, name: str, field: fields.Field) -> Callable[[Any], str]:
    written = _writer(field)

    def cell(row: Any) -> str:
        if section.roles and row.role not in section.roles:
            return ""
        return written(row.answers.get(section.name, {}).get("data", {}).get(name))

    return cell


def _writer(field: fields.Field) -> Callable[[Any], str]:
    """Writes an answer as an import reads it: choices by their labels, dates in ISO form."""
    labels = _labels(field)
    levels = widget_of(field) == "levels"

    def written(value: Any) -> str:
        if value is None or isinstance(value, bool):
            return {None: "", True: "yes", False: "no"}[value]
        if levels:
            return ", ".join(f"{row['language']} {row['level']}" for row in value)
        if isinstance(value, list):
            return ", ".join(labels.get(str(item), str(item)) for item in value)
        return labels.get(str(value), str(value))

    return written


def _labels(field: fields.Field) -> Mapping[str, str]:
    """Value → label; the values themselves where a label would be cut in two when it is read."""
    labels = {key: str(label) for key, label in options_of(field)}
    parted = any("," in label or ";" in label for label in labels.values())
    return {} if parted and isinstance(field, fields.List) else labels
