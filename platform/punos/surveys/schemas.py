"""What a programme sets about its surveys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from punos.forms import PunosSchema, field_info
from punos.i18n import _staff_l

WAVE_NAMES: tuple[tuple[str, Any], ...] = (
    ("start", _staff_l("At the start")),
    ("midterm", _staff_l("In the middle")),
    ("end", _staff_l("At the end")),
    ("months_6", _staff_l("Half a year later")),
    ("months_12", _staff_l("A year later")),
)


class SurveySettings(PunosSchema):
    """How a programme asks the people in it."""

    waves = fields.List(
        fields.String(),
        load_default=list,
        metadata=field_info(
            label=_staff_l("Surveys that are sent by themselves when their day comes"),
            help=_staff_l("You can send the others by hand, from the page of the cycle."),
            options=WAVE_NAMES,
        ),
    )


def surveys_field() -> fields.Nested:
    """The field of a programme's settings about its surveys."""
    return fields.Nested(
        SurveySettings,
        load_default=lambda: SurveySettings().load({}),
        metadata=field_info(label=_staff_l("Surveys")),
    )


class LastDaySchema(PunosSchema):
    """Until when answers are taken."""

    closes_on = fields.Date(
        required=True, metadata=field_info(label=_staff_l("Last day to answer"))
    )


def waves_by_themselves(settings: Mapping[str, Any]) -> frozenset[str]:
    """The waves that a cycle's settings send on their day; none where nothing is said."""
    return frozenset((settings.get("surveys") or {}).get("waves") or ())
