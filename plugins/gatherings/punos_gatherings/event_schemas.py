"""What staff are asked about an event."""

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate

from punos.plugin import PunosSchema, field_info, language_name
from punos_gatherings.schemas import OUTSIDE_HELP
from punos_gatherings.texts import _staff_l


class EventForm(PunosSchema):
    """An event: what kind, when, where, for how many. Texts come by language."""

    kind = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("What it is"), options=(), widget="radio"),
    )
    day = fields.Date(required=True, metadata=field_info(label=_staff_l("Day")))
    starts = fields.Time(required=True, metadata=field_info(label=_staff_l("Begins at")))
    minutes = fields.Integer(
        required=True,
        validate=validate.Range(15, 1440),
        metadata=field_info(label=_staff_l("Length in minutes")),
    )
    place = fields.String(
        load_default=None, allow_none=True, metadata=field_info(label=_staff_l("Place"))
    )
    capacity = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 1000),
        metadata=field_info(
            label=_staff_l("Places"), help=_staff_l("Leave this empty if there is no limit.")
        ),
    )
    note = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=1000),
        metadata=field_info(label=_staff_l("Note"), help=OUTSIDE_HELP, widget="textarea", rows=3),
    )


def event_form(languages: Sequence[str], kinds: Sequence[tuple[str, Any]]) -> PunosSchema:
    """The form with a name and a text in each language; the first language needs a name."""
    told: dict[str, Any] = {}
    for code in languages:
        spoken = language_name(code)
        needed: dict[str, Any] = (
            {"required": True} if code == languages[0] else {"load_default": ""}
        )
        told[f"name_{code}"] = fields.String(
            **needed,
            validate=validate.Length(max=120),
            metadata=field_info(label=_staff_l("Name (%(language)s)", language=spoken)),
        )
        told[f"about_{code}"] = fields.String(
            load_default="",
            validate=validate.Length(max=1000),
            metadata=field_info(
                label=_staff_l("What is told about it (%(language)s)", language=spoken),
                widget="textarea",
                rows=2,
            ),
        )
    made: Any = EventForm.from_dict(told)
    schema: PunosSchema = made().offer(kind=list(kinds))
    return schema
