"""The page of somebody who is asked first, by the link in a mail: who it is, yes or no, how it stands."""

from typing import NamedTuple

from flask import Response, flash, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.audit.service import read_page
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.i18n import LANGUAGES, _, _l, set_language
from punos.matching.asking import TooLate, answer, can_answer
from punos.matching.candidates import MENTEE
from punos.matching.introducing import introduce, why_you_fit
from punos.matching.letters import PURPOSE
from punos.matching.models import MatchAsk, Suggestion
from punos.matching.views.base import pages
from punos.texts import pick
from punos.web.cookies import LANGUAGE, read_cookie
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

LINK = "link.match"
WHY_NOT = (
    ("", _l("I would rather not say")),
    ("no_time", _l("I have no time now")),
    ("know_each_other", _l("We know each other already")),
    ("other_field", _l("Our fields are too far apart")),
    ("other_wish", _l("I hope for something else")),
    ("something_else", _l("Something else")),
)


class Question(NamedTuple):
    """What the reader is asked, whom it is about, and who they themselves are."""

    ask: MatchAsk
    suggestion: Suggestion
    own: Enrolment
    other: Enrolment


@pages.get("/my/match", allow=LINK, link=PURPOSE)
def own_question(work: Work) -> str:
    """Who was found, with two buttons; later how it stands. Opening it changes nothing."""
    found = _own(work)
    name = pick(found.own.cycle.names, work.language)
    if not can_answer(found.ask, found.suggestion) or found.ask.answer:
        takes_back = can_answer(found.ask, found.suggestion)
        return render(
            "matching/own_standing.html",
            name=name,
            title=_title(found),
            meaning=_meaning(found),
            takes_back=takes_back,
        )
    read_page(work, found.other.person_id, "match_question")
    return render(
        "matching/own.html",
        name=name,
        title=_title(found),
        ask=found.ask,
        other=introduce(work, found.other),
        why=why_you_fit(found.suggestion.reasons),
        why_not=WHY_NOT,
    )


@pages.post("/my/match", allow=LINK, link=PURPOSE)
def own_answer(work: Work) -> Response:
    """Say yes or no."""
    found = _own(work)
    said = request.form.get("answer")
    if said not in ("yes", "no"):
        raise Absent
    try:
        answer(work, found.ask.id, said == "yes", request.form.get("reason"))
    except TooLate:
        # The page says how it stands, more kindly than a refusal could.
        return _back()
    flash(_("Thank you for your answer."), "done")
    return _back()


def _own(work: Work) -> Question:
    """The question that the link is about, read in their language unless they chose another."""
    query = (
        select(MatchAsk, Suggestion)
        .join(Suggestion, points_at(MatchAsk.suggestion_id, Suggestion))
        .where(MatchAsk.id == work.actor.subject_id)
    )
    found = work.session.execute(query).one_or_none()
    if found is None or work.actor.purpose != PURPOSE:
        raise Absent
    ask, suggestion = found
    two = _people(work, suggestion)
    own = two.pop(ask.enrolment_id)
    [other] = two.values()
    _speak(work, own.person.language)
    return Question(ask, suggestion, own, other)


def _people(work: Work, suggestion: Suggestion) -> dict[object, Enrolment]:
    ids = (suggestion.mentee_id, suggestion.mentor_id)
    query = select(Enrolment).where(Enrolment.id.in_(ids))
    query = query.options(joinedload(Enrolment.person), joinedload(Enrolment.cycle))
    return {one.id: one for one in work.session.scalars(query)}


def _speak(work: Work, spoken: str) -> None:
    offered = [code for code in work.settings.languages if code in LANGUAGES]
    if read_cookie(LANGUAGE) is None and spoken in offered:
        work.language = spoken
        set_language(spoken)


def _title(found: Question) -> str:
    if found.own.role == MENTEE:
        return _("We have found a mentor for you")
    return _("We have found somebody whom you could mentor")


def _meaning(found: Question) -> str:
    """How it stands. What the other one has answered is not told."""
    state, said = found.suggestion.state, found.ask.answer
    if state == "published":
        return _("You both said yes. We have sent you a mail with the way to your pair.")
    if said == "no":
        return _("You have said no. Thank you for telling us. We look for somebody else for you.")
    if state == "asked" and said == "yes":
        return _("You have said yes. We write to you as soon as the other one has answered, too.")
    if said == "yes":
        return _("Thank you for saying yes. This time it did not come about. We go on looking.")
    if clock.today() > found.ask.answer_by:
        return _(
            "The time to answer is over, so we go on looking. If you would still like to meet "
            "somebody, please write to us."
        )
    return _("This question is over. We go on looking for somebody who suits you.")


def _back() -> Response:
    return see_other(url_for("matching.own_question"))
