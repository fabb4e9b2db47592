"""What is done on a union's workbench: each act changes one thing and leads back to the page."""

from __future__ import annotations

from flask import Response, flash, request
from sqlalchemy import select

from punos.plugin import (
    MENTEE,
    MENTOR,
    Absent,
    AlreadyPublished,
    Suggestion,
    Work,
    wish,
)
from punos.plugin import go_back as to_earlier_draft
from punos.plugin import leave_out as set_aside
from punos_mentor_teams import service
from punos_mentor_teams.access import MATCH
from punos_mentor_teams.standing import MOST, read_roster
from punos_mentor_teams.texts import _staff, _staff_l, _staff_n
from punos_mentor_teams.views.base import (
    Here,
    here,
    id_of,
    number_of,
    pages,
    require,
    require_known,
    row_of,
    two_people,
)

SAID = {
    "pin": _staff_l("They are kept together from the next proposal on."),
    "forbid": _staff_l("They are kept apart: not published, and not proposed again."),
    None: _staff_l("The next proposal is free to decide about these two."),
}


@pages.post("/<slug>/<unit>/propose", allow=MATCH)
def propose(work: Work, slug: str, unit: str) -> Response:
    """Ask the worker for the best teams of the union."""
    place = here(work, slug, unit)
    if read_roster(work, place.cycle, place.unit.id).seekers():
        service.ask(work, place.cycle, place.unit.id)
    else:
        flash(_staff("No accepted mentee is looking for a mentor."), "warning")
    return place.back(keep=False)


@pages.post("/<slug>/<unit>/pin", allow=MATCH)
def pin(work: Work, slug: str, unit: str) -> Response:
    """Keep a mentee and a mentor together in every proposal from now on."""
    return _wish(work, here(work, slug, unit), "pin")


@pages.post("/<slug>/<unit>/forbid", allow=MATCH)
def forbid(work: Work, slug: str, unit: str) -> Response:
    """Keep them apart: left out of this draft, and never proposed again."""
    return _wish(work, here(work, slug, unit), "forbid")


@pages.post("/<slug>/<unit>/clear", allow=MATCH)
def clear(work: Work, slug: str, unit: str) -> Response:
    """Take a wish back."""
    return _wish(work, here(work, slug, unit), None)


def _wish(work: Work, place: Here, kind: str | None) -> Response:
    mentee_id, mentor_id = two_people(request.form.get("pair", ""))
    roster = read_roster(work, place.cycle, place.unit.id)
    if kind is None:
        require_known(roster, mentee_id, mentor_id)
    else:
        require(roster, MENTEE, mentee_id)
        require(roster, MENTOR, mentor_id)
    wish(work, place.cycle, mentee_id, mentor_id, kind, pins=MOST)
    flash(str(SAID[kind]), "done")
    return place.back(anchor=row_of(mentee_id))


@pages.post("/<slug>/<unit>/apart", allow=MATCH)
def apart(work: Work, slug: str, unit: str) -> Response:
    """Never propose these two mentors for one team."""
    place = here(work, slug, unit)
    one, other = two_people(request.form.get("mentors", ""))
    require(read_roster(work, place.cycle, place.unit.id), MENTOR, one, other)
    service.keep_apart(work, place.cycle, one, other, apart=True)
    flash(_staff("These two mentors are not proposed for one team any more."), "done")
    return place.back()


@pages.post("/<slug>/<unit>/apart-no-more", allow=MATCH)
def apart_no_more(work: Work, slug: str, unit: str) -> Response:
    """Let two mentors be proposed for one team again."""
    place = here(work, slug, unit)
    one, other = two_people(request.form.get("mentors", ""))
    require_known(read_roster(work, place.cycle, place.unit.id), one, other)
    service.keep_apart(work, place.cycle, one, other, apart=False)
    flash(str(SAID[None]), "done")
    return place.back()


@pages.post("/<slug>/<unit>/leave-out", allow=MATCH)
def leave_out(work: Work, slug: str, unit: str) -> Response:
    """Do not publish that this mentor joins this mentee."""
    return _leave_out(work, here(work, slug, unit), out=True)


@pages.post("/<slug>/<unit>/take-in", allow=MATCH)
def take_in(work: Work, slug: str, unit: str) -> Response:
    """Publish it after all."""
    return _leave_out(work, here(work, slug, unit), out=False)


def _leave_out(work: Work, place: Here, *, out: bool) -> Response:
    suggestion_id = id_of(request.form.get("suggestion", ""))
    query = select(Suggestion.proposal_id).where(Suggestion.id == suggestion_id)
    proposal_id = work.session.scalars(query).one_or_none()
    if proposal_id is None:
        raise Absent
    service.require_drafts(work, place.cycle, [proposal_id], place.unit.id)
    if out:
        suggestion = set_aside(work, place.cycle, suggestion_id, out=True)
    else:
        suggestion = service.take_in(work, place.cycle, suggestion_id)
    return place.back(anchor=row_of(suggestion.mentee_id))


@pages.post("/<slug>/<unit>/go-back", allow=MATCH)
def go_back(work: Work, slug: str, unit: str) -> Response:
    """Put the earlier draft back in the place of this one."""
    place = here(work, slug, unit)
    to_earlier_draft(work, place.cycle, place.unit.id)
    flash(_staff("This is the earlier draft again."), "done")
    return place.back(keep=False)


@pages.post("/<slug>/<unit>/publish", allow=MATCH)
def publish(work: Work, slug: str, unit: str) -> Response:
    """Let the teams meet and tell everybody; then show a receipt."""
    place = here(work, slug, unit)
    proposal_id = id_of(request.form.get("proposal", ""))
    service.require_drafts(work, place.cycle, [proposal_id], place.unit.id)
    draft = service.Draft(proposal_id, number_of(request.form.get("count", "")))
    try:
        tell_published(service.publish(work, place.cycle, [draft]))
    except AlreadyPublished as known:
        flash(str(known.message), "note")
    return place.back(keep=False)


def tell_published(done: service.Published) -> None:
    """The receipt of a publication."""
    flash(
        _staff_n("%(num)s team was published.", "%(num)s teams were published.", done.mentees),
        "done",
    )
    flash(
        _staff_n("%(num)s mail is on its way.", "%(num)s mails are on their way.", done.mails),
        "note",
    )
