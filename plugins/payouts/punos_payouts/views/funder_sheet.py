"""The overview as a spreadsheet: asked for, made by the worker, downloaded."""

from uuid import UUID

from flask import Response, make_response, request, url_for

from punos.plugin import Work, render, see_other
from punos_payouts.access import FUND
from punos_payouts.sheets import ask_sheet, sheet_of, sheet_run
from punos_payouts.texts import _staff
from punos_payouts.views.base import pages
from punos_payouts.views.funder import crumbs

LOOK_AGAIN_SECONDS = "3"


@pages.post("/grantees/sheet", allow=FUND, kind="funder")
def sheet_ask(work: Work) -> Response:
    """Have it made."""
    return see_other(url_for("payouts.sheet", run_id=ask_sheet(work).id))


@pages.get("/grantees/sheet/<uuid:run_id>", allow=FUND, kind="funder")
def sheet(work: Work, run_id: UUID) -> Response:
    """How far it is. It looks again by itself, unless the reader would rather not."""
    run = sheet_run(work, run_id)
    by_itself = run.state in ("queued", "running") and request.args.get("wait") != "no"
    page = render(
        "payouts/funder_sheet.html",
        run=run,
        by_itself=by_itself,
        breadcrumbs=crumbs((_staff("Spreadsheet"), None)),
    )
    answer = make_response(page)
    if by_itself:
        answer.headers["Refresh"] = LOOK_AGAIN_SECONDS
    return answer


@pages.get("/grantees/sheet/<uuid:run_id>/file", allow=FUND, kind="funder")
def sheet_file(work: Work, run_id: UUID) -> Response:
    """The file."""
    stored = sheet_of(work, sheet_run(work, run_id))
    answer = make_response(stored.content)
    answer.mimetype = stored.media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{stored.name}"'
    return answer
