"""What people have asked about their own data: a list by the day by which it is to be answered."""

from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import select

from punos.i18n import _staff
from punos.people.models import Person
from punos.privacy.models import PrivacyRequest
from punos.privacy.requests import answer
from punos.privacy.views.base import MANAGE, pages
from punos.privacy.views.sheets import row_of
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

AT_ONCE = 100


@pages.get("/privacy/requests", allow=MANAGE)
def requests(work: Work) -> str:
    """Those that wait, the most pressing first."""
    query = (
        select(PrivacyRequest, Person)
        .join(Person, Person.id == PrivacyRequest.person_id)
        .where(PrivacyRequest.state == "open")
        .order_by(PrivacyRequest.due_on, PrivacyRequest.id)
        .limit(AT_ONCE)
    )
    rows = [(row_of(one), person) for one, person in work.session.execute(query)]
    return render(
        "privacy/requests.html",
        rows=rows,
        breadcrumbs=[(_staff("Privacy"), url_for("privacy.retention")), (_staff("Asked"), None)],
    )


@pages.post("/privacy/requests/<uuid:request_id>", allow=MANAGE)
def requests_answer(work: Work, request_id: UUID) -> Response:
    """Close one as done, or refuse it with a reason."""
    because = request.form.get("because", "").strip()[:1000]
    answer(work, request_id, request.form.get("state", ""), because)
    flash(_staff("It is answered. Tell the person, too."), "done")
    return see_other(url_for("privacy.requests"))
