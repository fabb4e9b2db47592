"""Care as it is set for a programme, and what people and staff fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos import clock
from punos.care.codes import ANSWERS, CHRISTMAS, HOLIDAYS, JULY, PAUSES, WANTS
from punos.forms import PunosSchema, field_info
from punos.i18n import _l, _staff_l

SETTING = "care"
LONGEST_PAUSE = timedelta(days=120)
AGAIN, STOPS = "again", "stops"


class CareSettings(PunosSchema):
    """When pairs and groups are reminded and asked, and from when on staff hear of it."""

    first_contact_hours = fields.Integer(
        load_default=48,
        validate=validate.Range(1, 720),
        metadata=field_info(
            label=_staff_l("Hours within which those who are new to each other get in touch"),
        ),
    )
    quiet_days = fields.Integer(
        load_default=40,
        validate=validate.Range(7, 365),
        metadata=field_info(
            label=_staff_l("Days without a meeting after which a pair has gone quiet"),
            help=_staff_l("Breaks that a pair takes do not count, nor do the holidays below."),
        ),
    )
    holidays = fields.List(
        fields.String(),
        load_default=lambda: [JULY, CHRISTMAS],
        metadata=field_info(
            label=_staff_l("Holidays in which nobody is expected to meet"), options=HOLIDAYS
        ),
    )
    fit_check_days = fields.Integer(
        load_default=30,
        allow_none=True,
        validate=validate.Range(7, 365),
        metadata=field_info(
            label=_staff_l("Days after which everybody is asked how it goes"),
            help=_staff_l("Leave it empty to ask nobody. Only staff see the answers."),
        ),
    )
    reminders_most = fields.Integer(
        load_default=2,
        validate=validate.Range(0, 5),
        metadata=field_info(label=_staff_l("How often somebody is reminded of one thing at most")),
    )


def care_field() -> fields.Nested:
    """The field of a programme's settings."""
    return fields.Nested(
        CareSettings,
        load_default=lambda: CareSettings().load({}),
        metadata=field_info(label=_staff_l("Keeping pairs and groups going")),
    )


@dataclass(frozen=True)
class CareRules:
    """What a cycle's settings say of care."""

    first_contact_hours: int
    quiet_days: int
    fit_check_days: int | None
    reminders_most: int


def care_in(settings: Mapping[str, Any]) -> CareRules | None:
    """What these settings say; None for a programme that knows no care, or was set before there was any."""
    said = settings.get(SETTING)
    if said is None:
        return None
    return CareRules(
        said["first_contact_hours"],
        said["quiet_days"],
        said["fit_check_days"],
        said["reminders_most"],
    )


class FitSchema(PunosSchema):
    """How it goes, in a member's own view."""

    answer = fields.String(
        required=True,
        metadata=field_info(label=_l("How does it go?"), options=ANSWERS, widget="radio"),
    )
    wants = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(label=_l("What would you like?"), options=WANTS, widget="radio"),
    )
    words = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=2000),
        metadata=field_info(label=_l("What would you like to tell us?"), widget="textarea", rows=5),
    )


class PauseSchema(PunosSchema):
    """From when until when a pair or group rests."""

    from_on = fields.Date(required=True, metadata=field_info(label=_l("First day of the break")))
    until_on = fields.Date(required=True, metadata=field_info(label=_l("Last day of the break")))
    reason = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(label=_l("Why"), options=PAUSES, widget="radio"),
    )

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """It ends after it begins, lies ahead, and is no end for good."""
        first, last = data["from_on"], data["until_on"]
        if last < first:
            raise ValidationError([_l("The last day is not before the first.")], "until_on")
        if last < clock.today():
            raise ValidationError([_l("Choose a day that has not passed.")], "until_on")
        if last - first > LONGEST_PAUSE:
            told = _l("A break is at most four months long.")
            raise ValidationError([told], "until_on")


def ending_schema(
    reasons: Sequence[tuple[str, Any]], choices: Sequence[tuple[str, str]]
) -> PunosSchema:
    """Why a pair or group ends before its time; and of each of `choices`, (field, name), what comes next."""
    asked: dict[str, fields.Field] = {
        "reason": fields.String(
            required=True,
            metadata=field_info(
                label=_staff_l("Why does it end?"), options=reasons, widget="radio"
            ),
        )
    }
    for key, name in choices:
        asked[key] = fields.String(
            required=True,
            metadata=field_info(
                label=_staff_l("What comes next for %(name)s?", name=name),
                options=(
                    (AGAIN, _staff_l("They would like to meet somebody else")),
                    (STOPS, _staff_l("They leave the programme")),
                ),
                widget="radio",
            ),
        )
    made: PunosSchema = PunosSchema.from_dict(asked)()  # type: ignore[assignment]
    return made
