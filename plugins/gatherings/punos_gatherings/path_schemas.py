"""What staff are asked about somebody's path to work."""

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate

from punos.plugin import ONE_ADDRESS, PunosSchema, day_that_has_come, field_info, language_name
from punos_gatherings.codes import CONTRACTS, EVIDENCE, STEPS
from punos_gatherings.texts import _staff_l

_TO_HELP = _staff_l(
    "To help people on their path to work, and to tell the funder how many found it."
)
_KEPT = _staff_l("As long as the person takes part, and two years after.")


def _day(label: Any, help: Any = None) -> fields.Date:  # noqa: A002 - the word of the page
    return fields.Date(required=True, validate=day_that_has_come, metadata=_about(label, help=help))


def _about(label: Any, **more: Any) -> dict[str, Any]:
    return field_info(
        label=label, purpose=_TO_HELP, sensitivity="personal", retention=_KEPT, **more
    )


class StepForm(PunosSchema):
    """A step on the path."""

    kind = fields.String(
        required=True, metadata=_about(_staff_l("Which step"), options=STEPS, widget="radio")
    )
    happened_on = _day(_staff_l("Day"))


class JobForm(PunosSchema):
    """A job that somebody has found."""

    employer = fields.String(
        required=True,
        validate=validate.Length(max=200),
        metadata=_about(_staff_l("Employer, or own business")),
    )
    starts_on = _day(_staff_l("First day of work"))
    contract = fields.String(
        required=True,
        metadata=_about(_staff_l("Contract"), options=CONTRACTS, widget="radio"),
    )
    hours_per_week = fields.Integer(
        required=True,
        validate=validate.Range(1, 80),
        metadata=_about(
            _staff_l("Hours a week"), help=_staff_l("About how many, when they change.")
        ),
    )
    own_field = fields.Boolean(
        required=True, metadata=_about(_staff_l("Is it in their own field?"), widget="radio")
    )
    evidence = fields.String(
        required=True,
        metadata=_about(_staff_l("What have you seen of it?"), options=EVIDENCE, widget="radio"),
    )


class AskForm(PunosSchema):
    """Who is to confirm a job."""

    email = fields.Email(
        required=True,
        validate=[validate.Length(max=254), validate.Regexp(ONE_ADDRESS)],
        metadata=field_info(
            label=_staff_l("Their own e-mail address"),
            help=_staff_l("The link goes there alone. You do not see it."),
            purpose=_staff_l("To ask somebody else to confirm it."),
            sensitivity="personal",
            retention=_KEPT,
        ),
    )
    language = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("Language of the mail"), options=(), widget="radio"),
    )


def ask_form(languages: Sequence[str]) -> PunosSchema:
    """The form in the association's languages."""
    return AskForm().offer(language=[(code, language_name(code)) for code in languages])
