"""What one person has been written, and whether she wants to be."""

from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import select

from punos.access import scope
from punos.audit.service import read_page
from punos.db import points_at
from punos.errors import Absent
from punos.i18n import _staff, _staff_l, format_datetime
from punos.mail.models import Mail
from punos.people.models import Person
from punos.texts import pick
from punos.web.lists import Column, Listing
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work
from punos.writing.models import Message, MessageCopy
from punos.writing.reading import WRITE, visible
from punos.writing.service import allow_mails, stop_mails, wants_no_mails
from punos.writing.views.base import ASSOCIATION, COPY_STATES, pages


@pages.get("/people/<uuid:person_id>/messages", allow=WRITE, kind=ASSOCIATION)
def person_messages(work: Work, person_id: UUID) -> str:
    """The messages that somebody has got, the newest first."""
    person = _visible(work, person_id)
    read_page(work, person.id, "person.messages")
    return render(
        "writing/person.html",
        person=person,
        listing=_listing(work, person),
        stopped=wants_no_mails(work, person.id),
        breadcrumbs=[
            (_staff("People"), url_for("people.people")),
            (person.full_name, url_for("people.person", person_id=person.id)),
            (_staff("Messages"), None),
        ],
    )


@pages.post("/people/<uuid:person_id>/messages", allow=WRITE, kind=ASSOCIATION)
def person_mails(work: Work, person_id: UUID) -> Response:
    """Note that she wants no such mails, or wants them again, as she has said."""
    person = _visible(work, person_id)
    if request.form.get("want") == "yes":
        allow_mails(work, person.id, "staff")
    else:
        stop_mails(work, person.id, "staff")
    flash(_staff("Saved."), "done")
    return see_other(url_for("writing.person_messages", person_id=person.id))


def _visible(work: Work, person_id: UUID) -> Person:
    query = scope(work.actor, select(Person).where(Person.id == person_id), Person, WRITE)
    found: Person | None = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def _listing(work: Work, person: Person) -> Listing:
    query = (
        select(MessageCopy, Message, Mail)
        .join(Message, points_at(MessageCopy.message_id, Message))
        .outerjoin(Mail, points_at(MessageCopy.mail_id, Mail))
        .where(MessageCopy.person_id == person.id)
    )
    return Listing(
        work,
        request.args,
        visible(work, query),
        columns=[
            Column(
                "subject",
                _staff_l("Subject"),
                value=lambda row: pick(row.Message.subjects, work.language),
                link=lambda row: url_for(
                    "writing.one_copy", message_id=row.Message.id, reader_id=person.id
                ),
            ),
            Column(
                "state",
                _staff_l("State"),
                value=lambda row: COPY_STATES[
                    row.Mail.state if row.Mail else row.MessageCopy.state
                ],
            ),
            Column(
                "at",
                _staff_l("When"),
                sort=Message.sent_at,
                value=lambda row: format_datetime(row.Message.sent_at),
            ),
        ],
        default_sort="-at",
        name="messages",
    )
