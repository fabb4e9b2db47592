"""What the selection of cycles leaves to do, for staff's first page: counted along with the people."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, func, or_

from punos.enrolments.models import Enrolment
from punos.enrolments.selecting import READ, TARGET, roles_with_places
from punos.enrolments.steps import decisions
from punos.enrolments.telling import is_untold
from punos.enrolments.views.listing import DECIDE
from punos.extend import TodayItem
from punos.i18n import Message, _staff_n
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle
from punos.programmes.views.lines import NOBODY, Count, Counts
from punos.texts import pick
from punos.work import Work

_UNTOLD, _LISTED = 0, 1


def selection_counts(work: Work, cycles: Sequence[Cycle]) -> list[ColumnElement[int]]:
    """What `enrolment_counts` is to count besides: who knows of no decision, who is on a waiting list."""
    found = _models(work, cycles)
    untold = [and_(Enrolment.cycle_id == one.id, is_untold(model)) for one, model in found]
    listed = [
        and_(Enrolment.cycle_id == one.id, Enrolment.model_state.in_(decisions(model, "waiting")))
        for one, model in found
    ]
    return [func.count().filter(or_(false(), *each)) for each in (untold, listed)]


def selection_items(work: Work, cycles: Sequence[Cycle], counts: Counts) -> list[TodayItem]:
    """Decisions that are not told yet, and places that somebody of a waiting list could have."""
    found: list[TodayItem] = []
    for cycle, model in _models(work, cycles):
        untold = sum(_further(counts, cycle, role, _UNTOLD) for role in model.roles)
        free = _free(work, cycle, model, counts)
        items = ((untold, _untold_words(untold), 12), (free, _free_words(free), 13))
        found += [_item(work, cycle, *one) for one in items if one[0]]
    return found


def _models(work: Work, cycles: Sequence[Cycle]) -> list[tuple[Cycle, ProgrammeModel]]:
    """The cycles in which decisions are told; to those of a sample nobody is."""
    known = work.registry.programme_models()
    with_models = [(one, known.get(one.programme.model)) for one in cycles if not one.is_sample]
    return [(one, model) for one, model in with_models if model is not None and decisions(model)]


def _further(counts: Counts, cycle: Cycle, role: str, which: int) -> int:
    there: list[Count] = [
        count
        for (cycle_id, of, _state), count in counts.items()
        if (cycle_id, of) == (cycle.id, role)
    ]
    return sum(count.more[which] for count in there)


def _free(work: Work, cycle: Cycle, model: ProgrammeModel, counts: Counts) -> int:
    """Places for which people wait; told to those alone who see everybody, as the target is."""
    target = cycle.targets.get(TARGET) if work.actor.units(READ) is None else None
    free = 0
    for role in model.roles.keys() - roles_with_places(work, model):
        accepted = counts.get((cycle.id, role, "active"), NOBODY).people
        waiting = _further(counts, cycle, role, _LISTED)
        free += min(max((target or 0) - accepted, 0), waiting)
    return free


def _untold_words(num: int) -> Message:
    return _staff_n("%(num)s decision is not told yet", "%(num)s decisions are not told yet", num)


def _free_words(num: int) -> Message:
    return _staff_n(
        "%(num)s place is free for somebody on the waiting list",
        "%(num)s places are free for people on the waiting list",
        num,
    )


def _item(work: Work, cycle: Cycle, count: int, text: Message, order: int) -> TodayItem:
    return TodayItem(
        text=text,
        endpoint="enrolments.selection",
        permission=DECIDE,
        values={"slug": cycle.slug},
        count=count,
        order=order,
        detail=pick(cycle.names, work.language),
    )
