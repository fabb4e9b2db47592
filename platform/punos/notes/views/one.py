"""One note: corrected, or deleted."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.audit.service import read_page
from punos.forms import Form
from punos.i18n import _staff
from punos.notes.models import Note
from punos.notes.reading import WRITE, visible_note
from punos.notes.schemas import NoteSchema
from punos.notes.service import change_note, delete_note
from punos.notes.views.base import checked, pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

FIELDS = ("purpose", "text", "noted_on", "keep_until")


@pages.get("/notes/<uuid:note_id>", allow=WRITE)
def change(work: Work, note_id: UUID) -> str:
    """The note, to be corrected."""
    note = visible_note(work, note_id, WRITE)
    if note.person_id is not None:
        read_page(work, note.person_id, "note")
    return _draw(note, Form(NoteSchema(), {name: getattr(note, name) for name in FIELDS}))


@pages.post("/notes/<uuid:note_id>", allow=WRITE)
def change_save(work: Work, note_id: UUID) -> Response:
    """Keep the correction."""
    note = visible_note(work, note_id, WRITE)
    form = Form.from_request(NoteSchema(), request.form)
    data = checked(form)
    if data is None:
        return make_response(_draw(note, form), 422)
    change_note(work, note, **data)
    flash(_staff("The note is saved."), "done")
    return see_other(_home(note))


@pages.post("/notes/<uuid:note_id>/delete", allow=WRITE)
def delete(work: Work, note_id: UUID) -> Response | str:
    """Delete it; asks first."""
    note = visible_note(work, note_id, WRITE)
    if request.form.get("sure") != "yes":
        return render("notes/delete.html", note=note)
    home = _home(note)
    delete_note(work, note)
    flash(_staff("The note is deleted."), "done")
    return see_other(home)


def _home(note: Note) -> str:
    if note.enrolment_id is not None:
        return url_for("notes.of_enrolment", enrolment_id=note.enrolment_id)
    if note.group_id is not None:
        return url_for("notes.of_group", group_id=note.group_id)
    return url_for("notes.of_person", person_id=note.person_id)


def _draw(note: Note, form: Form) -> str:
    return render(
        "notes/change.html",
        note=note,
        form=form,
        back=_home(note),
        breadcrumbs=[(_staff("Notes"), _home(note)), (_staff("Change"), None)],
    )
