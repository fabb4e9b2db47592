"""Verbs about reports: beginning one, writing its texts, finishing it, having its files made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Date, cast, delete, func, or_, select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.files.models import StoredFile
from punos.i18n import _staff
from punos.jobs.models import JobRun
from punos.jobs.service import latest, start
from punos.programmes.models import Cycle, Programme
from punos.reports.models import Report, ReportFile
from punos.reports.quoted import quotes_now, stand_since, taken_back, without
from punos.work import Work

WORK_OUT = "punos.reports.making:work_out"
MAKE_FILE = "punos.reports.making:make_file"
LANGUAGES = ("fi", "sv", "en")
AUDIENCES = ("city", "stea")
KINDS = ("pdf", "xlsx")
WITH_WORDS = "pdf"
"""Files of this kind hold quotes."""
LOOKED_AGAIN = timedelta(days=1)
WATCHED = timedelta(days=750)
"""So long after it was finished a report is compared with what is known now."""
FILES_KEPT = timedelta(days=7)
"""A file is made again whenever it is asked for, without words that were taken back meanwhile."""
FILE_PURPOSE = "report"
_AT_ONCE = 20


def begin(
    work: Work,
    programme: Programme,
    *,
    audience: str,
    language: str,
    cycle: Cycle | None = None,
    year: int | None = None,
) -> Report:
    """A draft about one cycle or a year, whose figures the worker works out.

    Raises Absent for an audience or a language that there is not.
    """
    if audience not in AUDIENCES or language not in LANGUAGES:
        raise Absent
    now = clock.now()
    report = Report(
        programme_id=programme.id,
        cycle_id=cycle.id if cycle else None,
        year=None if cycle else year,
        audience=audience,
        language=language,
        state="draft",
        texts={},
        created_at=now,
        created_by=work.account_id,
        changed_at=now,
    )
    work.session.add(report)
    work.session.flush()
    start(work, WORK_OUT, report.id)
    audit(work, "report.begun", "report", report.id, [audience])
    return report


def report_by_id(work: Work, report_id: UUID) -> Report:
    """The report with its programme and cycle. Raises Absent."""
    query = select(Report).where(Report.id == report_id)
    with_them = joinedload(Report.programme), joinedload(Report.cycle)
    found = work.session.scalars(query.options(*with_them)).one_or_none()
    if found is None:
        raise Absent
    return found


def cycles_of(work: Work, report: Report) -> list[Cycle]:
    """The cycles that it is about: its own, or those that ended in its year, samples never."""
    query = select(Cycle).options(joinedload(Cycle.programme), joinedload(Cycle.version))
    if report.cycle_id is not None:
        query = query.where(Cycle.id == report.cycle_id)
    else:
        year = report.year or 0
        closed_on = cast(func.timezone(clock.DEFAULT_ZONE, Cycle.closed_at), Date)
        ended = func.coalesce(closed_on, Cycle.ends_on)
        query = query.where(
            Cycle.programme_id == report.programme_id,
            Cycle.is_sample.is_(False),
            ended.between(date(year, 1, 1), date(year, 12, 31)),
            Cycle.state.in_(("running", "closed")),
        )
    return list(work.session.scalars(query.order_by(Cycle.starts_on, Cycle.id)))


def work_out_again(work: Work, report: Report) -> None:
    """Have a draft's figures worked out anew; of a finished one, what they would be now."""
    run = run_of(work, report)
    if run is None or run.state not in ("queued", "running"):
        start(work, WORK_OUT, report.id)


def run_of(work: Work, report: Report) -> JobRun | None:
    """The newest run that works its figures out."""
    return latest(work, WORK_OUT, report.id)


def write_texts(work: Work, report_id: UUID, texts: Mapping[str, str]) -> Report:
    """Keep what people wrote, by section; an empty text is left out. Raises Refused once it is finished."""
    report = _draft(work, report_id)
    kept = {name: text.strip() for name, text in texts.items() if text and text.strip()}
    report.texts, report.changed_at = {**_others(report, texts), **kept}, clock.now()
    work.session.flush()
    audit(work, "report.texts", "report", report.id, sorted(texts))
    return report


def _others(report: Report, texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in report.texts.items() if name not in texts}


