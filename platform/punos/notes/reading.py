"""Notes as pages read them: within the reader's units, with who wrote them, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from punos.access import scope
from punos.accounts.models import Account
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.groups.models import Group
from punos.notes.models import Note
from punos.notes.schemas import PURPOSES
from punos.notes.service import About
from punos.work import Work

READ, WRITE = "notes.read", "notes.write"
SHOWN = 50
"""So many are shown, the newest first."""


class Written(NamedTuple):
    """A note, and the name of who wrote it."""

    note: Note
    by: str | None

    @property
    def purpose(self) -> Any:
        """What it is for, in words."""
        return dict(PURPOSES)[self.note.purpose]


def notes_about(work: Work, about: About) -> Sequence[Written] | None:
    """The notes about a person (all of theirs), through an application too, or about a group.

    The newest first, those that the reader may see; None for somebody who may read no notes.
    """
    if not work.actor.may(READ):
        return None
    if isinstance(about, Group):
        subject = Note.group_id == about.id
    else:
        subject = Note.person_id == (about.person_id if isinstance(about, Enrolment) else about.id)
    query = (
        select(Note, Account.name)
        .outerjoin(Account, points_at(Note.written_by, Account))
        .where(subject)
        .order_by(Note.noted_on.desc(), Note.id.desc())
        .limit(SHOWN)
    )
    return [Written(*row) for row in work.session.execute(scope(work.actor, query, Note, READ))]


def visible_note(work: Work, note_id: UUID, permission: str) -> Note:
    """The note, if the actor may see it under this permission. Raises Absent."""
    query = scope(work.actor, select(Note).where(Note.id == note_id), Note, permission)
    found: Note | None = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def may_write(work: Work, about: About) -> bool:
    """Whether the actor may write notes about them."""
    limits = work.actor.units(WRITE)
    return work.actor.may(WRITE) and (limits is None or about.unit_id in limits)
