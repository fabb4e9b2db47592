"""Thirds and ESF+ of a cycle, from the same records as its figures."""

from __future__ import annotations

from uuid import UUID

from punos.metrics.esf import codes, esf_of
from punos.metrics.thirds import thirds_of
from tests.metrics.conftest import Choir
from tests.metrics.test_joining import answer


def fill(choir: Choir) -> list[UUID]:
    """Four who took part and one who did not."""
    singers = [choir.singer() for _number in range(5)]
    told = (
        {"work_situation": "no_work", "gender": "woman", "age_group": "18_29", "moved": "yes"},
        {"work_situation": "at_home", "gender": "man", "education_level": "7"},
        {"work_situation": "other_field", "gender": "not_told"},
        {},
        {"work_situation": "no_work", "gender": "woman"},
    )
    for singer, said in zip(singers, told, strict=True):
        answer(choir, singer, **said)
    choir.meets(kind="kick_off", present=singers[:4])
    for singer, code in zip(singers, ("A1", "J1", "E2", "B5", "A1"), strict=True):
        choir.outcome(singer, code)
    return singers


def test_thirds_count_everybody_who_took_part_once(choir: Choir) -> None:
    fill(choir)
    with choir.association.work() as work:
        found = thirds_of(work, choir.cycle(work))
    assert found.lines == {
        "third_1": 1, "third_2": 1, "third_3": 1, "other_work": 1, "outside": 0, "not_known": 0,
    }  # fmt: skip
    assert (found.started, found.known, found.in_thirds) == (4, 4, 3)


def test_outcome_taken_back_leaves_the_thirds(choir: Choir) -> None:
    singer = choir.singer()
    choir.meets(kind="kick_off", present=[singer])
    outcome = choir.outcome(singer, "A1")
    choir.withdraws(outcome)
    with choir.association.work() as work:
        assert thirds_of(work, choir.cycle(work)).lines["not_known"] == 1


def test_indicators_tell_what_is_known_and_of_how_many(choir: Choir) -> None:
    fill(choir)
    with choir.association.work() as work:
        lines = {one.name: one for one in esf_of(work, choir.cycle(work))}
    told = {name: (one.total, one.known) for name, one in lines.items() if one.total is not None}
    assert told == {
        "total": (4, 4),
        "unemployed": (1, 3),
        "inactive": (1, 3),
        "employed": (1, 3),
        "under_18": (0, 1),
        "from_18_to_29": (1, 1),
        "over_54": (0, 1),
        "isced_0_2": (0, 1),
        "isced_3_4": (0, 1),
        "isced_5_8": (1, 1),
        "foreign_background": (1, 1),
        "job_search": (1, 4),
        "education": (0, 4),
        "qualification": (0, 4),
        "employment": (1, 4),
    }
    assert lines["total"].by_gender == {"woman": 1, "man": 1, "other": 0, "": 2}
    assert lines["employment"].by_gender["woman"] == 1


def test_every_indicator_has_its_code(choir: Choir) -> None:
    with choir.association.work() as work:
        lines = esf_of(work, choir.cycle(work))
    known = {code for part in codes().values() for code in part.values()}
    assert [one.code for one in lines if not one.code] == []
    assert {one.code for one in lines} == known
