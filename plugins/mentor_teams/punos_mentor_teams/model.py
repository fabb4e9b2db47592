"""The programme model: roles, states, the team, and the meetings it is meant to hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from punos.plugin import (
    MATCHED_ROLES,
    MENTEE,
    GroupKind,
    PlannedMeeting,
    ProgrammeModel,
    matched_states,
)
from punos_mentor_teams.presets import PRESETS
from punos_mentor_teams.settings import SCHEMA_VERSION, TeamSettings, plan_for
from punos_mentor_teams.texts import _l

NAME = "mentor_teams"
TEAM = "team"
IN_TEAM = "in_team"


def planned(settings: Mapping[str, Any], union: str | None) -> Sequence[PlannedMeeting]:
    """The themed meetings of a team, from its union's plan or else the one that all share."""
    return [
        PlannedMeeting(str(number), theme["names"], theme["minutes"])
        for number, theme in enumerate(plan_for(settings, union), start=1)
    ]


TEAMS = ProgrammeModel(
    name=NAME,
    label=_l("Mentoring in teams"),
    settings_schema=TeamSettings,
    schema_version=SCHEMA_VERSION,
    roles=MATCHED_ROLES,
    states=matched_states(
        grouped=(IN_TEAM, _l("In a team")), without=("no_team", _l("Ended without a team"))
    ),
    group_kinds=(GroupKind(TEAM, _l("Team"), frozenset({MENTEE}), open=True),),
    outcome_roles=frozenset({MENTEE}),
    plan=planned,
    presets=PRESETS,
)
