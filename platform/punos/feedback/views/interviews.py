"""Talks about how it went: planning them, the list, and what each came to."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos import clock
from punos.audit.service import read_page
from punos.enrolments.responsible import workers
from punos.feedback.codes import MOMENTS
from punos.feedback.interviewing import (
    RECORD,
    due,
    interview_of,
    interviews_in,
    plan_interviews,
    put_off,
    write_down,
)
from punos.feedback.models import FollowUpInterview
from punos.feedback.schemas import InterviewPlanForm, SummaryForm
from punos.feedback.views.base import crumbs, pages
from punos.forms import Form
from punos.i18n import _staff, _staff_l, _staff_n
from punos.materials.reading import in_language, materials_of, newest_versions
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

STATES = {
    "planned": Tag(_staff_l("Planned")),
    "held": Tag(_staff_l("Held"), "good"),
    "missed": Tag(_staff_l("Did not take place"), "bad"),
    "cancelled": Tag(_staff_l("Left out")),
}
AGAIN = {"planned": ("missed", "cancelled"), "missed": ("planned",), "cancelled": ("planned",)}


@pages.get("/cycles/<slug>/follow-ups", allow=RECORD)
def follow_ups(work: Work, slug: str) -> str:
    """Every talk of the cycle, those that are due first."""
    cycle = cycle_by_slug(work, slug)
    title = _staff("Interviews about how it went")
    return render(
        "feedback/follow_ups.html",
        cycle=cycle,
        title=title,
        name=pick(cycle.names, work.language),
        listing=_listing(work, cycle),
        breadcrumbs=crumbs(work, cycle, (title, None)),
    )


@pages.get("/cycles/<slug>/follow-ups/plan", allow=RECORD)
def follow_ups_plan(work: Work, slug: str) -> str:
    """With whom, when, and by which guide."""
    cycle = cycle_by_slug(work, slug)
    usual = {"planned_on": max(cycle.ends_on, clock.today()), "host_id": str(work.account_id or "")}
    return _plan_page(work, cycle, Form(_schema(work, cycle), usual))


@pages.post("/cycles/<slug>/follow-ups/plan", allow=RECORD)
def follow_ups_plan_save(work: Work, slug: str) -> Response:
    """Plan one with everybody who has none yet."""
    cycle = cycle_by_slug(work, slug)
    form = Form.from_request(_schema(work, cycle), request.form)
    data = form.load()
    if data is None:
        return make_response(_plan_page(work, cycle, form), 422)
    count = plan_interviews(
        work,
        cycle,
        data["role"],
        data["moment"],
        data["planned_on"],
        host_id=data["host_id"],
        material_id=data["material_id"],
    )
    told = _staff_n("%(num)s interview is planned.", "%(num)s interviews are planned.", count)
    flash(told, "done" if count else "note")
    return see_other(url_for("feedback.follow_ups", slug=slug))


@pages.get("/follow-ups/<uuid:follow_up_id>", allow=RECORD)
def follow_up(work: Work, follow_up_id: UUID) -> str:
    """One talk: the guide, and the form for what it came to."""
    found = interview_of(work, follow_up_id)
    read_page(work, found.Person.id, "follow_up")
    row = found.FollowUpInterview
    known = {"held_on": row.held_on or clock.today(), "summary": row.summary}
    return _draw(work, found, Form(SummaryForm(), known))


@pages.post("/follow-ups/<uuid:follow_up_id>", allow=RECORD)
def follow_up_save(work: Work, follow_up_id: UUID) -> Response:
    """It was held, and this is what it came to."""
    found = interview_of(work, follow_up_id)
    form = Form.from_request(SummaryForm(), request.form)
    data = form.load()
    if data is not None and data["held_on"] > clock.today():
        form.add_error("held_on", _staff("This day has not come yet."))
        data = None
    if data is None:
        return make_response(_draw(work, found, form), 422)
    write_down(work, follow_up_id, held_on=data["held_on"], summary=data["summary"])
    flash(_staff("Saved."), "done")
    return see_other(url_for("feedback.follow_ups", slug=found.Cycle.slug))


@pages.post("/follow-ups/<uuid:follow_up_id>/state", allow=RECORD)
def follow_up_state(work: Work, follow_up_id: UUID) -> Response:
    """They did not come, it is left out, or it is planned again."""
    found = interview_of(work, follow_up_id)
    put_off(work, follow_up_id, request.form.get("state", ""))
    flash(_staff("Saved."), "done")
    return see_other(url_for("feedback.follow_ups", slug=found.Cycle.slug))


def _schema(work: Work, cycle: Cycle) -> InterviewPlanForm:
    return InterviewPlanForm().offer(
        role=list(model_of(work, cycle).roles.items()),
        host_id=[(str(one.id), one.name) for one in workers(work, RECORD)],
        material_id=_guides(work, cycle),
    )


def _guides(work: Work, cycle: Cycle) -> list[tuple[str, str]]:
    found = materials_of(work, cycle.programme)
    versions = newest_versions(work, [one.id for one in found])
    return [
        (str(one.id), in_language(versions[one.id], work.language).title)
        for one in found
        if one.id in versions
    ]


def _plan_page(work: Work, cycle: Cycle, form: Form) -> str:
    title = _staff("Plan interviews")
    back = url_for("feedback.follow_ups", slug=cycle.slug)
    return render(
        "feedback/plan.html",
        name=pick(cycle.names, work.language),
        title=title,
        form=form,
        action=url_for("feedback.follow_ups_plan_save", slug=cycle.slug),
        back=back,
        breadcrumbs=crumbs(
            work, cycle, (_staff("Interviews about how it went"), back), (title, None)
        ),
    )


def _draw(work: Work, found: Any, form: Form) -> str:
    row, cycle = found.FollowUpInterview, found.Cycle
    back = url_for("feedback.follow_ups", slug=cycle.slug)
    return render(
        "feedback/follow_up.html",
        row=row,
        person=found.Person,
        moment=dict(MOMENTS)[row.moment],
        state=STATES[row.state],
        next_states=AGAIN.get(row.state, ()),
        name=pick(cycle.names, work.language),
        form=form,
        back=back,
        breadcrumbs=crumbs(
            work,
            cycle,
            (_staff("Interviews about how it went"), back),
            (found.Person.full_name, None),
        ),
    )


def _listing(work: Work, cycle: Cycle) -> Listing:
    moments, roles = dict(MOMENTS), model_of(work, cycle).roles
    row_of = FollowUpInterview
    return Listing(
        work,
        request.args,
        interviews_in(work, cycle),
        columns=[
            Column(
                "name",
                _staff_l("Name"),
                sort=Person.sort_key,
                value=lambda row: row.Person.full_name,
                link=lambda row: url_for(
                    "feedback.follow_up", follow_up_id=row.FollowUpInterview.id
                ),
            ),
            Column("role", _staff_l("Role"), value=lambda row: roles.get(row.role, row.role)),
            Column(
                "moment", _staff_l("When"), value=lambda row: moments[row.FollowUpInterview.moment]
            ),
            Column(
                "planned",
                _staff_l("By which day"),
                sort=row_of.planned_on,
                value=lambda row: row.FollowUpInterview.planned_on,
            ),
            Column(
                "state",
                _staff_l("State"),
                sort=row_of.state,
                value=lambda row: STATES[row.FollowUpInterview.state],
            ),
        ],
        search=(Person.search_text,),
        filters=[
            Filter(
                "moment",
                _staff_l("When"),
                list(MOMENTS),
                lambda query, value: query.where(row_of.moment == value),
            ),
            Filter(
                "state",
                _staff_l("State"),
                [("due", _staff_l("Due")), *((key, tag.label) for key, tag in STATES.items())],
                lambda query, value: query.where(
                    due() if value == "due" else row_of.state == value
                ),
            ),
        ],
        default_sort="planned",
        name="follow-ups",
    )
