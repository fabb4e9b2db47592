"""Verbs about imports: take a file in, choose its columns, decide, add its people, let go of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select, update

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.files.models import StoredFile
from punos.files.service import store
from punos.forms import has_identity_code
from punos.forms.tabular import MOST_BYTES, Table, read_table, rows_with_identity_codes
from punos.forms.words import identity_code
from punos.i18n import _staff, _staff_n
from punos.imports.cells import Columns
from punos.imports.mapping import remember
from punos.imports.models import ImportRow, ImportRun
from punos.imports.packed import is_workbook, require_workbook
from punos.jobs.models import JobRun
from punos.jobs.service import start
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.work import Work

PURPOSE = "import"
READ_JOB = "punos.imports.reading:read_file"
CHECK_JOB = "punos.imports.checking:check_file"
ADD_JOB = "punos.imports.adding:add_people"
KEPT = timedelta(days=7)
"""How long a file waits that nobody goes on with, and rows with problems that nobody has mended."""
UNNAMED, MOST_NAMED, MOST_FORGOTTEN = "people", 10, 20
WAITING = ("reading", "checking", "adding")
FINISHED = ("done", "discarded", "failed")
DECISIONS = ("same", "other", "skip")


def receive(
    work: Work, cycle: Cycle, role: str, unit_id: UUID | None, name: str, data: bytes
) -> ImportRun:
    """Take in an uploaded file: a CSV file at once, a workbook by the worker. Nobody is added yet.

    Raises Refused for one that cannot be read, and for one with a personal identity code anywhere.
    """
    if len(data) > MOST_BYTES:
        raise Refused(_staff("The file is larger than 10 MB. Divide it and try again."))
    table = None if is_workbook(data) else read_table(data)
    run = ImportRun(
        cycle_id=cycle.id,
        unit_id=unit_id,
        role=role,
        file_sha256=hashlib.sha256(data).hexdigest(),
        headings=[],
        mapping={},
        for_all={},
        state="reading",
        total=0,
        added=0,
        created_at=clock.now(),
        created_by=work.account_id,
    )
    if table is None:
        _leave_to_the_worker(work, run, name, data)
    else:
        work.session.add(run)
        take_in(work, run, table)
    work.session.flush()
    return run


def _leave_to_the_worker(work: Work, run: ImportRun, name: str, data: bytes) -> None:
    require_workbook(data)
    name = UNNAMED if has_identity_code(name) else name
    run.file_id = store(work, name, "application/octet-stream", data, PURPOSE).id
    work.session.add(run)
    _ask(work, run, READ_JOB)


def take_in(
    work: Work, run: ImportRun, table: Table, faults: Mapping[int, list[int]] | None = None
) -> None:
    """Write down a file's rows as they stand in it. Raises Refused for personal identity codes.

    `faults` are, by number of a row, its columns whose formula has no result.
    """
    if found := rows_with_identity_codes(table):
        numbers = ", ".join(map(str, found[:MOST_NAMED]))
        raise Refused(identity_code(f"{_staff('Row')} {numbers}"))
    run.headings, run.total, run.state = list(table.headings), len(table.rows), "mapping"
    work.session.flush()
    work.session.add_all(
        ImportRow(
            run_id=run.id,
            number=row.number,
            raw=list(row.raw),
            answers={},
            problems=(faults or {}).get(row.number, []),
        )
        for row in table.rows
    )


def opened(work: Work, import_id: UUID) -> ImportRun:
    """The file, for whoever uploaded it. Raises Absent for everybody else."""
    run = found_run(work, import_id)
    if run is None or work.account_id is None or run.created_by != work.account_id:
        raise Absent
    return run


def found_run(work: Work, import_id: UUID | None) -> ImportRun | None:
    """The import of this id, if there is one."""
    return work.session.scalars(select(ImportRun).where(ImportRun.id == import_id)).one_or_none()


def check_with(
    work: Work, run: ImportRun, columns: Columns, for_all: Mapping[str, str] | None = None
) -> None:
    """Remember which column is what, and let the worker check every row by it.

    `for_all` is, by question, what holds for everybody who says nothing to it; None: as before.
    Raises Refused while the file is being worked on, or when that is over.
    """
    run = _held(work, run, "mapping", "checked", "checking")
    run.mapping, run.state = dict(columns), "checking"
    run.for_all = dict(run.for_all if for_all is None else for_all)
    remember(work, run, model_of(work, run.cycle).name, columns)
    _ask(work, run, CHECK_JOB)


def decide(work: Work, run: ImportRun, decisions: Mapping[UUID, str]) -> None:
    """Whether rows are about the people they resemble: same, other, or skip."""
    run = _held(work, run, "checked")
    query = _alike(run).where(ImportRow.id.in_(decisions))
    for row in work.session.scalars(query):
        if decisions[row.id] in DECISIONS:
            row.decision = decisions[row.id]


def decide_rest(work: Work, run: ImportRun, decision: str) -> None:
    """The same answer for all rows about which nothing is decided yet."""
    run = _held(work, run, "checked")
    if decision not in DECISIONS:
        raise Absent
    query = update(ImportRow).where(
        ImportRow.run_id == run.id, ImportRow.verdict == "alike", ImportRow.decision.is_(None)
    )
    work.session.execute(query.values(decision=decision))


def _alike(run: ImportRun) -> Select[ImportRow]:
    return select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.verdict == "alike")


def begin_adding(work: Work, run: ImportRun) -> None:
    """Let the worker add everybody who is good and not there yet; also to go on where it stopped.

    Raises Refused while something is undecided, or when it is being done.
    """
    run = _held(work, run, "checked", "adding")
    rows = _alike(run).where(ImportRow.decision.is_(None))
    open_ones = work.session.scalar(rows.with_only_columns(func.count(ImportRow.id)))
    if open_ones:
        said = _staff_n(
            "Decide about %(num)s row first: it may be somebody who is here already.",
            "Decide about %(num)s rows first: they may be people who are here already.",
            open_ones,
        )
        raise Refused(said)
    run.state = "adding"
    audit(work, "import.begun", "cycle", run.cycle_id, [run.role])
    _ask(work, run, ADD_JOB)


def discard(work: Work, run: ImportRun) -> None:
    """Let go of a file. Whom it has added already stays. Raises Refused while the worker is at it."""
    run = _held(work, run, "mapping", "checked", *WAITING)
    forget(work, run, "discarded" if run.state != "adding" else "done")


def forget(work: Work, run: ImportRun, state: str) -> None:
    """End an import; what people answered goes, but for rows that can still be mended."""
    run.state, run.finished_at = state, clock.now()
    if state == "done":
        _empty(work, run, ImportRow.verdict != "broken")
    else:
        run.headings = []
        work.session.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
    _drop_file(work, run)


def _empty(work: Work, run: ImportRun, *which: object) -> None:
    """Which row became whom stays, so that the same file adds nobody twice."""
    query = update(ImportRow).where(ImportRow.run_id == run.id, *which)  # type: ignore[arg-type]
    work.session.execute(
        query.values(raw=[], answers={}, problems=[]).execution_options(synchronize_session=False)
    )


def _drop_file(work: Work, run: ImportRun) -> None:
    if run.file_id is not None:
        file_id, run.file_id = run.file_id, None
        work.session.flush()
        work.session.execute(delete(StoredFile).where(StoredFile.id == file_id))


def forget_files(work: Work) -> None:
    """Let go of files with which nobody went on, and of rows with problems that nobody mended."""
    before = clock.now() - KEPT
    stale = select(ImportRun).where(
        ImportRun.created_at < before,
        or_(ImportRun.finished_at.is_(None), ImportRun.headings != []),
    )
    for run in work.session.scalars(stale.order_by(ImportRun.id).limit(MOST_FORGOTTEN)):
        if run.state in FINISHED:
            run.headings = []
            _empty(work, run)
        elif not is_busy(work, run):
            forget(work, run, "discarded")


def is_busy(work: Work, run: ImportRun) -> bool:
    """Whether the worker is at it, or will be."""
    if run.state not in WAITING:
        return False
    state = work.session.scalar(select(JobRun.state).where(JobRun.id == run.job_id))
    return state in ("queued", "running")


def _held(work: Work, run: ImportRun, *states: str) -> ImportRun:
    """The import, held, when it is in one of these states and nobody is at it."""
    held = lock_row(work.session, ImportRun, run.id)
    if held is None:
        raise Absent
    if held.state not in states or is_busy(work, held):
        raise Refused(_staff("This is not possible now. Look at the file again."))
    return held


def _ask(work: Work, run: ImportRun, job: str) -> None:
    work.session.flush()
    asked = start(work, job, run.id)
    asked.result = {"language": work.language}
    work.session.flush()
    run.job_id = asked.id
