"""One report: its figures and texts, finishing it, and its files."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from marshmallow import fields, validate

from punos.errors import Absent, Refused
from punos.files.service import read
from punos.forms import Form, PunosSchema, field_info
from punos.i18n import _staff
from punos.reports.bases import rests_on
from punos.reports.content import differences, key_of
from punos.reports.models import Report
from punos.reports.quoted import quotes_now, stand_since
from punos.reports.service import (
    ask_for_file,
    cycles_of,
    drop,
    file_by_id,
    files_of,
    finish,
    report_by_id,
    run_of,
    work_out_again,
    write_texts,
)
from punos.reports.views.base import WRITE, crumbs, pages
from punos.reports.views.listed import STATES
from punos.reports.writing import names_of_texts, title_of
from punos.web.attachment import attachment
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

LOOK_AGAIN_SECONDS = "3"
LONGEST = 20_000


@pages.get("/reports/<uuid:report_id>", allow=WRITE, kind="association")
def report(work: Work, report_id: UUID) -> Response:
    """As it reads, with what has changed since it was finished."""
    found = report_by_id(work, report_id)
    run = run_of(work, found)
    working = found.content is None and run is not None and run.state in ("queued", "running")
    by_itself = working and request.args.get("wait") != "no"
    answer = make_response(_draw(work, found, run, working=working, by_itself=by_itself))
    if by_itself:
        answer.headers["Refresh"] = LOOK_AGAIN_SECONDS
    return answer


@pages.get("/reports/<uuid:report_id>/texts", allow=WRITE, kind="association")
def report_texts(work: Work, report_id: UUID) -> str:
    """What people write: a summary, a text for each section, the next steps."""
    found = _draft(work, report_id)
    return _texts_page(work, found, Form(_schema(found), found.texts))


@pages.post("/reports/<uuid:report_id>/texts", allow=WRITE, kind="association")
def report_texts_save(work: Work, report_id: UUID) -> Response:
    """Keep them."""
    found = _draft(work, report_id)
    form = Form.from_request(_schema(found), request.form)
    data = form.load()
    if data is None:
        return make_response(_texts_page(work, found, form), 422)
    write_texts(work, report_id, {name: text or "" for name, text in data.items()})
    flash(_staff("The texts are saved."), "done")
    return see_other(url_for("reports.report", report_id=report_id))


@pages.post("/reports/<uuid:report_id>/again", allow=WRITE, kind="association")
def report_again(work: Work, report_id: UUID) -> Response:
    """Work its figures out anew; of a finished one, compare it with what is known now."""
    work_out_again(work, report_by_id(work, report_id))
    flash(_staff("The figures are being worked out."), "note")
    return see_other(url_for("reports.report", report_id=report_id))


@pages.post("/reports/<uuid:report_id>/finish", allow=WRITE, kind="association")
def report_finish(work: Work, report_id: UUID) -> Response | str:
    """From now on it stays as it is; asks first."""
    found = _draft(work, report_id)
    if request.form.get("sure") != "yes":
        return _ask(work, found, "reports/finish.html")
    finish(work, report_id)
    flash(_staff("The report is finished. Its figures and texts stay as they are now."), "done")
    return see_other(url_for("reports.report", report_id=report_id))


@pages.post("/reports/<uuid:report_id>/drop", allow=WRITE, kind="association")
def report_drop(work: Work, report_id: UUID) -> Response | str:
    """Delete a draft; asks first."""
    found = _draft(work, report_id)
    if request.form.get("sure") != "yes":
        return _ask(work, found, "reports/drop.html")
    drop(work, report_id)
    flash(_staff("The draft is deleted."), "done")
    return see_other(url_for("reports.reports"))


@pages.post("/reports/<uuid:report_id>/files", allow=WRITE, kind="association")
def report_file_ask(work: Work, report_id: UUID) -> Response:
    """Have it made as a file."""
    found = report_by_id(work, report_id)
    try:
        ask_for_file(work, found, request.form.get("kind", ""))
    except Refused as no:
        flash(str(no.message), "problem")
    else:
        flash(_staff("The file is being made. It stands below in a moment."), "note")
    return see_other(url_for("reports.report", report_id=report_id))


@pages.get("/reports/<uuid:report_id>/files/<uuid:report_file_id>", allow=WRITE, kind="association")
def report_file(work: Work, report_id: UUID, report_file_id: UUID) -> Response:
    """The file itself."""
    file = file_by_id(work, report_by_id(work, report_id), report_file_id)
    if file.file_id is None:
        raise Absent
    return attachment(read(work, file.file_id))


def _draft(work: Work, report_id: UUID) -> Report:
    found = report_by_id(work, report_id)
    if found.state != "draft":
        raise Absent
    return found


def _schema(found: Report) -> PunosSchema:
    asked: dict[str, fields.Field] = {
        name: fields.String(
            load_default=None,
            allow_none=True,
            validate=validate.Length(max=LONGEST),
            metadata=field_info(label=title, widget="textarea", rows=6),
        )
        for name, title in names_of_texts(found)
    }
    made: PunosSchema = PunosSchema.from_dict(asked)()  # type: ignore[assignment]
    return made


def _texts_page(work: Work, found: Report, form: Form) -> str:
    title = title_of(work, found)
    return render(
        "reports/texts.html",
        report=found,
        form=form,
        title=title,
        breadcrumbs=crumbs(
            (title, url_for("reports.report", report_id=found.id)), (_staff("Texts"), None)
        ),
    )


def _ask(work: Work, found: Report, template: str) -> str:
    return render(template, report=found, title=title_of(work, found))


def _draw(work: Work, found: Report, run: Any, *, working: bool, by_itself: bool) -> str:
    content = found.content or {"sections": []}
    changed = {}
    if found.state == "finished" and found.latest is not None:
        changed = differences(content, found.latest)
    title = title_of(work, found)
    quotes = quotes_now(work, content, cycles_of(work, found), found.audience)
    return render(
        "reports/report.html",
        report=found,
        title=title,
        state=STATES[found.state],
        sections=content["sections"],
        texts=dict(names_of_texts(found)),
        quotes=quotes,
        changed=changed,
        key_of=key_of,
        rests_on=rests_on,
        run=run,
        working=working,
        by_itself=by_itself,
        files=files_of(work, found, stand_since(content, quotes)),
        breadcrumbs=crumbs((title, None)),
    )
