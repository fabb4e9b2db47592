"""Adding the people of a checked file, some at a time. Only the worker runs this.

What was added and the row that it came from are written in one transaction. So it can be stopped at any
point and go on: a row is done when it knows its person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from punos.access import Principal
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.deployment import Deployment
from punos.enrolments.applying import find_or_add
from punos.enrolments.service import enrol_many
from punos.errors import Refused
from punos.i18n import _staff_l
from punos.imports.actor import acting
from punos.imports.models import ImportRow, ImportRun
from punos.imports.service import forget, found_run
from punos.jobs.models import JobRun
from punos.jobs.service import JobFailed, progress
from punos.people.models import Person
from punos.programmes.service import lock_cycle
from punos.work import Work

AT_ONCE = 100
_ERASED = _staff_l("Their data was erased while the file waited.")


@dataclass(frozen=True)
class _Adding:
    """One import being added, by whom, and in whose words."""

    deployment: Deployment
    work: Work
    actor: Principal
    language: str
    run_id: UUID


def add_people(deployment: Deployment, work: Work, job: JobRun) -> None:
    """The job: everybody who is good and not there yet, until all of them are added."""
    run = found_run(work, job.subject_id)
    if run is None or run.state != "adding":
        return
    actor = acting(deployment, work, run.created_by)
    language = job.result.get("language", "en")
    adding = _Adding(deployment, work, actor, language, run.id)
    waiting = _waiting(work, run.id)
    done = (run.added, run.added + waiting)
    progress(job.id, *done)
    while batch := _next(adding):
        _add_batch(adding, batch)
        left = _waiting(work, run.id)
        progress(job.id, done[1] - left, done[1])
    _end(adding)


def to_add(run_id: UUID) -> ColumnElement[bool]:
    """Which rows are still to be added."""
    good = or_(
        ImportRow.verdict == "new",
        (ImportRow.verdict == "alike") & ImportRow.decision.in_(("same", "other")),
    )
    return (ImportRow.run_id == run_id) & good & ImportRow.enrolment_id.is_(None)


def _waiting(work: Work, run_id: UUID) -> int:
    return work.session.scalar(select(func.count(ImportRow.id)).where(to_add(run_id))) or 0


def _next(adding: _Adding) -> list[UUID]:
    query = select(ImportRow.id).where(to_add(adding.run_id)).order_by(ImportRow.number)
    return list(adding.work.session.scalars(query.limit(AT_ONCE)))


def _add_batch(adding: _Adding, ids: Sequence[UUID]) -> None:
    """All of them at once; where a plugin refuses somebody, each by themselves."""
    try:
        _add(adding, ids)
    except Refused as refused:
        if len(ids) == 1:
            _refuse(adding, ids[0], str(refused.message))
            return
        for one in ids:
            _add_batch(adding, [one])


def _add(adding: _Adding, ids: Sequence[UUID]) -> None:
    with adding.deployment.work(adding.work.tenant, adding.actor, language=adding.language) as own:
        run = _held(own, adding.run_id)
        query = select(ImportRow).where(ImportRow.id.in_(ids), to_add(run.id))
        rows = own.session.scalars(query.order_by(ImportRow.number)).all()
        people = _people(own, run, rows)
        entries = [(people[row.id], row.answers) for row in rows]
        made = enrol_many(own, run.cycle, run.role, entries, source="import", unit_id=run.unit_id)
        of_person = {one.person_id: one.id for one in made}
        for row in rows:
            if people[row.id].erased_at is not None:
                row.verdict, row.problems = "broken", [["", str(_ERASED)]]
                continue
            row.person_id = people[row.id].id
            row.enrolment_id = of_person.pop(people[row.id].id, None)
            if row.enrolment_id is None:
                row.verdict = "there"
        run.added += len(made)


def _held(work: Work, run_id: UUID) -> ImportRun:
    """The cycle is held first, as everywhere, so that nobody enters it twice at once."""
    run = found_run(work, run_id)
    if run is None:
        raise JobFailed("gone")
    if lock_cycle(work, run.cycle_id).state == "closed":
        raise JobFailed("cycle_closed")
    held = lock_row(work.session, ImportRun, run_id)
    if held is None or held.state != "adding":
        raise JobFailed("gone")
    return held


def _people(work: Work, run: ImportRun, rows: Sequence[ImportRow]) -> dict[UUID, Person]:
    """By row: whom staff have recognised, whoever has this name and address, or somebody new."""
    decided = {row.person_id for row in rows if row.decision == "same"}
    query = select(Person).where(Person.id.in_(decided))
    known = {one.id: one for one in work.session.scalars(query)} if decided else {}
    same = {
        row.id: known[row.person_id]
        for row in rows
        if row.decision == "same" and row.person_id in known
    }
    others = [row for row in rows if row.id not in same]
    answers = [row.answers for row in others]
    found = find_or_add(work, run.cycle, run.role, answers, source="import", unit_id=run.unit_id)
    return same | {row.id: person for row, person in zip(others, found, strict=True)}


def _refuse(adding: _Adding, row_id: UUID, said: str) -> None:
    """The row is left out, with the words of whoever refused it."""
    with adding.deployment.work(adding.work.tenant, adding.actor) as own:
        row = lock_row(own.session, ImportRow, row_id)
        if row is not None:
            row.verdict, row.problems = "broken", [["", said]]


def _end(adding: _Adding) -> None:
    with adding.deployment.work(adding.work.tenant, adding.actor) as own:
        run = lock_row(own.session, ImportRun, adding.run_id)
        if run is not None and run.state == "adding":
            audit(own, "import.done", "cycle", run.cycle_id, [run.role])
            forget(own, run, "done")
