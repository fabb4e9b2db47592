"""What the plugin shows of the guidelines on the core's pages, and what it says about meetings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, select

from punos.plugin import (
    MENTEE,
    MENTOR,
    Cycle,
    Enrolment,
    Group,
    Meeting,
    Message,
    Panel,
    Refusal,
    TodayItem,
    Work,
    format_list,
    held_counts,
    language_name,
    pick,
    plan_of,
    scope,
)
from punos_mentor_teams.access import GUIDELINES, MATCH
from punos_mentor_teams.guidelines import Signatory, missing, newest, signatories, waiting_for
from punos_mentor_teams.model import NAME, TEAM
from punos_mentor_teams.models import Guidelines
from punos_mentor_teams.texts import _, _l, _staff, _staff_l, _staff_n

OWN, STAFF = "own.groups", "groups.read"
FIRST, LAST = -10, 90
PAGE = "mentor_teams.guidelines"


def own_panels(work: Work, group: Group, enrolment: Enrolment) -> list[Panel]:
    """On a member's own page: that a mentor is looked for, and the guidelines; first what waits."""
    if group.kind != TEAM or group.state != "active":
        return []
    members = signatories(work, group)
    panels = _to_accept(work, members, enrolment)
    if enrolment.role == MENTEE and all(one.role != MENTOR for one in members):
        title = _l("We are looking for a mentor for you")
        panels.append(Panel(title, "mentor_teams/looking.html", OWN, {}, FIRST - 1))
    return panels


def _to_accept(work: Work, members: Sequence[Signatory], enrolment: Enrolment) -> list[Panel]:
    current = newest(work)
    mine = [one for one in members if one.enrolment_id == enrolment.id]
    if current is None or not mine:
        return []
    [me] = mine
    done = me.number == current.number
    known = {
        "me": me,
        "guidelines": current,
        "text": pick(current.texts, str(me.language) if done else work.language),
        "others": [one.name for one in members if one is not me and not one.may_meet],
    }
    if done:
        return [Panel(_l("Ethical guidelines"), "mentor_teams/accepted.html", OWN, known, LAST)]
    title = _l("Our ethical guidelines have changed") if me.number else _l("Before you meet")
    return [Panel(title, "mentor_teams/accept.html", OWN, known, FIRST)]


def staff_panels(work: Work, group: Group) -> list[Panel]:
    """On a team's page for staff: who has accepted which version, in which language."""
    if group.kind != TEAM or group.state != "active":
        return []
    known = {
        "members": signatories(work, group),
        "language_name": language_name,
        "may_read": work.actor.may(MATCH),
    }
    title = _staff_l("Ethical guidelines")
    return [Panel(title, "mentor_teams/signatories.html", STAFF, known, LAST)]


def reasons_not_to_log(work: Work, group: Group) -> list[Refusal]:
    """No team meets before everybody in it has accepted the guidelines."""
    names = missing(work, group)
    if not names:
        return []
    return [
        Refusal(
            _(
                "Before you meet, everybody in the team accepts the ethical guidelines. "
                "Still missing: %(names)s.",
                names=format_list(names),
            )
        )
    ]


def after_the_plan(work: Work, meeting: Meeting) -> list[Message]:
    """What happens next, when the last planned meeting has been held; for the team, not for staff."""
    group = meeting.group
    if group is None or group.kind != TEAM or work.actor.may("meetings.log"):
        return []
    if held_counts(work, [group.id]).get(group.id) != len(plan_of(work, group)):
        return []
    return [
        _(
            "You have held all the meetings of your plan. Well done, and thank you! Your union’s "
            "contact person will ask you how it went. You may go on meeting if you all want to."
        )
    ]


def today(work: Work, cycles: Sequence[Cycle]) -> list[TodayItem]:
    """That there are no guidelines yet; else how many have not accepted them, in each cycle."""
    ours = [cycle for cycle in cycles if cycle.programme.model == NAME]
    return [_none_yet(), *(_waiting(work, cycle) for cycle in ours)] if ours else []


def _none_yet() -> TodayItem:
    missing_ones = select(case((_published(), 0), else_=1)).scalar_subquery()
    return TodayItem(_publish_first, f"{PAGE}_form", GUIDELINES, count=missing_ones, order=2)


def _published() -> Any:
    return select(Guidelines.id).exists()


def _publish_first(_count: int) -> str:
    return _staff("Publish the ethical guidelines before the first team meets")


def _waiting(work: Work, cycle: Cycle) -> TodayItem:
    waiting = waiting_for(func.count()).where(Group.cycle_id == cycle.id, _published())
    return TodayItem(
        _not_accepted,
        PAGE,
        MATCH,
        count=scope(work.actor, waiting, Group, MATCH).scalar_subquery(),
        order=22,
        detail=pick(cycle.names, work.language),
    )


def _not_accepted(count: int) -> str:
    return _staff_n(
        "%(num)s person has not accepted the ethical guidelines yet",
        "%(num)s people have not accepted the ethical guidelines yet",
        count,
    )
