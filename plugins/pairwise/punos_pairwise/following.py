"""What follows in matching when somebody leaves, and when a cycle is to be closed."""

from collections.abc import Sequence

from punos.plugin import (
    MENTEE,
    MENTOR,
    Cycle,
    Enrolment,
    Group,
    Refusal,
    Work,
    drop_from_drafts,
    end_group,
    groups_of,
    missing_outcomes,
    move,
)
from punos_pairwise.circles.placing import follow_end
from punos_pairwise.model import PAIR, PAIRED
from punos_pairwise.texts import _staff_n

LEAVES = ("left", "withdrawn", "refused", "waiting")


def follow_enrolment(work: Work, enrolment: Enrolment) -> None:
    """Whoever does not wait any more leaves the draft; whoever leaves the cycle ends their pair."""
    if _may_wait(enrolment):
        return
    drop_from_drafts(work, enrolment)
    if enrolment.model_state in LEAVES:
        for group in groups_of(work, [enrolment.id]):
            if group.kind == PAIR:
                end_group(work, group.id, "member_left")


def _may_wait(enrolment: Enrolment) -> bool:
    """A mentor who is in a pair may have room for another mentee; a mentee has not."""
    waits = enrolment.model_state == "accepted"
    return waits or (enrolment.model_state == PAIRED and enrolment.role == MENTOR)


def follow_group(work: Work, group: Group, members: Sequence[Enrolment]) -> None:
    """Whoever was in a pair that ended is free for a new match, unless they have another pair.

    The pair leaves its circle.
    """
    if group.kind != PAIR:
        return
    follow_end(work, group, [member.id for member in members])
    for member in sorted(members, key=lambda enrolment: enrolment.id):
        if member.model_state == PAIRED and not _has_pair(work, member):
            move(work, member.id, "accepted")


def _has_pair(work: Work, member: Enrolment) -> bool:
    return any(one.kind == PAIR for one in groups_of(work, [member.id]))


def reasons_not_to_close(work: Work, cycle: Cycle) -> list[Refusal]:
    """Each mentee who was in a pair needs an outcome before the cycle closes."""
    missing = missing_outcomes(work, cycle, MENTEE)
    if not missing:
        return []
    reason = _staff_n(
        "%(num)s mentee has no outcome yet.", "%(num)s mentees have no outcome yet.", missing
    )
    return [Refusal(reason)]
