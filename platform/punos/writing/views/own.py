"""Which mails somebody wants, by the link that stands below a mail to many."""

from flask import Response, flash, request, url_for

from punos.errors import Absent
from punos.i18n import _
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work
from punos.writing.service import allow_mails, stop_mails, wants_no_mails
from punos.writing.views.base import pages

LINK, ALLOW = "mail_stop", "link.mail_stop"


@pages.get("/my/mails", allow=ALLOW, link=LINK)
def own_mails(work: Work) -> str:
    """How it is now, and one button to change it: whatever opens the link has changed nothing."""
    person_id = work.actor.person_id
    if person_id is None:
        raise Absent
    return render("writing/own.html", stopped=wants_no_mails(work, person_id))


@pages.post("/my/mails", allow=ALLOW, link=LINK)
def choose_own_mails(work: Work) -> Response:
    """Stop them, or want them again."""
    person_id = work.actor.person_id
    if person_id is None:
        raise Absent
    if request.form.get("want") == "yes":
        allow_mails(work, person_id, "link")
        flash(_("We write to you again."), "done")
    else:
        stop_mails(work, person_id, "link")
        flash(_("We do not send you such mails any more."), "done")
    return see_other(url_for("writing.own_mails"))
