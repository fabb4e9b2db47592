"""Nobody narrows a hidden figure below three values, whatever they put together.

Members with made-up people over many windows are published by the real code. The attacker has every
published row of every version, every figure of the network with and without each member, all activity
figures, and one member's exact numbers. The same attacker breaks what is published carelessly.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count as numbers
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from punos.deployment import Deployment
from punos.network.catalogue import BY_CODE
from punos.network.disclosure import Cell, Exact, disclosed
from punos.network.figures import all_network_figures
from punos.network.windows import named
from tests.conftest import make_config
from tests.network.attacker import (
    AFTER,
    BEFORE,
    KINDS,
    PERSONAL,
    Group,
    Knowledge,
    People,
    count,
    parts,
)
from tests.network.lives import (
    MODELS,
    SHARED,
    Life,
    Rows,
    Truth,
    Years,
    figures_of,
    lived,
    made_of,
    together,
    truths,
    versions,
)
from tests.support.database import cloned_database
from tests.support.tenants import Association, Tenants

MEMBERS, EXAMPLES = 4, 12
LEAST_VALUES = 3


@dataclass
class Tally:
    """What the attacker has tried. `seen` remembers what is possible for the same knowledge."""

    windows: int = 0
    states: dict[str, int] = field(default_factory=dict)
    narrowest: int = 99
    seen: dict[tuple[Any, ...], int] = field(default_factory=dict)


_stretches = numbers(2029, 3)


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Association]]:
    """The members of a network of this module's own."""
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, tmp_path_factory.mktemp("data")))
        yield [Tenants(deployment).make() for _number in range(MEMBERS)]
        deployment.dispose()


def attacked(members: list[Association], truth: Truth, rows: Rows, tally: Tally) -> None:
    """Attack each hidden cell of every member but the first, whose exact numbers are known anyway."""
    for number, member in enumerate(members[1:], 1):
        for model in MODELS:
            own = {
                (window, metric): row
                for (owner, of, window, metric), row in rows.items()
                if (owner, of) == (member.record.id, model)
            }
            _attack(truth[number, model], own, tally)


def _attack(life: Life, own: Mapping[tuple[str, str], dict[str, Any]], tally: Tally) -> None:
    for name in sorted({window for window, metric in own if metric in PERSONAL}):
        tally.windows += 1
        (state,) = {own[name, code]["state"] for code in PERSONAL}
        tally.states[state] = tally.states.get(state, 0) + len(PERSONAL)
        if state == "hidden":
            window = named(name)
            years = [str(number) for number in range(window.first, window.last + 1)]
            took_part = [int(own[one, "N01"]["value"]) for one in years]
            key = (sum(took_part), life.plain)
            if key not in tally.seen:
                tally.seen[key] = _values_left(took_part, plain=life.plain)
            tally.narrowest = min(tally.narrowest, tally.seen[key])


def _values_left(took_part: list[int], *, plain: bool) -> int:
    """How many values the narrowest number of a hidden window may have, counted up to five."""
    known = Knowledge()
    group = Group(tuple(known.group(people, plain=plain).firsts[0] for people in took_part))
    known.failed(group, PERSONAL)
    targets = [group.part(code) for code in PERSONAL]
    if not plain:
        targets += [group.whole(code) for code in PERSONAL]
    return min(len(known.values(target, most=5, cases=0)) for target in targets)


def differenced(members: list[Association], rows: Rows) -> None:
    """Nothing can be gained by subtracting: each figure of the network is made from published cells."""
    by_window: dict[tuple[str, str], dict[str, dict[Any, float]]] = {}
    for (owner, model, window, metric), row in rows.items():
        if row["value"] is not None:
            told = by_window.setdefault((model, window), {})
            told.setdefault(metric, {})[owner] = row["value"]
    for (model, window), told in by_window.items():
        for left_out in (None, *members):
            without = left_out.record.id if left_out else None
            found = all_network_figures(members[0].deployment, model, window, without)
            for metric, figure in found.items():
                values = [value for owner, value in told[metric].items() if owner != without]
                assert figure.contributors == len(values)
                if len(values) < 3:
                    assert (figure.median, figure.total) == (None, None)
                elif figure.total is not None:
                    assert figure.total == pytest.approx(sum(values))


