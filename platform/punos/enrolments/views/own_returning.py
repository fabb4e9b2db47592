"""Coming along again: what somebody told last time, and one button to say yes."""

from typing import Any

from flask import Response, flash, make_response, request, url_for

from punos.enrolments.answers import ApplicationForm
from punos.enrolments.copying import Copied, checked, copied, filled, sections, told
from punos.enrolments.mails import come_along_again
from punos.enrolments.returning import (
    NEVER,
    NOT_NOW,
    PURPOSE,
    Question,
    come_along,
    decline,
    question,
)
from punos.enrolments.schemas import CONSENT_TEXT
from punos.enrolments.steps import known_state
from punos.enrolments.views.base import pages
from punos.i18n import _
from punos.programmes.service import model_of
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

RETURN = "link.returning"


@pages.get("/returning", allow=RETURN, link=PURPOSE)
def own_returning(work: Work) -> str:
    """What she said last time; once she has answered, or the cycle is over, that."""
    asked = question(work)
    if not asked.is_open:
        return _draw_over(work, asked)
    return _draw(work, asked, copied(work, asked.cycle, asked.earlier))


@pages.post("/returning", allow=RETURN, link=PURPOSE)
def own_returning_send(work: Work) -> Response | str:
    """Come along, with the same answers and what was asked anew; not this time; or never ask again."""
    asked = question(work)
    act = request.form.get("answer", "yes")
    if not asked.is_open:
        return _draw_over(work, asked)
    if act in (NOT_NOW, NEVER):
        decline(work, asked, act)
        return _back()
    parts = copied(work, asked.cycle, asked.earlier, request.form)
    answers = checked(parts)
    if answers is not None:
        come_along(work, asked, answers)
        return _back()
    if any(part.form.errors for part in parts):
        return make_response(_draw(work, asked, parts), 422)
    flash(_("The form asks something new. Please look through your answers."), "note")
    return see_other(url_for("enrolments.own_returning_change"))


@pages.get("/returning/change", allow=RETURN, link=PURPOSE)
def own_returning_change(work: Work) -> str:
    """The whole form with what she said last time."""
    asked = question(work)
    if not asked.is_open:
        return _draw_over(work, asked)
    return _draw_change(work, asked, filled(work, asked.cycle, asked.earlier))


@pages.post("/returning/change", allow=RETURN, link=PURPOSE)
def own_returning_change_send(work: Work) -> Response | str:
    """Come along with changed answers."""
    asked = question(work)
    if not asked.is_open:
        return _draw_over(work, asked)
    wanted = sections(work, asked.cycle, asked.earlier.role)
    form = ApplicationForm.sent(work, asked.cycle, wanted, request.form)
    if not form.load():
        return make_response(_draw_change(work, asked, form), 422)
    come_along(work, asked, form.answers())
    return _back()


def _back() -> Response:
    return see_other(url_for("enrolments.own_returning"))


def _draw(work: Work, asked: Question, parts: list[Copied]) -> str:
    return render(
        "enrolments/own_returning.html",
        told=told(parts),
        parts=parts,
        errors={"error_list": [one for part in parts for one in part.form.error_list]},
        answer=asked.answer,
        **_about(work, asked),
    )


def _draw_change(work: Work, asked: Question, form: ApplicationForm) -> str:
    return render("enrolments/own_returning_change.html", form=form, **_about(work, asked))


def _about(work: Work, asked: Question) -> dict[str, Any]:
    cycle = asked.cycle
    return {
        "name": pick(cycle.names, work.language),
        "role": model_of(work, cycle).roles[asked.earlier.role],
        "cycle": cycle,
        "asking": come_along_again(cycle),
        "given_name": asked.earlier.person.given_name,
        "consent": CONSENT_TEXT,
    }


def _draw_over(work: Work, asked: Question) -> str:
    """She has come along, or it is too late."""
    title, text = _how_it_stands(work, asked)
    return render(
        "message.html",
        title=title,
        message=f"{pick(asked.cycle.names, work.language)}: {text}",
        next=(_("Go to the first page"), "/"),
    )


def _how_it_stands(work: Work, asked: Question) -> tuple[str, str]:
    if asked.known is None:
        return _("This has ended"), _("You can no longer come along to this cycle.")
    here = known_state(model_of(work, asked.cycle), asked.known).core
    if here == "active":
        return _("You come along again"), _("Thank you! You are in. We write to you.")
    if here == "candidate":
        thanks = _("Thank you! We write to you when we have decided.")
        return _("We have your application"), thanks
    after_all = _("If you would like to come along after all, write to us.")
    return _("You are not in this cycle any more"), after_all
