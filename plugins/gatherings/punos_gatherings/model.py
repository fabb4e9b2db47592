"""The programme model: roles, states, and the groups in which people meet."""

from punos.plugin import GroupKind, ModelState, ProgrammeModel
from punos_gatherings.codes import EVENT_KINDS, SESSIONS
from punos_gatherings.presets import PRESETS
from punos_gatherings.settings import SCHEMA_VERSION, GatheringsSettings
from punos_gatherings.texts import _l, _staff_l

PARTICIPANT, VISITOR = "participant", "visitor"
CIRCLE, CAMP = "circle", "camp"
GATHERING, EVENT = "gathering", "event"
"""Kinds of meetings: of the season's circle, and one-off events of the programme."""
SESSION_KINDS = ("advice", "expert", "role_model", "recreation", "peer")
"""Kinds of meetings of a camp."""
TAKING_PART = "taking_part"
DECIDED = ("left", "refused")
"""States that staff decided on: no public form leads out of them."""

STATES = (
    ModelState(
        "registered",
        "candidate",
        _l("Signed up"),
        to=(TAKING_PART, "refused", "withdrawn"),
        at_close="withdrawn",
    ),
    ModelState(
        TAKING_PART,
        "active",
        _l("Taking part"),
        to=("completed", "left", "withdrawn"),
        at_close="completed",
    ),
    ModelState("completed", "ended", _l("Completed"), completes=True),
    ModelState("left", "ended", _l("Left early"), to=(TAKING_PART,), asks_reason=True),
    ModelState("refused", "refused", _l("Not accepted"), to=("registered",), asks_reason=True),
    ModelState("withdrawn", "ended", _l("Withdrawn"), to=("registered",), also=(TAKING_PART,)),
)

GATHERINGS = ProgrammeModel(
    name="gatherings",
    label=_l("Group meetings, camp and events"),
    settings_schema=GatheringsSettings,
    schema_version=SCHEMA_VERSION,
    roles={PARTICIPANT: _l("Participant"), VISITOR: _l("Comes to single events")},
    states=STATES,
    group_kinds=(
        GroupKind(CIRCLE, _l("Circle of the season"), open=True, self_led=False),
        GroupKind(CAMP, _l("Camp"), open=True, self_led=False),
    ),
    outcome_roles=frozenset({PARTICIPANT}),
    open_kinds=frozenset({EVENT}),
    open_page="gatherings.open_dates",
    meeting_kinds={
        GATHERING: _staff_l("Meeting of the season"),
        EVENT: _staff_l("Single event"),
        **dict(SESSIONS),
    },
    event_themes=dict(EVENT_KINDS),
    presets=PRESETS,
)
