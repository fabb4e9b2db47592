"""Thirds and own field, by themselves; earlier years by their page."""

from __future__ import annotations

import pytest

from punos.outcomes.codes import BY_CODE, CODES, highest
from punos.outcomes.own_field import computed
from punos.outcomes.thirds import THIRD, rolled_up, third_of
from punos.programmes.service import cycle_by_slug
from tests.outcomes.conftest import COOK, DEVELOPER, ELECTRICIAN, ENGINEER, Cycle


@pytest.mark.parametrize(
    ("codes", "own_field", "line"),
    [
        (["A1"], True, "third_1"),
        (["A3", "C1"], True, "third_1"),
        (["E2"], True, "third_1"),
        (["E2"], False, "other_work"),
        (["E1"], False, "other_work"),
        (["B1"], False, "third_2"),
        (["B5", "J1"], False, "third_2"),
        (["I1"], False, "third_3"),
        (["J1"], False, "third_3"),
        (["C2"], False, "third_3"),
        (["D0"], False, "outside"),
        (["X1"], False, "outside"),
        (["X1", "B3"], False, "third_2"),
        (["X1", "U0"], False, "outside"),
        (["U0"], False, "not_known"),
        ([], False, "not_known"),
    ],
)
def test_participation_is_in_one_line_by_its_highest_code(
    codes: list[str], own_field: bool, line: str
) -> None:
    assert third_of(codes, own_field) == line


def test_programme_says_where_the_open_codes_belong() -> None:
    practice = {"thirds": {"e1": "third_2", "b5": "outside", "j1": "outside", "c2": "outside"}}
    found = {code: third_of([code], False, practice) for code in ("E1", "E2", "B5", "J1", "C2")}
    assert found == {
        "E1": "third_2", "E2": "third_2", "B5": "outside", "J1": "outside", "C2": "outside",
    }  # fmt: skip
    assert third_of(["I1"], False, practice) == THIRD, "what it does not say is as usual"


def test_every_line_is_there_and_nobody_is_counted_twice() -> None:
    lines = [third_of([code.code], code.own_field) for code in CODES]
    assert sum(rolled_up(lines).values()) == len(CODES)


@pytest.mark.parametrize(
    ("profession", "occupation", "same"),
    [
        (ENGINEER, ENGINEER, True),
        (ENGINEER, ELECTRICIAN, True),
        (ENGINEER, "21", True),
        (ENGINEER, DEVELOPER, False),
        (ENGINEER, COOK, False),
        (None, COOK, None),
        (ENGINEER, None, None),
    ],
)
def test_own_field_is_worked_out_from_two_occupations(
    profession: str | None, occupation: str | None, same: bool | None
) -> None:
    assert computed(profession, occupation) is same


def test_invitation_counts_above_looking_and_below_a_qualification() -> None:
    assert highest(["J1", "I1"]) == "I1"
    assert highest(["I1", "B5"]) == "B5"
    assert not BY_CODE["Q1"].employed, "no funder pays for work that somebody had before"


def test_earlier_year_is_entered_changed_and_removed(cycle: Cycle) -> None:
    with cycle.association.work() as work:
        slug = cycle_by_slug(work, cycle.slug).programme.slug
    path = f"/programmes/{slug}/earlier-years"
    said = {"year": "2022", "measure": "third_1", "people": "17", "of_people": "40"}
    cycle.staff.get(path)
    assert cycle.staff.post(path, {**said, "basis": "sample"}).status_code == 303
    assert cycle.staff.post(path, {**said, "people": "18", "basis": "estimate"}).status_code == 303
    page = cycle.staff.get(path).text
    assert "18 of 40" in page
    assert "17 of 40" not in page
    assert "It is an estimate" in page
    assert cycle.staff.post(path, {**said, "people": "41", "basis": "sample"}).status_code == 422
