"""Verbs about people who may be the same: said to be two, or made one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import Collides, insert_once, lock_row, references_to, repoint
from punos.enrolments.measuring import measure_again
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.jobs.models import JobRun
from punos.jobs.service import latest, start
from punos.people.models import Person, PersonApart
from punos.people.service import FIELDS, apart_pairs, change_person
from punos.programmes.service import lock_cycle
from punos.texts import pick
from punos.work import Work

JOB = "punos.people.alike:find_alike"
BEGUN = "candidate"
_ORDERED = "person_apart"
"""A pair in a fixed order, which a change of one of them would break: it is written anew."""


def look_through(work: Work) -> None:
    """Let the worker look for people who may be the same, unless it is at it."""
    run = latest(work, JOB)
    if run is None or run.state not in ("queued", "running"):
        start(work, JOB)


def last_look(work: Work) -> JobRun | None:
    """The newest look, if anybody has ever asked for one."""
    return latest(work, JOB)


def found_pairs(work: Work, run: JobRun | None) -> list[tuple[Person, Person]]:
    """Who may be the same, as far as they are still there and nobody has decided."""
    stored = run.result.get("pairs", []) if run is not None else []
    ids = [(UUID(one), UUID(other)) for one, other in stored]
    named = Person.id.in_({one for pair in ids for one in pair})
    query = select(Person).where(named, Person.erased_at.is_(None))
    people = {one.id: one for one in work.session.scalars(query)}
    apart = apart_pairs(work) if people else set()
    return [
        (people[one], people[other])
        for one, other in ids
        if one in people and other in people and frozenset((one, other)) not in apart
    ]


def set_apart(work: Work, one: Person, other: Person) -> None:
    """Remember that these are two people, so that nobody is asked again."""
    _remember_apart(work, one.id, other.id)
    audit(work, "person.apart", "person", one.id)
    audit(work, "person.apart", "person", other.id)


def _remember_apart(work: Work, one: UUID, other: UUID) -> None:
    first, second = sorted((one, other))
    insert_once(
        work.session,
        PersonApart,
        person_id=first,
        other_id=second,
        decided_at=clock.now(),
        decided_by=work.account_id,
    )


def merge(work: Work, kept: Person, other: Person) -> Person:
    """Make two people one: what belongs to `other` belongs to `kept` from now on, and `other` is gone.

    Details that `kept` does not have are taken over. It cannot be undone. Raises Refused when both have
    something of which one person can have one.
    """
    if kept.id == other.id:
        raise Absent
    _hold(work, kept, other)
    _join_applications(work, kept, other)
    missing = {name: getattr(other, name) for name in FIELDS if getattr(kept, name) is None}
    apart = _apart_from(work, other) - {kept.id}
    work.session.flush()
    _move_all(work, "person", other.id, kept.id)
    work.session.expire_all()
    for one in apart:
        _remember_apart(work, kept.id, one)
    work.session.delete(other)
    work.session.flush()
    change_person(work, kept, **missing)
    measure_again(work, kept)
    audit(work, "person.merged", "person", kept.id)
    audit(work, "person.merged_away", "person", other.id)
    return kept


def _hold(work: Work, *people: Person) -> None:
    for person_id in sorted(one.id for one in people):
        held = lock_row(work.session, Person, person_id)
        # Filled with somebody's details again, who was erased could never be erased any more.
        if held is None or held.erased_at is not None:
            raise Absent


def _apart_from(work: Work, person: Person) -> set[UUID]:
    return {one for pair in apart_pairs(work) if person.id in pair for one in pair} - {person.id}


def _move_all(work: Work, table: str, old: UUID, new: UUID) -> None:
    for reference in references_to(work.session, table):
        if reference.table_name == _ORDERED:
            continue
        try:
            repoint(work.session, reference, old, new)
        except Collides as error:
            raise Refused(
                _staff(
                    "They cannot be made one: both have something of which one person can have only "
                    "one (%(what)s).",
                    what=error.table_name.replace("_", " "),
                )
            ) from error


def _join_applications(work: Work, kept: Person, other: Person) -> None:
    """Two applications to one cycle in one role become one, when at most one has gone on."""
    mine, theirs = _applications(work, kept), _applications(work, other)
    for where in sorted(mine.keys() & theirs.keys()):
        first, second = mine[where], theirs[where]
        lock_cycle(work, first.cycle_id)
        stays, goes = (second, first) if second.state != BEGUN else (first, second)
        if goes.state != BEGUN:
            cycle = pick(stays.cycle.names, work.language)
            raise Refused(
                _staff(
                    "Both have gone on in “%(cycle)s”. Look at both applications there first.",
                    cycle=cycle,
                )
            )
        _join(work, stays, goes)


def _join(work: Work, stays: Enrolment, goes: Enrolment) -> None:
    work.session.flush()
    _move_all(work, "enrolment", goes.id, stays.id)
    work.session.delete(goes)
    audit(work, "enrolment.merged", "enrolment", stays.id)
    work.session.flush()


def _applications(work: Work, person: Person) -> dict[tuple[UUID, str], Enrolment]:
    query = select(Enrolment).where(Enrolment.person_id == person.id)
    return {(one.cycle_id, one.role): one for one in work.session.scalars(query)}
