"""Finding a mentor for one mentee: who of the union has room, the best fit first."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from flask import Response, flash, request

from punos.plugin import (
    MENTEE,
    MENTOR,
    Absent,
    Candidate,
    Work,
    as_stored,
    candidates_of,
    judge,
    render,
    see_other,
    settings_of,
    spoken,
)
from punos_mentor_teams import service
from punos_mentor_teams.access import MATCH
from punos_mentor_teams.phrasing import strengths
from punos_mentor_teams.sections import SECTION
from punos_mentor_teams.settings import criteria_for
from punos_mentor_teams.standing import MOST, Roster, Someone, read_roster
from punos_mentor_teams.texts import _staff
from punos_mentor_teams.views.base import Here, frame, here, id_of, number_of, pages, require

SHOWN = 20


class Fit(NamedTuple):
    """A mentor with room, and how she fits. `agrees`: in all that must agree."""

    mentor: Someone
    room: int
    score: float
    agrees: bool
    reasons: list[str]
    against: list[str]
    brings: str


@pages.get("/<slug>/<unit>/mentors/<uuid:enrolment_id>", allow=MATCH)
def mentors(work: Work, slug: str, unit: str, enrolment_id: UUID) -> str:
    """A short list of the mentors with room."""
    place = here(work, slug, unit)
    roster = read_roster(work, place.cycle, place.unit.id)
    require(roster, MENTEE, enrolment_id)
    found = _fits(work, place, roster, enrolment_id)
    hers = [roster.people[one] for one in roster.mentors_of(enrolment_id)]
    return render(
        "mentor_teams/mentors.html",
        **frame(work, place, _staff("Find a mentor")),
        mentee=roster.people[enrolment_id],
        hers=hers,
        team=roster.teams.get(enrolment_id),
        full=len(hers) >= MOST,
        found=found[:SHOWN],
        more=len(found) - SHOWN,
    )


@pages.post("/<slug>/<unit>/mentors/<uuid:enrolment_id>", allow=MATCH)
def add_mentor(work: Work, slug: str, unit: str, enrolment_id: UUID) -> Response:
    """Let this mentor join the mentee from today; a team is made if she has none."""
    place = here(work, slug, unit)
    mentor_id = id_of(request.form.get("mentor", ""))
    roster = read_roster(work, place.cycle, place.unit.id)
    require(roster, MENTEE, enrolment_id)
    require(roster, MENTOR, mentor_id)
    had = number_of(request.form.get("had", ""))
    service.place_by_hand(work, place.cycle, enrolment_id, [mentor_id], had=had)
    name = roster.people[mentor_id].name
    flash(
        _staff("%(name)s is in the team now. Everybody in it hears of it by mail.", name=name),
        "done",
    )
    return see_other(place.to("mentors", enrolment_id=enrolment_id))


def _fits(work: Work, place: Here, roster: Roster, mentee_id: UUID) -> list[Fit]:
    """Everybody with room, those first with whom all agrees that must, then by how well they fit."""
    hers = roster.mentors_of(mentee_id)
    room = {one.id: roster.room(one.id) for one in roster.with_room() if one.id not in hers}
    people = {c.id: c for c in candidates_of(work, place.cycle, SECTION, {**room, mentee_id: 1})}
    if mentee_id not in people:
        raise Absent
    mentee, criteria = people.pop(mentee_id), criteria_for(settings_of(work, place.cycle))
    others = (mentor for mentor in people.values() if mentor.person != mentee.person)
    found = [_fit(mentee, mentor, criteria, roster) for mentor in others]
    return sorted(found, key=lambda fit: (not fit.agrees, -fit.score, fit.mentor.id))


def _fit(mentee: Candidate, mentor: Candidate, criteria: Any, roster: Roster) -> Fit:
    judged = judge(mentee, mentor, criteria)
    reasons = as_stored(judged.reasons)
    return Fit(
        mentor=roster.people[mentor.id],
        room=mentor.capacity,
        score=judged.score,
        agrees=not judged.fails,
        reasons=spoken(reasons, "for"),
        against=spoken(reasons, "against"),
        brings=strengths(mentor.offers & mentee.hopes),
    )
