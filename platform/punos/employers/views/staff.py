"""Staff write down a pair's visits to employers."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, url_for

from punos.audit.service import read_page
from punos.employers.codes import CALLED, STATES
from punos.employers.models import EmployerVisit
from punos.employers.reading import MANAGE
from punos.employers.views.base import pages
from punos.employers.views.forming import blank, save, sent
from punos.employers.visits import cancel_visit, visitors, visits_of, wanted
from punos.errors import Absent
from punos.forms import Form
from punos.groups.models import Group
from punos.groups.reading import Member, members_of, title_of, visible_group
from punos.i18n import _staff
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/groups/<uuid:group_id>/visits", allow=MANAGE)
def visits(work: Work, group_id: UUID) -> str:
    """A pair's visits, and the form for one more."""
    group, members = _found(work, group_id)
    for member in members:
        read_page(work, member.Person.id, "group.visits")
    return _draw(work, group, members, blank(work, _people(work, group, members)))


@pages.post("/groups/<uuid:group_id>/visits", allow=MANAGE)
def write(work: Work, group_id: UUID) -> Response:
    """Write one down for them."""
    group, members = _found(work, group_id)
    return _save(work, group, members)


@pages.get("/groups/<uuid:group_id>/visits/<uuid:visit_id>", allow=MANAGE)
def visit(work: Work, group_id: UUID, visit_id: UUID) -> str:
    """One of them, to be changed."""
    group, members = _found(work, group_id)
    found = _one(work, group, visit_id)
    return _draw(work, group, members, blank(work, _people(work, group, members), found), found)


@pages.post("/groups/<uuid:group_id>/visits/<uuid:visit_id>", allow=MANAGE)
def change_visit(work: Work, group_id: UUID, visit_id: UUID) -> Response:
    """Say what has become of it."""
    group, members = _found(work, group_id)
    return _save(work, group, members, _one(work, group, visit_id))


@pages.post("/groups/<uuid:group_id>/visits/<uuid:visit_id>/cancel", allow=MANAGE)
def cancel(work: Work, group_id: UUID, visit_id: UUID) -> Response:
    """It came to nothing."""
    group, _members = _found(work, group_id)
    cancel_visit(work, group, visit_id)
    flash(_staff("It is taken out."), "done")
    return see_other(url_for("employers.visits", group_id=group_id))


def _found(work: Work, group_id: UUID) -> tuple[Group, list[Member]]:
    """A group that stands, where visits belong to the programme. Raises Absent."""
    group = visible_group(work, group_id, MANAGE)
    if group.state != "active" or wanted(work, group) == "off":
        raise Absent
    members = [one for one in members_of(work, group) if one.is_in]
    if not _people(work, group, members):
        raise Absent
    return group, members


def _people(work: Work, group: Group, members: list[Member]) -> dict[UUID, str]:
    named = {
        one.Membership.enrolment_id: (one.Person.full_name, one.Membership.role) for one in members
    }
    return visitors(work, group, named)


def _one(work: Work, group: Group, visit_id: UUID) -> EmployerVisit:
    for found in visits_of(work, group):
        if found.id == visit_id:
            return found
    raise Absent


def _save(
    work: Work, group: Group, members: list[Member], found: EmployerVisit | None = None
) -> Response:
    people = _people(work, group, members)
    form = sent(work, people)
    problem = save(work, group, people, form, found.id if found else None)
    if problem is not None:
        return make_response(_draw(work, group, members, form, found), problem)
    flash(_staff("The visit is written down."), "done")
    return see_other(url_for("employers.visits", group_id=group.id))


def _draw(
    work: Work,
    group: Group,
    members: list[Member],
    form: Form,
    found: EmployerVisit | None = None,
) -> str:
    title = title_of(group, members)
    return render(
        "employers/visits.html",
        title=title,
        group_id=group.id,
        visits=[] if found else visits_of(work, group),
        visit=found,
        form=form,
        action=url_for("employers.change_visit", group_id=group.id, visit_id=found.id)
        if found
        else url_for("employers.write", group_id=group.id),
        kinds=CALLED,
        states=dict(STATES),
        cycle_name=pick(group.cycle.names, work.language),
        breadcrumbs=[
            (_staff("Employer visits"), url_for("employers.every_visit")),
            (title, url_for("groups.group", group_id=group.id)),
            (_staff("Employer visits"), None),
        ],
    )
