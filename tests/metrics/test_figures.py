"""The numbers: who is counted, of whom, and what is not known."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.access import Principal
from punos.groups.service import end_group, leave_group
from punos.meetings.planning import cancel_meeting, hold_meeting, plan_meeting
from punos.plugin import Group, Metric, cohort_of, groups_formed, plan_fulfilment
from tests.metrics.choir import OPEN_DAY, figures
from tests.metrics.conftest import Choir
from tests.sweeps.test_query_budget import counted


def of(metric: Metric) -> tuple[int | None, int | None]:
    return metric.part, metric.whole


def contact(unit_id: UUID) -> Principal:
    grants = dict.fromkeys(("cycles.read", "outcomes.read"), frozenset({unit_id}))
    return Principal("account", grants=grants)


def test_nothing_is_known_when_nobody_started(choir: Choir) -> None:
    choir.duo(choir.singer(), choir.guide())
    found = choir.figures()
    assert found["N01"].value == 0
    assert {name for name, metric in found.items() if metric.value is None} == {
        "N06", "N06.early", "N08.mentoring", "N08.group", "N09", "N10", "N11", "N12", "N13", "N14",
        "N17",
    }  # fmt: skip
    assert of(found["N07"]) == (0, 4)


def test_cycle_without_people_has_figures_and_knows_nothing(choir: Choir) -> None:
    found = choir.figures()
    assert (found.pop("G01").value, found.pop("N01").value) == (0, 0)
    assert {metric.value for metric in found.values()} == {None}


def test_present_once_has_started(choir: Choir) -> None:
    singer, guide, other = choir.singer(), choir.guide(), choir.singer()
    choir.meets(choir.duo(singer, guide), present=[singer, guide], absent=[other])
    assert choir.figures()["N01"].value == 1


def test_meeting_of_the_cycle_starts_a_participation(choir: Choir) -> None:
    singer = choir.singer()
    choir.meets(kind="kick_off", present=[singer])
    assert choir.figures()["N01"].value == 1


def test_who_came_to_open_events_only_has_not_started(choir: Choir) -> None:
    singer = choir.singer()
    choir.meets(kind=OPEN_DAY, present=[singer])
    choir.meets(choir.circle(singer), kind=OPEN_DAY, present=[singer])
    found = choir.figures()
    assert found["N01"].value == 0
    assert of(found["N09"]) == (0, 0)


def test_excused_and_absent_have_not_started(choir: Choir) -> None:
    one, two = choir.singer(), choir.singer()
    choir.meets(choir.circle(one, two), excused=[one], absent=[two])
    assert choir.figures()["N01"].value == 0


def test_cancelled_meeting_counts_nowhere(choir: Choir) -> None:
    singer = choir.singer()
    group_id = choir.circle(singer)
    with choir.association.work() as work:
        group = work.session.scalars(select(Group).where(Group.id == group_id)).one()
        meeting = plan_meeting(work, group, kind="group", local_start=clock.now(), minutes=60)
        cancel_meeting(work, meeting.id)
    assert of(choir.figures()["N09"]) == (0, 0)


def test_completion_counts_those_who_started(choir: Choir) -> None:
    done, worked, moved, stays, never = (choir.singer() for _number in range(5))
    choir.meets(kind="kick_off", present=[done, worked, moved, stays])
    choir.moves(done, "completed", "work_or_study")
    choir.moves(never, "completed")
    choir.moves(worked, "left", "work_or_study")
    choir.moves(moved, "left", "moved")
    found = choir.figures()
    assert of(found["N06"]) == (1, 4)
    assert of(found["N06.early"]) == (2, 4)
    assert "so far" in str(found["N06"].note)


def test_completion_of_a_closed_cycle_is_final(choir: Choir) -> None:
    stays, worked = choir.singer(), choir.singer()
    choir.meets(kind="kick_off", present=[stays, worked])
    choir.moves(worked, "left", "work_or_study")
    choir.closes()
    found = choir.figures()
    assert (of(found["N06"]), of(found["N06.early"])) == ((1, 2), (2, 2))
    assert "so far" not in str(found["N06"].note)


def test_plan_is_fulfilled_by_no_meeting_beyond_it(choir: Choir) -> None:
    eager, lazy = choir.singer(), choir.singer()
    busy, idle = choir.duo(eager, choir.guide()), choir.duo(lazy, choir.guide())
    for _number in range(6):
        choir.meets(busy, present=[eager])
    choir.meets(idle, present=[lazy])
    choir.meets(idle, kind=OPEN_DAY, present=[lazy])
    assert of(choir.figures()["N07"]) == (5, 8)


def test_plan_of_a_unit_is_the_one_that_holds_for_its_groups(choir: Choir) -> None:
    unit_id = choir.association.unit("long")
    choir.duo(choir.singer(unit_id=unit_id), choir.guide(unit_id=unit_id))
    choir.duo(choir.singer(), choir.guide())
    choir.circle(choir.singer())
    assert of(choir.figures()["N07"]) == (0, 6 + 4)


@pytest.mark.parametrize(
    ("plans", "part", "whole"),
    [([(20, 20)], 20, 20), ([(7, 5), (1, 5)], 6, 10), ([], 0, 0), ([(3, 0)], 0, 0)],
)
def test_plan_fulfilment_of_pairs_of_numbers(
    plans: list[tuple[int, int]], part: int, whole: int
) -> None:
    (metric,) = plan_fulfilment(plans)
    assert of(metric) == (part, whole)
    assert metric.value == (part / whole if whole else None)


def test_hours_are_the_median_of_those_who_started(choir: Choir) -> None:
    little, middle, much, _never = (choir.singer() for _number in range(4))
    for singer, meetings in ((little, 1), (middle, 2), (much, 9)):
        group = choir.duo(singer, choir.guide())
        for _number in range(meetings):
            choir.meets(group, minutes=90, present=[singer])
    choir.meets(kind="kick_off", minutes=120, present=[little, much])
    found = choir.figures()
    mentoring, grouped = found["N08.mentoring"], found["N08.group"]
    assert (mentoring.value, mentoring.whole, mentoring.unit) == (3.0, 3, "hours")
    assert grouped.value == 2.0


def test_attendance_keeps_the_excused_and_the_unmarked_among_the_expected(choir: Choir) -> None:
    came, excused, unmarked, passer_by = (choir.singer() for _number in range(4))
    guide = choir.guide()
    group = choir.circle(came, excused, unmarked, guide)
    choir.meets(group, present=[came, passer_by, guide], excused=[excused])
    assert of(choir.figures()["N09"]) == (2, 4)


def test_attendance_of_mentoring_is_no_group_attendance(choir: Choir) -> None:
    singer, unmarked = choir.singer(), choir.singer()
    choir.meets(choir.duo(singer, unmarked, choir.guide()), present=[singer])
    assert of(choir.figures()["N09"]) == (0, 0)


def test_meeting_of_the_programme_or_the_association_starts_no_participation(choir: Choir) -> None:
    singer = choir.singer()
    with choir.association.work() as work:
        start = datetime.combine(clock.today(), time())
        for host in (choir.cycle(work).programme, None):
            meeting = plan_meeting(work, host, kind="training", local_start=start, minutes=60)
            hold_meeting(work, meeting.id, {singer: "present"})
    found = choir.figures()
    assert (found["N01"].value, of(found["N09"])) == (0, (0, 0))


def test_attendance_expects_nobody_before_they_joined_or_after_they_left(
    choir: Choir, at: ExitStack
) -> None:
    stays, leaves, joins = (choir.singer() for _number in range(3))
    group_id = choir.circle(stays, leaves)
    with choir.association.work() as work:
        leave_group(work, group_id, leaves, "left")
    choir.meets(group_id, present=[stays])
    assert of(choir.figures()["N09"]) == (1, 2), "on the day itself they are still expected"
    at.enter_context(clock.at(clock.now() + timedelta(days=7)))
    choir.joins(group_id, joins)
    choir.meets(group_id, present=[stays])
    choir.meets(group_id, days=1, present=[stays])
    assert of(choir.figures()["N09"]) == (3, 5)


def test_attendance_of_the_cycle_expects_who_was_accepted_and_had_not_left(
    choir: Choir, at: ExitStack
) -> None:
    here, left, put_back = (choir.singer() for _number in range(3))
    choir.singer(state="applied")
    refused = choir.singer(state="applied")
    choir.moves(refused, "refused")
    choir.moves(left, "left", "moved")
    choir.moves(put_back, "applied")
    at.enter_context(clock.at(clock.now() + timedelta(days=3)))
    late = choir.singer()
    choir.meets(kind="midterm", days=1, present=[here])
    assert of(choir.figures()["N09"]) == (1, 1)
    choir.meets(kind="midterm", present=[here, late])
    assert of(choir.figures()["N09"]) == (3, 3)
    choir.meets(kind="midterm", days=3, present=[here])
    assert of(choir.figures()["N09"]) == (4, 5)


def test_full_team_needs_two_mentors_now(choir: Choir) -> None:
    full, single, alone = (choir.singer() for _number in range(3))
    first, second = choir.guide(), choir.guide()
    team = choir.duo(full, first, second)
    choir.duo(single, choir.guide())
    choir.circle(alone, choir.guide())
    assert of(choir.figures()["N05"]) == (1, 2)
    with choir.association.work() as work:
        leave_group(work, team, second, "left")
    assert of(choir.figures()["N05"]) == (0, 2)
    with choir.association.work() as work:
        end_group(work, team, "member_left")
    assert of(choir.figures()["N05"]) == (0, 1)


def test_full_team_of_a_closed_cycle_is_as_it_was_at_the_end(choir: Choir, at: ExitStack) -> None:
    full, reduced, ended = (choir.singer() for _number in range(3))
    choir.duo(full, choir.guide(), choir.guide())
    leaving = choir.guide()
    team = choir.duo(reduced, choir.guide(), leaving)
    gone = choir.duo(ended, choir.guide(), choir.guide())
    with choir.association.work() as work:
        leave_group(work, team, leaving, "left")
        end_group(work, gone, "member_left")
    last = choir.duo(choir.singer(), choir.guide(), choir.guide())
    at.enter_context(clock.at(clock.now() + timedelta(days=2)))
    with choir.association.work() as work:
        end_group(work, last, "member_left")  # on the last day, before the cycle closes
    choir.closes()
    assert of(choir.figures()["N05"]) == (1, 2)
    assert "closed" in str(choir.figures()["N05"].note)


@pytest.mark.parametrize(
    ("codes", "entry", "counted"),
    [
        (["A1"], None, (1, 1)),
        (["A3"], None, (1, 1)),
        (["E1"], None, (1, 1)),
        (["B1"], None, (0, 1)),
        (["D0"], None, (0, 1)),
        (["C1", "A2"], None, (1, 1)),
        (["X1"], None, (0, 0)),
        (["X1", "A1"], None, (1, 1)),
        (["U0"], None, (0, 0)),
        ([], None, (0, 0)),
        (["E2"], None, (0, 0)),
        (["A1"], "E1", (0, 0)),
        (["A1"], "D0", (1, 1)),
    ],
)
def test_employment_at_exit_counts_those_whose_status_is_known(
    choir: Choir, codes: list[str], entry: str | None, counted: tuple[int, int]
) -> None:
    singer = choir.singer()
    choir.meets(kind="kick_off", present=[singer])
    for code in codes:
        choir.outcome(singer, code)
    if entry:
        choir.outcome(singer, entry, moment="entry")
    assert of(choir.figures()["N12"]) == counted


def test_withdrawn_outcome_and_who_never_started_are_not_employed_at_exit(choir: Choir) -> None:
    singer, never = choir.singer(), choir.singer()
    choir.meets(kind="kick_off", present=[singer])
    choir.outcome(never, "A1")
    choir.outcome(singer, "D0")
    choir.withdraws(choir.outcome(singer, "A1"))
    choir.outcome(singer, "A1", moment="months_6")
    found = choir.figures()
    assert [of(found[name]) for name in ("N11", "N12", "N13")] == [(0, 1)] * 3


def test_groups_formed_are_pairs_that_ended_too_and_no_circles(choir: Choir) -> None:
    first, second = choir.singer(), choir.singer()
    ended = choir.duo(first, choir.guide())
    choir.duo(second, choir.guide(), choir.guide())
    choir.circle(first, second)
    with choir.association.work() as work:
        end_group(work, ended, "member_left")
    assert choir.figures()["G01"].value == 2


def test_groups_formed_are_no_figure_where_nobody_is_mentored(choir: Choir) -> None:
    with choir.association.work() as work:
        assert groups_formed(cohort_of(work, choir.cycle(work))) == []


@pytest.mark.parametrize(
    ("codes", "entry", "own_field", "forward"),
    [
        (["A1"], None, (1, 1), (1, 1)),
        (["A3"], None, (1, 1), (1, 1)),
        (["E1"], None, (0, 1), (0, 1)),
        (["E1", "B3"], None, (0, 1), (1, 1)),
        (["B5"], None, (0, 1), (1, 1)),
        (["C1"], None, (0, 1), (0, 1)),
        (["X1", "A2"], None, (1, 1), (1, 1)),
        (["X1"], None, (0, 0), (0, 0)),
        ([], None, (0, 0), (0, 0)),
        (["E2"], None, (0, 0), (0, 1)),
        (["A1"], "E1", (1, 1), (1, 1)),
        (["A1"], "A2", (0, 0), (1, 1)),
    ],
)
def test_own_field_and_step_forward_count_those_whose_status_is_known(
    choir: Choir,
    codes: list[str],
    entry: str | None,
    own_field: tuple[int, int],
    forward: tuple[int, int],
) -> None:
    singer = choir.singer()
    choir.meets(kind="kick_off", present=[singer])
    for code in codes:
        choir.outcome(singer, code)
    if entry:
        choir.outcome(singer, entry, moment="entry")
    found = choir.figures()
    assert (of(found["N11"]), of(found["N13"])) == (own_field, forward)


def test_contact_person_gets_the_figures_of_her_unit_alone(choir: Choir) -> None:
    ours, theirs = choir.association.unit("ours"), choir.association.unit("theirs")
    for unit_id, meetings in ((ours, 1), (theirs, 3)):
        singer = choir.singer(unit_id=unit_id)
        group = choir.duo(singer, choir.guide(unit_id=unit_id))
        for _number in range(meetings):
            choir.meets(group, present=[singer])
        choir.meets(kind="kick_off", present=[singer])
        choir.outcome(singer, "A1")
    whole, part = choir.figures(), choir.figures(contact(ours))
    assert (whole["N01"].value, part["N01"].value) == (2, 1)
    assert (of(whole["N07"]), of(part["N07"])) == ((4, 8), (1, 4))
    assert part["N08.mentoring"].value == 1.0
    assert (of(whole["N09"]), of(part["N09"])) == ((2, 4), (1, 2))
    for name in ("N11", "N12", "N13"):
        assert (of(whole[name]), of(part[name])) == ((2, 2), (1, 1))
    assert (whole["G01"].value, part["G01"].value) == (2, 1)


def test_nobody_gets_figures_without_the_permission(choir: Choir) -> None:
    singer = choir.singer()
    choir.meets(choir.duo(singer, choir.guide()), present=[singer])
    found = choir.figures(Principal("account"))
    assert (found.pop("G01").value, found.pop("N01").value) == (0, 0)
    assert {metric.value for metric in found.values()} == {None}


def test_other_cycle_of_the_same_people_is_not_counted(choir: Choir) -> None:
    singer = choir.singer()
    other = Choir(
        choir.association, choir.association.cycle(model="choir", settings={"meetings": 4})
    )
    choir.meets(choir.duo(singer, choir.guide()), present=[singer])
    assert (choir.figures()["N01"].value, other.figures()["N01"].value) == (1, 0)


def test_all_figures_cost_one_statement_with_few_people_and_with_many(choir: Choir) -> None:
    costs = []
    for _round in range(2):
        for _number in range(3):
            singer = choir.singer()
            choir.meets(choir.duo(singer, choir.guide()), present=[singer])
        with choir.association.work() as work:
            cycle = choir.cycle(work)
            assert work.settings  # a request has read them before
            with counted(choir.association.deployment) as sent:
                assert figures(work, cycle)
        costs.append(len(sent))
    assert costs == [1, 1]
