"""Computing the figures of a closed window, once, within the member's own wall.

What was frozen never changes, whatever is corrected in the cycles since: a second reading beside the
first would tell by the difference who was added.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.db import insert_once
from punos.extend import Metric
from punos.metrics.service import cohort_of
from punos.network.catalogue import ACTIVITY, BY_CODE, PARTICIPANTS, PERSONAL, Indicator
from punos.network.models import NetworkFact, NetworkWindow
from punos.network.windows import STRETCH_YEARS, Window, length_after, named, stretch, year
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle
from punos.programmes.registry import programme_models
from punos.work import Work

log = logging.getLogger(__name__)

MEMBER = "association"
COLLECTED = "collected"
"""The basis of every figure: everybody was counted, nothing is a sample or an estimate."""
_AT_ONCE = 8

Key = tuple[str, str]
"""A programme model and a figure's code."""
Sums = Mapping[Key, tuple[int, int | None]]
"""Part and whole over all cycles of a window. A count has no whole."""


@dataclass
class Seen:
    """Who took part in a window's cycles of one programme model, and how often one of them again."""

    people: set[UUID] = field(default_factory=set)
    participations: int = 0

    @property
    def repeats(self) -> int:
        """So many participations are of somebody who is counted already."""
        return self.participations - len(self.people)


def freeze_due(work: Work) -> None:
    """Freeze the windows that have settled and are not frozen yet, the earliest first."""
    if work.tenant.kind != MEMBER:
        return
    for _number in range(_AT_ONCE):
        window = next(_waiting(work), None)
        if window is None or not freeze(work, window):
            return


def freeze(work: Work, window: Window) -> bool:
    """Compute a window and keep it. False when it is frozen already, or cannot be computed now."""
    found = _gathered(work, window)
    return found is not None and keep(work, window, *found)


def keep(work: Work, window: Window, sums: Sums, repeats: Mapping[str, int] | None = None) -> bool:
    """Write down what was gathered for a window; whoever comes second writes nothing.

    `repeats` says by programme model how often somebody took part who is counted already.
    """
    length = _length(work, window, sums)
    now = clock.now()
    if not insert_once(
        work.session, NetworkWindow, window=window.name, length=length, frozen_at=now
    ):
        return False
    counted = {
        model: part for (model, code), (part, _whole) in sums.items() if code == PARTICIPANTS
    }
    again = repeats or {}
    kinds = _kinds(window, length)
    for (model, code), (part, whole) in sorted(sums.items()):
        if BY_CODE[code].kind in kinds:
            work.session.add(
                NetworkFact(
                    metric=code,
                    model=model,
                    window=window.name,
                    definition=BY_CODE[code].definition,
                    part=part,
                    whole=whole,
                    people=counted.get(model, 0) - again.get(model, 0),
                    repeats=again.get(model, 0),
                    basis=COLLECTED,
                    frozen_at=now,
                )
            )
    work.session.flush()
    return True


def _kinds(window: Window, length: int) -> set[str]:
    """Activity is told by year alone, what is personal over the length that holds here."""
    kinds = {ACTIVITY} if window.years == 1 else set()
    return kinds | ({PERSONAL} if window.years == length else set())


def _length(work: Work, window: Window, sums: Sums) -> int:
    """Over how many years personal figures are gathered in the stretch of this window.

    It was decided with the first year that had any cycle, else it is decided now, by activity alone.
    """
    if window.years == STRETCH_YEARS:
        return STRETCH_YEARS
    years = [year(number).name for number in range(stretch(window.first).first, window.first)]
    decided = (
        select(NetworkWindow.length)
        .join(NetworkFact, NetworkFact.window == NetworkWindow.window)
        .where(NetworkWindow.window.in_(years))
        .order_by(NetworkWindow.window)
        .limit(1)
    )
    earlier = work.session.scalars(decided).first()
    if earlier is not None:
        return earlier
    took_part = [part for (_model, code), (part, _whole) in sums.items() if code == PARTICIPANTS]
    return length_after(sum(took_part)) if took_part else STRETCH_YEARS


