"""Reminders that come when something is not done, and stop when it is."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from punos.care.models import GroupPause
from punos.care.service import go_on, pause, say_how_it_goes
from punos.care.standing import cared_for, quiet_for
from punos.clock import now
from punos.groups.models import Group
from punos.groups.service import end_group
from punos.people.models import Person
from punos.writing.models import MailStop
from tests.support.tenants import Association, Tenants

from .pairs import BEGAN, Pair, on, pair, subjects

IN_TOUCH = ["have you been in touch?"] * 2
MEET = ["when do you meet next?"] * 2
HOW = ["how does it go?"] * 2


def after(days: int) -> date:
    return BEGAN + timedelta(days=days)


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


def test_both_are_asked_after_the_hours_and_twice_at_most(association: Association) -> None:
    pair(association, fit_check_days=None)
    told = {day: subjects(association, after(day)) for day in (1, 3, 4, 5, 7, 8, 12)}
    assert {day: said for day, said in told.items() if said} == {3: IN_TOUCH, 7: IN_TOUCH}


def test_nobody_is_asked_who_has_been_in_touch(association: Association) -> None:
    said, met, agreed = (pair(association, fit_check_days=None) for _ in range(3))
    with on(after(1)), association.work() as work:
        group = work.session.scalars(select(Group).where(Group.id == said.group_id)).one()
        group.contacted_at = now()
    met.meets(after(1))
    agreed.agrees_on(after(20))
    assert subjects(association, after(3)) == []


def test_a_pair_gone_quiet_is_reminded_and_no_more_when_it_has_met(
    association: Association,
) -> None:
    one = pair(association, fit_check_days=None, quiet_days=40, holidays=[])
    one.meets(after(5))
    assert subjects(association, after(44)) == []
    assert subjects(association, after(45)) == MEET
    assert subjects(association, after(46)) == []
    assert subjects(association, after(60)) == MEET
    assert subjects(association, after(100)) == []
    one.meets(after(101))
    assert subjects(association, after(120)) == []
    assert subjects(association, after(141)) == MEET, "quiet anew: reminded from the beginning"
    assert subjects(association, after(156)) == MEET
    assert subjects(association, after(180)) == []


def test_a_meeting_that_lies_ahead_keeps_a_pair_from_being_quiet(association: Association) -> None:
    one = pair(association, fit_check_days=None, quiet_days=40, holidays=[])
    one.meets(after(5))
    one.agrees_on(after(80))
    assert subjects(association, after(60)) == []
    assert subjects(association, after(81)) == MEET


def test_a_break_is_not_counted_and_its_end_is_told(association: Association) -> None:
    one = pair(association, fit_check_days=None, quiet_days=40, holidays=[])
    one.meets(after(1))
    with on(after(10)), association.work() as work:
        pause(work, _group(work, one), from_on=after(10), until_on=after(70), reason=None)
    assert subjects(association, after(60)) == []
    assert subjects(association, after(71)) == ["your break is over"] * 2
    with association.work() as work:
        assert work.session.scalars(select(GroupPause.ended_on)).one() == after(71)
    assert subjects(association, after(110)) == []
    assert subjects(association, after(111)) == MEET


def test_going_on_early_counts_from_that_day(association: Association) -> None:
    one = pair(association, fit_check_days=None, quiet_days=40, holidays=[])
    one.meets(after(1))
    with on(after(10)), association.work() as work:
        pause(work, _group(work, one), from_on=after(10), until_on=after(70), reason=None)
    with on(after(20)), association.work() as work:
        go_on(work, _group(work, one))
    assert subjects(association, after(59)) == []
    assert subjects(association, after(60)) == MEET


@pytest.mark.parametrize(
    ("holidays", "met", "first", "later"),
    [
        (["july"], date(2026, 6, 20), date(2026, 8, 29), date(2026, 8, 30)),
        ([], date(2026, 6, 20), date(2026, 7, 29), date(2026, 7, 30)),
        (["christmas"], date(2026, 12, 1), date(2027, 1, 27), date(2027, 1, 28)),
        (["july", "christmas"], date(2027, 1, 3), date(2027, 2, 14), date(2027, 2, 15)),
        ([], date(2028, 2, 20), date(2028, 3, 30), date(2028, 3, 31)),
    ],
)
def test_holidays_are_not_counted(
    association: Association, holidays: list[str], met: date, first: date, later: date
) -> None:
    one = pair(association, length=900, fit_check_days=None, quiet_days=40, holidays=holidays)
    one.meets(met)
    assert subjects(association, first) == []
    assert subjects(association, later) == MEET


def test_nobody_is_reminded_on_a_holiday(association: Association) -> None:
    one = pair(association, fit_check_days=None, quiet_days=40, holidays=["july"])
    one.meets(date(2026, 5, 1))
    assert subjects(association, date(2026, 7, 10)) == []
    assert subjects(association, date(2026, 8, 1)) == MEET


def test_who_wants_no_mail_has_no_address_or_has_ended_is_not_reminded(
    association: Association,
) -> None:
    silent = pair(association)
    with association.work() as work:
        people = work.session.scalars(select(Person).order_by(Person.id)).all()
        stop = MailStop(person_id=people[0].id, how="page", stopped_at=now())
        work.session.add(stop)
        people[1].email = people[1].email_folded = None
    ended = pair(association)
    with association.work() as work:
        end_group(work, ended.group_id, "coordinator")
    pair(association, length=1)
    assert subjects(association, after(3)) == []
    assert silent.row().state == "active"


def test_no_reminder_comes_where_none_is_set(association: Association) -> None:
    pair(association, reminders_most=0, fit_check_days=None)
    assert subjects(association, after(3)) == []
    assert subjects(association, after(90)) == []


def test_everybody_is_asked_how_it_goes_and_reminded_until_they_say(
    association: Association,
) -> None:
    one = pair(association, fit_check_days=30, quiet_days=365)
    one.meets(after(1))
    assert subjects(association, after(29)) == []
    assert subjects(association, after(30)) == HOW
    assert subjects(association, after(31)) == []
    with on(after(32)), association.work() as work:
        said = {"answer": "well"}
        say_how_it_goes(work, _group(work, one), one.people["mentee"], said)
    assert subjects(association, after(38)) == HOW[:1]
    assert subjects(association, after(46)) == HOW[:1]
    assert subjects(association, after(60)) == []


def test_a_pair_that_is_long_past_its_first_month_is_not_asked_at_once(
    association: Association,
) -> None:
    one = pair(association, fit_check_days=30, quiet_days=365)
    one.meets(after(1))
    assert subjects(association, after(80)) == []


def test_days_since_are_those_of_the_calendar_in_finland(association: Association) -> None:
    one = pair(association, holidays=[])
    one.meets(date(2026, 3, 28))
    with on(date(2026, 3, 30)), association.work() as work:
        assert work.session.scalars(cared_for(work, quiet_for())).one() == 2


def _group(work: object, one: Pair) -> Group:
    return work.session.scalars(select(Group).where(Group.id == one.group_id)).one()  # type: ignore[attr-defined]
