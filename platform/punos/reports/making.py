"""Working reports out and making their files. Only the worker imports this module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from punos import clock
from punos.db import lock_row
from punos.files.service import store
from punos.i18n import _staff, format_date, use_language
from punos.jobs.models import JobRun
from punos.jobs.service import progress
from punos.papers.pdf import write_pdf
from punos.papers.xlsx import XLSX, Sheet, write_xlsx
from punos.reports.bases import BASES, rests_on
from punos.reports.content import worked_out
from punos.reports.models import Report, ReportFile
from punos.reports.quoted import Said, quotes_now
from punos.reports.service import FILE_PURPOSE, cycles_of, report_by_id
from punos.reports.writing import asked_texts, title_of
from punos.work import Work

TEMPLATE = Path(__file__).with_name("papers") / "report.typ"


def work_out(work: Work, run: JobRun) -> None:
    """The job: the figures of a draft; of a finished report what they would be now."""
    report = lock_row(work.session, Report, run.subject_id) if run.subject_id else None
    if report is None:
        return
    progress(run.id, 0, 1)
    cycles = cycles_of(work, report)
    work.language = report.language
    with use_language(report.language):
        content = worked_out(work, cycles, report.audience)
    if report.state == "draft":
        report.content = content
    else:
        report.latest = content
    report.looked_at = clock.now()
    progress(run.id, 1, 1)


def make_file(work: Work, run: JobRun) -> None:
    """The job: one file of a report, unless it is made or gone."""
    file = lock_row(work.session, ReportFile, run.subject_id) if run.subject_id else None
    if file is None or file.file_id is not None:
        return
    progress(run.id, 0, 1)
    report = report_by_id(work, file.report_id)
    work.language = report.language
    with use_language(report.language):
        content, media_type = _made(work, report, file.kind)
        name = f"{_staff('report')}-{report.language}-{file.number}.{file.kind}"
    stored = store(work, name, media_type, content, FILE_PURPOSE)
    work.session.flush()
    file.file_id, file.made_at = stored.id, clock.now()
    progress(run.id, 1, 1)


def _made(work: Work, report: Report, kind: str) -> tuple[bytes, str]:
    cycles = cycles_of(work, report)
    quotes = quotes_now(work, report.content or {"sections": []}, cycles, report.audience)
    if kind == "pdf":
        return write_pdf(TEMPLATE, pdf_data(work, report, quotes)), "application/pdf"
    return write_xlsx(sheets(report)), XLSX


def pdf_data(work: Work, report: Report, quotes: dict[str, Said]) -> dict[str, Any]:
    """What the template sets, in the language that is in use."""
    content = report.content or {"sections": []}
    texts = dict(asked_texts())
    first, last = (
        [[str(texts[name]), report.texts[name]] for name in names if report.texts.get(name)]
        for names in (("summary",), ("next_steps",))
    )
    return {
        "title": title_of(work, report),
        "language": report.language,
        "association": work.settings.names.get(report.language)
        or next(iter(work.settings.names.values()), ""),
        "date": format_date(report.finished_at or report.changed_at),
        "draft": _staff("Draft") if report.state == "draft" else "",
        "before": first,
        "sections": [_set(section, report, quotes) for section in content["sections"]],
        "after": last,
        "headings": [_staff("Figure"), _staff("Value"), _staff("What it rests on")],
        "protected": _staff(
            "A dash stands for a number so small that somebody might be recognised."
        ),
    }


def _set(section: dict[str, Any], report: Report, quotes: dict[str, Said]) -> dict[str, Any]:
    said = [quotes[one] for one in section["quotes"] if one in quotes]
    return {
        "title": section["title"],
        "text": report.texts.get(section["name"], ""),
        "figures": [
            [figure["label"], figure["shown"], rests_on(figure), figure["note"]]
            for figure in section["figures"]
        ],
        "tables": section["tables"],
        "quotes": [[one.text, one.language, one.said_by or ""] for one in said],
    }


def sheets(report: Report) -> Iterator[Sheet]:
    """A sheet for each section: its figures, then its tables below each other."""
    headings = [
        _staff("Code"),
        _staff("Figure"),
        _staff("Value"),
        _staff("Part"),
        _staff("Of how many"),
        _staff("Basis"),
        _staff("Answered"),
        _staff("Asked"),
        _staff("Version of the definition"),
        _staff("What is counted"),
    ]
    for section in (report.content or {"sections": []})["sections"]:
        rows: list[list[Any]] = [_row(figure) for figure in section["figures"]]
        for table in section["tables"]:
            rows += [[], [table["title"]], table["headings"], *table["rows"]]
        yield Sheet(section["title"], headings, rows)


def _row(figure: dict[str, Any]) -> list[Any]:
    answered, asked = figure["response"] or (None, None)
    value = figure["shown"] if figure["value"] is None else figure["value"]
    return [
        figure["code"],
        figure["label"],
        value,
        figure["part"],
        figure["whole"],
        str(BASES[figure["basis"]]),
        answered,
        asked,
        figure["version"],
        figure["note"],
    ]
