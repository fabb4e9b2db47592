"""Who has had a message, one by one; a text for a chat; and addresses and numbers to copy."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import request, url_for
from sqlalchemy import func, select

from punos.audit.service import read_page
from punos.db import points_at
from punos.errors import Absent
from punos.i18n import _staff, _staff_l, format_datetime
from punos.mail.models import Mail
from punos.people.models import Person
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing
from punos.web.render import render
from punos.work import Work
from punos.writing.models import MailStop, Message, MessageCopy
from punos.writing.previewing import for_person
from punos.writing.reading import WRITE, copies, message_of
from punos.writing.views.base import ASSOCIATION, COPY_STATES, crumbs, pages, whom

EXPORT = "people.export"


@pages.get("/messages/<uuid:message_id>/people", allow=WRITE, kind=ASSOCIATION)
def people(work: Work, message_id: UUID) -> str:
    """Everybody with a copy, and how far hers is."""
    row = message_of(work, message_id)
    state = func.coalesce(Mail.state, MessageCopy.state)
    listing = Listing(
        work,
        request.args,
        copies(work, row),
        columns=_columns(row),
        search=(Person.search_text,),
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                [(key, tag.label) for key, tag in COPY_STATES.items()],
                lambda query, value: query.where(state == value),
            )
        ],
        default_sort="name",
        name="message",
    )
    return render("writing/people.html", listing=listing, row=row, breadcrumbs=_crumbs(work, row))


@pages.get("/messages/<uuid:message_id>/people/<uuid:reader_id>", allow=WRITE, kind=ASSOCIATION)
def one_copy(work: Work, message_id: UUID, reader_id: UUID) -> str:
    """The text of one person, to be read or pasted into a chat with her."""
    row = message_of(work, message_id)
    found = work.session.execute(copies(work, row).where(Person.id == reader_id)).one_or_none()
    if found is None:
        raise Absent
    copy, person, mail = found
    read_page(work, person.id, "message.copy")
    text = for_person(work, row, person, copy.enrolment_id)
    return render(
        "writing/copy.html",
        person=person,
        tag_of=COPY_STATES[mail.state if mail else copy.state],
        text=text,
        by_phone=_sms(person.phone, text.body) if person.phone else "",
        by_mail=_mailto(person.email, text.subject, text.body) if person.email else "",
        breadcrumbs=_crumbs(work, row, (person.full_name, None)),
    )


@pages.get("/messages/<uuid:message_id>/addresses", allow=EXPORT, kind=ASSOCIATION, step_up=True)
def addresses(work: Work, message_id: UUID) -> str:
    """Addresses and phone numbers to copy, of those who may be written to."""
    if not work.actor.may(WRITE):
        raise Absent
    row = message_of(work, message_id)
    reached = _reached(work, row)
    for person in reached:
        read_page(work, person.id, "message.addresses")
    return render(
        "writing/addresses.html",
        row=row,
        emails=[person.email for person in reached if person.email],
        phones=[person.phone for person in reached if person.phone],
        breadcrumbs=_crumbs(work, row, (_staff("Addresses and numbers"), None)),
    )


def _reached(work: Work, row: Message) -> list[Person]:
    """Of a draft those on its list, else those with a copy; without who wants no such mails."""
    if row.state == "draft":
        query = whom(work, row.audience, row.arguments).query.with_only_columns(Person)
    else:
        query = copies(work, row).with_only_columns(Person)
    units = work.actor.units(EXPORT)
    if units is not None:
        query = query.where(Person.unit_id.in_(units))
    if not row.needed:
        stopped = select(MailStop.id).where(points_at(MailStop.person_id, Person))
        query = query.where(~stopped.exists())
    return list(work.session.scalars(query.order_by(Person.sort_key, Person.id)))


def _columns(row: Message) -> list[Column]:
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=Person.sort_key,
            value=lambda one: one.Person.full_name,
            link=lambda one: url_for(
                "writing.one_copy", message_id=row.id, reader_id=one.Person.id
            ),
        ),
        Column("email", _staff_l("E-mail address"), value=lambda one: one.Person.email),
        Column(
            "state",
            _staff_l("State"),
            value=lambda one: COPY_STATES[one.Mail.state if one.Mail else one.MessageCopy.state],
        ),
        Column(
            "at",
            _staff_l("When"),
            sort=MessageCopy.dealt_at,
            value=lambda one: _when(one.Mail.sent_at if one.Mail else one.MessageCopy.dealt_at),
        ),
    ]


def _when(moment: Any) -> str | None:
    return format_datetime(moment) if moment else None


def _sms(phone: str, body: str) -> str:
    number = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
    return f"sms:{number}?body={quote(body)}"


def _mailto(address: str, subject: str, body: str) -> str:
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject)}&body={quote(body)}"


def _crumbs(
    work: Work, row: Message, *more: tuple[Any, str | None]
) -> list[tuple[Any, str | None]]:
    here = url_for("writing.message", message_id=row.id)
    listed = url_for("writing.people", message_id=row.id)
    end = more or ((_staff("Who has got it"), None),)
    between = [] if not more or row.state == "draft" else [(_staff("Who has got it"), listed)]
    return crumbs((pick(row.subjects, work.language), here), *between, *end)
