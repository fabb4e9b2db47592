"""The comparison as a spreadsheet, made by the worker."""

from uuid import UUID

from flask import Response, make_response, request, url_for
from sqlalchemy import select

from punos import clock
from punos.errors import Absent
from punos.files.service import read as read_file
from punos.i18n import _staff
from punos.jobs.models import JobRun
from punos.jobs.service import start
from punos.network.views.base import pages
from punos.network.views.desk import READ, chosen_in
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

WRITE = "punos.network.files:write_comparison"
LOOK_AGAIN_SECONDS = "3"
LONG_WAIT_SECONDS = 60


@pages.post("/compare/file", allow=READ, kind="network")
def make_file(work: Work) -> Response:
    """Ask the worker for the file of what is compared."""
    choice = chosen_in(work, request.form)
    run = start(work, WRITE)
    run.result = {**choice.arguments, "language": work.language}
    work.session.flush()
    return see_other(url_for("network.file", run_id=run.id))


@pages.get("/compare/file/<uuid:run_id>", allow=READ, kind="network")
def file(work: Work, run_id: UUID) -> Response:
    """How far it is, then the file."""
    run = _found(work, run_id)
    waits = run.state in ("queued", "running")
    by_itself = waits and request.args.get("wait") != "no"
    waited = (clock.now() - run.created_at).total_seconds()
    back = {key: run.result.get(key, "") for key in ("model", "window", "figures")}
    compare = url_for("network.compare", **back)
    answer = make_response(
        render(
            "network/file.html",
            run=run,
            waits=waits,
            slow=run.state == "queued" and waited > LONG_WAIT_SECONDS,
            by_itself=by_itself,
            compare=compare,
            breadcrumbs=[(_staff("Comparison"), compare), (_staff("Excel file"), None)],
        )
    )
    if by_itself:
        answer.headers["Refresh"] = LOOK_AGAIN_SECONDS
    return answer


@pages.get("/compare/file/<uuid:run_id>/download", allow=READ, kind="network")
def download(work: Work, run_id: UUID) -> Response:
    """The file itself."""
    run = _found(work, run_id)
    if run.state != "done":
        raise Absent
    stored = read_file(work, UUID(run.result["file"]))
    headers = {"Content-Disposition": f'attachment; filename="{stored.name}"'}
    return Response(stored.content, mimetype=stored.media_type, headers=headers)


def _found(work: Work, run_id: UUID) -> JobRun:
    query = select(JobRun).where(JobRun.id == run_id, JobRun.kind == WRITE)
    run = work.session.scalars(query).one_or_none()
    if run is None:
        raise Absent
    return run
