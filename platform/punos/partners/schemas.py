"""What is asked about a partner."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.forms import PunosSchema, field_info
from punos.i18n import _staff_l
from punos.partners.roles import ROLES
from punos.people.schemas import ONE_ADDRESS


class PartnerForm(PunosSchema):
    """An organisation, and who answers there."""

    name = fields.String(
        required=True,
        validate=validate.Length(max=200),
        metadata=field_info(label=_staff_l("Name of the organisation")),
    )
    contact_name = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=200),
        metadata=field_info(label=_staff_l("Who answers there")),
    )
    contact_email = fields.Email(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(max=254), validate.Regexp(ONE_ADDRESS)],
        metadata=field_info(
            label=_staff_l("Their e-mail"),
            help=_staff_l("Invitations to meetings go there."),
        ),
    )


def _day(label: Any) -> fields.Date:
    return fields.Date(load_default=None, allow_none=True, metadata=field_info(label=label))


class PartForm(PunosSchema):
    """A partner's part in a cycle; the partners are offered."""

    partner = fields.String(
        required=True, metadata=field_info(label=_staff_l("Partner"), widget="select", options=())
    )
    role = fields.String(
        required=True,
        metadata=field_info(
            label=_staff_l("What they do"), widget="select", options=tuple(ROLES.items())
        ),
    )
    from_date = _day(_staff_l("From which day"))
    until_date = _day(_staff_l("Until which day"))

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """The last day is not before the first one."""
        first, last = data["from_date"], data["until_date"]
        if first and last and last < first:
            raise ValidationError([_staff_l("This day is before the first one.")], "until_date")


class AtMeetingForm(PunosSchema):
    """Which partners of the cycle a meeting is about; they are offered."""

    partners = fields.List(
        fields.UUID(),
        load_default=list,
        metadata=field_info(label=_staff_l("Partners")),
    )
