"""What is sent from the door."""

from marshmallow import fields, validate

from punos.plugin import PunosSchema, field_info
from punos_gatherings.texts import _staff_l

MOST_AT_ONCE = 500
_LAST = 4_102_444_800_000
"""The first moment of the year 2100, in milliseconds: no clock is that wrong."""


def _when() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(0, _LAST))


class NewcomerForm(PunosSchema):
    """A newcomer's first name."""

    given_name = fields.String(
        required=True,
        validate=validate.Length(max=100),
        metadata=field_info(label=_staff_l("First name"), sensitivity="personal"),
    )


class ArrivalSchema(NewcomerForm):
    """A newcomer as a phone has kept them: when, by its clock, in milliseconds since 1970."""

    token = fields.UUID(required=True)
    at = _when()


class MarkSchema(PunosSchema):
    """A tap as a phone has kept it."""

    who = fields.UUID(required=True)
    state = fields.String(required=True, validate=validate.OneOf(("present", "absent")))
    at = _when()


class BatchSchema(PunosSchema):
    """What a phone sends at once; `sent` is the time of sending by the same clock."""

    sent = _when()
    marks = fields.List(
        fields.Nested(MarkSchema), load_default=list, validate=validate.Length(max=MOST_AT_ONCE)
    )
    newcomers = fields.List(
        fields.Nested(ArrivalSchema), load_default=list, validate=validate.Length(max=MOST_AT_ONCE)
    )
