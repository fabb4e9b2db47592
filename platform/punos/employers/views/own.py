"""A pair's own visits to employers: what they look for, what is agreed on, what has taken place."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, make_response, url_for

from punos.employers.codes import CALLED, STATES
from punos.employers.models import EmployerVisit
from punos.employers.views.base import BY_LINK, OWN, pages
from punos.employers.views.forming import blank, save, sent
from punos.employers.visits import cancel_visit, visitors, visits_of, wanted
from punos.errors import Absent
from punos.forms import Form
from punos.groups.own import Place, own_place_in
from punos.i18n import _
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/my/group/<uuid:group_id>/visits", allow=OWN, link=BY_LINK)
def own_visits(work: Work, group_id: UUID) -> str:
    """The visits so far, the form for one more, and how to go about it."""
    place = _place(work, group_id)
    return _draw(work, place, blank(work, _people(work, place)))


@pages.post("/my/group/<uuid:group_id>/visits", allow=OWN, link=BY_LINK)
def write_own_visit(work: Work, group_id: UUID) -> Response:
    """Write one down."""
    return _save(work, _place(work, group_id))


@pages.get("/my/group/<uuid:group_id>/visits/<uuid:visit_id>", allow=OWN, link=BY_LINK)
def own_visit(work: Work, group_id: UUID, visit_id: UUID) -> str:
    """One of them, to be changed."""
    place = _place(work, group_id)
    visit = _one(visits_of(work, place.group), visit_id)
    return _draw(work, place, blank(work, _people(work, place), visit), visit)


@pages.post("/my/group/<uuid:group_id>/visits/<uuid:visit_id>", allow=OWN, link=BY_LINK)
def change_own_visit(work: Work, group_id: UUID, visit_id: UUID) -> Response:
    """Say what has become of it."""
    place = _place(work, group_id)
    return _save(work, place, _one(visits_of(work, place.group), visit_id))


@pages.post("/my/group/<uuid:group_id>/visits/<uuid:visit_id>/cancel", allow=OWN, link=BY_LINK)
def cancel_own_visit(work: Work, group_id: UUID, visit_id: UUID) -> Response:
    """It came to nothing."""
    cancel_visit(work, _place(work, group_id).group, visit_id)
    flash(_("It is taken out."), "done")
    return see_other(url_for("employers.own_visits", group_id=group_id))


def _save(work: Work, place: Place, visit: EmployerVisit | None = None) -> Response:
    people = _people(work, place)
    form = sent(work, people)
    problem = save(work, place.group, people, form, visit.id if visit else None)
    if problem is not None:
        return make_response(_draw(work, place, form, visit), problem)
    flash(_("Thank you. It is written down."), "done")
    return see_other(url_for("employers.own_visits", group_id=place.group.id))


def _place(work: Work, group_id: UUID) -> Place:
    """The reader's own place, where visits belong to the programme and the group still meets."""
    place = own_place_in(work, group_id)
    if place.group.state != "active" or wanted(work, place.group) == "off":
        raise Absent
    if not _people(work, place):
        raise Absent
    return place


def _people(work: Work, place: Place) -> dict[UUID, str]:
    """Whose visits the reader may write down: their own, or as a mentor each mentee's."""
    own = place.membership
    mine = visitors(work, place.group, {own.enrolment_id: (str(_("You")), own.role)})
    others = {one.enrolment_id: (one.name, one.role) for one in place.companions}
    return mine or visitors(work, place.group, others)


def _one(visits: Sequence[EmployerVisit], visit_id: UUID) -> EmployerVisit:
    for visit in visits:
        if visit.id == visit_id:
            return visit
    raise Absent


def _draw(work: Work, place: Place, form: Form, visit: EmployerVisit | None = None) -> str:
    group_id = place.group.id
    return render(
        "employers/own_visits.html",
        visits=[] if visit else visits_of(work, place.group),
        visit=visit,
        form=form,
        action=url_for("employers.change_own_visit", group_id=group_id, visit_id=visit.id)
        if visit
        else url_for("employers.write_own_visit", group_id=group_id),
        kinds=CALLED,
        states=dict(STATES),
        required=wanted(work, place.group) == "required",
        group_id=group_id,
        cycle_name=pick(place.group.cycle.names, work.language),
        back=_own_page(work, place),
    )


def _own_page(work: Work, place: Place) -> str:
    if work.actor.kind == "link":
        return url_for("groups.own_group")
    return url_for("groups.own_group_of", membership_id=place.membership.id)
