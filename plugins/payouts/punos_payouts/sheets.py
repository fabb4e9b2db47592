"""Asking for the funder's overview as a spreadsheet, and finding it when it is made."""

from uuid import UUID

from sqlalchemy import select

from punos.plugin import Absent, JobRun, StoredFile, Work, read_file, start

MAKE_SHEET = "punos_payouts.funder_sheet:make_sheet"
PURPOSE = "payouts_sheet"


def ask_sheet(work: Work) -> JobRun:
    """Ask for the sheet, in the reader's language."""
    run = start(work, MAKE_SHEET)
    run.result = {"language": work.language}
    return run


def sheet_run(work: Work, run_id: UUID) -> JobRun:
    """How far it is. Raises Absent."""
    query = select(JobRun).where(JobRun.id == run_id, JobRun.kind == MAKE_SHEET)
    run = work.session.scalars(query).one_or_none()
    if run is None:
        raise Absent
    return run


def sheet_of(work: Work, run: JobRun) -> StoredFile:
    """The file that was made. Raises Absent before, and once it has been cleared away."""
    if "file" not in run.result:
        raise Absent
    return read_file(work, UUID(run.result["file"]))
