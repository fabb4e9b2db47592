"""A small programme model of the tests' own with every kind of figure, and the plugin that brings it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields

from punos.extend import Metric, Plugin, hookimpl
from punos.plugin import (
    Cycle,
    GroupKind,
    ModelState,
    PlannedMeeting,
    ProgrammeModel,
    Work,
    admission,
    cohort_of,
    completion,
    contact_hours,
    employer_contact,
    employment_at_exit,
    employment_at_six_months,
    full_team_share,
    group_attendance,
    groups_formed,
    match_rate,
    mentor_return,
    own_field_at_exit,
    participants,
    plan_fulfilment,
    positive_transition,
    survey_figures,
    time_to_match,
)

SINGER, GUIDE = "singer", "guide"
DUO, CIRCLE, OPEN_DAY = "duo", "circle", "open_day"


class ChoirSettings(Schema):
    """How often a duo is meant to meet."""

    meetings = fields.Integer(required=True)


def _plan(settings: Mapping[str, Any], unit: str | None) -> Sequence[PlannedMeeting]:
    """Two more in a unit whose short name begins with "long"."""
    more = 2 if unit and unit.startswith("long") else 0
    return [PlannedMeeting(None, {}, 60)] * (settings["meetings"] + more)


CHOIR = ProgrammeModel(
    name="choir",
    label="Choir",
    settings_schema=ChoirSettings,
    schema_version=1,
    roles={SINGER: "Singer", GUIDE: "Guide"},
    states=(
        ModelState(
            "applied", "candidate", "Applied", to=("accepted", "refused"), at_close="refused"
        ),
        ModelState(
            "accepted",
            "active",
            "Accepted",
            to=("applied", "completed", "left"),
            at_close="completed",
        ),
        ModelState("completed", "ended", "Completed", completes=True),
        ModelState("left", "ended", "Left", asks_reason=True),
        ModelState("refused", "refused", "Refused"),
    ),
    group_kinds=(GroupKind(DUO, "Duo", open=True), GroupKind(CIRCLE, "Circle", open=True)),
    outcome_roles=frozenset({SINGER}),
    plan=_plan,
    open_kinds=frozenset({OPEN_DAY}),
)


def figures(work: Work, cycle: Cycle) -> list[Metric]:
    """Every figure there is."""
    cohort = cohort_of(work, cycle, mentoring=(DUO,))
    return [
        *groups_formed(cohort),
        *participants(cohort),
        *admission(cohort),
        *match_rate(cohort),
        *time_to_match(cohort),
        *full_team_share(cohort),
        *completion(cohort),
        *plan_fulfilment(cohort.plans),
        *contact_hours(cohort),
        *group_attendance(cohort),
        *employer_contact(cohort),
        *own_field_at_exit(cohort),
        *employment_at_exit(cohort),
        *positive_transition(cohort),
        *employment_at_six_months(cohort),
        *survey_figures(work, cycle, cohort),
        *mentor_return(cohort),
    ]


class ChoirHooks:
    """What the tests' plugin gives."""

    @hookimpl
    def register_programme_models(self) -> Sequence[ProgrammeModel]:
        """The one model."""
        return [CHOIR]

    @hookimpl
    def collect_metrics(self, work: Work, cycle: Cycle) -> Sequence[Metric]:
        """Its figures."""
        return figures(work, cycle)


plugin = Plugin("choir", "tests", "1", ">=1,<2", "Choir", "A test's plugin", ChoirHooks(), Path())
