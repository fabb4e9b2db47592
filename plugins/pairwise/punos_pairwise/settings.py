"""What an association sets for its programme of pairs."""

from typing import Any

from marshmallow import fields, validate

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
    profession_digits = fields.Integer(load_default=2, validate=validate.Range(1, 4))
    working_languages = fields.List(
        fields.String(validate=validate.Length(min=2, max=3)), load_default=list
    )
    mentee_language_level = fields.String(load_default="A2", validate=validate.OneOf(CEFR))
    mentor_language_level = fields.String(load_default="B2", validate=validate.OneOf(CEFR))


class MeetingPlan(PunosSchema):
    """How often a pair is meant to meet, and the common meetings of the cycle."""

    pair_meetings = fields.Integer(required=True, validate=validate.Range(1, 60))
    minutes = fields.Integer(load_default=60, validate=validate.Range(15, 480))
    common = fields.List(fields.String(), load_default=list)


class Length(PunosSchema):
    """How long a pair meets, in months."""

    min = fields.Integer(required=True, validate=validate.Range(1, 36))
    target = fields.Integer(required=True, validate=validate.Range(1, 36))
    max = fields.Integer(required=True, validate=validate.Range(1, 36))


class PairwiseSettings(PunosSchema):
    """The settings of a programme of pairs."""

    aim = fields.String(
        load_default="most_people",
        metadata=field_info(label=_staff_l("What matching aims at"), options=AIMS, widget="radio"),
    )
    criteria = fields.Nested(CriteriaSettings, load_default=lambda: CriteriaSettings().load({}))
    meeting_plan = fields.Nested(MeetingPlan, required=True)
    length_months = fields.Nested(Length, required=True)
    pairs_min = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 1000))
    pairs_target = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(0, 1000)
    )