def finish(work: Work, report_id: UUID) -> Report:
    """From now on its figures and texts stay. Raises Refused while they are not worked out."""
    report = _draft(work, report_id)
    if report.content is None:
        raise Refused(_staff("Its figures are not worked out yet. Wait a moment."))
    report.state, report.finished_at = "finished", clock.now()
    report.latest, report.looked_at = report.content, clock.now()
    work.session.flush()
    audit(work, "report.finished", "report", report.id)
    return report


def drop(work: Work, report_id: UUID) -> None:
    """Take a draft out. Raises Refused for one that is finished."""
    report = _draft(work, report_id)
    _forget_files(work, ReportFile.report_id == report.id)
    work.session.delete(report)
    audit(work, "report.dropped", "report", report.id)


def _draft(work: Work, report_id: UUID) -> Report:
    report = lock_row(work.session, Report, report_id)
    if report is None:
        raise Absent
    if report.state == "finished":
        raise Refused(_staff("This report is finished, so it stays as it is."))
    return report


def ask_for_file(work: Work, report: Report, kind: str) -> ReportFile:
    """Have it made as a file, as it is now. Raises Absent for an unknown kind, Refused without figures."""
    if kind not in KINDS:
        raise Absent
    if report.content is None:
        raise Refused(_staff("Its figures are not worked out yet. Wait a moment."))
    # Held, so that two who ask at once get two numbers.
    lock_row(work.session, Report, report.id)
    _leave_out_taken_back(work, report)
    last = select(func.max(ReportFile.number)).where(
        ReportFile.report_id == report.id, ReportFile.kind == kind
    )
    file = ReportFile(
        report_id=report.id,
        kind=kind,
        number=(work.session.scalar(last) or 0) + 1,
        asked_at=clock.now(),
    )
    work.session.add(file)
    work.session.flush()
    start(work, MAKE_FILE, file.id)
    audit(work, "report.file_asked", "report", report.id, [kind])
    return file


def _leave_out_taken_back(work: Work, report: Report) -> None:
    """Files with words that were taken back go; the next one is made without these."""
    content = report.content or {"sections": []}
    gone = taken_back(work, content, cycles_of(work, report), report.audience)
    if gone:
        report.content = without(content, gone)
        _forget_files(work, (ReportFile.report_id == report.id) & (ReportFile.kind == WITH_WORDS))


def file_by_id(work: Work, report: Report, file_id: UUID) -> ReportFile:
    """One of its files. Raises Absent, also for one with words that do not stand so any more."""
    content = report.content or {"sections": []}
    quotes = quotes_now(work, content, cycles_of(work, report), report.audience)
    for file in files_of(work, report, stand_since(content, quotes)):
        if file.id == file_id:
            return file
    raise Absent


def files_of(work: Work, report: Report, since: datetime | None) -> Sequence[ReportFile]:
    """Its files that are kept, the newest first, without those made before its words stand as they do."""
    query = select(ReportFile).where(ReportFile.report_id == report.id)
    if since is not None:
        stands = or_(ReportFile.made_at.is_(None), ReportFile.made_at > since)
        query = query.where(or_(ReportFile.kind != WITH_WORDS, stands))
    return work.session.scalars(query.order_by(ReportFile.asked_at.desc(), ReportFile.id)).all()


def look_again_due(work: Work) -> None:
    """Compare finished reports with what is known now, once a day, some at a time."""
    now = clock.now()
    query = select(Report).where(
        Report.state == "finished",
        Report.finished_at > now - WATCHED,
        or_(Report.looked_at.is_(None), Report.looked_at < now - LOOKED_AGAIN),
    )
    for report in work.session.scalars(query.order_by(Report.looked_at).limit(_AT_ONCE)).all():
        # Before it is worked out, so that a report that cannot be is not asked for each minute.
        report.looked_at = now
        work_out_again(work, report)


def forget_files_due(work: Work) -> None:
    """Delete files that were made some days ago."""
    _forget_files(work, ReportFile.asked_at < clock.now() - FILES_KEPT)


def _forget_files(work: Work, which: object) -> None:
    old = work.session.scalars(select(ReportFile).where(which).limit(200)).all()  # type: ignore[arg-type]
    stored = [one.file_id for one in old if one.file_id is not None]
    if old:
        work.session.execute(delete(ReportFile).where(ReportFile.id.in_([one.id for one in old])))
    if stored:
        work.session.execute(delete(StoredFile).where(StoredFile.id.in_(stored)))
