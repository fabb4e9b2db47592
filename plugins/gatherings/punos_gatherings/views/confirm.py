"""Confirming by a single-use link that somebody has found work."""

from flask import Response, url_for

from punos.plugin import Absent, Work, render, see_other
from punos_gatherings.access import CONFIRM_JOB, CONFIRM_LINK
from punos_gatherings.confirming import asked, confirm_by_link
from punos_gatherings.texts import _
from punos_gatherings.views.base import pages


@pages.get("/confirm", allow=CONFIRM_JOB, link=CONFIRM_LINK)
def confirm_job(work: Work) -> str:
    """What is to be confirmed, and no more."""
    return render("gatherings/confirm.html", asked=asked(work))


@pages.post("/confirm", allow=CONFIRM_JOB, link=CONFIRM_LINK)
def confirm_job_send(work: Work) -> Response:
    """Confirm it. Clicked twice at one moment, the second click leads to the same thanks."""
    try:
        confirm_by_link(work)
    except Absent:
        # What was to be confirmed tells whether the other click has done it.
        if not asked(work).done:
            raise
    return see_other(url_for("gatherings.job_confirmed"))


@pages.get("/confirmed", public=True)
def job_confirmed(work: Work) -> str:  # noqa: ARG001 - the page is the same for everybody
    """Thanks, that tell nothing of anybody: the link does not work any more."""
    return render(
        "message.html",
        title=_("Thank you"),
        message=_("You have confirmed it. You do not need to do anything more."),
    )
