"""Every talk that is due, of all cycles."""

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.feedback.codes import MOMENTS
from punos.feedback.interviewing import RECORD, due
from punos.feedback.models import FollowUpInterview
from punos.feedback.views.base import pages
from punos.i18n import _staff, _staff_l
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.lists import Column, Listing
from punos.web.render import render
from punos.work import Work


@pages.get("/follow-ups", allow=RECORD)
def due_ones(work: Work) -> str:
    """Those whose day has come, the oldest first."""
    query: Any = (
        select(FollowUpInterview, Person, Cycle.names.label("cycle_names"))
        .join(Enrolment, points_at(FollowUpInterview.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
        .where(due())
    )
    moments = dict(MOMENTS)
    listing = Listing(
        work,
        request.args,
        scope(work.actor, query, Enrolment, RECORD),
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
            Column(
                "cycle", _staff_l("Cycle"), value=lambda row: pick(row.cycle_names, work.language)
            ),
            Column(
                "moment", _staff_l("When"), value=lambda row: moments[row.FollowUpInterview.moment]
            ),
            Column(
                "planned",
                _staff_l("By which day"),
                sort=FollowUpInterview.planned_on,
                value=lambda row: row.FollowUpInterview.planned_on,
            ),
        ],
        search=(Person.search_text,),
        default_sort="planned",
        name="follow-ups-due",
    )
    title = _staff("Interviews that are due")
    return render("feedback/due.html", listing=listing, title=title, breadcrumbs=[(title, None)])
