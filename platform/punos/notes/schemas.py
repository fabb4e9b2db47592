"""What is asked about a note."""

from typing import Any

from marshmallow import fields

from punos.forms import PunosSchema, field_info
from punos.i18n import _staff_l

PURPOSES: tuple[tuple[str, Any], ...] = (
    ("interview", _staff_l("From an interview")),
    ("support", _staff_l("How they are supported")),
    ("agreed", _staff_l("What was agreed")),
    ("safety", _staff_l("Safety")),
    ("other", _staff_l("Something else")),
)
MONTHS = {"interview": 6, "support": 12, "agreed": 12, "safety": 24, "other": 6}
"""For how many months a note is kept unless its writer says otherwise, by what it is for."""
MOST_YEARS = 5


class NoteSchema(PunosSchema):
    """A dated note: what it is for, what it says, and until when it is kept."""

    purpose = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("What is it for?"), widget="radio", options=PURPOSES),
    )
    text = fields.String(
        required=True,
        metadata=field_info(
            label=_staff_l("Note"),
            help=_staff_l(
                "Write what you know and need, as you would say it to them: they may read it. "
                "Nothing about health, faith or other people."
            ),
            widget="textarea",
            sensitivity="personal",
        ),
    )
    noted_on = fields.Date(required=True, metadata=field_info(label=_staff_l("Day")))
    keep_until = fields.Date(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("Keep it until"),
            help=_staff_l(
                "Leave it empty for the usual time: 6 months for an interview and other notes, "
                "12 for support and what was agreed, 24 for safety. After that day it is deleted."
            ),
        ),
    )
