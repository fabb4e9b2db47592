"""The programme model: roles, states and the pair."""

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
from punos_pairwise.facts import facts
from punos_pairwise.presets import PRESETS
from punos_pairwise.settings import COMMON, SCHEMA_VERSION, PairwiseSettings
from punos_pairwise.texts import _l

PAIR = "pair"
CIRCLE = "circle"
"""Some pairs that have their group meetings together."""
PAIRED = "paired"


def planned_meetings(settings: Mapping[str, Any], _unit: str | None) -> Sequence[PlannedMeeting]:
    """So many meetings of one length; what they are about, each pair decides."""
    plan = settings["meeting_plan"]
    return [PlannedMeeting(None, {}, plan["minutes"])] * plan["pair_meetings"]


def common_meetings(settings: Mapping[str, Any]) -> Sequence[str]:
    """The meetings of everybody, as the association set them."""
    kinds: Sequence[str] = settings["meeting_plan"]["common"]
    return kinds


PAIRWISE = ProgrammeModel(
    name="pairwise",
    label=_l("Mentoring in pairs"),
    settings_schema=PairwiseSettings,
    schema_version=SCHEMA_VERSION,
    roles=MATCHED_ROLES,
    states=matched_states(
        grouped=(PAIRED, _l("In a pair")),
        without=("not_paired", _l("Ended without a pair")),
    ),
    group_kinds=(
        GroupKind(PAIR, _l("Pair"), frozenset({MENTEE})),
        GroupKind(CIRCLE, _l("Circle of pairs"), open=True, self_led=False, of_groups=True),
    ),
    outcome_roles=frozenset({MENTEE}),
    plan=planned_meetings,
    meeting_kinds=dict(COMMON),
    common_plan=common_meetings,
    facts=facts,
    presets=PRESETS,
)
