"""What of agreements waits for staff, as their first page tells it: counted, in one statement with others."""

from typing import Any

from sqlalchemy import ScalarSelect, func, literal, select

from punos.access import scope
from punos.agreements.models import KINDS, AgreementVersion
from punos.agreements.reading import asks_for, holds_up, open_ones
from punos.agreements.views.base import MANAGE, SEE
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.groups.models import Group
from punos.i18n import Message, _staff, _staff_n
from punos.programmes.models import Cycle, ProgrammeVersion
from punos.waiting import Waiting
from punos.work import Work


def _unpublished(_work: Work) -> ScalarSelect[Any]:
    """How many programmes whose cycles ask for a text have not published it."""
    found: Any = sum(_without(kind) for kind in KINDS)
    return select(found).scalar_subquery()


def _without(kind: str) -> Any:
    there = select(AgreementVersion.id).where(
        AgreementVersion.programme_id == Cycle.programme_id, AgreementVersion.kind == kind
    )
    return (
        select(func.count(Cycle.programme_id.distinct()))
        .join(ProgrammeVersion, points_at(Cycle.version_id, ProgrammeVersion))
        .where(
            Cycle.state.in_(("open", "running")),
            Cycle.is_sample.is_(False),
            asks_for(literal(kind)),
            ~there.correlate(Cycle).exists(),
        )
        .scalar_subquery()
    )


def _not_accepted(work: Work) -> ScalarSelect[Any]:
    return _people(work, holds_up())


def _newest_open(work: Work) -> ScalarSelect[Any]:
    return _people(work, ~holds_up())


def _people(work: Work, condition: Any) -> ScalarSelect[Any]:
    counted = func.count(Enrolment.person_id.distinct())
    query = open_ones(work, counted).where(condition, Cycle.is_sample.is_(False))
    return scope(work.actor, query, Group, SEE).scalar_subquery()


def _publish_words(_count: int) -> Message:
    return _staff("Publish the guidelines and agreements that people are asked to accept")


def _not_accepted_words(count: int) -> Message:
    return _staff_n(
        "%(num)s person has not accepted the guidelines or the agreement yet",
        "%(num)s people have not accepted the guidelines or the agreement yet",
        count,
    )


def _newest_words(count: int) -> Message:
    return _staff_n(
        "%(num)s person is asked to accept a new version of what you agreed on",
        "%(num)s people are asked to accept a new version of what you agreed on",
        count,
    )


_PAGE = "agreements.overview"
WAITING = (
    Waiting(_unpublished, _publish_words, _PAGE, MANAGE, order=2),
    Waiting(_not_accepted, _not_accepted_words, _PAGE, SEE, order=22),
    Waiting(_newest_open, _newest_words, _PAGE, SEE, order=60),
)
