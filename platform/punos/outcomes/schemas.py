"""What is asked about one outcome, and about the figures of an earlier year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema
from werkzeug.datastructures import FileStorage

from punos import clock
from punos.forms import PunosSchema, field_info
from punos.i18n import _staff, _staff_l, language
from punos.occupations.api import every
from punos.outcomes.codes import (
    BY_CODE,
    CODES,
    CONTRACTS,
    DETAILS,
    LEFT,
    MOMENT_LABELS,
    QUALIFIED,
    SOURCES,
)
from punos.outcomes.thirds import LINES, NOT_KNOWN

ENDINGS = ("pdf", "png", "jpg", "jpeg", "docx", "odt", "txt")
"""Of the files that may be kept as evidence: what people can open, and nothing that runs."""
BASES = (
    ("collected", _staff_l("Everybody was counted")),
    ("sample", _staff_l("Some of them were asked")),
    ("estimate", _staff_l("It is an estimate")),
)
MEASURES = (
    *((line, label) for line, label in LINES.items() if line != NOT_KNOWN),
    *((code.code, code.label) for code in CODES),
)


class Upload(fields.Field):
    """A file as the browser sent it."""

    widget = "file"

    def _deserialize(self, value: Any, *_more: Any, **_kwargs: Any) -> FileStorage:
        if not isinstance(value, FileStorage):
            raise self.make_error("null")
        return value


def _occupations() -> Sequence[tuple[str, str]]:
    return [(one.code, one.label) for one in every(language())]


def _choice(label: Any, options: Any, **more: Any) -> fields.String:
    told = field_info(label=label, options=options, widget="select", **more)
    return fields.String(load_default=None, allow_none=True, metadata=told)


class OutcomeSchema(PunosSchema):
    """One observation of what became of somebody."""

    moment = fields.String(
        required=True,
        metadata=field_info(
            label=_staff_l("Moment"), options=list(MOMENT_LABELS.items()), widget="radio"
        ),
    )
    code = fields.String(
        required=True,
        metadata=field_info(
            label=_staff_l("Outcome"),
            options=[(one.code, one.label) for one in CODES],
            widget="select",
        ),
    )
    happened_on = fields.Date(
        required=True, metadata=field_info(label=_staff_l("Day on which it was so"))
    )
    occupation = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("What they work as"),
            help=_staff_l("Begin to type and choose the nearest one."),
            options=_occupations,
            widget="typeahead",
        ),
    )
    own_field = _choice(
        _staff_l("Is it work in their own field?"),
        (("yes", _staff_l("Yes")), ("no", _staff_l("No"))),
        help=_staff_l("Leave it open, and it is worked out from their two occupations."),
    )
    hours_per_week = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 80),
        metadata=field_info(label=_staff_l("Hours a week")),
    )
    contract = _choice(_staff_l("Kind of work"), CONTRACTS)
    qualification = _choice(_staff_l("If it is a qualification"), DETAILS[QUALIFIED])
    reason = _choice(_staff_l("If they left early, why"), DETAILS[LEFT])
    source = fields.String(
        load_default="staff",
        metadata=field_info(
            label=_staff_l("How you know it"), options=list(SOURCES.items()), widget="select"
        ),
    )
    evidence = Upload(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("Evidence"),
            help=_staff_l("A file of at most 10 MB, if a funder asks for it. It is rarely needed."),
            widget="file",
        ),
    )

    @validates_schema(skip_on_field_errors=True)
    def fits(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """No day that is still to come, a code that this moment can have, a file that can be opened."""
        wrong: dict[str, list[Any]] = {}
        if data["happened_on"] > clock.today():
            told = _staff("This day is still to come. Choose today or an earlier day.")
            wrong["happened_on"] = [told]
        if data["moment"] not in BY_CODE[data["code"]].moments:
            wrong["code"] = [_staff("This cannot be said of that moment. Choose another one.")]
        sent = data["evidence"]
        if sent and not str(sent.filename or "").lower().endswith(ENDINGS):
            wrong["evidence"] = [_staff("Choose a PDF, a picture or a text document.")]
        if wrong:
            raise ValidationError(wrong)


class AggregateSchema(PunosSchema):
    """A figure of an earlier year, of people who are not recorded one by one."""

    year = fields.Integer(
        required=True,
        validate=validate.Range(1990, 2100),
        metadata=field_info(label=_staff_l("Year")),
    )
    measure = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("What was counted"), options=MEASURES, widget="select"),
    )
    people = fields.Integer(
        required=True,
        validate=validate.Range(0, 1_000_000),
        metadata=field_info(label=_staff_l("How many people")),
    )
    of_people = fields.Integer(
        required=True,
        validate=validate.Range(0, 1_000_000),
        metadata=field_info(label=_staff_l("Of how many of whom it is known")),
    )
    basis = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("What it is based on"), options=BASES, widget="radio"),
    )
    note = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=500),
        metadata=field_info(
            label=_staff_l("Note"),
            help=_staff_l("Where the figure comes from. Write no names."),
            widget="textarea",
            rows=3,
        ),
    )

    @validates_schema(skip_on_field_errors=True)
    def no_more_than_all(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """A part is not larger than the whole."""
        if data["people"] > data["of_people"]:
            told = _staff("This is fewer than the people that were counted.")
            raise ValidationError([told], "of_people")
