"""What a programme model is: the plain type by which a plugin describes one kind of programme."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema

from punos.errors import ConfigurationError

CORE_STATES = ("candidate", "active", "ended", "refused")
DECISIONS = ("accepted", "waiting", "refused")
"""The kinds of decision about an application, each told in its own words."""


@dataclass(frozen=True)
class ModelState:
    """A state of the programme model's own, and which of the core's four it is.

    `to` names the states that staff may choose next, `also` those that only the system enters (as when
    a pair is published). `asks_reason` makes the step ask for one. `at_close` is the state that
    whoever is still here enters when the cycle closes; None leaves them as they are. `completes` marks
    the state of those who went through to the end. `tells` makes it a decision that people are told in
    a step of its own: "accepted", "waiting" or "refused".
    """

    name: str
    core: str
    label: Any
    to: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    asks_reason: bool = False
    at_close: str | None = None
    completes: bool = False
    tells: str = ""


@dataclass(frozen=True)
class GroupKind:
    """A kind of group, and the roles that may be in only one such group at a time.

    In an `open` kind members come and go while the group stands: a team, a camp, a peer group.
    Members of a `self_led` one see who the others are and how to reach them, and log their meetings;
    those of another see its meetings alone, and staff say who was there. One `of_groups` gathers other
    groups, as a circle does with pairs: the model's plan is not its own, and they go on when it ends.
    """

    name: str
    label: Any
    exclusive_roles: frozenset[str] = frozenset()
    open: bool = False
    self_led: bool = True
    of_groups: bool = False


@dataclass(frozen=True)
class PlannedMeeting:
    """One meeting of those that a group is meant to hold, `minutes` long.

    `theme` is its code, `names` say it by language; a plan that only counts has neither.
    """

    theme: str | None
    names: Mapping[str, str]
    minutes: int


Plan = Callable[[Mapping[str, Any], str | None], Sequence[PlannedMeeting]]
"""From the settings of a cycle and the short name of a group's unit to the group's meetings, in order."""

CommonPlan = Callable[[Mapping[str, Any]], Sequence[str]]
"""From the settings of a cycle to the kinds of the meetings of everybody, in order."""


Facts = Callable[[Mapping[str, Any]], Sequence[tuple[Any, Any]]]
"""From the settings of a cycle to what its public page tells of them, in order: what, and how it is.

Both are in the reader's language; the second may be a text with its language, as `pick` gives it.
"""


def _nothing_to_tell(_settings: Mapping[str, Any]) -> Sequence[tuple[Any, Any]]:
    return ()


def _nothing_in_common(_settings: Mapping[str, Any]) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class ProgrammePreset:
    """A programme to begin with, as some association runs it: nothing in it is fixed.

    `name` and `summary` become the programme's own texts in each language; `why` tells staff for whom it
    is.
    """

    slug: str
    name: Any
    summary: Any
    why: Any
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class ProgrammeModel:
    """One kind of programme, provided by a plugin and shared by every association that uses it.

    The first state is where an application begins. `plan` says which meetings a group is meant to
    hold. Whoever was only at meetings of `open_kinds` does not count as a participant. Where people
    sign up instead of applying, `open_page` is the endpoint of the public page for it, which takes the
    cycle's `slug`: the association's first page leads there while the cycle is open or running.
    `meeting_kinds` and `event_themes` are the codes of its meetings' kinds and of what its events are
    about, with their labels. `common_plan` says which meetings of everybody a cycle is meant to hold.
    `facts` are what its public pages and posters tell of the settings. `presets` are programmes that
    an association may begin with.
    """

    name: str
    label: Any
    settings_schema: type[Schema]
    schema_version: int
    roles: Mapping[str, Any]
    states: tuple[ModelState, ...]
    group_kinds: tuple[GroupKind, ...] = ()
    outcome_roles: frozenset[str] = frozenset()
    plan: Plan | None = None
    open_kinds: frozenset[str] = frozenset()
    open_page: str | None = None
    meeting_kinds: Mapping[str, Any] = field(default_factory=dict)
    event_themes: Mapping[str, Any] = field(default_factory=dict)
    common_plan: CommonPlan = _nothing_in_common
    facts: Facts = _nothing_to_tell
    presets: tuple[ProgrammePreset, ...] = ()
    plugin: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        names = {state.name for state in self.states}
        for state in self.states:
            after = {*state.to, *state.also, *({state.at_close} - {None})}
            if state.core not in CORE_STATES or not names.issuperset(after):
                raise ConfigurationError(
                    f"programme model {self.name}: state {state.name} leads out of the model"
                )
            if state.tells not in ("", *DECISIONS):
                raise ConfigurationError(
                    f"programme model {self.name}: state {state.name} tells no decision of ours"
                )

    @property
    def first_state(self) -> ModelState:
        """Where an application begins."""
        return self.states[0]

    @property
    def helping_roles(self) -> Sequence[str]:
        """The roles in which people help others, and may be asked to come along again.

        None where people sign up instead of applying.
        """
        return (
            [] if self.open_page else [one for one in self.roles if one not in self.outcome_roles]
        )

    @property
    def common_kinds(self) -> Mapping[str, Any]:
        """The kinds of meetings of everybody that the core's pages plan.

        None where people sign up: there the plugin's own pages plan every meeting, with its places.
        """
        return {} if self.open_page else self.meeting_kinds

    def state(self, name: str) -> ModelState:
        """The state of this name. Raises KeyError for an unknown one."""
        return next(s for s in self.states if s.name == name) if self.has_state(name) else _no(name)

    def has_state(self, name: str) -> bool:
        """Whether the model has such a state."""
        return any(state.name == name for state in self.states)

    def allows(self, here: str, there: str, *, by_hand: bool = False) -> bool:
        """Whether an enrolment may step from one state to the other, by hand or by the system."""
        state = self.state(here)
        return there in (state.to if by_hand else (*state.to, *state.also, state.at_close))

    def group_kind(self, name: str) -> GroupKind:
        """The kind of group of this name. Raises KeyError for an unknown one."""
        for kind in self.group_kinds:
            if kind.name == name:
                return kind
        raise KeyError(name)


def _no(name: str) -> ModelState:
    raise KeyError(name)
