"""Which column of a file answers which question, and what is remembered of it for the next file."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from punos import clock
from punos.db import insert_once
from punos.enrolments.answers import prefix
from punos.enrolments.sections import PERSON, FormSection, schema_of, sections_for
from punos.forms import LanguageLevels, PunosSchema, language_name
from punos.forms.info import label_of
from punos.i18n import _staff
from punos.imports.cells import PART, WHOLE_NAME, Columns, fed
from punos.imports.headings import propose, spoken_in
from punos.imports.models import ImportMapping, ImportRun
from punos.programmes.models import Cycle
from punos.work import Work


@dataclass(frozen=True)
class Asked:
    """A section of the form, and its schema as it is asked here."""

    section: FormSection
    schema: PunosSchema


def asked_of(work: Work, cycle: Cycle, role: str) -> list[Asked]:
    """What a file about people in this role may answer."""
    sections = sections_for(work, cycle, role, staff=True)
    return [Asked(section, schema_of(work, cycle, section)) for section in sections]


def questions(asked: Sequence[Asked], headings: Sequence[str] = ()) -> list[tuple[str, Any]]:
    """(name, label) of every question that a column can answer, alone or with others.

    `headings` tell of which languages a file has columns of their own.
    """
    return [question for one in asked for question in _of(one, headings)]


def _of(one: Asked, headings: Sequence[str]) -> Iterator[tuple[str, Any]]:
    start = prefix(one.section)
    if one.section.name == PERSON:
        yield start + WHOLE_NAME, _staff("First and last name in one column")
    for name, field in one.schema.load_fields.items():
        yield start + name, label_of(field)
        if isinstance(field, LanguageLevels):
            for code in spoken_in(headings):
                label = _staff(
                    "%(language)s – %(question)s",
                    language=language_name(code),
                    question=str(label_of(field)),
                )
                yield f"{start}{name}{PART}{code}", label


def columns_for(
    work: Work, run: ImportRun, asked: Sequence[Asked], filled: Container[int]
) -> Columns:
    """The columns as they were chosen, for this file or the last one like it; else as they are called.

    `filled` are the numbers of those in which something stands.
    """
    known = {name for name, _label in questions(asked, run.headings)}
    chosen = run.mapping or _remembered(work, run)
    if chosen is not None:
        return {at: name for at, name in chosen.items() if name in known}
    sections = [(prefix(one.section), one.schema) for one in asked]
    return propose(sections, run.headings, filled)


def chosen_columns(
    asked: Sequence[Asked], headings: Sequence[str], form: Mapping[str, str]
) -> Columns:
    """The columns as chosen on a page (`c0`, `c1` …). One column answers one question."""
    known = {name for name, _label in questions(asked, headings)}
    columns: Columns = {}
    for at, heading in enumerate(headings):
        name = form.get(f"c{at}", "")
        if heading and name in known and name not in columns.values():
            columns[str(at)] = name
    return columns


def unanswered(asked: Sequence[Asked], columns: Columns) -> list[tuple[str, Any]]:
    """(name, field) of what must be answered but has no column. A section without any is not asked."""
    parts = [(one, fed(one.section.name, one.schema, columns)) for one in asked]
    return [
        (prefix(one.section) + name, field)
        for at, (one, own) in enumerate(parts)
        if own or at == 0
        for name, field in one.schema.load_fields.items()
        if field.required and name not in own
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
