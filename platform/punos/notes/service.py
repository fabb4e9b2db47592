"""Verbs about notes."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from uuid import UUID

from sqlalchemy import delete, exists, select

from punos import clock
from punos.audit.service import record as audit
from punos.enrolments.models import Enrolment
from punos.groups.models import Group
from punos.notes.models import Note
from punos.notes.schemas import MONTHS
from punos.people.models import Person
from punos.privacy.models import RetentionHold
from punos.work import Work

About = Person | Enrolment | Group
AT_ONCE = 500


def write_note(
    work: Work,
    about: About,
    *,
    purpose: str,
    text: str,
    noted_on: date,
    keep_until: date | None = None,
) -> Note:
    """Write a note about a person, their application or a group. `purpose` is a key of MONTHS.

    It belongs to the unit of what it is about, so whoever works there reads it.
    """
    note = Note(
        person_id=_person_of(about),
        enrolment_id=about.id if isinstance(about, Enrolment) else None,
        group_id=about.id if isinstance(about, Group) else None,
        unit_id=about.unit_id,
        purpose=purpose,
        text=text,
        noted_on=noted_on,
        keep_until=keep_until or usual_end(purpose, noted_on),
        written_at=clock.now(),
        written_by=work.account_id,
    )
    work.session.add(note)
    work.session.flush()
    audit(work, "note.added", "note", note.id, [purpose])
    return note


def change_note(
    work: Work, note: Note, *, purpose: str, text: str, noted_on: date, keep_until: date | None
) -> Note:
    """Correct a note; only what differs is written and audited."""
    values = {
        "purpose": purpose,
        "text": text,
        "noted_on": noted_on,
        "keep_until": keep_until or usual_end(purpose, noted_on),
    }
    changed = [name for name, value in values.items() if getattr(note, name) != value]
    for name in changed:
        setattr(note, name, values[name])
    if changed:
        audit(work, "note.changed", "note", note.id, changed)
    return note


def delete_note(work: Work, note: Note) -> None:
    """Delete a note for good."""
    work.session.delete(note)
    audit(work, "note.deleted", "note", note.id)


def usual_end(purpose: str, noted_on: date) -> date:
    """The last day on which a note is kept, when its writer says nothing else."""
    months = noted_on.month - 1 + MONTHS[purpose]
    year, month = noted_on.year + months // 12, months % 12 + 1
    return date(year, month, min(noted_on.day, monthrange(year, month)[1]))


def forget_due(work: Work) -> None:
    """Delete notes whose last day is over; those about somebody with a hold stay."""
    held = exists().where(
        RetentionHold.person_id == Note.person_id, RetentionHold.lifted_at.is_(None)
    )
    over = select(Note.id).where(Note.keep_until < clock.today(), ~held).limit(AT_ONCE)
    ids = list(work.session.scalars(over))
    if not ids:
        return
    work.session.execute(delete(Note).where(Note.id.in_(ids)))
    for note_id in ids:
        audit(work, "note.deleted", "note", note_id, ["keep_until"])


def _person_of(about: About) -> UUID | None:
    if isinstance(about, Person):
        return about.id
    return about.person_id if isinstance(about, Enrolment) else None
