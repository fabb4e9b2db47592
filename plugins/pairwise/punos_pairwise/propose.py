"""The heavy part: from stored answers to a stored draft. Only the worker imports this module."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any
from uuid import UUID

from punos.plugin import (
    MENTEE,
    MENTOR,
    Candidate,
    Cycle,
    JobRun,
    Proposal,
    Suggestion,
    Work,
    as_stored,
    candidates_of,
    criteria_of,
    hold_working,
    progress,
    store_draft,
    store_failure,
    wished,
    wishes,
    working_proposal,
)
from punos_pairwise.matching.pins import PinsContradict
from punos_pairwise.matching.proposal import Alternative, Found, FoundPair
from punos_pairwise.matching.solve import propose
from punos_pairwise.sections import SECTION
from punos_pairwise.standing import waiting

Tell = Callable[[int, int], None]


def propose_pairs(work: Work, run: JobRun) -> None:
    """Find the best pairs for the proposal that the run is about, and store them as a draft.

    Nothing is held while it computes, so people can apply and leave meanwhile. A proposal that was
    replaced or stored already is left alone.
    """
    proposal = working_proposal(work, run.subject_id)
    if proposal is not None:
        fill_proposal(work, proposal, partial(progress, run.id))


def fill_proposal(work: Work, proposal: Proposal, tell: Tell = lambda _done, _total: None) -> None:
    """Find the best pairs of the cohort and store them, unless the proposal was replaced meanwhile.

    `tell` hears how far it is: everybody is read once and stored once.
    """
    mentees, mentors = cohort(work, proposal.cycle)
    people = len(mentees) + len(mentors)
    tell(0, 2 * people)
    try:
        found = _found(work, proposal, mentees, mentors)
    except PinsContradict as error:
        if hold_working(work, proposal):
            store_failure(proposal, "pins_contradict", _clashes(error))
        return
    tell(people, 2 * people)
    if hold_working(work, proposal):
        suggestions = [_suggestion(pair) for pair in found.pairs]
        store_draft(work, proposal, suggestions, found.unmatched, asdict(found.quality))


def cohort(work: Work, cycle: Cycle) -> tuple[list[Candidate], list[Candidate]]:
    """Who waits for a pair: accepted mentees, and mentors with room for another mentee."""
    free = waiting(work, cycle)
    people = candidates_of(work, cycle, SECTION, free.mentees | free.mentors)
    return (
        [one for one in people if one.role == MENTEE],
        [one for one in people if one.role == MENTOR],
    )


def _found(
    work: Work, proposal: Proposal, mentees: list[Candidate], mentors: list[Candidate]
) -> Found:
    people = {one.id for one in (*mentees, *mentors)}
    by_hand = wishes(work, proposal.cycle)
    return propose(
        mentees,
        mentors,
        criteria_of(proposal.settings["criteria"]),
        pins=wished(by_hand, "pin", people),
        forbidden=wished(by_hand, "forbid", people),
        aim=proposal.settings["aim"],
    )


def _clashes(error: PinsContradict) -> dict[str, Any]:
    return {
        "contradictions": [
            {"code": c.code, "mentee": _text(c.mentee), "mentor": _text(c.mentor)}
            for c in error.contradictions
        ]
    }


def _text(one: UUID | None) -> str | None:
    return str(one) if one else None


def _suggestion(pair: FoundPair) -> Suggestion:
    return Suggestion(
        mentee_id=pair.mentee,
        mentor_id=pair.mentor,
        score=pair.score,
        pinned=pair.pinned,
        reasons=as_stored(pair.reasons),
        fails=list(pair.fails),
        others={
            "mentor": _other(pair.next_best_mentor),
            "mentee": _other(pair.next_best_mentee),
        },
    )


def _other(alternative: Alternative | None) -> dict[str, Any] | None:
    if alternative is None:
        return None
    return {"id": str(alternative.candidate), "score": alternative.score}
