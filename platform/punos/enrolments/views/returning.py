"""Who helped in earlier cycles of a programme: staff ask them to come along to the next one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from punos.access import scope
from punos.accounts.models import AccessLink
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.returning import NEVER, NOT_NOW, PURPOSE, Asked, ask_again
from punos.enrolments.steps import WITHDRAWN
from punos.enrolments.views.base import crumbs, pages
from punos.errors import Absent
from punos.groups.models import Group, Membership
from punos.i18n import _staff, _staff_l, _staff_n, format_date
from punos.people.models import Consent, Person
from punos.people.service import SERVICE
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.lists import Column, Listing, Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work
from punos.writing.models import MailStop

DECIDE = "enrolments.decide"
MOST_AT_ONCE = 200
LEFT_EARLY = ("left", WITHDRAWN)
ANSWERS = {
    NOT_NOW: Tag(_staff_l("Not this time")),
    NEVER: Tag(_staff_l("Does not want to be asked"), "bad"),
}


@pages.get("/cycles/<slug>/returning", allow=DECIDE)
def returning(work: Work, slug: str) -> str:
    """Everybody of earlier cycles who may be asked, with whom was asked already."""
    cycle = _cycle(work, slug)
    listing = Listing(
        work,
        request.args,
        _listed(work, cycle),
        columns=_columns(work),
        search=(Person.search_text,),
        default_sort="name",
        name="returning",
    )
    return render(
        "enrolments/returning.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        listing=listing,
        breadcrumbs=crumbs(work, cycle, (_staff("From earlier cycles"), None)),
    )


@pages.post("/cycles/<slug>/returning", allow=DECIDE)
def returning_ask(work: Work, slug: str) -> Response:
    """Mail those who were ticked; whoever is to be left in peace is."""
    cycle = _cycle(work, slug)
    chosen = _chosen(work, cycle, request.form.getlist("chosen"))
    if chosen:
        _say(ask_again(work, cycle, chosen))
    else:
        flash(_staff("Tick the people whom you want to ask."), "problem")
    return see_other(url_for("enrolments.returning", slug=slug))


def _say(asked: Asked) -> None:
    if asked.mailed:
        mails = _staff_n(
            "%(num)s mail is on its way.", "%(num)s mails are on their way.", asked.mailed
        )
        flash(mails, "done")
    if asked.left:
        told = _staff_n(
            "%(num)s person was not asked: without an address, asked in the last week, or not wanting it.",
            "%(num)s people were not asked: without an address, asked in the last week, or not wanting it.",
            asked.left,
        )
        flash(told, "warning")


def _cycle(work: Work, slug: str) -> Cycle:
    cycle = cycle_by_slug(work, slug)
    if cycle.state == "closed" or cycle.is_sample or not model_of(work, cycle).helping_roles:
        raise Absent
    return cycle


def _chosen(work: Work, cycle: Cycle, ids: Sequence[str]) -> Sequence[Enrolment]:
    """Those ticked, each of whom may be asked. Raises Absent for anybody else."""
    try:
        wanted = {UUID(value) for value in ids[:MOST_AT_ONCE]}
    except ValueError:
        raise Absent from None
    may_be = _earlier(work, cycle)
    query = select(Enrolment).where(Enrolment.id.in_(wanted), Enrolment.id.in_(may_be))
    found = work.session.scalars(query.order_by(Enrolment.id)).all()
    if len(found) != len(wanted):
        raise Absent
    return found


def _earlier(work: Work, cycle: Cycle) -> Select:
    """The newest enrolment of each who may be asked: helped before, went through, is not here yet."""
    model = model_of(work, cycle)
    done = [state.name for state in model.states if state.completes]
    query = (
        select(Enrolment.id)
        .ext(distinct_on(Enrolment.person_id))
        .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Cycle.programme_id == cycle.programme_id,
            Cycle.id != cycle.id,
            Cycle.is_sample.is_(False),
            Enrolment.role.in_(model.helping_roles),
            or_(Enrolment.model_state.in_(done), _ended_well()),
            Person.erased_at.is_(None),
            _still_agrees(),
        )
        .order_by(Enrolment.person_id, Cycle.starts_on.desc(), Enrolment.id.desc())
    )
    here = aliased(Enrolment)
    query = query.where(
        ~exists().where(here.cycle_id == cycle.id, here.person_id == Enrolment.person_id)
    )
    return scope(work.actor, query, Enrolment, DECIDE)


def _ended_well() -> ColumnElement[bool]:
    """Was in a pair or group that came to its end, and did not leave it early."""
    was_in = (
        select(Membership.id)
        .join(Group, points_at(Membership.group_id, Group))
        .where(
            points_at(Membership.enrolment_id, Enrolment),
            Group.state == "ended",
            Group.end_reason != "member_left",
        )
    )
    return and_(Enrolment.model_state.not_in(LEFT_EARLY), exists(was_in.correlate(Enrolment)))


def _still_agrees() -> ColumnElement[bool]:
    """Has not taken the consent back that the earlier cycles rested on."""
    newest = (
        select(Consent.decision)
        .where(points_at(Consent.person_id, Person), Consent.purpose == SERVICE)
        .order_by(Consent.decided_at.desc(), Consent.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    return newest.is_distinct_from("withdrawn")


def _listed(work: Work, cycle: Cycle) -> Select:
    asked = (
        AccessLink.subject_id == Enrolment.id,
        AccessLink.purpose == PURPOSE,
        AccessLink.data["cycle"].as_string() == str(cycle.id),
    )
    when = select(func.max(AccessLink.created_at)).where(*asked)
    answer = select(func.max(AccessLink.data["answer"].as_string())).where(*asked)
    stopped = select(MailStop.id).where(points_at(MailStop.person_id, Person))
    return (
        select(
            Enrolment.id,
            Enrolment.role,
            Person,
            Cycle.names.label("cycle_names"),
            when.correlate(Enrolment).scalar_subquery().label("asked_at"),
            answer.correlate(Enrolment).scalar_subquery().label("answer"),
            exists(stopped.correlate(Person)).label("stopped"),
        )
        .join(Person, points_at(Enrolment.person_id, Person))
        .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
        # Found by themselves first: within this statement the planner may find them again for each row.
        .where(Enrolment.id.in_(work.session.scalars(_earlier(work, cycle)).all()))
    )


def _columns(work: Work) -> list[Column]:
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=Person.sort_key,
            value=lambda row: row.Person.full_name,
            link=lambda row: url_for("enrolments.enrolment", enrolment_id=row.id),
        ),
        Column(
            "cycle",
            _staff_l("Was last in"),
            sort=Cycle.starts_on,
            value=lambda row: pick(row.cycle_names, work.language),
        ),
        Column("city", _staff_l("City"), sort=Person.city, value=lambda row: row.Person.city),
        Column("asked", _staff_l("Asked already?"), value=_asked),
    ]


def _asked(row: Any) -> Any:
    if row.answer or row.stopped:
        return ANSWERS[row.answer or NEVER]
    if row.asked_at:
        return Tag(_staff("Asked on %(day)s", day=format_date(row.asked_at)), "wait")
    return "" if row.Person.email else Tag(_staff_l("No e-mail address"))
