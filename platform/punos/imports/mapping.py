"""Which column of a file answers which question, and what is remembered of it for the next file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from punos import clock
from punos.db import insert_once
from punos.enrolments.answers import prefix
from punos.enrolments.sections import FormSection, schema_of, sections_for
from punos.forms import PunosSchema
from punos.forms.info import label_of
from punos.forms.tabular import map_headings, missing_columns
from punos.imports.models import ImportMapping, ImportRun
from punos.programmes.models import Cycle
from punos.work import Work

Columns = dict[str, str]
"""Number of a column, from 0, as text → the question it answers, named as on the form:
`person-email`. Headings are not kept: a file without any has somebody's name in their place."""


@dataclass(frozen=True)
class Asked:
    """A section of the form, and its schema as it is asked here."""

    section: FormSection
    schema: PunosSchema


def asked_of(work: Work, cycle: Cycle, role: str) -> list[Asked]:
    """What a file about people in this role may answer."""
    sections = sections_for(work, cycle, role, staff=True)
    return [Asked(section, schema_of(work, cycle, section)) for section in sections]


def questions(asked: Sequence[Asked]) -> list[tuple[str, Any]]:
    """(name, label) of every question that a column can answer."""
    return [
        (prefix(one.section) + name, label_of(field))
        for one in asked
        for name, field in one.schema.load_fields.items()
    ]


def columns_for(work: Work, run: ImportRun, asked: Sequence[Asked]) -> Columns:
    """The columns as they were chosen, for this file or the last one like it; else as they are called."""
    known = {name for name, _label in questions(asked)}
    chosen = run.mapping or _remembered(work, run)
    if chosen is not None:
        return {at: name for at, name in chosen.items() if name in known}
    return _by_heading(asked, run.headings)


def chosen_columns(
    asked: Sequence[Asked], headings: Sequence[str], form: Mapping[str, str]
) -> Columns:
    """The columns as chosen on a page (`c0`, `c1` …). One column answers one question."""
    known = {name for name, _label in questions(asked)}
    columns: Columns = {}
    for at, heading in enumerate(headings):
        name = form.get(f"c{at}", "")
        if heading and name in known and name not in columns.values():
            columns[str(at)] = name
    return columns


def named(one: Asked, headings: Sequence[str], columns: Columns) -> dict[str, str]:
    """Heading → field of one section."""
    start = prefix(one.section)
    return {
        headings[int(at)]: name.removeprefix(start)
        for at, name in columns.items()
        if name.startswith(start) and name.removeprefix(start) in one.schema.load_fields
    }


def unanswered(asked: Sequence[Asked], headings: Sequence[str], columns: Columns) -> list[Any]:
    """The labels of what must be answered but has no column. A section without any is not asked."""
    parts = [(one, named(one, headings, columns)) for one in asked]
    return [
        label_of(one.schema.load_fields[name])
        for at, (one, own) in enumerate(parts)
        if own or at == 0
        for name in missing_columns(one.schema, own)
    ]


def remember(work: Work, run: ImportRun, model: str, columns: Columns) -> None:
    """Keep the choice for the next file with the same headings."""
    key, now = _key(run.headings), clock.now()
    values = {"mapping": dict(columns), "changed_at": now}
    about = {"model": model, "role": run.role, "headings_key": key}
    if not insert_once(work.session, ImportMapping, **about, **values):
        found = _found(work, model, run.role, key)
        assert found is not None
        found.mapping, found.changed_at = dict(columns), now


def _remembered(work: Work, run: ImportRun) -> Columns | None:
    found = _found(work, run.cycle.programme.model, run.role, _key(run.headings))
    return dict(found.mapping) if found else None


def _found(work: Work, model: str, role: str, key: str) -> ImportMapping | None:
    query = select(ImportMapping).where(
        ImportMapping.model == model,
        ImportMapping.role == role,
        ImportMapping.headings_key == key,
    )
    return work.session.scalars(query).one_or_none()


def _key(headings: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(headings).encode()).hexdigest()


def _by_heading(asked: Sequence[Asked], headings: Sequence[str]) -> Columns:
    mapping: dict[str, str] = {}
    for one in asked:
        free = [heading for heading in headings if heading and heading not in mapping]
        found = map_headings(one.schema, free)
        mapping |= {heading: prefix(one.section) + name for heading, name in found.items()}
    return {str(at): mapping[heading] for at, heading in enumerate(headings) if heading in mapping}
