"""What is asked about a meeting."""

from typing import Any

from marshmallow import fields, validate

from punos.forms import PunosSchema, field_info
from punos.i18n import _l

LENGTHS: tuple[tuple[str, Any], ...] = (
    ("30", _l("Half an hour")),
    ("60", _l("An hour")),
    ("90", _l("An hour and a half")),
    ("120", _l("Two hours")),
)


class MeetingForm(PunosSchema):
    """A meeting that was held: when, how long, and what about."""

    held_on = fields.Date(required=True, metadata=field_info(label=_l("Which day did you meet?")))
    starts = fields.Time(required=True, metadata=field_info(label=_l("At what time?")))
    minutes = fields.Integer(
        required=True,
        validate=validate.Range(1, 1440),
        metadata=field_info(label=_l("How long?"), options=LENGTHS, widget="radio"),
    )
    topic = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_l("What did you talk about?"),
            help=_l("A few words are enough. Please write no names."),
        ),
    )
