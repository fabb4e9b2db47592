"""An applicant's own pages about their interview."""

from uuid import UUID

from flask import Response, flash, request, url_for

from punos.clock import DEFAULT_ZONE
from punos.enrolments.applying import own_enrolment
from punos.i18n import _
from punos.interviews.booking import TimeTaken, book, cancel
from punos.interviews.mails import city_of, when_of
from punos.interviews.own import own_interview
from punos.interviews.views.base import pages
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

LINK = "application"
OWN = "own.application"


@pages.get("/application/interview", allow=OWN, link=LINK)
def own_times(work: Work) -> str:
    """The time they have, and the free ones, each a button."""
    enrolment = own_enrolment(work)
    return render(
        "interviews/own.html",
        interview=own_interview(work, enrolment),
        name=pick(enrolment.cycle.names, work.language),
        when_of=when_of,
        city=city_of(DEFAULT_ZONE),
    )


@pages.post("/application/interview", allow=OWN, link=LINK)
def own_book(work: Work) -> Response:
    """Take one. Of two who take the same, the second chooses again among what is left."""
    try:
        wanted = UUID(request.form.get("slot", ""))
    except ValueError:
        flash(_("Choose a time."), "problem")
        return see_other(url_for("interviews.own_times"))
    try:
        slot = book(work, own_enrolment(work), wanted)
    except TimeTaken as taken:
        flash(str(taken.message), "problem")
        return see_other(url_for("interviews.own_times"))
    flash(_("Your interview is on %(when)s.", when=when_of(slot)), "done")
    return see_other(url_for("enrolments.own_application"))


@pages.post("/application/interview/cancel", allow=OWN, link=LINK)
def own_cancel(work: Work) -> Response:
    """Give it up."""
    cancel(work, own_enrolment(work))
    flash(_("You have cancelled your interview."), "done")
    return see_other(url_for("interviews.own_times"))
