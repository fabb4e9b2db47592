"""The page on which somebody answers, by the link in a mail: one page, no sign-in."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, request, url_for

from punos.forms import Form
from punos.i18n import LANGUAGES, _, set_language
from punos.surveys.answering import PURPOSE, Question, TooLate, answer, keep_so_far, question
from punos.surveys.form import answer_schema
from punos.surveys.mails import privacy_words
from punos.surveys.views.base import keys, pages
from punos.texts import pick
from punos.web.cookies import LANGUAGE, read_cookie
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

LINK = "link.survey"
LATER = "later"


@pages.get("/survey", allow=LINK, link=PURPOSE)
def own_survey(work: Work) -> str:
    """The questions; or that it has been answered, or is over."""
    asked = _asked(work)
    if asked.state != "open":
        return _draw_over(work, asked)
    return _draw(work, asked, Form(answer_schema(asked.items), asked.answers))


@pages.post("/survey", allow=LINK, link=PURPOSE)
def own_survey_send(work: Work) -> Response:
    """Send the answers, or keep what was filled in so far."""
    asked = _asked(work)
    if asked.state != "open":
        return _back()
    later = request.form.get("submit") == LATER and not asked.survey.anonymous
    form = Form.from_request(answer_schema(asked.items, partly=later), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, asked, form), 422)
    try:
        if later:
            keep_so_far(work, asked, data)
            flash(_("Your answers are kept. Go on whenever you like, by the same link."), "done")
        else:
            answer(work, asked, data, keys())
            flash(_("Thank you for your answers!"), "done")
    except TooLate:
        pass  # the page says how it stands, more kindly than a refusal could
    return _back()


def _asked(work: Work) -> Question:
    """The question of the link, read in its reader's language unless she chose another.

    Whatever the request has noted so far goes: should she be signed in besides, her session must not
    have been seen in the very transaction in which an anonymous answer is written.
    """
    work.session.rollback()
    asked = question(work, keys())
    spoken = asked.enrolment.person.language
    offered = [code for code in work.settings.languages if code in LANGUAGES]
    if read_cookie(LANGUAGE) is None and spoken in offered:
        work.language = spoken
        set_language(spoken)
    return asked


def _draw(work: Work, asked: Question, form: Form) -> str:
    return render(
        "surveys/own.html", form=form, privacy=privacy_words(asked.survey), **_about(work, asked)
    )


def _draw_over(work: Work, asked: Question) -> str:
    said = (
        _("This survey has been answered with this link. It can be answered only once.")
        if asked.state == "answered"
        else _("This survey is closed. Thank you to all who have answered.")
    )
    about = _about(work, asked)
    return render(
        "message.html",
        title=about["title"],
        message=f"{about['name']}: {said}",
        next=(_("Go to the first page"), "/"),
    )


def _about(work: Work, asked: Question) -> dict[str, Any]:
    return {
        "survey": asked.survey,
        "sent": asked.sent,
        "title": pick(asked.survey.titles, work.language),
        "intro": pick(asked.survey.intros, work.language),
        "name": pick(asked.survey.cycle.names, work.language),
        "given_name": "" if asked.survey.anonymous else asked.enrolment.person.given_name,
    }


def _back() -> Response:
    return see_other(url_for("surveys.own_survey"))
