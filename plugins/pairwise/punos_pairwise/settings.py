"""What an association sets for its programme of pairs."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.plugin import PunosSchema, field_info
from punos_pairwise.texts import _staff_l

SCHEMA_VERSION = 1
LEVELS = (
    ("mandatory", _staff_l("Must agree")),
    ("high", _staff_l("Weighs much")),
    ("medium", _staff_l("Weighs some")),
    ("low", _staff_l("Weighs little")),
    ("off", _staff_l("Not used")),
)
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
CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")


def _level(label: Any, default: str) -> fields.String:
    return fields.String(
        load_default=default, metadata=field_info(label=label, options=LEVELS, widget="select")
    )


class CriteriaSettings(PunosSchema):
    """How much each criterion counts when pairs are proposed."""

    profession = _level(_staff_l("Same profession"), "high")
    languages = _level(_staff_l("Common language"), "high")
    hopes = _level(_staff_l("Hopes met by what the mentor offers"), "medium")
    place = _level(_staff_l("Same city, or both can meet online"), "medium")
    interests = _level(_staff_l("Shared interests"), "medium")
    education = _level(_staff_l("Field of education"), "off")
    availability = _level(_staff_l("Times that suit both"), "low")
    profession_digits = fields.Integer(
        load_default=2,
        validate=validate.Range(1, 4),
        metadata=field_info(label=_staff_l("How many digits of the profession’s code must agree")),
    )
    working_languages = fields.List(
        fields.String(validate=validate.Length(min=2, max=3)),
        load_default=list,
        metadata=field_info(label=_staff_l("Languages of the programme (none: any)")),
    )
    mentee_language_level = fields.String(
        load_default="A2",
        validate=validate.OneOf(CEFR),
        metadata=field_info(label=_staff_l("Level that a mentee needs in a common language")),
    )
    mentor_language_level = fields.String(
        load_default="B2",
        validate=validate.OneOf(CEFR),
        metadata=field_info(label=_staff_l("Level that a mentor needs in a common language")),
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
