"""The heavy part: from stored answers to a stored draft. Only the worker imports this module."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from punos.plugin import (
    Cycle,
    Enrolment,
    JobRun,
    Membership,
    Person,
    Work,
    lock_row,
    progress,
)
from sqlalchemy import func, select

from punos_pairwise.matching.candidates import Candidate
from punos_pairwise.matching.criteria import NAMES, Criteria
from punos_pairwise.matching.findings import Reason
from punos_pairwise.matching.pins import PinsContradict
from punos_pairwise.matching.proposal import Alternative, Proposal as Found, Suggestion as FoundPair
from punos_pairwise.matching.solve import propose
from punos_pairwise.model import MENTEE, MENTOR
from punos_pairwise.models import Proposal, Suggestion, Wish
from punos_pairwise.sections import SECTION


def propose_pairs(work: Work, run: JobRun) -> None:
    """Find the best pairs for the proposal that the run is about, and store them as a draft.

    A proposal that was replaced meanwhile is left alone.
    """
    proposal = lock_row(work.session, Proposal, run.subject_id) if run.subject_id else None
    if proposal is not None and proposal.state == "working":
        progress(run.id, 1, 2)
        fill_proposal(work, proposal)


def fill_proposal(work: Work, proposal: Proposal) -> None:
    """Turn a proposal that is being worked on into a draft, or say what keeps it from being one."""
    cycle = work.session.scalars(select(Cycle).where(Cycle.id == proposal.cycle_id)).one()
    mentees, mentors = cohort(work, cycle)
    try:
        found = propose(
            mentees,
            mentors,
            criteria_of(proposal.settings),
            pins=_wishes(work, cycle, "pin"),
            forbidden=_wishes(work, cycle, "forbid"),
            aim=proposal.settings["aim"],
        )
    except PinsContradict:
        proposal.state, proposal.problem = "failed", "pins_contradict"
    else:
        _store(work, proposal, found)


def cohort(work: Work, cycle: Cycle) -> tuple[list[Candidate], list[Candidate]]:
    """Who waits for a pair: accepted mentees, and mentors with room for another mentee."""
    taken = _taken(work, cycle)
    query = (
        select(Enrolment, Person.city)
        .join(
            Person, (Person.id == Enrolment.person_id) & (Person.tenant_id == Enrolment.tenant_id)
        )
        .where(Enrolment.cycle_id == cycle.id, Enrolment.state == "active")
        .order_by(Enrolment.id)
    )
    rows = list(work.session.execute(query))
    mentees = [
        candidate_of(enrolment, city, 1)
        for enrolment, city in rows
        if enrolment.role == MENTEE and enrolment.model_state == "accepted"
    ]
    mentors = [
        candidate_of(enrolment, city, room)
        for enrolment, city in rows
        if enrolment.role == MENTOR and (room := _room(enrolment, taken)) > 0
    ]
    return mentees, mentors


def _taken(work: Work, cycle: Cycle) -> dict[UUID, int]:
    query = (
        select(Membership.enrolment_id, func.count())
        .join(
            Enrolment,
            (Enrolment.id == Membership.enrolment_id)
            & (Enrolment.tenant_id == Membership.tenant_id),
        )
        .where(
            Enrolment.cycle_id == cycle.id, Membership.role == MENTOR, Membership.left_on.is_(None)
        )
        .group_by(Membership.enrolment_id)
    )
    return dict(work.session.execute(query).tuples().all())


def _answers(enrolment: Enrolment) -> Mapping[str, Any]:
    data: Mapping[str, Any] = enrolment.answers.get(SECTION, {}).get("data", {})
    return data


def _room(enrolment: Enrolment, taken: Mapping[UUID, int]) -> int:
    return int(_answers(enrolment).get("capacity") or 1) - taken.get(enrolment.id, 0)


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


def _wishes(work: Work, cycle: Cycle, kind: str) -> frozenset[tuple[UUID, UUID]]:
    query = select(Wish.mentee_id, Wish.mentor_id).where(
        Wish.cycle_id == cycle.id, Wish.kind == kind
    )
    return frozenset((mentee, mentor) for mentee, mentor in work.session.execute(query))


def _store(work: Work, proposal: Proposal, found: Found) -> None:
    for position, pair in enumerate(found.pairs):
        work.session.add(_suggestion(proposal, position, pair))
    proposal.unmatched = [
        {"id": str(one.candidate), "role": one.role, "why": one.why, "data": dict(one.data)}
        for one in found.unmatched
    ]
    proposal.quality = asdict(found.quality)
    proposal.state = "draft"


def _suggestion(proposal: Proposal, position: int, pair: FoundPair) -> Suggestion:
    return Suggestion(
        proposal_id=proposal.id,
        mentee_id=pair.mentee,
        mentor_id=pair.mentor,
        position=position,
        score=pair.score,
        pinned=pair.pinned,
        reasons=as_stored(pair.reasons),
        others={
            "mentor": _other(pair.next_best_mentor),
            "mentee": _other(pair.next_best_mentee),
        },
        state="proposed",
    )


def as_stored(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as JSON: codes and data, put into words when they are read."""
    return [{**reason._asdict(), "data": dict(reason.data)} for reason in reasons]


def _other(alternative: Alternative | None) -> dict[str, Any] | None:
    if alternative is None:
        return None
    return {"id": str(alternative.candidate), "score": alternative.score}
