"""Coming back later: a link by mail, or shown once to copy."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, request

from punos.enrolments import drafts
from punos.enrolments.mails import send_draft_link
from punos.enrolments.models import ApplicationDraft
from punos.enrolments.schemas import SavingSchema
from punos.forms import Form
from punos.i18n import _, format_date
from punos.programmes.models import Cycle
from punos.web.counting import may_write_to
from punos.web.render import render
from punos.work import Work


def saving_form(draft: ApplicationDraft) -> Form:
    """Asks for the address to write to; the one that was typed into the form stands there already."""
    typed = (value for name, value in draft.typed if name == "person-email")
    return Form(SavingSchema(), {"email": next(typed, "")})


def draw_later(form: Form, about: Mapping[str, Any]) -> str:
    """The page on which somebody chooses how to come back."""
    return render("enrolments/later.html", form=form, **about)


def save_by(
    work: Work, cycle: Cycle, draft: ApplicationDraft, act: str, about: Mapping[str, Any]
) -> Response:
    """Mail the link and show it: it is known here and never again, and an address may be misspelt."""
    email = None
    if act == "mail":
        form = Form.from_request(SavingSchema(), request.form)
        data = form.load()
        if data is None:
            return make_response(draw_later(form, about), 422)
        email = data["email"]
    # Counted before the link is made: the page says the same to an address that is left in peace.
    may_write = email is None or may_write_to(work, email)
    link = drafts.link_to(work, draft, email)
    if email and may_write:
        send_draft_link(work, cycle, draft, link, email)
    last = format_date(draft.changed_at + drafts.KEPT_BY_LINK)
    return make_response(
        render("enrolments/saved.html", link=link, mailed=email is not None, last=last, **about)
    )


def draw_gone() -> str:
    """What was begun is no more."""
    return render(
        "message.html",
        title=_("Your application is deleted"),
        message=_("Nothing of what you wrote is kept."),
        next=(_("Go to the first page"), "/"),
    )
