"""How answers come from a page and go back to it, per widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from marshmallow import fields, missing
from werkzeug.datastructures import FileStorage, MultiDict

from punos.forms.info import choice_of, options_of, widget_of
from punos.forms.words import written_date
from punos.i18n import format_datetime, format_time

SPARE_ROWS, FIRST_ROWS, MOST_LEVELS = 2, 3, 40
"""So many empty rows are offered after the filled ones, so many rows at least and at most."""


@dataclass(frozen=True)
class Typed:
    """An answer as the schema reads it (when one was given) and as the page shows it again."""

    raw: Any
    shown: Any
    given: bool = True


def typed(
    field: fields.Field, name: str, data: MultiDict[str, str], files: MultiDict[str, FileStorage]
) -> Typed:
    """What was sent for one field."""
    kind = widget_of(field)
    if kind == "checkbox":
        return Typed(name in data, name in data)
    if kind == "checkboxes":
        chosen = data.getlist(name)
        return Typed(chosen, chosen)
    if kind == "file":
        upload = files.get(name)
        return Typed(upload, "", given=upload is not None and bool(upload.filename))
    if kind == "levels":
        return _levels(name, data)
    if kind == "typeahead":
        return _typeahead(field, name, data)
    text = data.get(name)
    # A password is never sent back to the page.
    return Typed(text, "" if kind == "password" else text or "", given=text is not None)


def _typeahead(field: fields.Field, name: str, data: MultiDict[str, str]) -> Typed:
    """The list behind the box is blank unless the reader opened it, so a choice there wins."""
    options = options_of(field)
    text = data.get(f"{name}--list") or data.get(name) or ""
    value = choice_of(field, text)
    return Typed(text if value is None else value, _label(options, value, text))


def _label(options: Any, value: str | None, otherwise: str) -> str:
    return next((str(label) for key, label in options if key == value), otherwise)


def _levels(name: str, data: MultiDict[str, str]) -> Typed:
    spoken, known = data.getlist(f"{name}--language"), data.getlist(f"{name}--level")
    # Nobody speaks as many; each row is drawn with a list of all languages.
    pairs = list(zip(spoken, known, strict=False))[:MOST_LEVELS]
    rows = [{"language": language, "level": level} for language, level in pairs]
    return Typed(rows, _with_spares([pair for pair in pairs if any(pair)]))


def _with_spares(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    wanted = max(FIRST_ROWS, len(pairs) + SPARE_ROWS)
    return pairs + [("", "")] * (wanted - len(pairs))


def shown(field: fields.Field, value: Any) -> Any:
    """A value of the domain as the page shows it."""
    kind = widget_of(field)
    if kind == "levels":
        rows = value if isinstance(value, list) else []
        return _with_spares([(row["language"], row["level"]) for row in rows])
    if kind == "checkbox":
        return value is True
    if kind == "checkboxes":
        return [str(item) for item in value] if isinstance(value, list | tuple | set) else []
    text = "" if kind in ("password", "file") else as_text(value)
    return _label(options_of(field), text, text) if kind == "typeahead" else text


def as_text(value: Any) -> str:
    """One value in one line, as a person would type it."""
    if value is None or value is missing:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {part}" for key, part in value.items())
    for kind, write in _WRITTEN:
        if isinstance(value, kind):
            return write(value)
    return str(value)


_WRITTEN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: "yes" if value else "no"),
    (datetime, format_datetime),
    (date, written_date),
    (time, format_time),
    (Decimal, lambda value: format(value, "f")),
)
