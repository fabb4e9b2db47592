"""What the cells of a list show, made ready before the template sees it.

A page has hundreds of cells, and asking each value what it is costs a template ten times what it
costs here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from punos.i18n import _, format_date, format_datetime, format_number
from punos.texts import Text


class Cell(NamedTuple):
    """One cell. ``label`` is its column's (none in the first column, which heads the row).

    ``kind``: "text" | "none" (nothing given) | "tag" | "lang" | "nowrap"; ``more`` is a tag's tone or
    the language of the text.
    """

    label: Markup | None
    number: bool
    url: str | None
    kind: str
    text: Any
    more: str


class Line(NamedTuple):
    """A row of a list: its id, its name (what the first column shows) and its cells."""

    id: Any
    name: Any
    cells: list[Cell]


def line(row: Any, columns: list[tuple[Any, Markup | None]]) -> Line:
    """The row as its columns, given with their labels, show it."""
    cells = [
        Cell(
            label,
            column.kind == "number",
            column.link(row) if column.link else None,
            *_shown(column.of(row)),
        )
        for column, label in columns
    ]
    return Line(getattr(row, "id", None), cells[0].text if cells else "", cells)


def labels(columns: Any) -> list[tuple[Any, Markup | None]]:
    """Each column with its label, said once for all rows."""
    return [(column, escape(column.label) if at else None) for at, column in enumerate(columns)]


def _shown(value: Any) -> tuple[str, Any, str]:
    """(kind, text, more) of a value."""
    if isinstance(value, str):
        return ("text", value, "") if value else ("none", "", "")
    if value is None:
        return "none", "", ""
    if hasattr(value, "tone"):
        return "tag", value.label, value.tone
    if isinstance(value, Text):
        return "lang", value.value, value.lang
    return _formatted(value)


def _formatted(value: Any) -> tuple[str, Any, str]:
    """The same of a value that each language writes in its own way."""
    if isinstance(value, bool):
        return "text", _("Yes") if value else _("No"), ""
    if isinstance(value, int | float):
        return "text", format_number(value), ""
    if isinstance(value, datetime):
        return "text", format_datetime(value), ""
    if isinstance(value, date):
        return "nowrap", format_date(value), ""
    return "text", value, ""
