"""The table of a whole cohort says the same as judging each pair by itself."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
from hypothesis import given, settings

from punos.matching.candidates import Candidate
from punos.matching.criteria import CRITERIA, Criteria
from punos.matching.findings import judge, score
from punos.matching.scoring import score_all
from tests.support.matching import all_criteria, cohorts, person


@settings(max_examples=200, deadline=None)
@given(cohorts("mentee", 5), cohorts("mentor", 5), all_criteria())
def test_table_equals_judging_each_pair(
    mentees: list[Candidate], mentors: list[Candidate], criteria: Criteria
) -> None:
    table = score_all(mentees, mentors, criteria)
    for row, mentee in enumerate(mentees):
        for column, mentor in enumerate(mentors):
            judged = judge(mentee, mentor, criteria)
            fails = {name for name, failed in table.fails.items() if failed[row, column]}
            assert score(int(table.points[row, column]), criteria) == judged.score
            assert 0 <= judged.score <= 1
            assert fails == set(judged.fails)
            assert table.passes[row, column] == (not fails)


def test_table_knows_more_codes_than_fit_one_number() -> None:
    many = [f"interest_{number:02}" for number in range(80)]
    mentees = [person(n, "mentee", interests=frozenset(many[n : n + 9])) for n in range(1, 70)]
    mentors = [person(101, "mentor", interests=frozenset(many))]
    criteria = Criteria(**dict.fromkeys(CRITERIA, "off") | {"interests": "low"})
    assert set(score_all(mentees, mentors, criteria).points[:, 0].tolist()) == {1000}


def test_points_never_outgrow_the_tables_numbers() -> None:
    assert Criteria(**dict.fromkeys(CRITERIA, "mandatory")).most_points <= np.iinfo(np.int16).max


def test_what_serves_loads_neither_numpy_nor_scipy() -> None:
    program = (
        "import sys, punos.app; from punos.extend import PluginRegistry; PluginRegistry.load();"
        "print([m for m in ('numpy', 'scipy', 'punos.plugin.heavy') if m in sys.modules])"
    )
    run = [sys.executable, "-c", program]
    assert subprocess.check_output(run, text=True).strip() == "[]"
