"""Verbs about the directory."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from punos import clock
from punos.audit.service import record as audit
from punos.db import points_at
from punos.directory.models import DirectoryEntry
from punos.enrolments.models import Enrolment
from punos.enrolments.service import lock_enrolment
from punos.errors import Absent
from punos.programmes.models import Cycle
from punos.work import Work

AT_ONCE = 500


def is_open(enrolment: Enrolment) -> bool:
    """Whether somebody finds others now, and can be found: they take part, and the cycle goes on."""
    return enrolment.state == "active" and enrolment.cycle.state in ("open", "running")


def entry_of(work: Work, enrolment: Enrolment) -> DirectoryEntry | None:
    """What somebody shows now; None for nothing."""
    query = select(DirectoryEntry).where(DirectoryEntry.enrolment_id == enrolment.id)
    return work.session.scalars(query).one_or_none()


def show(work: Work, enrolment: Enrolment, shows: Sequence[str], about: str | None) -> None:
    """Show somebody to the others of their cycle, as they have chosen. Raises Absent when it is over."""
    held = lock_enrolment(work, enrolment.id)
    if not is_open(held):
        raise Absent
    found, values = entry_of(work, held), {"shows": list(shows), "about": about}
    if found is None:
        work.session.add(DirectoryEntry(enrolment_id=held.id, agreed_at=clock.now(), **values))
        audit(work, "directory.shown", "enrolment", held.id, ["name", *shows])
        return
    changed = sorted(name for name, value in values.items() if getattr(found, name) != value)
    for name in changed:
        setattr(found, name, values[name])
    if changed:
        found.agreed_at = clock.now()
        audit(work, "directory.changed", "enrolment", held.id, changed)


def take_back(work: Work, enrolment: Enrolment) -> None:
    """They are not shown any more. Sent twice it changes nothing more."""
    found = entry_of(work, enrolment)
    if found is not None:
        work.session.delete(found)
        audit(work, "directory.taken_back", "enrolment", enrolment.id)


def forget_due(work: Work) -> None:
    """What was shown in a cycle that is over, and by those who take part no more, goes."""
    over = (
        select(DirectoryEntry)
        .join(Enrolment, points_at(DirectoryEntry.enrolment_id, Enrolment))
        .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
        .where(or_(Cycle.state == "closed", Enrolment.state != "active"))
        .order_by(DirectoryEntry.id)
        .limit(AT_ONCE)
    )
    for entry in work.session.scalars(over).all():
        work.session.delete(entry)
        audit(work, "directory.forgotten", "enrolment", entry.enrolment_id)
