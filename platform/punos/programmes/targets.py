"""What a cycle aims for, and what of it is there: the number so far beside the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from punos import clock
from punos.audit.service import record as audit
from punos.i18n import _staff, _staff_l
from punos.programmes.cycles import lock_cycle, model_of
from punos.programmes.models import Cycle
from punos.programmes.overview import Grouped, People, outcomes_known
from punos.surveys.api import WaveResponse
from punos.work import Work

TARGETS = {
    "applied": _staff_l("Applied"),
    "accepted": _staff_l("Take part, or took part"),
    "pairs": _staff_l("Pairs and groups"),
    "meetings": _staff_l("Meetings held by pairs and groups"),
    "answers": _staff_l("Answers to surveys"),
    "outcomes": _staff_l("Known how they were at the end"),
}
"""What may have a target, by its name in `Cycle.targets`, in the order in which a cycle gets there."""


class Goal(NamedTuple):
    """A number so far and what is aimed for; `told` says how the target came about."""

    label: Any
    number: int
    target: int | None
    told: str = ""


def set_targets(work: Work, cycle: Cycle, targets: Mapping[str, int | None]) -> None:
    """Aim for these numbers; None for no target. What is not named here stays."""
    held = lock_cycle(work, cycle.id)
    wanted = {**held.targets, **targets}
    kept = {name: number for name, number in wanted.items() if number is not None}
    if kept != held.targets:
        changed = [name for name in targets if held.targets.get(name) != kept.get(name)]
        held.targets = kept
        audit(work, "cycle.changed", "cycle", held.id, changed)


def goals(
    work: Work,
    cycle: Cycle,
    people: Sequence[People] | None,
    groups: Sequence[Grouped] | None,
    answers: Sequence[WaveResponse] | None,
) -> list[Goal]:
    """What there is against what is aimed for. None is what the reader may not see.

    A target is the whole association's: beside the numbers of one unit it would say nothing true.
    Where none is set, one follows from the plan of meetings, from who was asked, or who takes part.
    """
    whole = work.actor.units("cycles.read") is None
    targets = cycle.targets if whole else {}
    found = [*_of_people(work, cycle, people), *_of_groups(work, cycle, groups)]
    if answers:
        asked = sum(one.asked for one in answers), _staff("of everybody who was asked")
        found.append(("answers", sum(one.answered for one in answers), *asked))
    if model_of(work, cycle).outcome_roles and work.actor.may("outcomes.read"):
        known, everybody = outcomes_known(work, cycle)
        ended = cycle.ends_on <= clock.today() or known
        if everybody and ended:
            found.append(("outcomes", known, everybody, _staff("of everybody who takes part")))
    return [
        Goal(TARGETS[name], number, targets[name])
        if name in targets
        else Goal(TARGETS[name], number, usual, told)
        for name, number, usual, told in found
    ]


Found = tuple[str, int, int | None, str]


def _of_people(work: Work, cycle: Cycle, people: Sequence[People] | None) -> Iterator[Found]:
    if people is None:
        return
    if not model_of(work, cycle).open_page:
        yield "applied", sum(one.applied for one in people), None, ""
    yield "accepted", sum(one.taking_part for one in people), None, ""


def _of_groups(work: Work, cycle: Cycle, groups: Sequence[Grouped] | None) -> Iterator[Found]:
    if groups is None or not model_of(work, cycle).group_kinds:
        return
    yield "pairs", sum(one.stands for one in groups), None, ""
    planned = sum(one.planned or 0 for one in groups) or None
    told = _staff("of those in their plans") if planned else ""
    yield "meetings", sum(one.held for one in groups), planned, told
