"""What staff are asked about a session of advice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from marshmallow import ValidationError, fields, validate

from punos import clock
from punos.advice.codes import KINDS
from punos.forms import PunosSchema, field_info
from punos.i18n import _staff, _staff_l

LONGEST_AGO = timedelta(days=5 * 366)
_TO_HELP = _staff_l(
    "To help people on their path to work, and to tell the funder how many found it."
)
_KEPT = _staff_l("As long as the person takes part, and two years after.")


def past(day: date) -> None:
    """Raises ValidationError for a day that lies ahead, or too long ago to be meant."""
    if day > clock.today():
        raise ValidationError(_staff("This day lies ahead. Write it down when it has come."))
    if day < clock.today() - LONGEST_AGO:
        raise ValidationError(_staff("This day lies more than five years back. Check the year."))


def _about(label: Any, **more: Any) -> dict[str, Any]:
    return field_info(
        label=label, purpose=_TO_HELP, sensitivity="personal", retention=_KEPT, **more
    )


class AdviceForm(PunosSchema):
    """A session of advice with one person."""

    kind = fields.String(
        required=True,
        metadata=_about(_staff_l("What it was about"), options=KINDS, widget="radio"),
    )
    held_on = fields.Date(required=True, validate=past, metadata=_about(_staff_l("Day")))
    minutes = fields.Integer(
        required=True,
        validate=validate.Range(1, 480),
        metadata=_about(_staff_l("How many minutes")),
    )
    adviser = fields.String(
        required=True, validate=validate.Length(max=200), metadata=_about(_staff_l("Who advised"))
    )


class PartnersAdviceForm(AdviceForm):
    """The same, with the partner that the adviser is of; the cycle's partners are offered."""

    partner = fields.String(
        load_default=None,
        allow_none=True,
        metadata=_about(_staff_l("Adviser of which partner"), widget="select", options=()),
    )


class SomebodysAdviceForm(PartnersAdviceForm):
    """The same, with the person; those of the cycle are offered."""

    who = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("With whom"), widget="typeahead", options=()),
    )

    class Meta(PartnersAdviceForm.Meta):
        """marshmallow's settings."""

        fields = ("who", "kind", "held_on", "minutes", "adviser", "partner")
