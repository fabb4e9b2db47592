"""The programme model: roles, states and the pair."""

from punos.plugin import GroupKind, ModelState, ProgrammeModel
from punos_pairwise.settings import SCHEMA_VERSION, PairwiseSettings
from punos_pairwise.texts import _l

PAIR = "pair"
MENTEE, MENTOR = "mentee", "mentor"

STATES = (
    ModelState(
        "applied", "candidate", _l("Applied"), ("accepted", "waiting", "refused", "withdrawn")
    ),
    ModelState(
        "waiting", "candidate", _l("On the waiting list"), ("accepted", "refused", "withdrawn")
    ),
    ModelState("accepted", "active", _l("Accepted"), ("paired", "waiting", "refused", "withdrawn")),
    ModelState("paired", "active", _l("In a pair"), ("accepted", "completed", "left")),
    ModelState("completed", "ended", _l("Completed"), ("paired",)),
    ModelState("left", "ended", _l("Left early"), ("accepted",), asks_reason=True),
    ModelState("refused", "refused", _l("Not accepted"), ("applied",), asks_reason=True),
    ModelState("withdrawn", "ended", _l("Withdrawn"), ("applied",)),
)

PAIRWISE = ProgrammeModel(
    name="pairwise",
    label=_l("Mentoring in pairs"),
    settings_schema=PairwiseSettings,
    schema_version=SCHEMA_VERSION,
    roles={MENTEE: _l("Mentee"), MENTOR: _l("Mentor")},
    states=STATES,
    group_kinds=(GroupKind(PAIR, _l("Pair"), frozenset({MENTEE})),),
    outcome_roles=frozenset({MENTEE}),
)
