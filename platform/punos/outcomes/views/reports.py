"""What people have told themselves, in a survey say: staff look at it and take it over."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy.orm import contains_eager

from punos.access import scope
from punos.audit.service import read_page
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.i18n import _staff, _staff_l, _staff_n
from punos.outcomes.codes import BY_CODE, MOMENT_LABELS
from punos.outcomes.models import Outcome
from punos.outcomes.reporting import accept_report
from punos.outcomes.service import withdraw_outcome
from punos.outcomes.views.base import READ, RECORD, chosen_moment, pages, with_people
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, lock_cycle
from punos.texts import pick
from punos.web.lists import Column, Listing
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


def waiting_here(
    work: Work, cycle: Cycle, moment: str, permission: str = READ
) -> Sequence[Outcome]:
    """What waits of a moment, by name, with the person: one statement."""
    query = (
        with_people()
        .options(contains_eager(Outcome.enrolment).contains_eager(Enrolment.person))
        .where(
            Enrolment.cycle_id == cycle.id,
            Outcome.moment == moment,
            Outcome.state == "reported",
        )
        .order_by(Person.sort_key, Outcome.id)
    )
    return work.session.scalars(scope(work.actor, query, Enrolment, permission)).all()


@pages.get("/outcomes/reported", allow=RECORD, kind="association")
def reported(work: Work) -> Response | str:
    """Everything that waits, of all cycles, the oldest first."""
    query = (
        with_people()
        .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
        .options(
            contains_eager(Outcome.enrolment).contains_eager(Enrolment.person),
            contains_eager(Outcome.enrolment).contains_eager(Enrolment.cycle),
        )
        .where(Outcome.state == "reported")
    )
    listing = Listing(
        work,
        request.args,
        scope(work.actor, query, Enrolment, RECORD),
        columns=_columns(work),
        search=(Person.search_text,),
        default_sort="when",
        name="reported",
    )
    for one in listing.rows:
        read_page(work, one.enrolment.person_id, "outcomes")
    crumb = [(_staff("Today"), url_for("programmes.today")), (_staff("What people told"), None)]
    return render("outcomes/reported.html", listing=listing, breadcrumbs=crumb)


def _columns(work: Work) -> list[Column]:
    return [
        Column(
            "person",
            _staff_l("Person"),
            sort=Person.sort_key,
            value=lambda one: one.enrolment.person.full_name,
            link=_where,
        ),
        Column("what", _staff_l("Outcome"), value=lambda one: BY_CODE[one.code].label),
        Column("moment", _staff_l("Moment"), value=lambda one: MOMENT_LABELS[one.moment]),
        Column("when", _staff_l("Day"), sort=Outcome.happened_on, value="happened_on"),
        Column(
            "cycle",
            _staff_l("Cycle"),
            value=lambda one: pick(one.enrolment.cycle.names, work.language),
        ),
    ]


def _where(one: Outcome) -> str:
    """The cycle's page of that moment, on which it is taken over."""
    return url_for("outcomes.outcomes", slug=one.enrolment.cycle.slug, moment=one.moment)


@pages.post("/cycles/<slug>/outcomes/reports", allow=RECORD)
def take_over(work: Work, slug: str) -> Response:
    """Take over those that are ticked, or say that they are not so; what is gone by now stays gone."""
    cycle, moment = lock_cycle(work, cycle_by_slug(work, slug).id), chosen_moment()
    ticked = set(request.form.getlist("report"))
    found = [one for one in waiting_here(work, cycle, moment, RECORD) if str(one.id) in ticked]
    refuse = request.form.get("act") == "refuse"
    done = sum(_deal_with(work, one.id, refuse=refuse) for one in found)
    told = (
        _staff_n("%(num)s was taken back.", "%(num)s were taken back.", done)
        if refuse
        else _staff_n("%(num)s was taken over.", "%(num)s were taken over.", done)
    )
    flash(told, "done")
    return see_other(url_for("outcomes.outcomes", slug=slug, moment=moment))


def _deal_with(work: Work, outcome_id: UUID, *, refuse: bool) -> bool:
    """Whether it still waited: who answers anew at the same moment has said something else by now."""
    try:
        if refuse:
            withdraw_outcome(work, outcome_id, "mistake")
        else:
            accept_report(work, outcome_id)
    except Absent:
        return False
    return True
