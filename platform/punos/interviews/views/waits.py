"""What of interviews waits for staff, as their first page tells it."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ScalarSelect, func, select

from punos.enrolments.models import Enrolment
from punos.i18n import Message, _staff_n
from punos.interviews.models import InterviewSlot
from punos.interviews.reading import HOLD, local_now, mine, slots, unwritten, visible
from punos.interviews.views.asking import visible_people
from punos.waiting import Waiting
from punos.work import Work


def _counted(work: Work, *conditions: Any) -> ScalarSelect[Any]:
    query = visible(work, slots().where(mine(work.account_id), *conditions))
    return _number(query.with_only_columns(InterviewSlot.id, maintain_column_froms=True))


def _number(query: Any) -> ScalarSelect[Any]:
    return select(func.count()).select_from(query.subquery()).scalar_subquery()


def _today(work: Work) -> ScalarSelect[Any]:
    first = datetime.combine(local_now().date(), time.min)
    at = InterviewSlot.local_start
    return _counted(
        work, InterviewSlot.state == "booked", at >= first, at < first + timedelta(days=1)
    )


def _to_mark(work: Work) -> ScalarSelect[Any]:
    return _counted(work, InterviewSlot.state == "booked", InterviewSlot.local_start < local_now())


def _unwritten(work: Work) -> ScalarSelect[Any]:
    return _counted(work, unwritten(work.account_id))


def _without_time(work: Work) -> ScalarSelect[Any]:
    return _number(visible_people(work).with_only_columns(Enrolment.id, maintain_column_froms=True))


def _today_words(count: int) -> Message:
    return _staff_n("You have %(num)s interview today", "You have %(num)s interviews today", count)


def _mark_words(count: int) -> Message:
    return _staff_n(
        "Say whether %(num)s interview was held", "Say whether %(num)s interviews were held", count
    )


def _unwritten_words(count: int) -> Message:
    return _staff_n(
        "%(num)s score sheet of an interview is missing",
        "%(num)s score sheets of interviews are missing",
        count,
    )


def _without_words(count: int) -> Message:
    return _staff_n(
        "%(num)s applicant has chosen no time for the interview",
        "%(num)s applicants have chosen no time for the interview",
        count,
    )


_ALL = "interviews.interviews"
_MINE = {"whose": "mine", "state": "booked"}
WAITING = (
    Waiting(_today, _today_words, _ALL, HOLD, {**_MINE, "when": "today"}, order=12),
    Waiting(_to_mark, _mark_words, _ALL, HOLD, {**_MINE, "when": "past"}, order=13),
    Waiting(
        _unwritten, _unwritten_words, _ALL, HOLD, {"whose": "mine", "sheet": "missing"}, order=14
    ),
    Waiting(_without_time, _without_words, "interviews.without", HOLD, order=15),
)
