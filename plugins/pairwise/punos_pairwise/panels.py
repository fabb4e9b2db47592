"""What the plugin shows on the core's pages."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

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
    asked_count,
    clock,
    mentees_proposed,
    newest_proposal,
    pick,
    points_at,
)
from punos_pairwise import of_unit
from punos_pairwise.access import MATCH
from punos_pairwise.model import PAIRWISE
from punos_pairwise.standing import waiting
from punos_pairwise.texts import _staff_l, _staff_n


def cycle_panels(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """Where matching stands, for those who may match the whole cohort; others see their own people."""
    if cycle.programme.model != PAIRWISE.name:
        return ()
    if not _may(work):
        own = of_unit.panel(work, cycle)
        return (own,) if own else ()
    free = waiting(work, cycle)
    proposal = newest_proposal(work, cycle)
    known = {
        "cycle": cycle,
        "mentees": len(free.mentees),
        "mentors": len(free.mentors),
        "asked": len(free.asked),
        "proposal": proposal,
        "pairs": mentees_proposed(work, [proposal.id] if proposal else []),
    }
    return (Panel(_staff_l("Matching"), "pairwise/panel.html", MATCH, known, order=10),)


def today(work: Work, cycles: Sequence[Cycle]) -> Sequence[TodayItem]:
    """Drafts that wait to be published, and accepted mentees for whom nothing is proposed yet."""
    ours = [cycle for cycle in cycles if cycle.programme.model == PAIRWISE.name]
    if not _may(work):
        return [item for cycle in ours if (item := of_unit.today_item(work, cycle))]
    return [
        item for cycle in ours for item in (_draft_waits(work, cycle), _mentees_wait(work, cycle))
    ]


def _may(work: Work) -> bool:
    return work.actor.may(MATCH) and work.actor.units(MATCH) is None


def _proposal(cycle: Cycle, *states: str) -> ColumnElement[bool]:
    return and_(Proposal.cycle_id == cycle.id, Proposal.state.in_(states))


def _draft_waits(work: Work, cycle: Cycle) -> TodayItem:
    pairs = (
        select(func.count(Suggestion.id))
        .join(Proposal, points_at(Suggestion.proposal_id, Proposal))
        .where(_proposal(cycle, "draft"), Suggestion.state == "proposed")
    )
    return _item(work, cycle, pairs, _draft_text)


def _draft_text(pairs: int) -> str:
    return _staff_n(
        "A draft of %(num)s pair waits to be published",
        "A draft of %(num)s pairs waits to be published",
        pairs,
    )


def _mentees_wait(work: Work, cycle: Cycle) -> TodayItem:
    in_pair = exists().where(
        points_at(Membership.enrolment_id, Enrolment), Membership.left_on.is_(None)
    )
    mentees = select(func.count(Enrolment.id)).where(
        Enrolment.cycle_id == cycle.id,
        Enrolment.role == MENTEE,
        Enrolment.model_state == "accepted",
        ~in_pair,
        asked_count() == 0,
        ~exists().where(_proposal(cycle, "working", "draft")),
    )
    begun = cycle.starts_on < clock.today()
    return _item(work, cycle, mentees, _still_waiting_text if begun else _mentees_text)


def _mentees_text(mentees: int) -> str:
    return _staff_n(
        "%(num)s accepted mentee waits for a pair",
        "%(num)s accepted mentees wait for a pair",
        mentees,
    )


def _still_waiting_text(mentees: int) -> str:
    return _staff_n(
        "%(num)s accepted mentee still waits for a pair, and the cycle has begun",
        "%(num)s accepted mentees still wait for a pair, and the cycle has begun",
        mentees,
    )


def _item(work: Work, cycle: Cycle, counted: Select[Any], text: Callable[[int], str]) -> TodayItem:
    return TodayItem(
        text,
        "pairwise.workbench",
        MATCH,
        values={"slug": cycle.slug},
        count=counted.scalar_subquery(),
        order=20,
        detail=pick(cycle.names, work.language),
    )
