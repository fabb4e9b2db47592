"""What of care waits for staff, as their first page tells it: counted, in one statement with others."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ScalarSelect, func

from punos.access import scope
from punos.care.codes import CONTACT, QUIET
from punos.care.models import FitCheck
from punos.care.standing import THEN_STAFF, cared_for, not_in_touch, quiet
from punos.care.views.answers import OPEN, SILENT, checks, is_silent, waits_for_staff
from punos.care.views.base import MANAGE
from punos.groups.models import Group
from punos.i18n import Message, _staff_n
from punos.waiting import Waiting
from punos.work import Work


def _groups(work: Work, condition: Any) -> ScalarSelect[Any]:
    query = cared_for(work, func.count(Group.id)).where(condition)
    return scope(work.actor, query, Group, MANAGE).scalar_subquery()


def _contact(work: Work) -> ScalarSelect[Any]:
    return _groups(work, not_in_touch(2))


def _quiet(work: Work) -> ScalarSelect[Any]:
    return _groups(work, quiet(THEN_STAFF))


def _answers(work: Work) -> ScalarSelect[Any]:
    return checks(work, func.count(FitCheck.id)).where(waits_for_staff()).scalar_subquery()


def _silent(work: Work) -> ScalarSelect[Any]:
    return checks(work, func.count(FitCheck.id)).where(is_silent()).scalar_subquery()


def _contact_words(count: int) -> Message:
    return _staff_n(
        "%(num)s new pair or group has not been in touch, though it was reminded",
        "%(num)s new pairs or groups have not been in touch, though they were reminded",
        count,
    )


def _quiet_words(count: int) -> Message:
    return _staff_n(
        "%(num)s pair or group has gone quiet",
        "%(num)s pairs or groups have gone quiet",
        count,
    )


def _answers_words(count: int) -> Message:
    return _staff_n(
        "%(num)s person has told you how it goes and waits for an answer",
        "%(num)s people have told you how it goes and wait for an answer",
        count,
    )


def _silent_words(count: int) -> Message:
    return _staff_n(
        "%(num)s person has not said how it goes with their pair or group",
        "%(num)s people have not said how it goes with their pair or group",
        count,
    )


WAITING = (
    Waiting(_answers, _answers_words, "care.answers", MANAGE, {"state": OPEN}, order=8),
    Waiting(
        _contact, _contact_words, "care.care", MANAGE, {"why": CONTACT, "still": "yes"}, order=24
    ),
    Waiting(_quiet, _quiet_words, "care.care", MANAGE, {"why": QUIET, "still": "yes"}, order=25),
    Waiting(_silent, _silent_words, "care.answers", MANAGE, {"state": SILENT}, order=62),
)
