"""What several pages about a person's data share: the file to take out, and requests in words."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, render_template
from sqlalchemy import Select

from punos import clock
from punos.errors import Absent
from punos.i18n import use_language
from punos.people.models import Person
from punos.privacy.core_people import ASKED, REQUEST_STATES
from punos.privacy.models import PrivacyRequest
from punos.privacy.reading import as_data, everything
from punos.texts import pick
from punos.web.lists import Tag
from punos.work import Work

KINDS = tuple(ASKED.items())
_TONES = {"open": "wait", "done": "good", "refused": "bad", "taken_back": ""}


@dataclass(frozen=True)
class RequestRow:
    """A request as a page shows it."""

    request: PrivacyRequest
    kind: Any
    state: Tag
    late: bool


def request_rows(work: Work, query: Select[Any]) -> list[RequestRow]:
    """Requests, the newest first."""
    found = work.session.scalars(query.order_by(PrivacyRequest.asked_at.desc()))
    return [row_of(one) for one in found]


def row_of(one: PrivacyRequest) -> RequestRow:
    """One of them."""
    state = Tag(REQUEST_STATES[one.state], _TONES[one.state])
    return RequestRow(
        one, ASKED[one.kind], state, one.state == "open" and one.due_on < clock.today()
    )


def download(work: Work, person: Person, form: str, *, own: bool = False) -> Response:
    """Everything held, as `json` or as a readable `html` page, in the person's language.

    `own`: as the person sees it on their own page.
    """
    if form not in ("json", "html"):
        raise Absent
    spoken = person.language if person.language in work.settings.languages else work.language
    with use_language(spoken):
        shelves = everything(work, person.id, own=own)
        body = (
            json.dumps(as_data(work, person, shelves), ensure_ascii=False, indent=2, default=str)
            if form == "json"
            else _readable(work, person, shelves, spoken)
        )
    kind = "application/json" if form == "json" else "text/html"
    answer = Response(body, content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="data.{form}"'
    return answer


def _readable(work: Work, person: Person, shelves: list[Any], language: str) -> str:
    """A page of its own: it is opened from a disk, where there is no style sheet of ours."""
    with current_app.app_context():
        return render_template(
            "privacy/file.html",
            person=person,
            shelves=shelves,
            language=language,
            association=pick(work.settings.names, language).value,
            day=clock.today(),
        )
