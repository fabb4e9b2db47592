"""What an association sets for its programme of pairs."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.plugin import (
    MATCHED_ROLES,
    AgreementSettings,
    AskSettings,
    CriteriaSettings,
    GoalSettings,
    InterviewSettings,
    PunosSchema,
    care_field,
    field_info,
    not_asked,
    rules_field,
    surveys_field,
    thirds_field,
    topics_field,
    visit_field,
)
from punos_pairwise.circles.settings import CircleSettings
from punos_pairwise.months import month_names
from punos_pairwise.sections import SCHEMAS, SECTION
from punos_pairwise.texts import _staff_l

SCHEMA_VERSION = 1
AIMS = (
    ("most_people", _staff_l("As many pairs as possible, then the best fit")),
    ("best_score", _staff_l("The best fit, even if somebody is left out")),
)
ASK_FIRST = (
    ("none", _staff_l("Nobody: pairs are formed when you publish")),
    ("mentee", _staff_l("The mentee")),
    ("mentor", _staff_l("The mentor")),
    ("both", _staff_l("Both")),
)
COMMON = (
    ("kick_off", _staff_l("Kick-off")),
    ("group_meeting", _staff_l("Group meeting")),
    ("midterm", _staff_l("Midterm")),
    ("closing", _staff_l("Closing")),
    ("feedback", _staff_l("Feedback")),
)
MEETS = (
    ("anywhere", _staff_l("Each pair decides")),
    ("online", _staff_l("Online")),
    ("in_person", _staff_l("In person")),
)


def _hours(label: Any) -> fields.Integer:
    return fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 60),
        metadata=field_info(label=label),
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
    hours_min = _hours(_staff_l("Hours a month that a pair meets, at least"))
    hours_max = _hours(_staff_l("Hours a month that a pair meets, at most"))

    @validates_schema(skip_on_field_errors=True)
    def hours_in_order(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """Both are said or neither, and the fewer come first."""
        least, most = data["hours_min"], data["hours_max"]
        if (least is None) != (most is None) or (least is not None and least > most):
            told = _staff_l("Say both the fewest and the most hours, or neither.")
            raise ValidationError([told], "hours_max")


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
    ask_first = fields.String(
        load_default="none",
        metadata=field_info(
            label=_staff_l("Who is asked first whether they want to meet"),
            help=_staff_l("They get a mail with a link, and see who it is without surname."),
            options=ASK_FIRST,
            widget="radio",
        ),
    )
    answer_days = fields.Integer(
        load_default=7,
        validate=validate.Range(1, 60),
        metadata=field_info(label=_staff_l("Days to answer")),
    )
    meeting_plan = fields.Nested(MeetingPlan, required=True)
    length_months = fields.Nested(Length, required=True)
    circles = fields.Nested(
        CircleSettings,
        load_default=lambda: CircleSettings().load({}),
        metadata=field_info(label=_staff_l("Circles of pairs")),
    )
    pairs_min = _pairs(_staff_l("Pairs that are needed at least"))
    pairs_target = _pairs(_staff_l("Pairs that are hoped for"))
    meets = fields.String(
        load_default="anywhere",
        metadata=field_info(
            label=_staff_l("Where pairs and groups meet"),
            help=_staff_l("The public page says so."),
            options=MEETS,
        ),
    )
    intakes = fields.List(
        fields.String(),
        load_default=list,
        metadata=field_info(
            label=_staff_l("Months in which you can apply"),
            help=_staff_l(
                "The public page says so. Tick none when it changes from cycle to cycle."
            ),
            options=month_names,
        ),
    )
    employer_visit = visit_field()
    returning_accepted = fields.Boolean(
        load_default=True,
        metadata=field_info(
            label=_staff_l("Mentors who come along again are accepted at once"),
            help=_staff_l("Otherwise they wait for a decision as others do."),
        ),
    )
    meeting_topics = topics_field()
    asks = fields.Nested(
        AskSettings,
        load_default=lambda: AskSettings().load({}),
        metadata=field_info(label=_staff_l("Questions of the application form")),
    )
    interviews = fields.Nested(
        InterviewSettings,
        load_default=lambda: InterviewSettings().load({}),
        metadata=field_info(label=_staff_l("Interviews")),
    )
    agreements = fields.Nested(
        AgreementSettings,
        load_default=lambda: AgreementSettings().load({}),
        metadata=field_info(label=_staff_l("Guidelines and agreement")),
    )
    goals = fields.Nested(
        GoalSettings,
        load_default=lambda: GoalSettings().load({}),
        metadata=field_info(label=_staff_l("Aims of a pair")),
    )
    care = care_field()
    surveys = surveys_field()
    thirds = thirds_field()
    eligibility = rules_field(MATCHED_ROLES, {SECTION: SCHEMAS})

    @validates_schema(skip_on_field_errors=True)
    def rules_are_asked(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """A rule can be about a question only where the form asks it."""
        wrong = {}
        for at, rule in enumerate(data["eligibility"]):
            silent = {f"{SECTION}.{name}" for name in not_asked(data["asks"], rule["role"])}
            about = enumerate(one["question"] for one in rule["conditions"])
            told = {"question": [_staff_l("The form does not ask this. Let it be asked first.")]}
            faults = {number: told for number, question in about if question in silent}
            if faults:
                wrong[at] = {"conditions": faults}
        if wrong:
            raise ValidationError({"eligibility": wrong})
