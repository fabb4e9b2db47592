"""What is asked about feedback."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.feedback.codes import ATTRIBUTIONS, MOMENTS, SOURCES
from punos.forms import PunosSchema, field_info
from punos.i18n import _l, _staff_l

_KEPT = _staff_l("As long as the data of the person")
_TO_LEARN = _staff_l("To make the programme better.")


class AdjustmentForm(PunosSchema):
    """What was heard, and what was changed for it."""

    source = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("Where you heard it"), options=SOURCES, widget="radio"),
    )
    heard_on = fields.Date(required=True, metadata=field_info(label=_staff_l("Day")))
    heard = fields.String(
        required=True,
        validate=validate.Length(max=4000),
        metadata=field_info(
            label=_staff_l("What you heard"),
            help=_staff_l("In your own words, and so that nobody can be recognised."),
            widget="textarea",
        ),
    )
    changed = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=4000),
        metadata=field_info(label=_staff_l("What you changed"), widget="textarea"),
    )
    changed_on = fields.Date(
        load_default=None, allow_none=True, metadata=field_info(label=_staff_l("Changed on"))
    )

    @validates_schema(skip_on_field_errors=True)
    def changed_has_a_day(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """A change has a day, and a day says what was changed."""
        if data["changed"] and data["changed_on"] is None:
            raise ValidationError([_staff_l("On which day did you change it?")], "changed_on")
        if data["changed_on"] is not None and not data["changed"]:
            raise ValidationError([_staff_l("Say what you changed.")], "changed")


class QuoteForm(PunosSchema):
    """Whose words are asked for; the people and languages are offered."""

    enrolment_id = fields.UUID(
        required=True,
        metadata=field_info(label=_staff_l("Whose words"), purpose=_TO_LEARN, retention=_KEPT),
    )
    text = fields.String(
        required=True,
        validate=validate.Length(max=2000),
        metadata=field_info(
            label=_staff_l("Their words"),
            help=_staff_l("As they said or wrote them. They can change them before they say yes."),
            widget="textarea",
            purpose=_TO_LEARN,
            sensitivity="personal",
            retention=_KEPT,
        ),
    )
    language = fields.String(required=True, metadata=field_info(label=_staff_l("Language")))


class ReleaseForm(PunosSchema):
    """What the author decides about their words."""

    text = fields.String(
        required=True,
        validate=validate.Length(max=2000),
        metadata=field_info(
            label=_l("Your words"),
            help=_l("Change them as you like."),
            widget="textarea",
            sensitivity="personal",
        ),
    )
    attribution = fields.String(
        required=True,
        metadata=field_info(
            label=_l("How should they be shown?"), options=ATTRIBUTIONS, widget="radio"
        ),
    )


class InterviewPlanForm(PunosSchema):
    """Talks to be planned for everybody of a role; roles, hosts and guides are offered."""

    role = fields.String(required=True, metadata=field_info(label=_staff_l("With whom")))
    moment = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("When"), options=MOMENTS, widget="radio"),
    )
    planned_on = fields.Date(required=True, metadata=field_info(label=_staff_l("By which day")))
    host_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata=field_info(label=_staff_l("Who talks with them")),
    )
    material_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("Guide"), help=_staff_l("One of the programme’s materials.")
        ),
    )


class SummaryForm(PunosSchema):
    """What a talk came to."""

    held_on = fields.Date(required=True, metadata=field_info(label=_staff_l("Day")))
    summary = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=10_000),
        metadata=field_info(
            label=_staff_l("Summary"),
            help=_staff_l(
                "What they told, in short, as you would say it to them: they may read it. "
                "Nothing about health, faith or other people."
            ),
            widget="textarea",
            rows=10,
            purpose=_TO_LEARN,
            sensitivity="personal",
            retention=_KEPT,
        ),
    )
