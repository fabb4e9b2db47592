"""The list of notes by the day on which they are deleted, and what of it waits on the first page."""

from datetime import timedelta
from typing import Any

from flask import request, url_for
from sqlalchemy import ScalarSelect, Select, func, select

from punos import clock
from punos.access import scope
from punos.db import points_at
from punos.groups.models import Group
from punos.i18n import Message, _staff, _staff_l, _staff_n
from punos.notes.models import Note
from punos.notes.reading import READ, WRITE
from punos.notes.schemas import PURPOSES
from punos.notes.views.base import pages
from punos.people.models import Person
from punos.waiting import Waiting
from punos.web.lists import Column, Filter, Listing
from punos.web.render import render
from punos.work import Work

SOON = timedelta(days=30)


@pages.get("/notes", allow=READ)
def notes(work: Work) -> str:
    """Every note that the reader may see, those that are deleted first at the top."""
    query = scope(work.actor, _query(), Note, READ)
    return render("notes/notes.html", listing=_listing(work, query), title=_staff("Notes"))


def _query() -> Any:
    return (
        select(Note, Person.given_name, Person.family_name, Group.name.label("group_name"))
        .outerjoin(Person, points_at(Note.person_id, Person))
        .outerjoin(Group, points_at(Note.group_id, Group))
    )


def _about(row: Any) -> str:
    if row.Note.group_id is not None:
        return row.group_name or _staff("A pair or group")
    return " ".join(filter(None, (row.given_name, row.family_name)))


def _link(row: Any) -> str:
    if row.Note.group_id is not None:
        return url_for("notes.of_group", group_id=row.Note.group_id)
    if row.Note.enrolment_id is not None:
        return url_for("notes.of_enrolment", enrolment_id=row.Note.enrolment_id)
    return url_for("notes.of_person", person_id=row.Note.person_id)


def _listing(work: Work, query: Select[Any]) -> Listing:
    labels = dict(PURPOSES)
    return Listing(
        work,
        request.args,
        query,
        columns=[
            Column("about", _staff_l("About"), sort=Person.sort_key, value=_about, link=_link),
            Column("purpose", _staff_l("What for"), value=lambda row: labels[row.Note.purpose]),
            Column("day", _staff_l("Day"), sort=Note.noted_on, value=lambda row: row.Note.noted_on),
            Column(
                "until",
                _staff_l("Kept until"),
                sort=Note.keep_until,
                value=lambda row: row.Note.keep_until,
            ),
        ],
        filters=[
            Filter(
                "ending",
                _staff_l("Kept until"),
                [("soon", _staff_l("At most 30 days more"))],
                lambda query, _value: query.where(Note.keep_until <= clock.today() + SOON),
            )
        ],
        default_sort="until",
        name="notes",
    )


def _ending(work: Work) -> ScalarSelect[Any]:
    query = select(func.count(Note.id)).where(Note.keep_until <= clock.today() + SOON)
    return scope(work.actor, query, Note, WRITE).scalar_subquery()


def _words(count: int) -> Message:
    return _staff_n(
        "%(num)s note is deleted within 30 days", "%(num)s notes are deleted within 30 days", count
    )


WAITING = (Waiting(_ending, _words, "notes.notes", WRITE, {"ending": "soon"}, order=80),)
