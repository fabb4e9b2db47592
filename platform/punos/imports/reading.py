"""Reading an uploaded workbook into rows. Only the worker imports this module."""

from __future__ import annotations

from punos import clock
from punos.errors import Refused
from punos.files.models import StoredFile
from punos.files.service import read
from punos.i18n import use_language
from punos.imports.models import ImportRun
from punos.imports.service import found_run, take_in
from punos.imports.workbook import read_workbook
from punos.jobs.models import JobRun
from punos.work import Work


def read_file(work: Work, job: JobRun) -> None:
    """The job: rows from the file, which is not kept after that; or the words for what is wrong."""
    run = found_run(work, job.subject_id)
    if run is None or run.state != "reading" or run.file_id is None:
        return
    stored = read(work, run.file_id)
    with use_language(job.result.get("language", "en")):
        try:
            table, faults = read_workbook(stored.content)
            take_in(work, run, table, faults)
        except Refused as error:
            _fail(run, job, str(error.message))
    _let_go(work, run, stored)


def _fail(run: ImportRun, job: JobRun, said: str) -> None:
    run.state, run.problem, run.finished_at = "failed", "unreadable", clock.now()
    job.result = {**job.result, "said": said}


def _let_go(work: Work, run: ImportRun, stored: StoredFile) -> None:
    run.file_id = None
    work.session.flush()
    work.session.delete(stored)
