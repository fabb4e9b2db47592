"""The heavy part: from stored answers to a stored draft. Only the worker imports this module."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    Cycle,
    Enrolment,
    JobRun,
    Person,
    Work,
    lock_cycle,
    lock_enrolments,
    lock_row,
    points_at,
    progress,
)
from punos_pairwise.matching.candidates import Candidate
from punos_pairwise.matching.criteria import NAMES, Criteria
from punos_pairwise.matching.findings import Reason
from punos_pairwise.matching.pins import Pair, PinsContradict
from punos_pairwise.matching.proposal import Alternative
from punos_pairwise.matching.proposal import Proposal as Found
from punos_pairwise.matching.proposal import Suggestion as FoundPair
from punos_pairwise.matching.solve import propose
from punos_pairwise.model import MENTEE
from punos_pairwise.models import Proposal, Suggestion, Wish
from punos_pairwise.sections import SECTION
from punos_pairwise.standing import waiting

Tell = Callable[[int, int], None]


def propose_pairs(work: Work, run: JobRun) -> None:
    """Find the best pairs for the proposal that the run is about, and store them as a draft.

    Nothing is held while it computes, so people can apply and leave meanwhile. A proposal that was
    replaced or stored already is left alone.
    """
    proposal = _working(work, run.subject_id)
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
        if _held(work, proposal):
            _fail(proposal, error)
        return
    tell(people, 2 * people)
    if _held(work, proposal):
        _store(work, proposal, found)


def _working(work: Work, proposal_id: UUID | None) -> Proposal | None:
    query = select(Proposal).where(Proposal.id == proposal_id, Proposal.state == "working")
    return work.session.scalars(query).one_or_none()


def _found(
    work: Work, proposal: Proposal, mentees: list[Candidate], mentors: list[Candidate]
) -> Found:
    people = {one.id for one in (*mentees, *mentors)}
    return propose(
        mentees,
        mentors,
        criteria_of(proposal.settings),
        pins=_wishes(work, proposal.cycle_id, "pin", people),
        forbidden=_wishes(work, proposal.cycle_id, "forbid", people),
        aim=proposal.settings["aim"],
    )


def _held(work: Work, proposal: Proposal) -> bool:
    """Hold the cycle and the proposal; whether the proposal is still waited for."""
    lock_cycle(work, proposal.cycle_id)
    held = lock_row(work.session, Proposal, proposal.id)
    return held is not None and held.state == "working"


def _fail(proposal: Proposal, error: PinsContradict) -> None:
    proposal.state, proposal.problem = "failed", "pins_contradict"
    proposal.quality = {
        "contradictions": [
            {"code": c.code, "mentee": _text(c.mentee), "mentor": _text(c.mentor)}
            for c in error.contradictions
        ]
    }


def _text(one: UUID | None) -> str | None:
    return str(one) if one else None


def cohort(work: Work, cycle: Cycle) -> tuple[list[Candidate], list[Candidate]]:
    """Who waits for a pair: accepted mentees, and mentors with room for another mentee."""
    free = waiting(work, cycle)
    query = (
        select(Enrolment, Person.city)
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Enrolment.cycle_id == cycle.id, Enrolment.state == "active")
        .order_by(Enrolment.id)
    )
    rows = list(work.session.execute(query))
    return _candidates(rows, free.mentees), _candidates(rows, free.mentors)


def _candidates(rows: list[Any], room: Mapping[UUID, int]) -> list[Candidate]:
    return [
        candidate_of(enrolment, city, room[enrolment.id])
        for enrolment, city in rows
        if enrolment.id in room
    ]


def _answers(enrolment: Enrolment) -> Mapping[str, Any]:
    data: Mapping[str, Any] = enrolment.answers.get(SECTION, {}).get("data", {})
    return data


def candidate_of(enrolment: Enrolment, city: str | None, capacity: int) -> Candidate:
    """What matching knows of an enrolment: codes and levels, never a name."""
    said = _answers(enrolment)
    return Candidate(
        id=enrolment.id,
        role="mentee" if enrolment.role == MENTEE else "mentor",
        occupation=said.get("occupation"),
        city=city,
        online_ok=bool(said.get("online_ok")),
        languages={
            row["language"]: "C2" if row["level"] == "first" else row["level"]
            for row in said.get("languages", ())
        },
        interests=frozenset(said.get("interests", ())),
        hopes=frozenset(said.get("hopes", ())),
        offers=frozenset(said.get("offers", ())),
        education_field=said.get("education_field"),
        availability=frozenset(said.get("availability", ())),
        capacity=capacity,
    )


def criteria_of(settings: Mapping[str, Any]) -> Criteria:
    """The criteria as a programme has set them."""
    stored = settings["criteria"]
    return Criteria(
        **{name: stored[name] for name in NAMES},
        profession_digits=stored["profession_digits"],
        working_languages=tuple(stored["working_languages"]),
        mentee_language_level=stored["mentee_language_level"],
        mentor_language_level=stored["mentor_language_level"],
    )


def _wishes(work: Work, cycle_id: UUID, kind: str, people: set[UUID]) -> frozenset[Pair]:
    """The wishes of this kind about people who wait; others are of no matter now."""
    query = select(Wish.mentee_id, Wish.mentor_id).where(
        Wish.cycle_id == cycle_id, Wish.kind == kind
    )
    pairs = work.session.execute(query)
    return frozenset((one, other) for one, other in pairs if {one, other} <= people)


def _store(work: Work, proposal: Proposal, found: Found) -> None:
    """Write the draft. Whoever has left while it was computed is marked so in it."""
    people = [person for pair in found.pairs for person in (pair.mentee, pair.mentor)]
    held = lock_enrolments(work, people)
    there = {key for key, enrolment in held.items() if enrolment.state == "active"}
    for position, pair in enumerate(found.pairs):
        is_there = {pair.mentee, pair.mentor} <= there
        state = "proposed" if is_there else "gone"
        work.session.add(_suggestion(proposal, position, pair, state))
    proposal.unmatched = [
        {"id": str(one.candidate), "role": one.role, "why": one.why, "data": dict(one.data)}
        for one in found.unmatched
    ]
    proposal.quality = asdict(found.quality)
    proposal.state = "draft"


def _suggestion(proposal: Proposal, position: int, pair: FoundPair, state: str) -> Suggestion:
    return Suggestion(
        proposal_id=proposal.id,
        mentee_id=pair.mentee,
        mentor_id=pair.mentor,
        position=position,
        score=pair.score,
        pinned=pair.pinned,
        reasons=as_stored(pair.reasons),
        fails=list(pair.fails),
        others={
            "mentor": _other(pair.next_best_mentor),
            "mentee": _other(pair.next_best_mentee),
        },
        state=state,
    )


def as_stored(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as JSON: codes and data, put into words when they are read."""
    return [{**reason._asdict(), "data": dict(reason.data)} for reason in reasons]


def _other(alternative: Alternative | None) -> dict[str, Any] | None:
    if alternative is None:
        return None
    return {"id": str(alternative.candidate), "score": alternative.score}
