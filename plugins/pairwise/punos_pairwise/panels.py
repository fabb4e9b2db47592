"""What the plugin shows on the core's pages."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from punos.plugin import (
    MENTEE,
    Cycle,
    Enrolment,
    Membership,
    Panel,
    TodayItem,
    Work,
    cycles_of_model,
    mentees_proposed,
    newest_proposal,
    open_proposals,
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
    ours = cycles_of_model(work, cycles, PAIRWISE.name)
    if not ours:
        return ()
    proposals = open_proposals(work, ours)
    pairs = mentees_proposed(work, [proposal.id for proposal in proposals.values()])
    mentees = _mentees_without_pair(work, ours)
    items = []
    for cycle in ours:
        draft = proposals.get(cycle.id)
        if draft is not None and draft.state == "draft" and pairs.get(draft.id):
            items.append(_draft_waits(work, cycle, pairs[draft.id]))
        elif draft is None and mentees.get(cycle.id):
            items.append(_mentees_wait(work, cycle, mentees[cycle.id]))
    return items


def _may(work: Work) -> bool:
    return work.actor.may(MATCH) and work.actor.units(MATCH) is None


def _mentees_without_pair(work: Work, cycles: Sequence[Cycle]) -> dict[UUID, int]:
    in_pair = select(Membership.enrolment_id).where(
        points_at(Membership.enrolment_id, Enrolment),
        Membership.left_on.is_(None),
    )
    query = (
        select(Enrolment.cycle_id, func.count())
        .where(
            Enrolment.cycle_id.in_([cycle.id for cycle in cycles]),
            Enrolment.role == MENTEE,
            Enrolment.model_state == "accepted",
            ~in_pair.exists(),
        )
        .group_by(Enrolment.cycle_id)
    )
    return dict(work.session.execute(query).all())


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
