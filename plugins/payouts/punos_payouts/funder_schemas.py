"""What a funder is asked about its frames, its promises, and what it decides."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.plugin import PunosSchema, clock, field_info
from punos_payouts.schemas import euro_field
from punos_payouts.texts import _staff, _staff_l


class FrameForm(PunosSchema):
    """Money that is set aside."""

    title = fields.String(
        required=True,
        metadata=field_info(
            label=_staff_l("What the money is for"),
            help=_staff_l("For example: Mentoring for people who have moved here, 2026"),
        ),
    )
    total = euro_field(
        _staff_l("All of it, in euros"), _staff_l("It cannot be changed later. Check it twice.")
    )
    starts_on = fields.Date(required=True, metadata=field_info(label=_staff_l("First day")))
    ends_on = fields.Date(required=True, metadata=field_info(label=_staff_l("Last day")))

    @validates_schema(skip_on_field_errors=True)
    def days(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """The days are in order."""
        if data["ends_on"] < data["starts_on"]:
            raise ValidationError([_staff("The last day is before the first day.")], "ends_on")


class PromiseForm(PunosSchema):
    """A part of a frame for one grantee. Frames and grantees are offered by the view."""

    frame = fields.String(
        required=True, metadata=field_info(label=_staff_l("From which money"), options=())
    )
    grantee = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("To whom"), options=(), widget="select"),
    )
    agreement_number = fields.String(
        required=True,
        validate=validate.Length(max=40),
        metadata=field_info(
            label=_staff_l("Number of the agreement"),
            help=_staff_l("Exactly as the grantee writes it: their claims are known by it."),
        ),
    )
    amount = euro_field(_staff_l("How much, in euros"))


def _not_ahead(day: date) -> None:
    if day > clock.today():
        raise ValidationError(
            [_staff("This day lies ahead. Write the payment down when it has been made.")]
        )


class PaymentForm(PunosSchema):
    """What was paid for a claim, all of it or a part."""

    amount = euro_field(_staff_l("How much was paid, in euros"))
    paid_on = fields.Date(
        required=True,
        validate=_not_ahead,
        metadata=field_info(label=_staff_l("On which day")),
    )


def return_form(lines: Sequence[Mapping[str, Any]], names: Mapping[str, Any]) -> PunosSchema:
    """A reason for each line of a claim; `names` are those of the kinds of line."""
    asked = {
        reason_name(number): _reason(f"{line['code']} · {names[line['kind']]}")
        for number, line in enumerate(lines)
    }
    schema: PunosSchema = PunosSchema.from_dict(asked)()  # type: ignore[arg-type, assignment]
    return schema


def reason_name(number: int) -> str:
    """The field of the line with this number, counted from 0."""
    return f"reason_{number}"


def _reason(label: str) -> fields.String:
    info = field_info(label=label, widget="textarea", rows=2)
    return fields.String(load_default="", validate=validate.Length(max=500), metadata=info)
