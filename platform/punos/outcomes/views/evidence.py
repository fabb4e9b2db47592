"""The file that shows an outcome: given out to be kept, and never shown as a page of ours."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from werkzeug.http import dump_options_header

from punos.audit.service import read_page
from punos.errors import Absent
from punos.files.service import read as read_file
from punos.outcomes.views.base import RECORD, outcome_of, pages
from punos.work import Work


@pages.get("/outcomes/<uuid:outcome_id>/evidence", allow=RECORD)
def evidence(work: Work, outcome_id: UUID) -> Response:
    """The file. Whoever may only look at outcomes does not get it."""
    outcome = outcome_of(work, outcome_id, RECORD)
    if outcome.evidence_id is None:
        raise Absent
    read_page(work, outcome.enrolment.person_id, "outcome_evidence")
    stored = read_file(work, outcome.evidence_id)
    answer = Response(stored.content, mimetype=stored.media_type)
    answer.headers["Content-Disposition"] = dump_options_header(
        "attachment", {"filename": stored.name}
    )
    return answer
