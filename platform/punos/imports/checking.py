"""Checking every row of a file, some at a time: nobody is added. Only the worker imports this module."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from punos.access import Principal, scope
from punos.db import points_at
from punos.deployment import Deployment
from punos.enrolments.answers import Answers, kept
from punos.enrolments.models import Enrolment
from punos.enrolments.sections import PERSON
from punos.forms.info import label_of
from punos.forms.spreadsheet import Row
from punos.forms.tabular import ROW, RowResult, Table, load_rows
from punos.i18n import _staff
from punos.imports.actor import acting
from punos.imports.cells import Reader, Words
from punos.imports.mapping import Asked, asked_of
from punos.imports.models import ImportRow, ImportRun
from punos.imports.service import found_run
from punos.imports.words import known_words, open_words, readers
from punos.jobs.models import JobRun
from punos.jobs.service import progress
from punos.people.likeness import Face, Faces, face
from punos.people.models import Person
from punos.people.service import fold_email
from punos.texts import fold
from punos.work import Work

AT_ONCE = 200
Key = tuple[str, str]
Problems = list[list[str]]


@dataclass
class Known:
    """Who is known to whoever asks: in this cycle and role, from this very file before, and at all."""

    here: set[Key]
    by_number: dict[int, UUID]
    faces: Faces
    seen: set[Key] = field(default_factory=set)


def check_file(deployment: Deployment, work: Work, job: JobRun) -> None:
    """The job: each row's answers or problems, and whether it is about somebody who is here already.

    Begun anew it checks all rows again: whoever came meanwhile is then known.
    """
    run = found_run(work, job.subject_id)
    if run is None or run.state != "checking":
        return
    actor = acting(deployment, work, run.created_by)
    known = _known(work, actor, run)
    language, last, done = job.result.get("language", "en"), 0, 0
    while True:
        with deployment.work(work.tenant, actor, language=language) as own:
            rows = _check_some(own, run.id, last, known)
        if not rows:
            break
        last, done = rows[-1], done + len(rows)
        progress(job.id, done, run.total)
    _end(work, run)


def _end(work: Work, run: ImportRun) -> None:
    query = update(ImportRun).where(ImportRun.id == run.id, ImportRun.state == "checking")
    values = {"state": "checked", "open_words": len(open_words(work, run))}
    work.session.execute(query.values(values).execution_options(synchronize_session=False))


def _check_some(work: Work, run_id: UUID, after: int, known: Known) -> list[int]:
    """The numbers of the rows that were checked; none when there are no more."""
    run = work.session.scalars(select(ImportRun).where(ImportRun.id == run_id)).one()
    query = select(ImportRow).where(ImportRow.run_id == run_id, ImportRow.number > after)
    rows = work.session.scalars(query.order_by(ImportRow.number).limit(AT_ONCE)).all()
    if not rows:
        return []
    asked, words = asked_of(work, run.cycle, run.role), known_words(work, run)
    for row, (answers, problems) in zip(rows, _loaded(asked, words, run, rows), strict=True):
        row.answers, row.problems = answers, [*_faults(row), *problems]
        row.decision = row.person_id = None
        _judge(row, known)
    return [row.number for row in rows]


def _judge(row: ImportRow, known: Known) -> None:
    if any(isinstance(one, list) for one in row.problems):
        row.verdict, row.answers = "broken", {}
        return
    data = row.answers[PERSON]["data"]
    key = key_of(data["given_name"], data["family_name"], data["email"])
    if key in known.here or key in known.seen or row.number in known.by_number:
        row.verdict, row.person_id = "there", known.by_number.get(row.number)
        return
    known.seen.add(key)
    names = (data[name] for name in ("given_name", "family_name", "email", "phone"))
    like = known.faces.like(face(None, *names))
    row.verdict, row.person_id = ("alike", like.id) if like else ("new", None)


def _loaded(
    asked: Sequence[Asked], words: Words, run: ImportRun, rows: Sequence[ImportRow]
) -> list[tuple[dict[str, Any], Problems]]:
    """Each row's answers, and what is wrong as (question, message)."""
    used = [(one, own) for one, own in readers(asked, words, run) if own.fed or one is asked[0]]
    results = [load_rows(one.schema, _table(own, run, rows), _as_is(own)) for one, own in used]
    bad = [_untrusted(run, row) for row in rows]
    loaded = [
        _joined([one for one, _own in used], list(each)) for each in zip(*results, strict=True)
    ]
    return [
        (answers, wrong + problems) for wrong, (answers, problems) in zip(bad, loaded, strict=True)
    ]


