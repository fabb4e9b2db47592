"""The programme model: roles, states and the pair."""

from punos.plugin import GroupKind, ModelState, ProgrammeModel
from punos_pairwise.settings import SCHEMA_VERSION, PairwiseSettings
from punos_pairwise.texts import _l

PAIR = "pair"
MENTEE, MENTOR = "mentee", "mentor"

STATES = (
    ModelState(
        "applied",
        "candidate",
        _l("Applied"),
        to=("accepted", "waiting", "refused", "withdrawn"),
        at_close="refused",
    ),
    ModelState(
        "waiting",
        "candidate",
        _l("On the waiting list"),
        to=("accepted", "refused", "withdrawn"),
        at_close="refused",
    ),
    ModelState(
        "accepted",
        "active",
        _l("Accepted"),
        to=("waiting", "refused", "withdrawn"),
        also=("paired",),
        at_close="not_paired",
    ),
    ModelState(
        "paired",
        "active",
        _l("In a pair"),
        to=("completed", "left"),
        also=("accepted",),
        at_close="completed",
    ),
    ModelState("completed", "ended", _l("Completed")),
    ModelState("left", "ended", _l("Left early"), to=("accepted",), asks_reason=True),
    ModelState("not_paired", "ended", _l("Ended without a pair")),
    ModelState("refused", "refused", _l("Not accepted"), to=("applied",), asks_reason=True),
    ModelState("withdrawn", "ended", _l("Withdrawn"), to=("applied",)),
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
