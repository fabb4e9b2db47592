"""Notes about one person, application or group: read, and written."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import select

from punos.access import scope
from punos.audit.service import read_page
from punos.enrolments.applying import visible_enrolment
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.forms import Form
from punos.groups.models import Group
from punos.groups.reading import members_of, title_of, visible_group
from punos.i18n import _staff
from punos.notes.reading import READ, WRITE, may_write, notes_about
from punos.notes.schemas import NoteSchema
from punos.notes.service import About, write_note
from punos.notes.views.base import blank, checked, pages
from punos.people.models import Person
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/people/<uuid:person_id>/notes", allow=READ)
def of_person(work: Work, person_id: UUID) -> str:
    """Notes about a person."""
    return _draw(work, _person(work, person_id, READ), blank())


@pages.post("/people/<uuid:person_id>/notes", allow=WRITE)
def write_of_person(work: Work, person_id: UUID) -> Response:
    """Write one."""
    return _written(work, _person(work, person_id, WRITE))


@pages.get("/enrolments/<uuid:enrolment_id>/notes", allow=READ)
def of_enrolment(work: Work, enrolment_id: UUID) -> str:
    """Notes about somebody, from their application."""
    return _draw(work, visible_enrolment(work, enrolment_id, READ), blank())


@pages.post("/enrolments/<uuid:enrolment_id>/notes", allow=WRITE)
def write_of_enrolment(work: Work, enrolment_id: UUID) -> Response:
    """Write one."""
    return _written(work, visible_enrolment(work, enrolment_id, WRITE))


@pages.get("/groups/<uuid:group_id>/notes", allow=READ)
def of_group(work: Work, group_id: UUID) -> str:
    """Notes about a pair or group."""
    return _draw(work, visible_group(work, group_id, READ), blank())


@pages.post("/groups/<uuid:group_id>/notes", allow=WRITE)
def write_of_group(work: Work, group_id: UUID) -> Response:
    """Write one."""
    return _written(work, visible_group(work, group_id, WRITE))


def _person(work: Work, person_id: UUID, permission: str) -> Person:
    query = scope(work.actor, select(Person).where(Person.id == person_id), Person, permission)
    found: Person | None = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def _written(work: Work, about: About) -> Response:
    form = Form.from_request(NoteSchema(), request.form)
    data = checked(form)
    if data is None:
        return make_response(_draw(work, about, form), 422)
    write_note(work, about, **data)
    flash(_staff("The note is saved."), "done")
    return see_other(_home(work, about))


def _home(work: Work, about: About) -> str:
    """Where one came from: the page of the application or group; of a person this one."""
    if isinstance(about, Enrolment) and work.actor.may("enrolments.read"):
        return url_for("enrolments.enrolment", enrolment_id=about.id)
    if isinstance(about, Group) and work.actor.may("groups.read"):
        return url_for("groups.group", group_id=about.id)
    return request.path


def _draw(work: Work, about: About, form: Form) -> str:
    title = _title(work, about)
    home = _home(work, about)
    crumbs = [(title, home), (_staff("Notes"), None)] if home != request.path else []
    return render(
        "notes/about.html",
        title=title,
        notes=notes_about(work, about),
        form=form,
        writes=may_write(work, about),
        breadcrumbs=crumbs,
    )


def _title(work: Work, about: About) -> str:
    if isinstance(about, Group):
        return title_of(about, members_of(work, about))
    person: Person = about.person if isinstance(about, Enrolment) else about
    read_page(work, person.id, "notes")
    return person.full_name
