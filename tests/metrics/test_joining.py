"""Admission, matching, employers met, half a year later, and mentors who return."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from punos import clock
from punos.employers.models import EmployerVisit
from punos.enrolments.models import Enrolment
from punos.programmes.models import Phase
from tests.metrics.conftest import Choir
from tests.metrics.test_figures import of


def later(at: ExitStack, days: int) -> None:
    """At noon so many days on: clocks may be put forward in between, and it may be late at night."""
    noon = datetime.combine(
        clock.today() + timedelta(days=days), time(12), ZoneInfo(clock.DEFAULT_ZONE)
    )
    at.enter_context(clock.at(noon))


def test_admission_counts_what_was_decided(choir: Choir) -> None:
    choir.singer()
    choir.singer(state="applied")
    refused = choir.singer(state="applied")
    choir.moves(refused, "refused")
    assert of(choir.figures()["N02"]) == (1, 2)
    choir.closes()
    assert of(choir.figures()["N02"]) == (1, 2), "who waited until the end was never decided on"


def test_match_in_time_is_within_thirty_days_of_the_deadline(choir: Choir, at: ExitStack) -> None:
    soon, late, _never = choir.singer(), choir.singer(), choir.singer()
    with choir.association.work() as work:
        cycle = choir.cycle(work)
        first = clock.today() - timedelta(days=20)
        deadline = clock.today() - timedelta(days=10)
        names = {"en": "Matching"}
        phase = Phase(cycle_id=cycle.id, kind="matching", names=names, planned_from=first)
        phase.planned_until = deadline
        work.session.add(phase)
    later(at, 20)
    choir.duo(soon, choir.guide())
    assert of(choir.figures()["N03"]) == (1, 3), "the last day counts"
    later(at, 1)
    choir.duo(late, choir.guide())
    assert of(choir.figures()["N03"]) == (1, 3)


def test_who_left_before_the_deadline_wanted_no_pair(choir: Choir) -> None:
    left = choir.singer()
    choir.singer()
    choir.moves(left, "left", "moved")
    assert of(choir.figures()["N03"]) == (0, 1)


def test_wait_is_the_median_of_days_to_the_first_group(choir: Choir, at: ExitStack) -> None:
    one, two, three = choir.singer(), choir.singer(), choir.singer()
    for days, singer in ((2, one), (3, two), (15, three)):
        later(at, days)
        choir.duo(singer, choir.guide())
    figure = choir.figures()["N04"]
    assert (figure.value, figure.whole, figure.unit) == (5.0, 3, "days")


def test_only_a_visit_that_was_held_is_contact_with_an_employer(choir: Choir) -> None:
    held, planned = choir.singer(), choir.singer()
    choir.meets(kind="kick_off", present=[held, planned])
    with choir.association.work() as work:
        for who, state in ((held, "held"), (planned, "planned")):
            visit = EmployerVisit(enrolment_id=who, kind="shadowing", state=state)
            visit.visited_on, visit.recorded_at = clock.today(), clock.now()
            work.session.add(visit)
    assert of(choir.figures()["N10"]) == (1, 2)


@pytest.mark.parametrize("days", [135, 180, 225])
def test_half_a_year_later_is_told_from_four_and_a_half_months_on(
    choir: Choir, at: ExitStack, days: int
) -> None:
    singer = choir.singer()
    choir.meets(kind="kick_off", present=[singer])
    choir.closes()
    later(at, days)
    choir.outcome(singer, "E1", moment="months_6")
    figure = choir.figures()["N14"]
    assert (of(figure), figure.response, figure.missing) == ((1, 1), (1, 1), "")


def test_nothing_is_foretold_of_half_a_year_later(choir: Choir, at: ExitStack) -> None:
    singer = choir.singer()
    choir.meets(kind="kick_off", present=[singer])
    choir.closes()
    later(at, 134)
    choir.outcome(singer, "E1", moment="months_6")
    assert "about 6 months after the end" in str(choir.figures()["N14"].missing)
    later(at, 1)
    assert choir.figures()["N14"].response == (0, 1), "it was said too early"


def test_what_became_so_eight_months_later_is_not_of_six_months(
    choir: Choir, at: ExitStack
) -> None:
    singer = choir.singer()
    choir.meets(kind="kick_off", present=[singer])
    choir.closes()
    later(at, 226)
    choir.outcome(singer, "A1", moment="months_6")
    figure = choir.figures()["N14"]
    assert figure.value is None
    assert figure.response == (0, 1)


def test_status_at_the_end_is_that_of_the_next_four_weeks(choir: Choir, at: ExitStack) -> None:
    soon, late = choir.singer(), choir.singer()
    choir.meets(kind="kick_off", present=[soon, late])
    choir.closes()
    later(at, 28)
    choir.outcome(soon, "A1")
    later(at, 1)
    choir.outcome(late, "A1")
    assert of(choir.figures()["N12"]) == (1, 1)


def test_too_few_known_hide_the_share_of_steps_forward(choir: Choir) -> None:
    singers = [choir.singer() for _number in range(6)]
    choir.meets(kind="kick_off", present=singers)
    for singer in singers[:2]:
        choir.outcome(singer, "A1")
    figure = choir.figures()["N13"]
    assert (figure.value, figure.part, figure.response) == (None, None, (2, 6))
    assert "2 of 6" in str(figure.missing)
    choir.outcome(singers[2], "D0")
    assert of(choir.figures()["N13"]) == (2, 3)


@pytest.mark.parametrize(
    ("situation", "counted"),
    [
        ("no_work", ((1, 1), (1, 1), "collected")),
        ("other_field", ((1, 1), (0, 0), "collected")),
        ("own_field", ((0, 0), (0, 0), "collected")),
        ("other", ((1, 1), (1, 1), "estimate")),
    ],
)
def test_what_was_told_on_application_says_who_could_find_work(
    choir: Choir, situation: str, counted: tuple[tuple[int, int], tuple[int, int], str]
) -> None:
    singer = choir.singer()
    answer(choir, singer, work_situation=situation)
    choir.meets(kind="kick_off", present=[singer])
    choir.outcome(singer, "A1")
    found = choir.figures()
    assert (of(found["N11"]), of(found["N12"]), found["N12"].basis) == counted


def test_mentor_who_begins_again_within_a_year_has_returned(choir: Choir, at: ExitStack) -> None:
    guide, other = choir.guide(), choir.guide()
    choir.duo(choir.singer(), guide)
    choir.duo(choir.singer(), other)
    assert choir.figures()["N17"].value is None
    choir.closes()
    again = Choir(
        choir.association, choir.association.cycle(model="choir", settings={"meetings": 4})
    )
    with choir.association.work() as work:
        person = work.session.scalars(select(Enrolment).where(Enrolment.id == guide)).one()
        person_id = person.person_id
    later(at, 30)
    returned = again.guide()
    with choir.association.work() as work:
        row = work.session.scalars(select(Enrolment).where(Enrolment.id == returned)).one()
        row.person_id = person_id
    again.duo(again.singer(), returned)
    assert of(choir.figures()["N17"]) == (1, 2)


def answer(choir: Choir, enrolment_id: UUID, **said: str) -> None:
    with choir.association.work() as work:
        row = work.session.scalars(select(Enrolment).where(Enrolment.id == enrolment_id)).one()
        row.answers = {"choir": {"version": 1, "data": said}}
