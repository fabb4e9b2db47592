"""One message: as people will get it, its sending, and how far that is."""

from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for

from punos.errors import Absent
from punos.i18n import _staff
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work
from punos.writing.models import Message
from punos.writing.previewing import for_everybody, previews, send_to_oneself
from punos.writing.reading import WRITE, chosen_ids, message_of, tally
from punos.writing.service import go_on, send, stop, take_down, throw_away
from punos.writing.views.base import (
    ASSOCIATION,
    COPY_STATES,
    STATES,
    Whom,
    crumbs,
    pages,
    whom,
)

DONE = ("sent", "failed", "no_address", "opted_out")
"""States of copies with which nothing more is done."""


@pages.get("/messages/<uuid:message_id>", allow=WRITE, kind=ASSOCIATION)
def message(work: Work, message_id: UUID) -> str:
    """A draft as people will get it; a message that was sent, with how far it is."""
    row = message_of(work, message_id)
    to = _to(work, row)
    shown = {"row": row, "to": to, "tag_of": STATES[row.state], "breadcrumbs": _crumbs(work, row)}
    if row.state == "draft":
        query = to.query if to is not None else None
        return render("writing/draft.html", **shown, previews=previews(work, row, query))
    counts = tally(work, row)
    return render(
        "writing/sent.html",
        **shown,
        counts=[(tag.label, counts[key]) for key, tag in COPY_STATES.items() if key in counts],
        done=sum(counts.get(state, 0) for state in DONE),
        texts=[for_everybody(work, row, code) for code in row.bodies],
    )


@pages.post("/messages/<uuid:message_id>/test", allow=WRITE, kind=ASSOCIATION)
def try_message(work: Work, message_id: UUID) -> Response:
    """Mail it to whoever writes it, in each language."""
    address = send_to_oneself(work, message_of(work, message_id))
    flash(_staff("It is on its way to %(address)s.", address=address), "done")
    return _back(message_id)


@pages.post("/messages/<uuid:message_id>/send", allow=WRITE, kind=ASSOCIATION)
def send_message(work: Work, message_id: UUID) -> Response:
    """Send it to everybody on the list, if they are still as many as was said."""
    row = message_of(work, message_id)
    if row.state == "draft":
        to = whom(work, row.audience, row.arguments)
        people = [(person, enrolment) for person, enrolment in chosen_ids(work, to.query)]
        if str(len(people)) != request.form.get("people"):
            flash(_staff("The list has changed meanwhile. Look at it again, then send."), "problem")
            return _back(message_id)
        send(work, message_id, people)
        flash(_staff("It is on its way."), "done")
    return _back(message_id)


@pages.post("/messages/<uuid:message_id>/stop", allow=WRITE, kind=ASSOCIATION)
def stop_message(work: Work, message_id: UUID) -> Response:
    """Send no more of it."""
    stop(work, message_of(work, message_id).id)
    flash(_staff("No more of it is sent. What is on its way cannot be called back."), "done")
    return _back(message_id)


@pages.post("/messages/<uuid:message_id>/go-on", allow=WRITE, kind=ASSOCIATION)
def go_on_sending(work: Work, message_id: UUID) -> Response:
    """Send it to those who still wait for it."""
    go_on(work, message_of(work, message_id).id)
    flash(_staff("It is on its way to those who have not got it yet."), "done")
    return _back(message_id)


@pages.post("/messages/<uuid:message_id>/take-down", allow=WRITE, kind=ASSOCIATION)
def take_message_down(work: Work, message_id: UUID) -> Response:
    """Show it on people's pages no longer."""
    take_down(work, message_of(work, message_id).id)
    flash(_staff("It is no longer shown on their pages."), "done")
    return _back(message_id)


@pages.post("/messages/<uuid:message_id>/throw-away", allow=WRITE, kind=ASSOCIATION)
def throw_message_away(work: Work, message_id: UUID) -> Response:
    """Forget a draft."""
    throw_away(work, message_of(work, message_id).id)
    flash(_staff("The draft is thrown away."), "done")
    return see_other(url_for("writing.messages"))


def _back(message_id: UUID) -> Response:
    return see_other(url_for("writing.message", message_id=message_id))


def _to(work: Work, row: Message) -> Whom | None:
    """The list; None where it is not there any more, or not for this reader."""
    try:
        found = whom(work, row.audience, row.arguments)
        return found if found.query is not None else None
    except Absent:
        return None


def _crumbs(work: Work, row: Message) -> list[tuple[Any, str | None]]:
    return crumbs((pick(row.subjects, work.language), None))
