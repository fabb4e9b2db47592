"""What earns a line: each rule with its label, the lines it fits, its subject and its conditions.

A new rule is one entry of `EARNED_BY`, with a function of `facts` that finds what holds.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from punos.plugin import OUTCOME_CODES, Event, PunosSchema, Work, pick, programmes
from punos_payouts import conditions as asked
from punos_payouts.facts import Ask, Holding, cycles, groups, meetings, people
from punos_payouts.texts import _staff_l

Touched = Callable[[Work, Event], Collection[UUID]]
"""From an event to the subjects that it may have changed."""
LINE = "line"


@dataclass(frozen=True)
class Rule:
    """What earns. `fits` are the kinds of lines; of a lump whichever subject comes first earns it.

    `find` says what holds now, whatever happened before; `touched` which subjects to look at again
    after an event, by the event's kind. A rule with none is looked at as time goes by.
    """

    name: str
    label: Any
    fits: Collection[str]
    subject_kind: str
    schema: type[PunosSchema]
    find: Callable[[Work, Ask], list[Holding]]
    touched: Mapping[str, Touched] = field(default_factory=dict)

    def subject_of(self, line_kind: str) -> str:
        """What earns a line of this kind by this rule: the line itself where it is paid once."""
        return LINE if line_kind == "lump" else self.subject_kind

    def conditions(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What is asked: as it was agreed, and the usual for what was not known then."""
        return {**_usual(self.schema), **stored}

    def days_after(self, conditions: Mapping[str, Any]) -> int:
        """How many days after the agreement's end a fact may still lie."""
        return int(conditions.get("days_after", 0))


@cache
def _usual(schema: type[PunosSchema]) -> Mapping[str, Any]:
    usual: Mapping[str, Any] = schema().load({})
    return usual


EARNED_BY: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "agreement_begun",
            _staff_l("The agreement has begun"),
            ("lump",),
            LINE,
            asked.NoConditions,
            cycles.begun,
        ),
        Rule(
            "cycle_closed",
            _staff_l("A programme’s cycle was closed"),
            ("lump", "unit"),
            "cycle",
            asked.CycleConditions,
            cycles.closed,
            {"cycle.closed": cycles.itself},
        ),
        Rule(
            "meetings_held",
            _staff_l("So many meetings were held"),
            ("lump",),
            LINE,
            asked.MeetingConditions,
            meetings.enough,
            {"meeting.held": meetings.itself},
        ),
        Rule(
            "camp_held",
            _staff_l("A camp was held"),
            ("lump", "unit"),
            "group",
            asked.CampConditions,
            groups.camps,
            {"meeting.held": groups.that_met, "group.ended": groups.itself},
        ),
        Rule(
            "group_formed",
            _staff_l("A pair, team or group was formed and has met"),
            ("unit",),
            "group",
            asked.FormedConditions,
            groups.formed,
            {"group.activated": groups.itself, "meeting.held": groups.that_met},
        ),
        Rule(
            "group_completed",
            _staff_l("A pair, team or group has met and come to its end"),
            ("unit",),
            "group",
            asked.CompletedConditions,
            groups.completed,
            {"group.ended": groups.itself, "meeting.held": groups.that_met},
        ),
        Rule(
            "employed",
            _staff_l("Somebody has found work, and a second person has confirmed it"),
            ("outcome",),
            "person",
            asked.EmployedConditions,
            people.employed,
            {
                "outcome.verified": people.of_outcome,
                "outcome.withdrawn": people.of_outcome,
                "referral.accepted": people.themselves,
            },
        ),
        Rule(
            "event_held",
            _staff_l("A joint event was held that you led"),
            ("pool", "unit"),
            "meeting",
            asked.EventConditions,
            meetings.events,
            {"meeting.held": meetings.itself},
        ),
    )
}


def rules_for(line_kind: str) -> list[Rule]:
    """What may earn a line of this kind."""
    return [rule for rule in EARNED_BY.values() if line_kind in rule.fits]


def hearing(event_kind: str) -> list[str]:
    """The names of the rules that an event of this kind concerns."""
    return [rule.name for rule in EARNED_BY.values() if event_kind in rule.touched]


def offered(work: Work) -> dict[str, list[tuple[str, Any]]]:
    """What the pages offer in the fields of conditions, by the name of the field."""
    models = work.registry.programme_models().values()
    meeting_kinds: dict[str, Any] = {}
    themes: dict[str, Any] = {}
    for model in models:
        meeting_kinds.update(model.meeting_kinds)
        themes.update(model.event_themes)
    return {
        "programmes": [(one.slug, pick(one.names, work.language)) for one in programmes(work)],
        "group_kinds": [(kind.name, kind.label) for model in models for kind in model.group_kinds],
        "meeting_kinds": list(meeting_kinds.items()),
        "themes": list(themes.items()),
        "codes": [(code.code, code.label) for code in OUTCOME_CODES if code.employed],
    }
