"""What coordinators do on the workbench: each act changes one thing and leads back to the page."""

from flask import Response, flash, request

from punos.plugin import MENTEE, MENTOR, Absent, AlreadyPublished, Work, ask_proposal, wish
from punos.plugin import go_back as to_earlier_draft
from punos.plugin import leave_out as set_aside
from punos_pairwise import service
from punos_pairwise.access import MATCH
from punos_pairwise.standing import waiting
from punos_pairwise.texts import _staff, _staff_l, _staff_n
from punos_pairwise.views.base import (
    back,
    cycle_of_pairs,
    id_of,
    pages,
    require,
    row_of,
    two_people,
)

SAID = {
    "pin": _staff_l("They are kept together from the next proposal on."),
    "forbid": _staff_l("They are kept apart: not published, and not proposed again."),
    None: _staff_l("The next proposal is free to decide about these two."),
}


@pages.post("/<slug>/propose", allow=MATCH)
def propose(work: Work, slug: str) -> Response:
    """Ask the worker for the best pairs of the whole cohort."""
    cycle = cycle_of_pairs(work, slug)
    if not waiting(work, cycle).mentees:
        flash(_staff("No accepted mentee waits for a pair."), "warning")
    else:
        ask_proposal(work, cycle, service.PROPOSE_JOB)
    return back(cycle, keep=False)


@pages.post("/<slug>/pin", allow=MATCH)
def pin(work: Work, slug: str) -> Response:
    """Keep two together in every proposal from now on."""
    return _wish(work, slug, "pin")


@pages.post("/<slug>/forbid", allow=MATCH)
def forbid(work: Work, slug: str) -> Response:
    """Keep two apart: left out of this draft, and never proposed again."""
    return _wish(work, slug, "forbid")


@pages.post("/<slug>/clear", allow=MATCH)
def clear(work: Work, slug: str) -> Response:
    """Take a wish back."""
    return _wish(work, slug, None)


def _wish(work: Work, slug: str, kind: str | None) -> Response:
    cycle = cycle_of_pairs(work, slug)
    mentee_id, mentor_id = two_people(request.form.get("pair", ""))
    require(work, cycle, mentee_id, MENTEE)
    require(work, cycle, mentor_id, MENTOR)
    wish(work, cycle, mentee_id, mentor_id, kind)
    flash(str(SAID[kind]), "done")
    return back(cycle, anchor=row_of(mentee_id))


@pages.post("/<slug>/leave-out", allow=MATCH)
def leave_out(work: Work, slug: str) -> Response:
    """Do not publish this pair."""
    return _leave_out(work, slug, out=True)


@pages.post("/<slug>/take-in", allow=MATCH)
def take_in(work: Work, slug: str) -> Response:
    """Publish it after all."""
    return _leave_out(work, slug, out=False)


def _leave_out(work: Work, slug: str, *, out: bool) -> Response:
    cycle = cycle_of_pairs(work, slug)
    suggestion_id = id_of(request.form.get("suggestion", ""))
    suggestion = set_aside(work, cycle, suggestion_id, out=out)
    return back(cycle, anchor=row_of(suggestion.mentee_id))


@pages.post("/<slug>/go-back", allow=MATCH)
def go_back(work: Work, slug: str) -> Response:
    """Put the earlier draft back in the place of this one."""
    cycle = cycle_of_pairs(work, slug)
    to_earlier_draft(work, cycle)
    flash(_staff("This is the earlier draft again."), "done")
    return back(cycle, keep=False)


@pages.post("/<slug>/publish", allow=MATCH)
def publish(work: Work, slug: str) -> Response:
    """Make the pairs and tell both sides; then show a receipt."""
    cycle = cycle_of_pairs(work, slug)
    ask = request.form.get("ask")
    if ask is not None and ask not in service.ASKED:
        raise Absent
    try:
        done = service.publish(
            work,
            cycle,
            id_of(request.form.get("proposal", "")),
            request.form.get("seen", ""),
            ask,
        )
    except AlreadyPublished as known:
        flash(str(known.message), "note")
        return back(cycle, keep=False)
    _tell(done)
    return back(cycle, keep=False)


def _tell(done: service.Published) -> None:
    """The receipt."""
    pairs, asked, mails = done.pairs, done.asked, done.mails
    told = _staff_n("%(num)s pair was published.", "%(num)s pairs were published.", pairs)
    if asked:
        told = _staff_n("%(num)s person is asked first.", "%(num)s people are asked first.", asked)
    flash(told, "done")
    flash(_staff_n("%(num)s mail is on its way.", "%(num)s mails are on their way.", mails), "note")
