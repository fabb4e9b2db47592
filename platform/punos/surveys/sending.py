"""Sending a survey to the people of a cycle, and closing it. The mails go out from `due`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row, points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.groups.models import Membership
from punos.i18n import _staff
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import lock_cycle
from punos.surveys.api import FEWEST
from punos.surveys.asked import Asked
from punos.surveys.mixing import spread
from punos.surveys.models import Survey
from punos.work import Work
from punos.writing.models import MailStop

WHILE_IT_RUNS = ("start", "midterm")
"""At these waves those are asked who take part now; at later ones all who ever were in a group."""
BEFORE_THE_END = timedelta(days=7)
HALF_A_YEAR, A_YEAR = timedelta(days=183), timedelta(days=365)
LONGEST = 180
"""So many days a survey may be open."""


def due_on(cycle: Cycle, wave: str) -> date:
    """The day on which a wave of a cycle comes."""
    days = {
        "start": cycle.starts_on,
        "midterm": cycle.starts_on + (cycle.ends_on - cycle.starts_on) / 2,
        "end": max(cycle.starts_on, cycle.ends_on - BEFORE_THE_END),
        "months_6": cycle.ends_on + HALF_A_YEAR,
        "months_12": cycle.ends_on + A_YEAR,
    }
    return days[wave]


def belongs(runs: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether an enrolment is among those whom a survey asks; `runs`: its wave comes while it runs."""
    in_group = exists().where(points_at(Membership.enrolment_id, Enrolment)).correlate(Enrolment)
    stays = Enrolment.state.in_(("active", "ended"))
    return or_(and_(runs, Enrolment.state == "active"), and_(~runs, stays, in_group))


def gets_mails() -> ColumnElement[bool]:
    """Whether a person joined to an enrolment has an address and has not said that she wants no mails."""
    stopped = exists().where(
        MailStop.tenant_id == Enrolment.tenant_id, MailStop.person_id == Enrolment.person_id
    )
    return and_(Person.email.is_not(None), ~stopped.correlate(Enrolment))


def reachable(work: Work, cycle: Cycle) -> dict[tuple[bool, str], tuple[int, int]]:
    """How many people of each role there are, and how many of them get mails: one statement.

    The key says besides the role whether it is of a wave while the cycle runs, or afterwards.
    """
    counts = [
        func.count().filter(belongs(runs), who)
        for runs in (true(), false())
        for who in (true(), gets_mails())
    ]
    query = (
        select(Enrolment.role, *counts)
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Enrolment.cycle_id == cycle.id)
        .group_by(Enrolment.role)
    )
    found: dict[tuple[bool, str], tuple[int, int]] = {}
    for row in work.session.execute(query):
        found[True, row[0]], found[False, row[0]] = (row[1], row[2]), (row[3], row[4])
    return found


def has_enough(asked: Asked, people: Mapping[tuple[bool, str], tuple[int, int]]) -> bool:
    """Whether an anonymous survey asks as many as its answers are shown of, by `reachable`."""
    _there, with_mail = people.get((asked.wave in WHILE_IT_RUNS, asked.role), (0, 0))
    return not asked.anonymous or with_mail >= FEWEST


def surveys_of(work: Work, cycle: Cycle) -> dict[tuple[str, str], Survey]:
    """What was sent in a cycle, by wave and role."""
    query = select(Survey).where(Survey.cycle_id == cycle.id)
    return {(one.wave, one.role): one for one in work.session.scalars(query)}


def survey_of(work: Work, survey_id: UUID) -> Survey:
    """One survey with its cycle. Raises Absent."""
    query = select(Survey).where(Survey.id == survey_id)
    with_cycle = joinedload(Survey.cycle).joinedload(Cycle.programme)
    found = work.session.scalars(query.options(with_cycle)).one_or_none()
    if found is None:
        raise Absent
    return found


def send(work: Work, cycle: Cycle, asked: Asked, closes_on: date | None = None) -> Survey:
    """Ask the people of a role: from now on questions and wording stay as they are.

    It is open for as many days as the programme says, unless `closes_on` is given. The mails follow
    within minutes. Raises Refused for a sample, without questions, a second time, for a day that is
    no good, and when anonymous for too few.
    """
    cycle = lock_cycle(work, cycle.id)
    today = clock.today()
    last = closes_on or today + timedelta(days=asked.open_days)
    if (asked.wave, asked.role) in surveys_of(work, cycle):
        raise Refused(_staff("This survey has been sent already."))
    _check(cycle, asked, today, last)
    if not has_enough(asked, reachable(work, cycle)):
        told = _staff(
            "An anonymous survey needs at least 5 people to ask. Fewer would know each other."
        )
        raise Refused(told)
    survey = Survey(
        cycle_id=cycle.id,
        wave=asked.wave,
        role=asked.role,
        titles=dict(asked.titles),
        intros=dict(asked.intros),
        items=[item.stored() for item in asked.items],
        anonymous=asked.anonymous,
        opened_on=today,
        closes_on=last,
        opened_by=work.account_id,
    )
    work.session.add(survey)
    work.session.flush()
    audit(work, "survey.sent", "survey", survey.id, [asked.wave, asked.role])
    return survey


def _check(cycle: Cycle, asked: Asked, today: date, last: date) -> None:
    if cycle.is_sample:
        raise Refused(_staff("Everybody in a sample is made up, so nobody can be asked."))
    if cycle.state == "planned":
        raise Refused(_staff("The cycle has not begun yet, so there is nobody to ask."))
    if not asked.items:
        raise Refused(_staff("The survey has no questions yet. Add one first."))
    if not today < last <= today + timedelta(days=LONGEST):
        raise Refused(_staff("Choose a day from tomorrow on, at most half a year ahead."))


def extend(work: Work, survey_id: UUID, closes_on: date) -> None:
    """Take answers until another day. Raises Refused when it is closed, or for a day that is no good."""
    survey = _held(work, survey_id)
    today = clock.today()
    if not today <= closes_on <= today + timedelta(days=LONGEST):
        raise Refused(_staff("Choose a day from today on, at most half a year ahead."))
    survey.closes_on = closes_on
    audit(work, "survey.extended", "survey", survey.id, ["closes_on"])


def close(work: Work, survey_id: UUID) -> None:
    """Take no more answers. What is anonymous is mixed for good, and who has answered is forgotten.

    Raises Refused when it is closed.
    """
    survey = _held(work, survey_id)
    survey.state = "closed"
    survey.closes_on = max(survey.opened_on, min(survey.closes_on, clock.today()))
    audit(work, "survey.closed", "survey", survey.id)
    if survey.anonymous:
        spread(work, survey, answered=frozenset())


def _held(work: Work, survey_id: UUID) -> Survey:
    survey = lock_row(work.session, Survey, survey_id)
    if survey is None:
        raise Absent
    if survey.state == "closed":
        raise Refused(_staff("This survey is closed. What was answered stays as it is."))
    return survey