def _table(reader: Reader, run: ImportRun, rows: Sequence[ImportRow]) -> Table:
    """The rows as one section's questions; one that is misshapen stays so."""
    width = len(run.headings)
    return Table(reader.names, tuple(_row(reader, row, width) for row in rows))


def _row(reader: Reader, row: ImportRow, width: int) -> Row:
    cells = tuple(reader.texts(row.raw))
    return Row(row.number, cells, cells if len(row.raw) == width else (*cells, ""))


def _as_is(reader: Reader) -> dict[str, str]:
    return {name: name for name in reader.names}


def _faults(row: ImportRow) -> list[int]:
    return [one for one in row.problems if isinstance(one, int)]


def _untrusted(run: ImportRun, row: ImportRow) -> Problems:
    """What a formula without a result leaves open, in the columns that are read."""
    said = _staff("This cell holds a formula without a result. Put the value itself there.")
    columns = [at for at in _faults(row) if str(at) in run.mapping]
    return [[run.headings[at], f"{run.headings[at]}: {said}"] for at in columns]


def _joined(
    asked: Sequence[Asked], results: Sequence[RowResult]
) -> tuple[dict[str, Any], Problems]:
    problems = [
        (_label(one, name), message)
        for one, result in zip(asked, results, strict=True)
        for name, messages in result.errors.items()
        for message in messages
    ]
    answers: Answers = {
        one.section.name: kept(one.section, one.schema, result.data)
        for one, result in zip(asked, results, strict=True)
        if result.data is not None
    }
    return answers, _once(problems)


def _label(one: Asked, name: str) -> Any:
    known = one.schema.load_fields.get(name) if name != ROW else None
    return label_of(known) if known is not None else ""


def _once(problems: Iterable[tuple[Any, Any]]) -> Problems:
    """Each problem once: a misshapen row is one in the eyes of every section."""
    said = {str(message): str(label) for label, message in problems}
    return [[label, message] for message, label in said.items()]


def key_of(given_name: str, family_name: str | None, email: str | None) -> Key:
    """By what somebody is the same for certain: the whole name, and the address."""
    return fold(f"{given_name} {family_name or ''}"), fold_email(email or "")


def _known(work: Work, actor: Principal, run: ImportRun) -> Known:
    """Within the actor's reach: what another unit knows is not told."""
    here = select(Person.given_name, Person.family_name, Person.email).join(
        Enrolment, points_at(Enrolment.person_id, Person)
    )
    here = here.where(Enrolment.cycle_id == run.cycle_id, Enrolment.role == run.role)
    named_here = work.session.execute(scope(actor, here, Enrolment, "enrolments.read"))
    return Known(
        {key_of(*one) for one in named_here}, _before(work, actor, run), Faces(_faces(work, actor))
    )


def _before(work: Work, actor: Principal, run: ImportRun) -> dict[int, UUID]:
    """Whom the rows of this very file became when it was brought in before."""
    query = (
        select(ImportRow.number, ImportRow.person_id)
        .join(ImportRun, points_at(ImportRow.run_id, ImportRun))
        .join(
            Enrolment,
            (Enrolment.person_id == ImportRow.person_id)
            & (Enrolment.cycle_id == run.cycle_id)
            & (Enrolment.role == run.role),
        )
        .where(
            ImportRun.file_sha256 == run.file_sha256,
            ImportRun.cycle_id == run.cycle_id,
            ImportRun.role == run.role,
            ImportRun.state == "done",
        )
    )
    found = work.session.execute(scope(actor, query, Enrolment, "enrolments.read"))
    return {number: person_id for number, person_id in found if person_id is not None}


def _faces(work: Work, actor: Principal) -> list[Face]:
    query = select(
        Person.id, Person.given_name, Person.family_name, Person.email, Person.phone
    ).order_by(Person.id)
    found = work.session.execute(scope(actor, query, Person, "people.read"))
    return [face(*one) for one in found]
