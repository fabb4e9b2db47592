"""What the plugin shows on the core's pages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, select

from punos.plugin import (
    MENTEE,
    Cycle,
    Enrolment,
    Membership,
    Panel,
    Proposal,
    Suggestion,
    TodayItem,
    Work,
    mentees_proposed,
    newest_proposal,
    pick,
    points_at,
)
from punos_pairwise.access import MATCH
from punos_pairwise.model import PAIRWISE
from punos_pairwise.standing import waiting
from punos_pairwise.texts import _staff_l, _staff_n


def cycle_panels(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """Where matching stands, for those who may match the whole cohort."""
    if cycle.programme.model != PAIRWISE.name or not _may(work):
        return ()
    free = waiting(work, cycle)
    proposal = newest_proposal(work, cycle)
    known = {
        "cycle": cycle,
        "mentees": len(free.mentees),
        "mentors": len(free.mentors),
        "proposal": proposal,
        "pairs": mentees_proposed(work, [proposal.id] if proposal else []),
    }
    return (Panel(_staff_l("Matching"), "pairwise/panel.html", MATCH, known, order=10),)


def today(work: Work, cycles: Sequence[Cycle]) -> Sequence[TodayItem]:
    """Drafts that wait to be published, and accepted mentees for whom nothing is proposed yet."""
    if not _may(work):
        return ()
    ours = [cycle for cycle in cycles if cycle.programme.model == PAIRWISE.name]
    found = {row.id: row for row in _standing(work, ours)} if ours else {}
    items = []
    for cycle in ours:
        row = found[cycle.id]
        if row.state == "draft" and row.pairs:
            items.append(_draft_waits(work, cycle, row.pairs))
        elif row.state is None and row.mentees:
            items.append(_mentees_wait(work, cycle, row.mentees))
    return items


def _may(work: Work) -> bool:
    return work.actor.may(MATCH) and work.actor.units(MATCH) is None


def _standing(work: Work, cycles: Sequence[Cycle]) -> Sequence[Any]:
    """Of each cycle the state of its open proposal, its pairs, and mentees without one: one statement."""
    pairs = (
        select(func.count())
        .select_from(Suggestion)
        .where(points_at(Suggestion.proposal_id, Proposal), Suggestion.state == "proposed")
        .scalar_subquery()
    )
    in_pair = exists().where(
        points_at(Membership.enrolment_id, Enrolment), Membership.left_on.is_(None)
    )
    mentees = (
        select(func.count())
        .select_from(Enrolment)
        .where(
            points_at(Enrolment.cycle_id, Cycle),
            Enrolment.role == MENTEE,
            Enrolment.model_state == "accepted",
            ~in_pair,
        )
        .scalar_subquery()
    )
    is_open = points_at(Proposal.cycle_id, Cycle) & Proposal.state.in_(("working", "draft"))
    query = (
        select(Cycle.id, Proposal.state, pairs.label("pairs"), mentees.label("mentees"))
        .outerjoin(Proposal, is_open)
        .where(Cycle.id.in_([cycle.id for cycle in cycles]))
    )
    return work.session.execute(query).all()


def _draft_waits(work: Work, cycle: Cycle, pairs: int) -> TodayItem:
    text = _staff_n(
        "A draft of %(num)s pair waits to be published",
        "A draft of %(num)s pairs waits to be published",
        pairs,
    )
    return _item(work, cycle, text, pairs)


def _mentees_wait(work: Work, cycle: Cycle, mentees: int) -> TodayItem:
    text = _staff_n(
        "%(num)s accepted mentee waits for a pair",
        "%(num)s accepted mentees wait for a pair",
        mentees,
    )
    return _item(work, cycle, text, mentees)


def _item(work: Work, cycle: Cycle, text: str, count: int) -> TodayItem:
    return TodayItem(
        text,
        "pairwise.workbench",
        MATCH,
        values={"slug": cycle.slug},
        count=count,
        order=20,
        detail=pick(cycle.names, work.language),
    )
