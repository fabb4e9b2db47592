"""The plan of a group's meetings, as its programme model makes it, and how far the group is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from punos.groups.models import Group
from punos.i18n import Message, _
from punos.meetings.models import Meeting
from punos.programmes.model import PlannedMeeting
from punos.programmes.service import model_of, settings_of
from punos.work import Work


@dataclass(frozen=True)
class Step:
    """A planned meeting, and the days on which it was held."""

    planned: PlannedMeeting
    held_on: tuple[date, ...] = ()


def plan_of(work: Work, group: Group) -> tuple[PlannedMeeting, ...]:
    """The meetings that a group is meant to hold, in order; none where its model has no plan for it."""
    model = model_of(work, group.cycle)
    plan = model.plan
    if plan is None or model.group_kind(group.kind).of_groups:
        return ()
    return tuple(plan(settings_of(work, group.cycle), group.unit.slug if group.unit else None))


def steps_of(plan: Sequence[PlannedMeeting], meetings: Sequence[Meeting]) -> tuple[Step, ...]:
    """The plan with what has been held of it; a meeting of another theme belongs to no step.

    Where the plan only counts, the meetings fill it in their order.
    """
    held = sorted((m for m in meetings if m.state == "held"), key=lambda m: m.local_start)
    in_order = iter(held)
    steps = []
    for planned in plan:
        of_theme = (m for m in held if m.theme == planned.theme)
        filling = islice(in_order, 1) if planned.theme is None else of_theme
        steps.append(Step(planned, tuple(m.local_start.date() for m in filling)))
    return tuple(steps)


def next_step(steps: Sequence[Step]) -> PlannedMeeting | None:
    """The first of the plan that has not been held; after the last one, the last; None without one."""
    for step in steps:
        if not step.held_on:
            return step.planned
    return steps[-1].planned if steps else None


def receipt(plan: Sequence[PlannedMeeting], held: int) -> Message | None:
    """Which meeting of the plan it was that brought them to so many; None where nothing is planned."""
    if not plan:
        return None
    if held > len(plan):
        return _(
            "That was meeting %(held)s. You had planned %(planned)s.", held=held, planned=len(plan)
        )
    return _("That was meeting %(held)s of %(planned)s.", held=held, planned=len(plan))
