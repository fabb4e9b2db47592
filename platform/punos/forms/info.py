"""What a field says about itself: its words, its widget, its options and why it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from marshmallow import Schema, fields

from punos.forms.words import Words
from punos.i18n import LANGUAGES, _l, use_language
from punos.texts import fold

Option = tuple[str, Words]
Options = Sequence[Option] | Callable[[], Sequence[Option]]
Widget = Literal[
    "text", "textarea", "email", "tel", "number", "date", "time", "url", "password", "radio",
    "select", "checkboxes", "checkbox", "typeahead", "file", "levels", "hidden",
]  # fmt: skip
Sensitivity = Literal["ordinary", "personal", "sensitive"]

YES_NO: tuple[Option, ...] = (("yes", _l("Yes")), ("no", _l("No")))
FEW = 7
"""So many options or fewer are shown all at once, as radio buttons."""


@dataclass(frozen=True)
class Topic:
    """One step of a form: a page of its own, or a group of fields on a longer page."""

    key: str
    title: Words
    help: Words | None = None


def field_info(
    *,
    label: Words,
    help: Words | None = None,  # noqa: A002 - the word of the page
    widget: Widget | None = None,
    options: Options | None = None,
    free: bool = False,
    must: bool = False,
    rows: int | None = None,
    topic: str | None = None,
    autocomplete: str | None = None,
    purpose: Words | None = None,
    sensitivity: Sensitivity = "ordinary",
    retention: Words | None = None,
    headings: Iterable[str] = (),
    balance: bool | Callable[[Any], Words] = False,
    places: bool = False,
    only_for_group: bool = False,
    asked_anew: bool = False,
) -> dict[str, Any]:
    """The ``metadata`` of a marshmallow field.

    ``free``: a typeahead also takes what is not in its list. ``must``: a checkbox has to be
    ticked. ``purpose`` is shown to the reader; ``purpose``, ``sensitivity`` and ``retention``
    make the register of personal data. ``headings``: further column headings in a CSV file.
    ``balance``: selection counts applicants by the answer, or by what a function makes of it.
    ``places``: the answer says how many others this person can take. ``only_for_group``: besides the
    person herself only the others of her pair see the answer, staff do not. ``asked_anew``:
    whoever comes along again is asked once more.
    """
    given = {name: value for name, value in locals().items() if value not in (None, False, ())}
    return {**given, "headings": tuple(headings)}


def label_of(field: fields.Field) -> Words:
    """The field's label; for a schema that only machines use, its name."""
    label: Words | None = field.metadata.get("label")
    return label or str(field.name).replace("_", " ").capitalize()


def options_of(field: fields.Field) -> Sequence[Option]:
    """The options offered now: those given to the schema, else those the field declares."""
    schema = field.root if isinstance(field.root, Schema) else None
    offered = getattr(schema, "offered", {}).get(field.name)
    options: Options | None = offered if offered is not None else field.metadata.get("options")
    if options is None:
        return YES_NO if field.metadata.get("widget") in ("radio", "select") else ()
    return options() if callable(options) else options


def has_options(field: fields.Field) -> bool:
    """Whether the answer has to be one of a list."""
    if field.metadata.get("free") or isinstance(field, fields.Boolean):
        return False
    offered = getattr(field.root, "offered", {})
    return "options" in field.metadata or field.name in offered


def choices_by_name(field: fields.Field) -> dict[str, str]:
    """From what one may type for an option (its folded label in any of our languages, or its
    value) to its value. An option that comes first wins."""
    named: dict[str, str] = {}
    for code in LANGUAGES:
        with use_language(code):
            for value, label in options_of(field):
                named.setdefault(fold(str(label)), value)
    values = {fold(value): value for value, _label in options_of(field)}
    return values | named


def choice_of(field: fields.Field, typed: str) -> str | None:
    """The value of the option that was typed; None when it is none of them."""
    return choices_by_name(field).get(fold(typed)) if typed.strip() else None


def said_everywhere(words: Words) -> frozenset[str]:
    """The folded forms of a text in each of our languages."""
    said = set()
    for code in LANGUAGES:
        with use_language(code):
            said.add(fold(str(words)))
    return frozenset(said)


_WIDGETS: tuple[tuple[type[fields.Field], Widget], ...] = (
    (fields.Email, "email"),
    (fields.Url, "url"),
    (fields.Boolean, "checkbox"),
    (fields.Date, "date"),
    (fields.Time, "time"),
    (fields.Number, "number"),
    (fields.List, "checkboxes"),
)


def widget_of(field: fields.Field) -> Widget:
    """The widget that is declared, else the one that suits the field."""
    declared: Widget | None = field.metadata.get("widget") or getattr(field, "widget", None)
    if declared:
        return declared
    if has_options(field) and not isinstance(field, fields.List):
        return "radio" if len(options_of(field)) <= FEW else "select"
    return next((widget for kind, widget in _WIDGETS if isinstance(field, kind)), "text")
