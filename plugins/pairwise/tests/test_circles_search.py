"""Finding circles: sizes that are possible, and how near the pairs come, against other ways of doing it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations
from pathlib import Path
from random import Random
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from punos_pairwise.circles.nearness import FULL, PairFacts, in_common, near
from punos_pairwise.circles.search import WORTH, divide, worth
from punos_pairwise.circles.sizes import even_sizes, room_for, why_not

OCCUPATIONS = ("2512", "2513", "2521", "2221", "2211", "2341", "2342", "2411", "3334", "5321", None)
TOWNS = ("turku", "salo", "helsinki", "oulu")
CASES = int(os.environ.get("PUNOS_CIRCLE_CASES", "40"))


def made(count: int, seed: int) -> list[PairFacts]:
    """So many pairs of some fields and towns."""
    random = Random(seed)
    return [
        PairFacts(
            id=UUID(int=number),
            people=frozenset({UUID(int=1000 + number), UUID(int=2000 + number)}),
            occupation=random.choice(OCCUPATIONS),
            towns=frozenset(random.sample(TOWNS, random.choice((0, 1, 1, 2)))),
            online=random.random() < 0.5,
        )
        for number in range(count)
    ]


def table(pairs: Sequence[PairFacts]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    return np.array(
        [[0 if one is other else near(one, other) for other in pairs] for one in pairs], float
    )


def partitions(rest: tuple[int, ...], smallest: int, largest: int) -> Iterator[list[list[int]]]:
    """Every way to divide these."""
    if not rest:
        yield []
        return
    first, others = rest[0], rest[1:]
    for size in range(smallest, largest + 1):
        for chosen in combinations(others, size - 1):
            left = tuple(one for one in others if one not in chosen)
            for more in partitions(left, smallest, largest):
                yield [[first, *chosen], *more]


def asked(mean: float, circles: int, fewest: int) -> float:
    """What is aimed at: nearness, of which each further circle has to bring enough."""
    return mean - WORTH * (circles - fewest)


def best_of_all(pairs: Sequence[PairFacts], smallest: int, largest: int) -> float:
    """The highest aim, by trying every way."""
    points, room = table(pairs), room_for(len(pairs), smallest, largest)
    ways = partitions(tuple(range(len(pairs))), room.smallest, room.largest)
    return max(asked(worth(points, way) / FULL, len(way), room.fewest) for way in ways)


def sort_and_cut(pairs: Sequence[PairFacts], smallest: int, largest: int) -> float:
    """The nearness when they are sorted by field and town and cut into even circles."""
    room = room_for(len(pairs), smallest, largest)
    order = sorted(
        range(len(pairs)), key=lambda one: (pairs[one].occupation or "", sorted(pairs[one].towns))
    )
    ends = list(accumulate(even_sizes(len(pairs), room.fewest)))
    circles = [order[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    return worth(table(pairs), circles) / FULL


def test_small_cohorts_come_out_as_an_exhaustive_search_has_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reached, ratios = 0, []
    for seed in range(CASES):
        random = Random(seed)
        smallest, largest = random.choice(((2, 3), (2, 4), (3, 4), (3, 5)))
        pairs = made(random.randint(4, 9), seed)
        found = divide(pairs, smallest, largest)
        fewest = room_for(len(pairs), smallest, largest).fewest
        mine, best = (
            asked(found.mean, len(found.circles), fewest),
            best_of_all(pairs, smallest, largest),
        )
        assert mine <= best + 1e-9, "nothing can be better than the best"
        reached += mine >= best - 1e-9
        ratios.append((mine + 1) / (best + 1))
    with capsys.disabled():
        sys.stdout.write(
            f"\ncircles: {reached} of {CASES} small cohorts at the optimum, least {min(ratios):.4f} of it\n"
        )
    assert reached >= 0.98 * CASES
    assert min(ratios) > 0.98


@pytest.mark.parametrize("count", [20, 41, 90])
def test_search_is_nearer_than_sorting_and_cutting(
    count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    gains = []
    for seed in range(3):
        pairs = made(count, seed)
        found = divide(pairs, 5, 8)
        gains.append((found.mean, sort_and_cut(pairs, 5, 8)))
        assert found.mean > gains[-1][1]
    told = ", ".join(f"{mine:.3f} against {cut:.3f}" for mine, cut in gains)
    with capsys.disabled():
        sys.stdout.write(f"\ncircles: {count} pairs, search against sort and cut: {told}\n")


@given(
    count=st.integers(1, 60),
    sizes=st.tuples(st.integers(2, 8), st.integers(0, 5)),
    seed=st.integers(0, 10_000),
)
@settings(max_examples=60, deadline=None)
def test_every_pair_is_in_one_circle_of_a_size_that_is_possible(
    count: int, sizes: tuple[int, int], seed: int
) -> None:
    smallest, largest = sizes[0], sizes[0] + sizes[1]
    pairs, room = made(count, seed), room_for(count, smallest, largest)
    found = divide(pairs, smallest, largest)
    assert sorted(one for circle in found.circles for one in circle) == [pair.id for pair in pairs]
    assert room.fewest <= len(found.circles) <= room.most
    assert all(room.smallest <= len(circle) <= room.largest for circle in found.circles)
    if room.fits:
        assert (room.smallest, room.largest) == (smallest, largest)
    else:
        assert why_not(count, smallest, largest) is not None


@pytest.mark.parametrize(
    ("count", "sizes"), [(1, [1]), (4, [4]), (5, [5]), (8, [8]), (9, [9]), (10, [5, 5])]
)
def test_sizes_are_as_near_to_those_set_as_can_be(count: int, sizes: list[int]) -> None:
    assert sorted(len(one) for one in divide(made(count, 1), 5, 8).circles) == sizes


def test_forty_one_pairs_make_six_to_eight_circles() -> None:
    sizes = [len(one) for one in divide(made(41, 3), 5, 8).circles]
    assert sum(sizes) == 41
    assert 6 <= len(sizes) <= 8
    assert all(5 <= size <= 8 for size in sizes)


def test_it_is_said_why_nine_pairs_make_no_circles() -> None:
    told = str(why_not(9, 5, 8))
    assert "9 pairs cannot be divided into circles of 5 to 8" in told
    assert "1 would be more than full, and for 2 there are too few" in told
    assert "4 pairs are too few" in str(why_not(4, 5, 8))
    assert why_not(41, 5, 8) is None


def test_fields_stay_together_though_circles_are_then_uneven() -> None:
    facts = (
        {"occupation": "2512", "towns": frozenset({"turku"})},
        {"occupation": "2221", "towns": frozenset({"oulu"})},
    )
    pairs = [
        PairFacts(UUID(int=number), frozenset({UUID(int=100 + number)}), **facts[number % 13 >= 5])
        for number in range(13)
    ]
    circles = divide(pairs, 5, 8).circles
    assert sorted(len(one) for one in circles) == [5, 8]


def test_further_circle_has_to_be_worth_its_meetings() -> None:
    """Sixteen alike make two circles; three towns of five, five and six make three."""
    alike = [PairFacts(UUID(int=n), frozenset({UUID(int=100 + n)}), "2512") for n in range(16)]
    towns = [
        PairFacts(UUID(int=n), frozenset({UUID(int=100 + n)}), "2512", frozenset({TOWNS[n % 3]}))
        for n in range(16)
    ]
    assert len(divide(alike, 5, 8).circles) == 2
    assert len(divide(towns, 5, 8).circles) == 3


def test_pairs_of_one_mentor_come_into_one_circle() -> None:
    pairs = made(16, 5)
    mentor = UUID(int=1)
    for one, other in ((0, 15), (3, 9)):
        for number in (one, other):
            old = pairs[number]
            shared = (
                frozenset({UUID(int=one + 5000), mentor}) if one else frozenset({UUID(int=5000)})
            )
            pairs[number] = PairFacts(old.id, shared, old.occupation, old.towns, (), old.online)
    circles = divide(pairs, 5, 8).circles
    for one, other in ((0, 15), (3, 9)):
        assert any({UUID(int=one), UUID(int=other)} <= set(circle) for circle in circles)


def test_order_in_which_pairs_come_does_not_matter() -> None:
    pairs = made(30, 7)
    turned = list(reversed(pairs))
    Random(1).shuffle(turned)
    assert divide(pairs, 5, 8) == divide(turned, 5, 8)


def test_another_process_with_another_hash_seed_finds_the_same() -> None:
    code = (
        "from test_circles_search import made; from punos_pairwise.circles.search import divide;"
        "print(divide(made(30, 7), 5, 8))"
    )
    here = str(Path(__file__).parent)
    answers = set()
    for seed in ("1", "2"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join([here, *sys.path]),
        }
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        answers.add(done.stdout)
    assert answers == {f"{divide(made(30, 7), 5, 8)}\n"}


def test_what_half_of_a_circle_shares_is_said() -> None:
    pairs = [
        PairFacts(UUID(int=n), frozenset(), code, frozenset({"turku"}), ("Turku",), n < 2)
        for n, code in enumerate(("2512", "2514", "2221", None))
    ]
    said = [str(one) for one in in_common(pairs)]
    assert said[1:] == ["Turku: 4 of 4", "can meet online: 2 of 4"]
    assert said[0].endswith(": 2 of 4")
    assert list(in_common(pairs[:1])) == []


def test_major_group_is_nothing_in_common_and_a_town_is_written_as_either_wrote_it() -> None:
    towns, cities = frozenset({"oulu", "espoo"}), ("Oulu", "Espoo")
    pairs = [
        PairFacts(UUID(int=n), frozenset(), code, towns - {"espoo"} if n else towns, cities)
        for n, code in enumerate(("2512", "2221", "2611"))
    ]
    assert [str(one) for one in in_common(pairs)] == ["Oulu: 3 of 3"]
