"""What people have said of how it goes: for staff alone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import ColumnElement, Select, func, or_, select

from punos import clock
from punos.access import scope
from punos.audit.service import read_page
from punos.care.codes import ANSWERS, GO_ON, TONES, WANTS, WELL
from punos.care.models import FitCheck
from punos.care.service import deal_with
from punos.care.views.base import MANAGE, pages
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.groups.models import Group
from punos.i18n import _staff, _staff_l
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

OPEN, SILENT = "open", "silent"
SILENT_FOR = timedelta(days=14)


def waits_for_staff() -> ColumnElement[bool]:
    """Whether an answer asks for something, and nobody has dealt with it."""
    asks = or_(FitCheck.answer != WELL, FitCheck.wants != GO_ON, FitCheck.words.is_not(None))
    return FitCheck.answered_at.is_not(None) & FitCheck.seen_at.is_(None) & asks


def checks(work: Work, *columns: Any) -> Select[Any]:
    """A query over what people were asked, whom the reader may see, in cycles that are no samples."""
    query = (
        select(*columns)
        .select_from(FitCheck)
        .join(Group, points_at(FitCheck.group_id, Group))
        .join(Cycle, points_at(Group.cycle_id, Cycle))
        .join(Enrolment, points_at(FitCheck.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Cycle.is_sample.is_(False))
    )
    return scope(work.actor, query, Group, MANAGE)


def is_silent() -> ColumnElement[bool]:
    """Whether somebody has long not answered, and their group still meets."""
    long_ago = FitCheck.asked_at < clock.now() - SILENT_FOR
    return FitCheck.answered_at.is_(None) & long_ago & (Group.state == "active")


@pages.get("/care/answers", allow=MANAGE, kind="association")
def answers(work: Work) -> str:
    """All of them, the newest first."""
    full_name = func.concat_ws(" ", Person.given_name, Person.family_name)
    query = checks(work, FitCheck, full_name.label("name"), Cycle.names.label("cycle_names"))
    return render(
        "care/answers.html",
        listing=Listing(
            work,
            request.args,
            query,
            columns=_columns(work),
            search=(Person.search_text,),
            filters=[Filter("state", _staff_l("State"), _STATES, _in_state), _by_answer()],
            default_sort="-asked",
            name="how-it-goes",
        ),
        breadcrumbs=[
            (_staff("Pairs and groups to look after"), url_for("care.care")),
            (_staff("How it goes"), None),
        ],
    )


@pages.get("/care/answers/<uuid:check_id>", allow=MANAGE)
def answer(work: Work, check_id: UUID) -> str:
    """One of them, with the person's own words."""
    check, person, cycle = _one(work, check_id)
    read_page(work, person.id, "care.answer")
    labels, wants = dict(ANSWERS), dict(WANTS)
    return render(
        "care/answer.html",
        check=check,
        name=person.full_name,
        cycle_name=pick(cycle.names, work.language),
        rows=[
            (_staff("How it goes"), labels.get(check.answer or "")),
            (_staff("What they would like"), wants.get(check.wants or "")),
            (_staff("In their own words"), check.words),
        ],
        breadcrumbs=[
            (_staff("Pairs and groups to look after"), url_for("care.care")),
            (_staff("How it goes"), url_for("care.answers")),
            (person.full_name, None),
        ],
    )


@pages.post("/care/answers/<uuid:check_id>", allow=MANAGE)
def dealt_with(work: Work, check_id: UUID) -> Response:
    """Mark it as dealt with."""
    check, _person, _cycle = _one(work, check_id)
    deal_with(work, check.id)
    flash(_staff("Marked as dealt with."), "done")
    return see_other(url_for("care.answers"))


_STATES = [(OPEN, _staff_l("Wait for us")), (SILENT, _staff_l("No answer for two weeks"))]


def _in_state(query: Any, value: str) -> Any:
    return query.where(waits_for_staff() if value == OPEN else is_silent())


def _by_answer() -> Filter:
    return Filter(
        "answer",
        _staff_l("Answer"),
        ANSWERS,
        lambda query, value: query.where(FitCheck.answer == value),
    )


def _one(work: Work, check_id: UUID) -> tuple[FitCheck, Person, Cycle]:
    """An answer that was given. Raises Absent."""
    query = checks(work, FitCheck, Person, Cycle)
    query = query.where(FitCheck.id == check_id, FitCheck.answered_at.is_not(None))
    found = work.session.execute(query).one_or_none()
    if found is None:
        raise Absent
    return found[0], found[1], found[2]


def _columns(work: Work) -> list[Column]:
    labels = dict(ANSWERS)
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=Person.sort_key,
            link=lambda row: _link(row.FitCheck),
        ),
        Column(
            "answer",
            _staff_l("Answer"),
            sort=FitCheck.answer,
            value=lambda row: (
                Tag(labels[row.FitCheck.answer], TONES[row.FitCheck.answer])
                if row.FitCheck.answer
                else None
            ),
        ),
        Column("asked", _staff_l("Asked"), sort=FitCheck.asked_at, value=_asked),
        Column("state", _staff_l("State"), value=_state),
        Column("cycle", _staff_l("Cycle"), value=lambda row: pick(row.cycle_names, work.language)),
    ]


def _link(check: FitCheck) -> str:
    if check.answered_at is None:
        return url_for("groups.group", group_id=check.group_id)
    return url_for("care.answer", check_id=check.id)


def _asked(row: Any) -> Any:
    return clock.day_of(row.FitCheck.asked_at)


def _state(row: Any) -> Tag:
    check = row.FitCheck
    if check.answered_at is None:
        return Tag(_staff_l("Not answered"))
    if check.seen_at is not None:
        return Tag(_staff_l("Dealt with"), "good")
    asks = check.answer != WELL or check.wants not in (None, GO_ON) or check.words
    return Tag(_staff_l("Waits for us"), "wait") if asks else Tag(_staff_l("All is well"), "good")
