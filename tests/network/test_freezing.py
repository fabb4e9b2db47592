"""Closed windows are computed once, four weeks after their end, and never again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from punos import clock
from punos.deployment import Deployment
from punos.extend import Metric, PluginRegistry, hookimpl
from punos.jobs.tick import tick
from punos.network import freezing
from punos.network.windows import year
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, start_cycle
from tests.conftest import make_config
from tests.extend.made import made
from tests.metrics.choir import plugin
from tests.metrics.conftest import Choir
from tests.network.members import cells, facts, share, windows
from tests.support.database import cloned_database
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Association, Tenants


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment whose only plugin is the tests' own."""
    registry = PluginRegistry.load([])
    registry.add(plugin)
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, tmp_path_factory.mktemp("data")), registry)
        yield deployment
        deployment.dispose()


@pytest.fixture
def member(own: Deployment) -> Association:
    return Tenants(own).make()


def on(number: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(number, month, day, hour, tzinfo=UTC)


def sung(
    member: Association, closed: datetime, people: int = 2, employed: int = 1, idle: int = 0
) -> tuple[Choir, list[UUID]]:
    """A cycle that was closed at this moment: so many took part and found work; those who never came."""
    with clock.at(closed):
        choir = Choir(member, member.cycle(model="choir", settings={"meetings": 1}))
        with member.work() as work:
            start_cycle(work, cycle_by_slug(work, choir.slug))
        singers = [choir.singer() for _number in range(people)]
        never_came = [choir.singer() for _number in range(idle)]
        choir.meets(kind="kick_off", present=singers)
        for number, singer in enumerate(singers):
            choir.outcome(singer, "A1" if number < employed else "D0")
        choir.closes()
    return choir, never_came


def ticked(own: Deployment, moment: datetime) -> None:
    with clock.at(moment):
        tick(own)


def told(member: Association) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    return {(fact.window, fact.metric): (fact.part, fact.whole) for fact in facts(member)}


def test_year_is_not_frozen_before_four_weeks_after_its_end(
    own: Deployment, member: Association
) -> None:
    sung(member, on(2023, 11, 30))
    ticked(own, on(2024, 1, 27))
    assert windows(member) == {}
    ticked(own, on(2024, 1, 28))
    assert windows(member) == {"2023": 3}
    assert told(member)["2023", "N01"] == (2, None)
    assert {metric for _window, metric in told(member)} == {"N01", "N06", "N07", "N10"}


def test_figures_of_people_wait_for_three_years_where_few_took_part(
    own: Deployment, member: Association
) -> None:
    sung(member, on(2023, 5, 1), 2, 1)
    sung(member, on(2024, 5, 1), 3, 1)
    sung(member, on(2025, 5, 1), 40, 30)
    ticked(own, on(2026, 1, 27))
    assert windows(member) == {"2023": 3, "2024": 3}
    ticked(own, on(2026, 1, 28))
    assert windows(member) == {"2023": 3, "2024": 3, "2025": 3, "2023-2025": 3}
    assert told(member)["2023-2025", "N12"] == (32, 45)
    assert ("2025", "N12") not in told(member), "year by year was decided with the first year"
    assert ("2023-2025", "N01") not in told(member), "activity is told by year alone"
    assert {fact.people for fact in facts(member) if fact.metric == "N12"} == {45}


def test_figures_of_people_are_told_by_year_where_many_took_part_in_the_first(
    own: Deployment, member: Association
) -> None:
    sung(member, on(2024, 5, 1), 20, 8)
    sung(member, on(2025, 5, 1), 1, 0)
    ticked(own, on(2026, 2, 1))
    assert windows(member) == {"2024": 1, "2025": 1}
    assert told(member)["2024", "N12"] == (8, 20)
    assert told(member)["2025", "N12"] == (0, 1)


def test_next_stretch_is_decided_anew(own: Deployment, member: Association) -> None:
    sung(member, on(2025, 5, 1), 20, 8)
    sung(member, on(2026, 5, 1), 1, 0)
    ticked(own, on(2027, 2, 1))
    assert windows(member) == {"2025": 1, "2026": 3}


def test_year_without_a_cycle_is_frozen_empty_and_decides_nothing(
    own: Deployment, member: Association
) -> None:
    sung(member, on(2022, 5, 1))
    sung(member, on(2024, 5, 1), 20, 8)
    ticked(own, on(2025, 2, 1))
    ticked(own, on(2025, 2, 1))
    assert windows(member) == {"2022": 3, "2020-2022": 3, "2023": 3, "2024": 1}
    assert {fact.window for fact in facts(member)} == {"2022", "2020-2022", "2024"}


def test_cycle_counts_in_the_year_in_which_it_was_closed_by_the_clock_on_the_wall(
    own: Deployment, member: Association
) -> None:
    sung(member, on(2023, 12, 31, 21), 2)
    sung(member, on(2023, 12, 31, 23), 3)
    ticked(own, on(2025, 2, 1))
    assert told(member)["2023", "N01"] == (2, None)
    assert told(member)["2024", "N01"] == (3, None)


def test_cycles_of_a_year_are_added_up_and_open_ones_left_out(
    own: Deployment, member: Association
) -> None:
    sung(member, on(2023, 5, 1), 2)
    sung(member, on(2023, 6, 1), 3)
    with clock.at(on(2023, 7, 1)):
        member.cycle(model="choir", settings={"meetings": 1})
    ticked(own, on(2024, 2, 1))
    assert told(member)["2023", "N01"] == (5, None)
    assert told(member)["2023", "N06"] == (5, 5)


def test_whoever_is_added_to_a_closed_window_changes_nothing_published(
    own: Deployment, member: Association
) -> None:
    choir, (late,) = sung(member, on(2023, 5, 1), 20, 8, idle=1)
    ticked(own, on(2024, 2, 1))
    share(member, "2023", ["N01", "N12"])
    before, as_published = told(member), cells(member)
    assert as_published["2023", "N12"] == ("shown", 0.4, 10, 20)
    with clock.at(on(2023, 5, 2)):
        choir.meets(kind="midterm", present=[late])
        choir.outcome(late, "A1")
    sung(member, on(2023, 6, 1), 10, 10)
    ticked(own, on(2024, 2, 2))
    share(member, "2023", ["N01", "N12"])
    assert choir.figures()["N01"].value == 21, "the figure itself has changed"
    assert (told(member), cells(member)) == (before, as_published)


def test_two_workers_at_once_freeze_once(
    own: Deployment, member: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    sung(member, on(2023, 5, 1), 3)
    results: list[bool] = []
    began = pause(monkeypatch, freezing, "_kinds", lambda: somebody_waits(own))

    def work_it() -> None:
        with clock.at(on(2024, 2, 1)), member.work() as work:
            results.append(freezing.freeze(work, year(2023)))

    first, second = (threading.Thread(target=work_it) for _number in range(2))
    first.start()
    assert began.wait(10), "the first one holds the window now"
    second.start()
    for thread in (first, second):
        thread.join(20)
    assert sorted(results) == [False, True]
    assert len(told(member)) == len(facts(member)) == 4


def test_window_is_not_frozen_while_a_figure_fails(own: Deployment, member: Association) -> None:
    sung(member, on(2023, 5, 1))

    class Broken:
        """The programme model's part, whose figures fail."""

        @hookimpl
        def register_programme_models(self) -> list[object]:
            return list(plugin.hooks.register_programme_models())

        @hookimpl
        def collect_metrics(self, cycle: Cycle) -> list[Metric]:
            return [Metric("N01", "Took part", 1 / (len(cycle.slug) * 0))]

    registry = PluginRegistry.load([])
    registry.add(made("choir", Broken))
    broken = Deployment(own.config, registry)
    with clock.at(on(2024, 2, 1)):
        with broken.work(member.record) as work:
            freezing.freeze_due(work)
        assert windows(member) == {}
        with member.work() as work:
            freezing.freeze_due(work)
    broken.dispose()
    assert windows(member) == {"2023": 3}


class Boastful:
    """A part that gives a figure of other parts' cycles."""

    @hookimpl
    def collect_metrics(self) -> list[Metric]:
        return [Metric("N01", "Took part", 1000), Metric("X1", "Its own", 1)]


def test_figure_counts_only_from_the_part_whose_programme_it_is(
    own: Deployment, member: Association
) -> None:
    sung(member, on(2023, 5, 1), 3)
    registry = PluginRegistry.load([])
    registry.add(plugin)
    registry.add(made("boastful", Boastful))
    both = Deployment(own.config, registry)
    member.deployment = both
    member.switch_on("boastful")
    with clock.at(on(2024, 2, 1)), both.work(member.record) as work:
        freezing.freeze_due(work)
    both.dispose()
    member.deployment = own
    assert told(member)["2023", "N01"] == (3, None)
    assert ("2023", "X1") not in told(member)


@pytest.mark.parametrize("kind", ["network", "funder"])
def test_desk_and_funder_freeze_nothing(own: Deployment, kind: str) -> None:
    desk = Tenants(own).make(kind)
    sung(desk, on(2023, 5, 1))
    ticked(own, on(2024, 2, 1))
    assert windows(desk) == {}
