"""The section that all pages about notes belong to, and the form they share."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from punos import clock
from punos.forms import Form
from punos.i18n import _staff
from punos.notes.schemas import MOST_YEARS, NoteSchema
from punos.web.pages import Pages

pages = Pages("notes", "punos.notes")


def blank() -> Form:
    """The form for a new note, of today."""
    return Form(NoteSchema(), {"noted_on": clock.today()})


def checked(form: Form) -> Mapping[str, Any] | None:
    """What was typed, when its days make sense; else None, and the form says why not."""
    data = form.load()
    if data is None:
        return None
    today = clock.today()
    if data["noted_on"] > today:
        form.add_error("noted_on", _staff("This day lies ahead. Write the day it was."))
    until = data["keep_until"]
    if until is not None and until < today:
        form.add_error("keep_until", _staff("This day is over. Choose a later one."))
    if until is not None and until > today + timedelta(days=366 * MOST_YEARS):
        most = _staff("A note is kept for at most %(years)s years.", years=MOST_YEARS)
        form.add_error("keep_until", most)
    return None if form.errors else data
