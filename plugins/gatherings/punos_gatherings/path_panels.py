"""What the cycle's page and the first page of staff say about paths to work."""

from collections.abc import Sequence

from punos.plugin import Cycle, Panel, TodayItem, Work, pick
from punos_gatherings.access import PATH
from punos_gatherings.cycle_standing import CycleStanding
from punos_gatherings.employment import Found, target_of, waiting_in
from punos_gatherings.model import GATHERINGS
from punos_gatherings.texts import _staff_l, _staff_n


def path_panel(work: Work, cycle: Cycle, standing: CycleStanding) -> Sequence[Panel]:
    """How many have found work, against the target."""
    found = Found(standing.confirmed, standing.waiting, target_of(work, cycle))
    known = {"cycle": cycle, "found": found}
    return (Panel(_staff_l("Path to work"), "gatherings/path_panel.html", PATH, known, order=30),)


def path_today(work: Work, cycles: Sequence[Cycle]) -> Sequence[TodayItem]:
    """Jobs that wait for a second person."""
    return [
        TodayItem(
            _jobs_wait,
            "gatherings.jobs",
            PATH,
            values={"slug": cycle.slug, "state": "recorded"},
            count=waiting_in(work, cycle).scalar_subquery(),
            order=25,
            detail=pick(cycle.names, work.language),
        )
        for cycle in cycles
        if cycle.programme.model == GATHERINGS.name
    ]


def _jobs_wait(count: int) -> str:
    return _staff_n(
        "%(num)s job waits for a second person to confirm it",
        "%(num)s jobs wait for a second person to confirm them",
        count,
    )
