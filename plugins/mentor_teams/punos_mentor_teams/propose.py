"""The heavy part: from stored answers to a stored draft. Only the worker imports this module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

import numpy as np

from punos.plugin import (
    JobRun,
    Proposal,
    Suggestion,
    Unmatched,
    Work,
    as_stored,
    hold_working,
    judge,
    progress,
    score,
    store_draft,
    store_failure,
    working_proposal,
)
from punos.plugin.heavy import why_unmatched
from punos_mentor_teams.cohort import Cohort, cohort_of
from punos_mentor_teams.matching.instance import PinsContradict, Solution
from punos_mentor_teams.matching.solve import solve
from punos_mentor_teams.service import leave_out_apart

Tell = Callable[[int, int], None]


def propose_teams(work: Work, run: JobRun) -> None:
    """Find the best teams of the union that the run's proposal is about, and store them as a draft.

    Nothing is held while it computes, so people can apply and leave meanwhile. A proposal that was
    replaced or stored already is left alone.
    """
    proposal = working_proposal(work, run.subject_id)
    if proposal is not None:
        fill_proposal(work, proposal, partial(progress, run.id))


def fill_proposal(work: Work, proposal: Proposal, tell: Tell = lambda _done, _total: None) -> None:
    """Find the best teams and store them, unless the proposal was replaced meanwhile.

    `tell` hears how far it is: everybody is read once and stored once.
    """
    cohort = cohort_of(work, proposal)
    people = len(cohort.mentees) + len(cohort.mentors)
    tell(0, 2 * people)
    settings = proposal.settings
    try:
        found = solve(cohort.instance(settings["strength_bonus"], settings["mentors_preferred"]))
    except PinsContradict as error:
        if hold_working(work, proposal):
            store_failure(proposal, "pins_contradict", _clashes(error))
        return
    tell(people, 2 * people)
    if hold_working(work, proposal):
        suggestions = sorted(_suggestions(cohort, found), key=lambda one: one.score)
        store_draft(work, proposal, suggestions, _unmatched(cohort, found), _quality(cohort, found))
        leave_out_apart(work, proposal.cycle, cohort.apart)  # what was decided while it computed


def _clashes(error: PinsContradict) -> dict[str, Any]:
    return {
        "contradictions": [
            {"code": one.code, "mentee": _text(one.mentee), "mentor": _text(one.mentor)}
            for one in error.problems
        ]
    }


def _text(one: UUID | None) -> str | None:
    return str(one) if one else None


def _suggestions(cohort: Cohort, found: Solution) -> Iterator[Suggestion]:
    for mentee_id, mentor_ids in found.teams.items():
        mentee = cohort.mentees[cohort.rows[mentee_id]]
        around = {
            "mentor": _next_best(cohort, mentee_id, mentor_ids),
            "hopes": sorted(mentee.hopes),
            "covered": sorted(cohort.covered(mentee) & mentee.hopes),
        }
        for mentor_id in mentor_ids:
            mentor = cohort.mentors[cohort.columns[mentor_id]]
            judged = judge(mentee, mentor, cohort.criteria)
            yield Suggestion(
                mentee_id=mentee_id,
                mentor_id=mentor_id,
                score=judged.score,
                pinned=(mentee_id, mentor_id) in cohort.pins,
                reasons=as_stored(judged.reasons),
                fails=list(judged.fails),
                others={**around, "brings": sorted(mentor.offers & mentee.hopes)},
            )


def _next_best(
    cohort: Cohort, mentee_id: UUID, mentor_ids: tuple[UUID, ...]
) -> dict[str, Any] | None:
    """Who of those not in her team would fit the mentee best, whether or not they have room."""
    row = cohort.rows[mentee_id]
    points = np.where(cohort.possible[row], cohort.scores.points[row].astype(int), -1)
    hers = {*mentor_ids, *cohort.roster.mentors_of(mentee_id)}
    points[[cohort.columns[one] for one in hers if one in cohort.columns]] = -1
    best = int(points.argmax())
    if points[best] < 0:
        return None
    return {"id": str(cohort.mentors[best].id), "score": score(int(points[best]), cohort.criteria)}


def _unmatched(cohort: Cohort, found: Solution) -> Iterator[Unmatched]:
    """Mentees who have nobody even so, and mentors with room to whom nobody is proposed."""
    used = {mentor_id for mentor_ids in found.teams.values() for mentor_id in mentor_ids}
    fails = cohort.scores.fails
    for row, mentee in enumerate(cohort.mentees):
        if mentee.id not in found.teams and not cohort.roster.mentors_of(mentee.id):
            line = {name: table[row] for name, table in fails.items()}
            yield why_unmatched(mentee, cohort.possible[row], line)
    for column, mentor in enumerate(cohort.mentors):
        if mentor.capacity and mentor.id not in used:
            line = {name: table[:, column] for name, table in fails.items()}
            yield why_unmatched(mentor, cohort.possible[:, column], line)


def _quality(cohort: Cohort, found: Solution) -> dict[str, Any]:
    """How many seekers have 0, 1 and 2 mentors, standing ones counted; and how sure it is."""
    counts = [0, 0, 0]
    for mentee in cohort.mentees:
        new = found.teams.get(mentee.id, ())
        counts[len(cohort.roster.mentors_of(mentee.id)) + len(new)] += 1
    return {
        "none": counts[0],
        "one": counts[1],
        "two": counts[2],
        "count": sum(len(mentor_ids) for mentor_ids in found.teams.values()),
        "value": sum(proof.value for proof in found.proofs),
        "parts": [proof._asdict() for proof in found.proofs],
    }