def test_attacker_narrows_no_hidden_figure_below_three_values(
    members: list[Association], capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(truth=truths(MEMBERS), some=st.sets(st.sampled_from(SHARED)))
    def attack(truth: Truth, some: set[str]) -> None:
        first = next(_stretches)
        lived(members, truth, first)
        rows = versions(members, first, (some, SHARED, (), SHARED))
        differenced(members, rows)
        attacked(members, truth, rows, tally)

    attack()
    with capsys.disabled():
        sys.stdout.write(
            f"\nattacker: {tally.states['hidden']} hidden figures in {tally.windows} windows attacked "
            f"({tally.states['shown']} shown, {tally.states['not_enough']} of too few people); "
            f"the narrowest may have {tally.narrowest} values or more\n"
        )
    assert tally.narrowest >= LEAST_VALUES


def test_attacker_breaks_figures_that_are_judged_one_by_one() -> None:
    """9 of 14 in work and 9 of 14 a step forward leave one number for those in their own field: 4."""
    people = made_of(own=4, other=5, study=5)
    exact = {code: _exact(code, figures_of(people)[code], sum(people)) for code in PERSONAL}
    cells = {code: disclosed([one])[code] for code, one in exact.items()}
    known = Knowledge()
    group = known.group(sum(people), plain=True)
    for code, cell in cells.items():
        _learn(known, group, code, cell)
    assert [code for code, cell in cells.items() if cell.state == "hidden"] == ["N11"]
    assert known.values(group.part("N11"), cases=0) == {4}
    assert {cell.state for cell in disclosed(exact.values()).values()} == {"hidden"}


def _exact(code: str, sum_: tuple[int, int | None], people: int) -> Exact:
    return Exact(BY_CODE[code], *sum_, people)


def _learn(known: Knowledge, group: Group, code: str, cell: Cell) -> None:
    if cell.state == "hidden":
        known.failed(group, [code])
        return
    assert cell.value is not None
    assert cell.part is not None
    assert cell.whole is not None
    known.shown(group, code, cell.value, cell.part, cell.whole)
    known.passed(group, [code])


CARELESS: dict[int, Years] = {
    0: (made_of(own=6, nothing=20), made_of(own=9, nothing=8), made_of(own=5, nothing=9)),
    1: (made_of(own=7, nothing=12), made_of(own=6, nothing=14), made_of(own=2, nothing=17)),
    2: (made_of(own=3, nothing=18), made_of(own=8, nothing=11), made_of(own=8, nothing=11)),
}


@pytest.mark.parametrize(
    ("totals", "overlapping", "is_broken"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
def test_attacker_breaks_exact_totals_and_overlapping_windows(
    totals: bool, overlapping: bool, is_broken: bool
) -> None:
    """Only small counts are left out, the others are exact. The first member's numbers are known."""
    known = Knowledge()
    groups = {
        member: [known.group(sum(people), plain=True) for people in years]
        for member, years in CARELESS.items()
    }
    for group, people in zip(groups[0], CARELESS[0], strict=True):
        for kind, number in enumerate(people):
            known.exactly({group.firsts[0] + kind: 1.0}, number)
    hidden: list[tuple[Group, str]] = []
    for member, years in CARELESS.items():
        told = list(zip(groups[member], years, strict=True))
        if overlapping:
            told.append((_all(groups[member]), together(years)))
        for group, people in told:
            hidden += _told_if_large(known, group, people)
    if totals:
        _total(known, groups)
    left = min(len(known.values(group.part(code))) for group, code in hidden)
    assert (left < LEAST_VALUES) is is_broken


def _all(groups: list[Group]) -> Group:
    return Group(tuple(group.firsts[0] for group in groups))


def _told_if_large(known: Knowledge, group: Group, people: People) -> list[tuple[Group, str]]:
    """Tell the exact part of each figure with five on either side; the others are hidden."""
    hidden = []
    for code in PERSONAL:
        part, whole = figures_of(people)[code]
        if min(part, (whole or 0) - part) >= 5:
            known.exactly(group.part(code), part)
        else:
            hidden.append((group, code))
    return hidden


def _total(known: Knowledge, groups: Mapping[int, list[Group]]) -> None:
    """Tell the exact total of all members for each figure and year."""
    for at in range(3):
        everybody = _all([of[at] for of in groups.values()])
        for code in PERSONAL:
            sum_ = sum(count(years[at], parts(code)) for years in CARELESS.values())
            known.exactly(everybody.part(code), sum_)


def test_kinds_of_people_make_the_figures_that_the_metrics_make() -> None:
    """Own field, work, a step forward: of whom, and who counts."""
    assert (len(BEFORE), len(AFTER), len(KINDS)) == (3, 6, 18)
    people = made_of(own=1, other=2, other_and_study=4, study=8, nothing=16, unknown=32)
    assert [figures_of(people)[code] for code in PERSONAL] == [(1, 31), (7, 31), (13, 31)]
