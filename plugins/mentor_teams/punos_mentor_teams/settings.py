"""What an association sets for its programme of teams: its unions, the plan, what makes a fit."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields, validate

from punos.plugin import (
    AgreementSettings,
    Criteria,
    CriteriaSettings,
    GoalSettings,
    PunosSchema,
    care_field,
    criteria_of,
    field_info,
    surveys_field,
    thirds_field,
    visit_field,
)
from punos_mentor_teams.texts import _staff_l

SCHEMA_VERSION = 1
AGREED = {"kinds": ["guidelines"], "before_meeting": True}
"""Everybody in a team accepts the ethical guidelines before it meets, unless that is set otherwise."""
PREFIX = r"[0-9]{1,4}\Z"


class TeamCriteria(CriteriaSettings):
    """How much each criterion counts. Professions must agree, and hopes count once for the team."""

    class Meta(CriteriaSettings.Meta):
        """marshmallow's settings."""

        exclude = ("profession", "profession_digits", "hopes")


class Theme(PunosSchema):
    """One meeting of the plan."""

    names = fields.Dict(
        keys=fields.String(validate=validate.Length(min=2, max=3)),
        values=fields.String(validate=validate.Length(min=1, max=120)),
        required=True,
        validate=validate.Length(min=1),
        metadata=field_info(label=_staff_l("Theme of the meeting, by language")),
    )
    minutes = fields.Integer(
        load_default=90,
        validate=validate.Range(15, 480),
        metadata=field_info(label=_staff_l("Length of a meeting in minutes")),
    )


def _plan(**more: Any) -> fields.List:
    return fields.List(
        fields.Nested(Theme),
        validate=validate.Length(min=3, max=5),
        metadata=field_info(label=_staff_l("Themed meetings of a team, in their order")),
        **more,
    )


class Union(PunosSchema):
    """What is set for one union: its professions, and its own plan if it has one."""

    professions = fields.List(
        fields.String(validate=validate.Regexp(PREFIX)),
        load_default=list,
        metadata=field_info(label=_staff_l("Professions (how their ISCO-08 codes begin)")),
    )
    plan = _plan(load_default=None, allow_none=True)


class TeamSettings(PunosSchema):
    """The settings of a programme of teams. Unions are named by the short names of the units."""

    unions = fields.Dict(
        keys=fields.String(validate=validate.Length(min=1, max=60)),
        values=fields.Nested(Union),
        load_default=dict,
        metadata=field_info(label=_staff_l("Unions and their professions")),
    )
    plan = _plan(required=True)
    profession_digits = fields.Integer(
        load_default=3,
        validate=validate.Range(1, 4),
        metadata=field_info(label=_staff_l("How many digits of the profession’s code must agree")),
    )
    criteria = fields.Nested(TeamCriteria, load_default=lambda: TeamCriteria().load({}))
    strength_bonus = fields.Integer(
        load_default=1000,
        validate=validate.Range(0, 10_000),
        metadata=field_info(
            label=_staff_l("Points for each hope that somebody in the team can meet"),
            help=_staff_l("A criterion that weighs little gives up to 1,000, one that must 4,000."),
        ),
    )
    mentors_preferred = fields.Integer(
        load_default=2,
        validate=validate.Range(1, 2),
        metadata=field_info(label=_staff_l("Mentors that a mentee has if possible")),
    )
    care = care_field()
    surveys = surveys_field()
    thirds = thirds_field()
    employer_visit = visit_field()
    agreements = fields.Nested(
        AgreementSettings,
        load_default=lambda: AgreementSettings().load(AGREED),
        metadata=field_info(label=_staff_l("Guidelines and agreement")),
    )
    goals = fields.Nested(
        GoalSettings,
        load_default=lambda: GoalSettings().load({}),
        metadata=field_info(label=_staff_l("Aims of a team")),
    )
    returning_accepted = fields.Boolean(
        load_default=True,
        metadata=field_info(
            label=_staff_l("Mentors who come along again are accepted at once"),
            help=_staff_l("Otherwise they wait for a decision as others do."),
        ),
    )


def plan_for(settings: Mapping[str, Any], union: str | None) -> Sequence[Mapping[str, Any]]:
    """The themed meetings of a union's teams: its own plan, else the one that all share."""
    own = settings["unions"].get(union, {}).get("plan") if union else None
    plan: Sequence[Mapping[str, Any]] = own or settings["plan"]
    return plan


def criteria_for(settings: Mapping[str, Any]) -> Criteria:
    """What makes a mentee and a mentor fit.

    They must be of one profession. What the mentee hopes for is met by the team as a whole, so it
    does not count for each of its mentors.
    """
    digits = settings["profession_digits"]
    fixed = {"profession": "mandatory", "profession_digits": digits, "hopes": "off"}
    return criteria_of({**settings["criteria"], **fixed})
