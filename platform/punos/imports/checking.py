"""From a table to what would be added: every row checked, nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select

from punos.access import scope
from punos.db import points_at
from punos.enrolments.answers import Answers, kept, prefix
from punos.enrolments.models import Enrolment
from punos.enrolments.sections import PERSON, FormSection, schema_of, sections_for
from punos.forms import PunosSchema
from punos.forms.info import label_of
from punos.forms.tabular import (
    ROW,
    RowResult,
    Table,
    load_rows,
    map_headings,
    missing_columns,
)
from punos.people.models import Person
from punos.people.service import fold_email
from punos.programmes.models import Cycle
from punos.texts import fold
from punos.work import Work

Mapped = dict[str, str]
"""Heading → the question it answers, named as on the form: `person-email`."""


@dataclass(frozen=True)
class ImportRow:
    """One row: its answers when it is good, else what is wrong as (question, message)."""

    number: int
    answers: Answers | None
    problems: list[tuple[Any, Any]]
    raw: Mapping[str, str]
    there: bool = False
    """Whether this person is in the cycle in this role already, or stands further up in the file."""


@dataclass(frozen=True)
class Checked:
    """All rows of a file, and the questions that must be answered but have no column."""

    rows: list[ImportRow]
    missing: list[Any] = field(default_factory=list)

    @cached_property
    def new(self) -> list[ImportRow]:
        """Who would be added."""
        return [row for row in self.rows if row.answers is not None and not row.there]

    @cached_property
    def there(self) -> list[ImportRow]:
        """Who is there already."""
        return [row for row in self.rows if row.there]

    @cached_property
    def broken(self) -> list[ImportRow]:
        """The rows with problems."""
        return [row for row in self.rows if row.answers is None]


@dataclass(frozen=True)
class _Asked:
    section: FormSection
    schema: PunosSchema


def questions(work: Work, cycle: Cycle, role: str) -> list[tuple[str, Any]]:
    """(name, label) of every question that a column can answer."""
    return [
        (prefix(one.section) + name, label_of(asked))
        for one in _asked(work, cycle, role)
        for name, asked in one.schema.load_fields.items()
    ]


def mapped_by_itself(work: Work, cycle: Cycle, role: str, headings: Sequence[str]) -> Mapped:
    """Which column answers what, as far as its heading tells."""
    mapping: Mapped = {}
    for one in _asked(work, cycle, role):
        free = [heading for heading in headings if heading and heading not in mapping]
        found = map_headings(one.schema, free)
        mapping.update({heading: prefix(one.section) + name for heading, name in found.items()})
    return mapping


def check(work: Work, cycle: Cycle, role: str, table: Table, mapping: Mapped) -> Checked:
    """Check every row. A section of which the file has no column at all is not asked."""
    parts = [
        (one, own)
        for one in _asked(work, cycle, role)
        if (own := _own(one, mapping)) or one.section.name == PERSON
    ]
    loaded = [load_rows(one.schema, table, own) for one, own in parts]
    asked = [one for one, _mapping in parts]
    rows = [_row(asked, results) for results in zip(*loaded, strict=True)]
    missing = [
        label_of(one.schema.load_fields[name])
        for one, own in parts
        for name in missing_columns(one.schema, own)
    ]
    return Checked(_marked(rows, _known(work, cycle, role)), missing)


def _asked(work: Work, cycle: Cycle, role: str) -> list[_Asked]:
    sections = sections_for(work, cycle, role, staff=True)
    return [_Asked(section, schema_of(work, cycle, section)) for section in sections]


def _own(one: _Asked, mapping: Mapped) -> Mapped:
    start = prefix(one.section)
    return {
        heading: name.removeprefix(start)
        for heading, name in mapping.items()
        if name.startswith(start) and name.removeprefix(start) in one.schema.load_fields
    }


def _row(asked: Sequence[_Asked], results: Sequence[RowResult]) -> ImportRow:
    first = results[0]
    problems = [
        (_label(one, name), message)
        for one, result in zip(asked, results, strict=True)
        for name, messages in result.errors.items()
        for message in messages
    ]
    if problems:
        return ImportRow(first.number, None, _once(problems), first.raw)
    answers = {
        one.section.name: kept(one.section, one.schema, result.data or {})
        for one, result in zip(asked, results, strict=True)
    }
    return ImportRow(first.number, answers, [], first.raw)


def _label(one: _Asked, name: str) -> Any:
    known = one.schema.load_fields.get(name) if name != ROW else None
    return label_of(known) if known is not None else ""


def _once(problems: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Each problem once: a misshapen row is one in the eyes of every section."""
    return list({str(message): (label, message) for label, message in problems}.values())


Key = tuple[str, str]


def _known(work: Work, cycle: Cycle, role: str) -> set[Key]:
    """Who is in the cycle in this role, by name and address: one statement."""
    query: Any = (
        select(Enrolment, Person)
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Enrolment.cycle_id == cycle.id, Enrolment.role == role)
    )
    rows = work.session.execute(scope(work.actor, query, Enrolment, "enrolments.read"))
    return {_key(p.given_name, p.family_name, p.email) for _enrolment, p in rows}


def _key(given_name: str, family_name: str | None, email: str | None) -> Key:
    return fold(f"{given_name} {family_name or ''}"), fold_email(email or "")


def _marked(rows: Iterable[ImportRow], known: set[Key]) -> list[ImportRow]:
    """The rows, those that name somebody for the second time marked."""
    marked = []
    for row in rows:
        if row.answers is None:
            marked.append(row)
            continue
        data = row.answers[PERSON]["data"]
        key = _key(data["given_name"], data["family_name"], data["email"])
        marked.append(ImportRow(row.number, row.answers, [], row.raw, there=key in known))
        known.add(key)
    return marked
