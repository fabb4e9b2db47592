"""Those who are asked first: what they have answered, and what staff do about it."""

from datetime import timedelta
from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import select

from punos.plugin import (
    Absent,
    Cycle,
    Enrolment,
    MatchAsk,
    PageLink,
    Proposal,
    Suggestion,
    Work,
    answer_for,
    clock,
    page_number,
    points_at,
    prolong_question,
    render,
    scope,
    see_other,
    settings_of,
    take_back_question,
)
from punos_pairwise.access import MATCH
from punos_pairwise.questions import asked_pairs, count_asked
from punos_pairwise.texts import _staff, _staff_l, _staff_n
from punos_pairwise.views.base import cycle_of_pairs, frame, id_of, pages, row_of

PER_PAGE = 20
STATES = {
    "asked": (_staff_l("Waits for an answer"), "wait"),
    "declined": (_staff_l("Will not meet"), "bad"),
    "published": (_staff_l("A pair now"), "good"),
    "left_out": (_staff_l("Taken back"), ""),
    "gone": (_staff_l("Somebody has left"), "bad"),
}
REASONS = {
    "no_time": _staff_l("has no time now"),
    "know_each_other": _staff_l("they know each other already"),
    "other_field": _staff_l("the fields are too far apart"),
    "other_wish": _staff_l("hopes for something else"),
    "something_else": _staff_l("another reason"),
}


@pages.get("/<slug>/asked", allow=MATCH)
def asked(work: Work, slug: str) -> str:
    """Who is asked, who has answered what, and why somebody would rather not."""
    cycle = cycle_of_pairs(work, slug)
    found = count_asked(work, cycle)
    last = max(1, -(-found // PER_PAGE))
    page = page_number(request.args.get("page", ""), last)
    return render(
        "pairwise/asked.html",
        **frame(work, cycle, _staff("Asked first")),
        rows=asked_pairs(work, cycle, (page - 1) * PER_PAGE, PER_PAGE) if found else [],
        links=[
            PageLink(n, url_for("pairwise.asked", slug=slug, page=n), n == page)
            for n in range(1, last + 1)
        ],
        states=STATES,
        reasons=REASONS,
        row_of=row_of,
    )


@pages.post("/<slug>/asked/yes", allow=MATCH)
def asked_yes(work: Work, slug: str) -> Response:
    """Write down that somebody has said yes, as by telephone."""
    return _answered(work, slug, True)


@pages.post("/<slug>/asked/no", allow=MATCH)
def asked_no(work: Work, slug: str) -> Response:
    """Write down that somebody has said no."""
    return _answered(work, slug, False)


@pages.post("/<slug>/asked/prolong", allow=MATCH)
def asked_prolong(work: Work, slug: str) -> Response:
    """Give those who have not answered as much time again, from today."""
    cycle = cycle_of_pairs(work, slug)
    days = settings_of(work, cycle)["answer_days"]
    suggestion_id = id_of(request.form.get("suggestion", ""))
    mails = prolong_question(work, cycle, suggestion_id, clock.today() + timedelta(days=days))
    flash(_staff_n("%(num)s mail is on its way.", "%(num)s mails are on their way.", mails), "done")
    return _back(cycle)


@pages.post("/<slug>/asked/take-back", allow=MATCH)
def asked_take_back(work: Work, slug: str) -> Response:
    """Ask these two no more."""
    cycle = cycle_of_pairs(work, slug)
    take_back_question(work, cycle, id_of(request.form.get("suggestion", "")))
    flash(_staff("They are not asked any more. Both are free again."), "done")
    return _back(cycle)


def _answered(work: Work, slug: str, yes: bool) -> Response:
    cycle = cycle_of_pairs(work, slug)
    ask_id = id_of(request.form.get("ask", ""))
    _require_ask(work, cycle, ask_id)
    suggestion = answer_for(work, ask_id, yes)
    if suggestion.state == "published":
        flash(_staff("Both want to meet: they are a pair now, and hear of it by mail."), "done")
    else:
        flash(_staff("The answer is written down."), "done")
    return _back(cycle)


def _require_ask(work: Work, cycle: Cycle, ask_id: UUID) -> None:
    """Raise Absent unless it is a question of this cycle to somebody whom the reader may see."""
    query = (
        select(MatchAsk.id)
        .join(Suggestion, points_at(MatchAsk.suggestion_id, Suggestion))
        .join(Proposal, points_at(Suggestion.proposal_id, Proposal))
        .join(Enrolment, points_at(MatchAsk.enrolment_id, Enrolment))
        .where(MatchAsk.id == ask_id, Proposal.cycle_id == cycle.id)
    )
    if work.session.scalars(scope(work.actor, query, Enrolment, MATCH)).one_or_none() is None:
        raise Absent


def _back(cycle: Cycle) -> Response:
    return see_other(url_for("pairwise.asked", slug=cycle.slug))
