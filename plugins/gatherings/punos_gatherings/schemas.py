"""What staff are asked about seasons and dates."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.plugin import PunosSchema, field_info, language_name
from punos_gatherings.codes import PARTS
from punos_gatherings.texts import _staff, _staff_l

EVERY = (
    ("FREQ=WEEKLY;INTERVAL=1", _staff_l("Every week")),
    ("FREQ=WEEKLY;INTERVAL=2", _staff_l("Every second week")),
    ("FREQ=WEEKLY;INTERVAL=3", _staff_l("Every third week")),
    ("FREQ=WEEKLY;INTERVAL=4", _staff_l("Every fourth week")),
)
LONGEST = timedelta(days=2 * 366)
_PARTS_ASKED = {
    "facilitator": _staff_l("Who leads the meeting"),
    "role_model": _staff_l("Who visits and tells about her path"),
    "expert": _staff_l("Experts"),
    "adviser": _staff_l("Advisers"),
}


def _place() -> fields.String:
    return fields.String(
        load_default=None, allow_none=True, metadata=field_info(label=_staff_l("Place"))
    )


def _minutes() -> fields.Integer:
    return fields.Integer(
        required=True,
        validate=validate.Range(15, 1440),
        metadata=field_info(label=_staff_l("Length in minutes")),
    )


def _capacity() -> fields.Integer:
    return fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 1000),
        metadata=field_info(
            label=_staff_l("Places"), help=_staff_l("Leave this empty if there is no limit.")
        ),
    )


def _note(help: Any) -> fields.String:  # noqa: A002 - the word of the page
    return fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=1000),
        metadata=field_info(label=_staff_l("Note"), help=help, widget="textarea", rows=3),
    )


OUTSIDE_HELP = _staff_l("Needed when a day lies outside of the programme’s period: why is it so?")


class SeasonForm(PunosSchema):
    """When a circle meets."""

    first_on = fields.Date(
        required=True,
        metadata=field_info(
            label=_staff_l("First day"),
            help=_staff_l("The other meetings are on the same day of the week."),
        ),
    )
    until = fields.Date(
        required=True, metadata=field_info(label=_staff_l("Last day, at the latest"))
    )
    rule = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("How often"), options=EVERY, widget="radio"),
    )
    starts = fields.Time(required=True, metadata=field_info(label=_staff_l("Begins at")))
    minutes = _minutes()
    place = _place()
    capacity = _capacity()
    note = _note(OUTSIDE_HELP)

    @validates_schema(skip_on_field_errors=True)
    def days_in_order(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """The last day comes after the first, and not years later."""
        if data["until"] < data["first_on"]:
            raise ValidationError([_staff("The last day comes before the first.")], "until")
        if data["until"] - data["first_on"] > LONGEST:
            raise ValidationError([_staff("A season is at most two years long.")], "until")


class MoveForm(PunosSchema):
    """Another time for one date."""

    day = fields.Date(required=True, metadata=field_info(label=_staff_l("Day")))
    starts = fields.Time(required=True, metadata=field_info(label=_staff_l("Begins at")))
    minutes = _minutes()
    place = _place()
    note = _note(
        _staff_l("Why it is moved. Needed when the day lies outside of the programme’s period.")
    )


class CancelForm(PunosSchema):
    """Why a date does not take place."""

    note = _note(_staff_l("For your colleagues. Those who have a place get a mail without it."))


def date_form(languages: Sequence[str]) -> PunosSchema:
    """What is told about one date: aim and themes in each language, who contributes, places."""
    told = {
        f"{name}_{code}": fields.String(
            load_default="",
            validate=validate.Length(max=1000),
            metadata=field_info(
                label=label(language=language_name(code)), widget="textarea", rows=2
            ),
        )
        for name, label in (("aim", _aim), ("themes", _themes))
        for code in languages
    }
    contributors = {
        part: fields.String(
            load_default="",
            validate=validate.Length(max=1000),
            metadata=field_info(
                label=_PARTS_ASKED[part],
                help=_staff_l("One name a line."),
                widget="textarea",
                rows=2,
            ),
        )
        for part, _label in PARTS
    }
    made = PunosSchema.from_dict({**told, **contributors, "capacity": _capacity()})
    schema: PunosSchema = made()  # type: ignore[assignment]
    return schema


def _aim(*, language: str) -> Any:
    return _staff_l("Aim (%(language)s)", language=language)


def _themes(*, language: str) -> Any:
    return _staff_l("Themes (%(language)s)", language=language)
