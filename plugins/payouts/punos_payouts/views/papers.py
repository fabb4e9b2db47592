"""Papers of a claim: asked for, being made, and ready to be taken."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from punos.plugin import Absent, Work, clock, read_file, render, see_other
from punos_payouts.access import READ
from punos_payouts.claims import claim_by_id
from punos_payouts.documents import ask_for_paper, document_by_id, run_of
from punos_payouts.texts import _staff_l
from punos_payouts.views.base import pages
from punos_payouts.views.claim import crumbs_of_claim

LOOK_AGAIN_SECONDS = "3"
LONG_WAIT_SECONDS = 60
NAMES = {"pdf": _staff_l("Claim as a PDF file"), "xlsx": _staff_l("Claim as a spreadsheet")}


@pages.post("/claims/<uuid:claim_id>/papers", allow=READ, kind="association")
def paper_ask(work: Work, claim_id: UUID) -> Response:
    """Have a paper made in the reader's language."""
    document = ask_for_paper(work, claim_by_id(work, claim_id), request.form.get("kind", ""))
    return see_other(url_for("payouts.paper", document_id=document.id))


@pages.get("/papers/<uuid:document_id>", allow=READ, kind="association")
def paper(work: Work, document_id: UUID) -> Response:
    """How far the paper is. It looks again by itself, unless the reader would rather not."""
    document = document_by_id(work, document_id)
    run = run_of(work, document) if document.file_id is None else None
    failed = document.file_id is None and (run is None or run.state == "failed")
    is_made = document.file_id is not None
    by_itself = not is_made and not failed and request.args.get("wait") != "no"
    answer = make_response(
        render(
            "payouts/paper.html",
            document=document,
            claim=document.claim,
            name=NAMES[document.kind],
            run=run,
            failed=failed,
            by_itself=by_itself,
            slow=_is_slow(run),
            breadcrumbs=crumbs_of_claim(document.claim, (NAMES[document.kind], None)),
        )
    )
    if by_itself:
        answer.headers["Refresh"] = LOOK_AGAIN_SECONDS
    return answer


@pages.get("/papers/<uuid:document_id>/file", allow=READ, kind="association")
def paper_file(work: Work, document_id: UUID) -> Response:
    """The paper itself, to be kept or printed."""
    document = document_by_id(work, document_id)
    if document.file_id is None:
        raise Absent
    stored = read_file(work, document.file_id)
    headers = {"Content-Disposition": f'attachment; filename="{stored.name}"'}
    return Response(stored.content, mimetype=stored.media_type, headers=headers)


def _is_slow(run: Any) -> bool:
    if run is None or run.state != "queued":
        return False
    return bool((clock.now() - run.created_at).total_seconds() > LONG_WAIT_SECONDS)
