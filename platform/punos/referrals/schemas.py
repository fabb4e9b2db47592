"""What is asked about a referral: of staff, of her, and of the staff who receive her."""

from typing import Any

from marshmallow import fields, validate

from punos.forms import PunosSchema, field_info
from punos.i18n import _l, _staff_l
from punos.referrals.codes import REASONS, STAFF_FIELDS


class AskSchema(PunosSchema):
    """To whom somebody is referred, and on which terms. Associations and fields are offered."""

    receiver = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("To which association?"), widget="select", options=()),
    )
    reason = fields.String(
        required=True,
        metadata=field_info(
            label=_staff_l("Why?"),
            help=_staff_l("This person sees the reason, and so does the other association."),
            widget="radio",
            options=tuple(REASONS.items()),
        ),
    )
    handed = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1),
        metadata=field_info(
            label=_staff_l("What could be handed over?"),
            help=_staff_l(
                "They see each value, and tick themselves what you may hand over. A name and an "
                "e-mail address or a phone number are needed."
            ),
            widget="checkboxes",
            options=(),
        ),
    )
    claims = fields.String(
        required=True,
        metadata=field_info(
            label=_staff_l("Who may claim it when this person finds work?"),
            help=_staff_l(
                "A funder pays once for one person. From the day on which they accept, only one of "
                "you may claim the payment for a job found: agree on it before you refer."
            ),
            widget="radio",
            options=(
                ("sender", _staff_l("We, who refer: the other association does not claim it")),
                ("receiver", _staff_l("The other association: we do not claim it any more")),
            ),
        ),
    )
    expires_on = fields.Date(
        required=True,
        metadata=field_info(
            label=_staff_l("Until when is the consent asked?"),
            help=_staff_l(
                "After this day the other association loses what was handed over, unless this "
                "person has become a participant there."
            ),
        ),
    )


def asked_about(names: list[str]) -> list[tuple[str, Any]]:
    """The fields that are known, as options."""
    return [(name, STAFF_FIELDS[name]) for name in names]


class AgreeSchema(PunosSchema):
    """What she agrees to hand over; nothing is ticked for her."""

    handed = fields.List(
        fields.String(),
        required=True,
        metadata=field_info(
            label=_l("What may we hand over?"),
            help=_l("Tick what you agree to. Your name and one way to reach you are needed."),
            widget="checkboxes",
            options=(),
        ),
    )
    seen = fields.String(required=True, metadata=field_info(label="", widget="hidden"))


class InviteSchema(PunosSchema):
    """To what somebody who was accepted is invited. Cycles, units and languages are offered."""

    place = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("To what?"), widget="select", options=()),
    )
    unit = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(label=_staff_l("Unit"), widget="select", options=()),
    )
    language = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("Language of the mail"), widget="select", options=()),
    )
