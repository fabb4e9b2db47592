"""What an association sets for its programme of pairs."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.plugin import CriteriaSettings, PunosSchema, field_info
from punos_pairwise.texts import _staff_l

SCHEMA_VERSION = 1
AIMS = (
    ("most_people", _staff_l("As many pairs as possible, then the best fit")),
    ("best_score", _staff_l("The best fit, even if somebody is left out")),
)
COMMON = (
    ("kick_off", _staff_l("Kick-off")),
    ("group_meeting", _staff_l("Group meeting")),
    ("midterm", _staff_l("Midterm")),
    ("closing", _staff_l("Closing")),
    ("feedback", _staff_l("Feedback")),
)


class MeetingPlan(PunosSchema):
    """How often a pair is meant to meet, and the common meetings of the cycle, in their order."""

    pair_meetings = fields.Integer(
        required=True,
        validate=validate.Range(1, 60),
        metadata=field_info(label=_staff_l("Meetings of a pair")),
    )
    minutes = fields.Integer(
        load_default=60,
        validate=validate.Range(15, 480),
        metadata=field_info(label=_staff_l("Length of a meeting in minutes")),
    )
    common = fields.List(
        fields.String(),
        load_default=list,
        metadata=field_info(label=_staff_l("Common meetings"), options=COMMON),
    )


def _months(label: Any) -> fields.Integer:
    return fields.Integer(
        required=True, validate=validate.Range(1, 36), metadata=field_info(label=label)
    )


class Length(PunosSchema):
    """How long a pair meets, in months."""

    min = _months(_staff_l("At least so many months"))
    target = _months(_staff_l("Usually so many months"))
    max = _months(_staff_l("At most so many months"))

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, data: Mapping[str, int], **_rest: Any) -> None:
        """The shortest, the usual and the longest stand in that order."""
        if not data["min"] <= data["target"] <= data["max"]:
            told = _staff_l("The usual length lies between the shortest and the longest.")
            raise ValidationError([told], "target")


def _pairs(label: Any) -> fields.Integer:
    return fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, 1000),
        metadata=field_info(label=label),
    )


class PairwiseSettings(PunosSchema):
    """The settings of a programme of pairs."""

    aim = fields.String(
        load_default="most_people",
        metadata=field_info(label=_staff_l("What matching aims at"), options=AIMS, widget="radio"),
    )
    criteria = fields.Nested(CriteriaSettings, load_default=lambda: CriteriaSettings().load({}))
    meeting_plan = fields.Nested(MeetingPlan, required=True)
    length_months = fields.Nested(Length, required=True)
    pairs_min = _pairs(_staff_l("Pairs that are needed at least"))
    pairs_target = _pairs(_staff_l("Pairs that are hoped for"))