def _waiting(work: Work) -> Iterator[Window]:
    """Settled windows that are not frozen, in the order in which they are to be."""
    first = work.session.scalars(select(func.min(Cycle.closed_at))).one()
    if first is None:
        return
    today = clock.today()
    frozen = {named(row.window): row.length for row in work.session.scalars(select(NetworkWindow))}
    for number in range(_local_year(first), today.year):
        if year(number).is_settled(today) and year(number) not in frozen:
            yield year(number)
    yield from (one for one in _stretches(frozen) if one.is_settled(today) and one not in frozen)


def _stretches(frozen: Mapping[Window, int]) -> list[Window]:
    """The stretches of frozen years in which personal figures are gathered over all three."""
    found = {stretch(one.first) for one in frozen}
    by_year = {stretch(one.first) for one, length in frozen.items() if length == 1}
    return sorted(found - by_year)


def _local_year(moment: datetime) -> int:
    return moment.astimezone(ZoneInfo(clock.DEFAULT_ZONE)).year


def _gathered(work: Work, window: Window) -> tuple[Sums, dict[str, int]] | None:
    """What the cycles that closed in the window come to, and how often somebody took part again, by
    programme model; None when a figure could not be made.

    A cycle counts by the day on which it was closed, by the clock on the wall.
    """
    first, after = window.moments()
    query = (
        select(Cycle)
        .where(Cycle.state == "closed", Cycle.closed_at >= first, Cycle.closed_at < after)
        .options(joinedload(Cycle.programme), joinedload(Cycle.version))
        .order_by(Cycle.closed_at, Cycle.id)
    )
    parts: Counter[Key] = Counter()
    wholes: Counter[Key] = Counter()
    seen: defaultdict[str, Seen] = defaultdict(Seen)
    for cycle in work.session.scalars(query).all():
        for key, metric in _figures(work, cycle):
            parts[key] += _count(metric)
            wholes[key] += metric.whole or 0
        if _failed(work, cycle):
            # Frozen now, it would be missing for ever; the next tick tries again.
            log.error("%s is not frozen at %s: a figure failed", window.name, work.tenant.slug)
            return None
        _look_at(work, cycle, seen[cycle.programme.model])
    sums = {key: (parts[key], wholes[key] if _is_share(key) else None) for key in parts}
    return sums, {model: one.repeats for model, one in seen.items()}


def _look_at(work: Work, cycle: Cycle, seen: Seen) -> None:
    """A figure counts participations; what it tells of people rests on how many different ones."""
    if _model(work, cycle) is not None:
        started = [one.person_id for one in cohort_of(work, cycle).started]
        seen.people.update(started)
        seen.participations += len(started)


def _figures(work: Work, cycle: Cycle) -> Iterable[tuple[Key, Metric]]:
    """The cycle's figures that the network knows, from the part whose programme model it is."""
    model = _model(work, cycle)
    for plugin, metric in work.hooks.collect_named("metrics", cycle=cycle):
        indicator = BY_CODE.get(metric.name)
        if model is not None and plugin == model.plugin and _fits(metric, indicator, model.name):
            yield (model.name, metric.name), metric


def _failed(work: Work, cycle: Cycle) -> bool:
    """Whether the part whose programme model it is could not give the cycle's figures."""
    model = _model(work, cycle)
    return model is not None and (model.plugin, "collect_metrics") in work.hooks.left_out


def _model(work: Work, cycle: Cycle) -> ProgrammeModel | None:
    return programme_models(work.registry).get(cycle.programme.model)


def _fits(metric: Metric, indicator: Indicator | None, model: str) -> bool:
    return indicator is not None and indicator.unit == metric.unit and indicator.applies_to(model)


def _count(metric: Metric) -> int:
    return int(metric.value or 0) if metric.unit == "count" else metric.part or 0


def _is_share(key: Key) -> bool:
    return BY_CODE[key[1]].unit == "share"
