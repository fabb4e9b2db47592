"""Confirming by a single-use link that somebody has found work."""

from punos.plugin import Work, render
from punos_gatherings.access import CONFIRM_JOB, CONFIRM_LINK
from punos_gatherings.texts import _
from punos_gatherings.views.base import pages


@pages.get("/confirm", allow=CONFIRM_JOB, link=CONFIRM_LINK)
def confirm_job(work: Work) -> str:
    """What is to be confirmed."""
    return render("message.html", title=_("Confirm that somebody has found work"))
