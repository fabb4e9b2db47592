"""From the rows of a table to answers, by the same schema that makes the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields

from punos.forms.form import Errors, flat
from punos.forms.info import (
    YES_NO,
    choices_by_name,
    has_options,
    label_of,
    said_everywhere,
    widget_of,
)
from punos.forms.schema import PunosSchema
from punos.forms.spreadsheet import (
    MOST_BYTES,
    MOST_ROWS,
    Row,
    Table,
    guarded,
    read_table,
    rows_with_identity_codes,
    unguarded,
    write_csv,
    write_lines,
)
from punos.i18n import _staff_l
from punos.texts import fold

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "Row",
    "RowResult",
    "Table",
    "guarded",
    "load_rows",
    "map_headings",
    "missing_columns",
    "read_table",
    "rows_with_identity_codes",
    "unguarded",
    "unread_headings",
    "write_csv",
    "write_lines",
]

Choices = Mapping[str, str]

ROW = "_row"
"""Under this name stand the errors that belong to the whole row."""


@dataclass(frozen=True)
class RowResult:
    """What became of one row: ``data`` when it is good, else ``errors`` by field name.

    ``raw`` has the cells as they were, by heading.
    """

    number: int
    data: dict[str, Any] | None
    errors: Errors
    raw: dict[str, str]


def map_headings(schema: PunosSchema, headings: Sequence[str]) -> dict[str, str]:
    """Which heading feeds which field: {heading: field name}; the rest is not read.

    A heading is a field's name, its label in any of our languages, or a synonym it declares;
    case, accents and spaces do not matter. The first column of a field wins.
    """
    names = {said: name for name, one in schema.load_fields.items() for said in _said(name, one)}
    mapping: dict[str, str] = {}
    for heading in headings:
        name = names.get(_heading(heading))
        if name and name not in mapping.values():
            mapping[heading] = name
    return mapping


def _said(name: str, field: fields.Field) -> set[str]:
    synonyms = {_heading(synonym) for synonym in field.metadata.get("headings", ())}
    labels = {_heading(label) for label in said_everywhere(label_of(field))}
    return {_heading(name)} | synonyms | labels


def _heading(text: str) -> str:
    plain = "".join(c if c.isalnum() else " " for c in fold(text))
    return "".join(plain.split())


def missing_columns(schema: PunosSchema, mapping: Mapping[str, str]) -> list[str]:
    """The names of required fields that no column feeds."""
    fed = set(mapping.values())
    return [name for name, one in schema.load_fields.items() if one.required and name not in fed]


def unread_headings(table: Table, mapping: Mapping[str, str]) -> list[str]:
    """The headings of columns that nothing reads, to be said before anything is saved."""
    return [heading for heading in table.headings if heading and heading not in mapping]


def load_rows(schema: PunosSchema, table: Table, mapping: Mapping[str, str]) -> list[RowResult]:
    """Every row, good or not, in the order of the file; one broken row spoils no other."""
    named = {name: _choices(one) for name, one in schema.load_fields.items()}
    return [_load(schema, table, mapping, named, row) for row in table.rows]


def _load(
    schema: PunosSchema,
    table: Table,
    mapping: Mapping[str, str],
    choices: Mapping[str, Choices],
    row: Row,
) -> RowResult:
    raw = dict(zip(table.headings, row.cells, strict=True))
    if row.misshapen:
        said = _staff_l("This row has more or fewer columns than there are headings.")
        return RowResult(row.number, None, {ROW: [said]}, raw)
    answers = {name: raw[heading] for heading, name in mapping.items()}
    named = {
        one.data_key or name: _cell(one, answers[name], choices[name])
        for name, one in schema.load_fields.items()
        if name in answers
    }
    try:
        return RowResult(row.number, schema.load(named), {}, raw)
    except ValidationError as error:
        errors = {name: list(flat(said)) for name, said in error.messages_dict.items()}
        return RowResult(row.number, None, errors, raw)


def _cell(field: fields.Field, text: str, choices: Choices) -> Any:
    """A cell as the schema reads it: a choice by its value or by its label, lists by commas."""
    if isinstance(field, fields.List):
        parts = [part.strip() for part in text.replace(";", ",").split(",")]
        return [choices.get(fold(part), part) for part in parts if part]
    return choices.get(fold(text), text)


def _choices(field: fields.Field) -> Choices:
    """Made once for a file: there may be hundreds of options and thousands of rows."""
    if isinstance(field, fields.Boolean):
        return {said: value for value, label in YES_NO for said in said_everywhere(label)}
    listed = has_options(field) or widget_of(field) == "typeahead"
    return choices_by_name(field) if listed else {}
