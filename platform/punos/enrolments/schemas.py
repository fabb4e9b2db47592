"""What an application asks besides the person and the programme model's own questions."""

from marshmallow import fields

from punos.enrolments.reasons import REASONS
from punos.forms import PunosSchema, field_info
from punos.i18n import _l, _staff_l

CONSENT_TEXT = _l(
    "I agree that the association keeps what I have written here and uses it to arrange this "
    "programme."
)


class ConsentSchema(PunosSchema):
    """What an applicant agrees to. One box for each purpose that rests on consent."""

    service = fields.Boolean(
        load_default=False,
        metadata=field_info(
            label=CONSENT_TEXT,
            help=_l(
                "You can take this back at any time: withdraw your application, or write to us."
            ),
            must=True,
        ),
    )


class PlacingSchema(PunosSchema):
    """To which unit an applicant belongs."""

    unit = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("Unit"),
            widget="select",
            options=(),
            headings=("unit", "branch", "yksikkö", "enhet"),
        ),
    )


class ReasonSchema(PunosSchema):
    """Why an application ends."""

    reason = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("Reason"), widget="radio", options=REASONS),
    )
