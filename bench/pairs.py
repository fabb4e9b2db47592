"""Matching beside the solver alone, from answers in memory and from stored answers to a stored draft."""

from __future__ import annotations

import resource
from collections.abc import Iterator, Sequence
from time import process_time

from punos_pairwise.matching.solve import propose
from punos_pairwise.propose import fill_proposal
from punos_pairwise.service import PROPOSE_JOB
from sqlalchemy import select

from bench import matching
from bench.association import Association, Said, add_cycle, add_people
from bench.figures import Figure, at_most, heading
from bench.place import Place
from punos.enrolments.models import Enrolment
from punos.plugin import Candidate, ask_proposal
from punos.programmes.models import Cycle
from punos.work import Work

STORED = 1000


def measure(place: Place, association: Association, *, large: bool) -> Iterator[Figure]:
    """Every size, then the whole way at 1,000."""
    heading("Matching beside the solver alone, CPU milliseconds (optimal)")
    for size in matching.SIZES:
        yield _beside(size)
    if large:
        yield _beside(matching.LARGE)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        yield at_most(f"matching {matching.LARGE:,}, peak memory", peak, 1000, "MB", 0)
    yield _stored(place, association)


def _beside(size: int) -> Figure:
    mentees, mentors = matching.cohort(size)
    solver, shown = matching.interleaved(
        matching.RUNS[size],
        matching.solver_alone(mentees, mentors),
        lambda: matching.show_page(propose(mentees, mentors, matching.CRITERIA)),
    )
    ratio = shown / solver
    told = f"{solver * 1000:.1f} solver, {shown * 1000:.1f} with reasons shown, {ratio:.2f} ×"
    print(f"  {size:>5} on each side: {told}", flush=True)
    what = f"matching {size:,}, reasons shown"
    if size == 20:
        return at_most(what, shown * 1000, 100, "ms")
    if size == STORED:
        return at_most(f"{what}, beside the solver", ratio, 2, "×", 2)
    return Figure(what, f"{shown * 1000:.0f} ms, {ratio:.2f} × the solver")


def _stored(place: Place, association: Association) -> Figure:
    mentees, mentors = matching.cohort(STORED)
    with place.deployment.work(association.record) as work:
        cycle = add_cycle(work, "matching")
        add_people(work, cycle, "mentee", [_said(one) for one in mentees])
        add_people(work, cycle, "mentor", [_said(one) for one in mentors])
        work.session.flush()
        _accept_all(work, cycle)
    place.tidy()
    with place.deployment.work(association.record) as work:
        cycle = work.session.scalars(select(Cycle).where(Cycle.slug == "matching")).one()
        proposal = ask_proposal(work, cycle, PROPOSE_JOB)
        work.session.commit()
        before, began = place.database_cpu(), process_time()
        fill_proposal(work, proposal)
        work.session.commit()
        ours, database = process_time() - began, place.database_cpu() - before
    solver = matching.interleaved(5, matching.solver_alone(mentees, mentors))[0]
    ratio = (ours + database) / solver
    shown = f"{ours:.2f} s + database {database:.2f} s, {ratio:.1f} × the solver"
    print(f"  {STORED:>5} from stored answers to the stored draft: {shown}", flush=True)
    what = f"matching {STORED:,}, stored answers to stored draft"
    return Figure(what, shown, "≤ 2 × the solver", ratio <= 2)


def _accept_all(work: Work, cycle: Cycle) -> None:
    for enrolment in work.session.scalars(select(Enrolment).where(Enrolment.cycle_id == cycle.id)):
        enrolment.state, enrolment.model_state = "active", "accepted"


def _said(one: Candidate) -> Said:
    """The candidate as the form would have stored it."""
    return {
        "city": one.city,
        "occupation": one.occupation,
        "online_ok": one.online_ok,
        "languages": [{"language": code, "level": at} for code, at in one.languages.items()],
        "interests": _sorted(one.interests),
        "hopes": _sorted(one.hopes),
        "offers": _sorted(one.offers),
        "education_field": one.education_field,
        "availability": _sorted(one.availability),
        "capacity": one.capacity,
    }


def _sorted(codes: frozenset[str]) -> Sequence[str]:
    return sorted(codes)
