"""Asking, on the association's public pages: nobody has to be known here, or to say who they are."""

from typing import Any

from flask import Response, make_response, request, url_for

from punos.accounts.attempts import Limit
from punos.errors import Absent
from punos.forms import Form, PunosSchema
from punos.i18n import _
from punos.inquiries.schemas import BarrierSchema, QuestionSchema
from punos.inquiries.service import ask
from punos.inquiries.views.base import pages
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.texts import pick
from punos.web.counting import counted
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

ASKED = Limit("inquiry", by_account=5, by_address=20)
"""Questions in a quarter of an hour: of one address of mail, and from one network."""


@pages.get("/ask", public=True)
def question(work: Work) -> str:
    """Ask the association anything."""
    return _question(work, Form(QuestionSchema()))


@pages.post("/ask", public=True)
def send_question(work: Work) -> Response:
    """Keep the question."""
    return _sent(work, "question", QuestionSchema())


@pages.get("/ask/<slug>", public=True)
def question_about(work: Work, slug: str) -> str:
    """Ask about one cycle."""
    return _question(work, Form(QuestionSchema()), _cycle(work, slug))


@pages.post("/ask/<slug>", public=True)
def send_question_about(work: Work, slug: str) -> Response:
    """Keep the question, with the cycle it is about."""
    return _sent(work, "question", QuestionSchema(), _cycle(work, slug))


@pages.get("/accessibility/feedback", public=True)
def barrier(work: Work) -> str:
    """Say what does not work on these pages."""
    page = request.args.get("page", "")[:300]
    return _barrier(work, Form(BarrierSchema(), {"page": page if page.isprintable() else ""}))


@pages.post("/accessibility/feedback", public=True)
def send_barrier(work: Work) -> Response:
    """Keep it."""
    return _sent(work, "accessibility", BarrierSchema())


@pages.get("/asked", public=True)
def asked(_work: Work) -> str:
    """The receipt. It knows nothing of what was asked."""
    return render(
        "message.html",
        title=_("Thank you. We have your message."),
        message=_("If you gave your e-mail address, we answer you there within 14 days."),
        next=(_("Go to the first page"), "/"),
    )


def _cycle(work: Work, slug: str) -> Cycle:
    cycle = cycle_by_slug(work, slug)
    if cycle.state not in ("open", "running"):
        raise Absent
    return cycle


def _sent(work: Work, kind: str, schema: PunosSchema, cycle: Cycle | None = None) -> Response:
    form = Form.from_request(schema, request.form)
    data = form.load()
    if data is None:
        return make_response(_again(work, kind, form, cycle), 422)
    # Counted before anything is written: the count is a transaction of its own.
    if counted(work, ASKED, data["email"] or request.remote_addr or "") is None:
        form.add_error(
            "_schema",
            _(
                "Many messages have come from your network just now. "
                "Send yours again in a quarter of an hour."
            ),
        )
        return make_response(_again(work, kind, form, cycle), 429)
    ask(work, kind, data, cycle=cycle)
    return see_other(url_for("inquiries.asked"))


def _again(work: Work, kind: str, form: Form, cycle: Cycle | None) -> str:
    return _barrier(work, form) if kind == "accessibility" else _question(work, form, cycle)


def _question(work: Work, form: Form, cycle: Cycle | None = None) -> str:
    about: dict[str, Any] = {"kicker": pick(cycle.names, work.language) if cycle else ""}
    action = (
        url_for("inquiries.send_question_about", slug=cycle.slug)
        if cycle
        else url_for("inquiries.send_question")
    )
    return render("inquiries/question.html", form=form, action=action, **about)


def _barrier(_work: Work, form: Form) -> str:
    return render("inquiries/barrier.html", form=form)
