"""Made-up members of a network: what became of their people, year by year, and all that is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from punos.network.freezing import keep
from punos.network.publishing import publish
from punos.network.sharing import choose, leaving
from punos.network.windows import named, stretch, year
from tests.network.attacker import KINDS, PERSONAL, People, count, parts, wholes
from tests.network.members import published, windows
from tests.support.tenants import Association

MODELS = ("pairwise", "gatherings")
SHARED = ("N01", "N06", *PERSONAL)

Years = tuple[People, People, People]
Sums = dict[str, tuple[int, int | None]]
Rows = Mapping[tuple[Any, ...], dict[str, Any]]
"""Published rows by member, model, window and figure."""


@dataclass(frozen=True)
class Life:
    """What became of the people of one member in one kind of programme, year by year.

    Of a plain one nobody had work before, all are known, and each counts once; an attacker may know.
    """

    years: Years
    plain: bool


Truth = dict[tuple[int, str], Life]
"""By number of the member and programme model."""


def truths(members: int) -> st.SearchStrategy[Truth]:
    """Lives of so many members in every programme model."""
    keys = [(member, model) for member in range(members) for model in MODELS]
    return st.fixed_dictionaries(dict.fromkeys(keys, st.booleans().flatmap(_life)))


def _life(plain: bool) -> st.SearchStrategy[Life]:
    few = st.integers(0, 3)
    any_number = st.one_of(few, st.integers(0, 14))
    each = [
        st.just(0) if plain and _is_odd(b, a) else any_number if b == "none" else few
        for b, a in KINDS
    ]
    return st.builds(Life, st.tuples(*[st.tuples(*each)] * 3), st.just(plain))


def _is_odd(before: str, after: str) -> bool:
    return before != "none" or after in ("unknown", "other_and_study")


def made_of(**people: int) -> People:
    """People of whom nobody had work before, by what became of them."""
    return tuple(people.get(a, 0) if b == "none" else 0 for b, a in KINDS)


def together(years: Years) -> People:
    """The people of all three years."""
    return tuple(sum(each) for each in zip(*years, strict=True))


def figures_of(people: People) -> Sums:
    """A window's exact figures. Who completed is told exactly, and bounds nothing else."""
    everybody = sum(people)
    found: Sums = {"N01": (everybody, None), "N06": (everybody // 2, everybody)}
    for code in PERSONAL:
        found[code] = count(people, parts(code)), count(people, wholes(code))
    return found


def lived(members: list[Association], truth: Truth, first: int) -> None:
    """Three years pass and are frozen, as freezing does it, and then the stretch where it is told so."""
    for number, member in enumerate(members):
        lives = {model: truth[number, model] for model in MODELS}
        _freeze(
            member,
            {
                year(first + at).name: {model: life.years[at] for model, life in lives.items()}
                for at in range(3)
            },
        )
        if windows(member)[year(first).name] == 3:
            everybody = {model: together(life.years) for model, life in lives.items()}
            _freeze(member, {stretch(first).name: everybody})


def _freeze(member: Association, by_window: Mapping[str, Mapping[str, People]]) -> None:
    with member.work() as work:
        for window, by_model in by_window.items():
            sums = {
                (model, code): sum_
                for model, people in by_model.items()
                for code, sum_ in figures_of(people).items()
            }
            assert keep(work, named(window), sums)


def versions(members: list[Association], first: int, choices: Iterable[Iterable[str]]) -> Rows:
    """Every row that was ever there while the members made one choice after the other.

    Two versions of a row that differ would be the attacker's to subtract.
    """
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    names = {year(first + at).name for at in range(3)} | {stretch(first).name}
    for codes in choices:
        for member in members:
            _share(member, names, set(codes))
        for row in published(members[0].deployment):
            if row["window"] in names:
                key = row["member_id"], row["model"], row["window"], row["metric"]
                assert found.setdefault(key, row) == row
    return found


def _share(member: Association, names: set[str], codes: set[str]) -> None:
    with member.work() as work:
        offered: dict[str, set[str]] = {}
        for line in leaving(work):
            if line.fact.window in names:
                offered.setdefault(line.fact.window, set()).add(line.fact.metric)
        for window, metrics in offered.items():
            choose(work, window, sorted(codes & metrics))
    publish(member.deployment, member.record)
