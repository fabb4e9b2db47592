"""From the questions of a survey to the form on which they are answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate

from punos.forms import YES_NO, PunosSchema, field_info
from punos.forms.words import LocalWords
from punos.surveys.items import LARGEST, SCALE, Item

LONGEST = 2000
"""So many characters an answer in words may have."""


def answer_schema(items: Sequence[Item], *, partly: bool = False) -> PunosSchema:
    """The questions as a schema; `partly`: what was answered so far is kept, nothing is needed."""
    made = {item.name: _field(item, needed=not (item.optional or partly)) for item in items}
    schema: type[PunosSchema] = PunosSchema.from_dict(made, name="SurveyAnswers")  # type: ignore[assignment]
    return schema()


def _field(item: Item, *, needed: bool) -> fields.Field:
    told = field_info(
        label=LocalWords(item.labels),
        help=LocalWords(item.helps) if item.helps else None,
        options=_options(item),
        widget={"text": "textarea", "number": "number", "many": "checkboxes"}.get(
            item.kind, "radio"
        ),  # type: ignore[arg-type]
        rows=3 if item.kind == "text" else None,
        sensitivity="personal",
    )
    if item.kind == "many":
        given: dict[str, Any] = {"required": True} if needed else {"load_default": list}
        return fields.List(fields.String(), metadata=told, **given)
    given = {"required": True} if needed else {"load_default": None, "allow_none": True}
    if item.kind in ("scale", "number"):
        limits = None if item.kind == "scale" else validate.Range(0, LARGEST)
        return fields.Integer(metadata=told, validate=limits, **given)
    longest = validate.Length(max=LONGEST) if item.kind == "text" else None
    return fields.String(metadata=told, validate=longest, **given)


def _options(item: Item) -> Sequence[tuple[str, Any]] | None:
    if item.kind == "scale":
        return [(str(mark), str(mark)) for mark in SCALE]
    if item.kind == "yes_no":
        return YES_NO
    if item.options:
        return [(value, LocalWords(labels)) for value, labels in item.options]
    return None
