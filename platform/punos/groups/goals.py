"""What a pair or group wants to reach: its own aims, or the one that the programme sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy import func, select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.forms import PunosSchema, field_info
from punos.groups.models import Group, GroupGoal
from punos.i18n import _, _l, _staff_l
from punos.programmes.service import model_of, settings_of
from punos.texts import Text, pick
from punos.work import Work

BY = (
    ("pair", _staff_l("Each pair or group sets its own")),
    ("programme", _staff_l("The programme sets it for all")),
)
MOST = 12
STATES = {
    "open": _l("On the way"),
    "reached": _l("Reached"),
    "dropped": _l("No longer an aim"),
}


class GoalSettings(PunosSchema):
    """Who says what a pair or group wants to reach."""

    by = fields.String(
        load_default="pair",
        metadata=field_info(label=_staff_l("Who sets the aim"), options=BY, widget="radio"),
    )
    text = fields.Dict(
        keys=fields.String(validate=validate.Length(min=2, max=3)),
        values=fields.String(validate=validate.Length(max=500)),
        load_default=dict,
        metadata=field_info(
            label=_staff_l("The aim of the programme, by language"),
            help=_staff_l("Shown to everybody in it, where the programme sets the aim."),
        ),
    )


class GoalSchema(PunosSchema):
    """One aim, in a person's own words."""

    text = fields.String(
        required=True,
        validate=validate.Length(min=1, max=500),
        metadata=field_info(
            label=_l("What do you want to reach together?"),
            help=_l("For example: “I know how to apply for work in my field.”"),
        ),
    )


def has_goals(work: Work, group: Group) -> bool:
    """Whether aims are set in such a group: one led by its members, in a programme that knows aims."""
    kind = model_of(work, group.cycle).group_kind(group.kind)
    return kind.self_led and not kind.of_groups and "goals" in settings_of(work, group.cycle)


def programme_goal(work: Work, group: Group) -> Text | None:
    """The programme's aim in the reader's language; None where each group sets its own."""
    return goal_text(settings_of(work, group.cycle).get("goals") or {}, work.language)


def goal_text(settings: Mapping[str, Any], language: str) -> Text | None:
    """What such settings give as the aim of all."""
    texts = {code: text for code, text in settings.get("text", {}).items() if text}
    return pick(texts, language) if settings.get("by") == "programme" and texts else None


def goals_of(work: Work, group: Group) -> Sequence[GroupGoal]:
    """The aims of a group that were not given up, the oldest first: one statement."""
    query = (
        select(GroupGoal)
        .where(GroupGoal.group_id == group.id, GroupGoal.state != "dropped")
        .order_by(GroupGoal.id)
    )
    return work.session.scalars(query).all()


def add_goal(work: Work, group: Group, text: str, enrolment_id: UUID | None) -> GroupGoal:
    """Write down one more aim of a group. Sent twice, it is one.

    Raises Refused beyond twelve, Absent where the programme sets the aim or the group has ended.
    """
    _hold(work, group)
    if programme_goal(work, group) is not None:
        raise Absent
    for known in goals_of(work, group):
        if known.text == text:
            return known
    if _count(work, group) >= MOST:
        raise Refused(_("That is enough for one time together. Reach or take out one first."))
    return _added(work, group, text, "group", enrolment_id)


def change_goal(work: Work, group: Group, goal_id: UUID, text: str) -> None:
    """Put an aim of the group's own into other words. Raises Absent."""
    found = _own(work, group, goal_id)
    if found.source != "group":
        raise Absent
    if found.text != text:
        found.text, found.changed_at = text, clock.now()
        audit(work, "group_goal.changed", "group", group.id, ["text"])


def mark_goal(work: Work, group: Group, goal_id: UUID, state: str) -> None:
    """Say that an aim is reached, open again or given up. Raises Absent."""
    found = _own(work, group, goal_id)
    if state not in STATES or (found.source == "programme" and state == "dropped"):
        raise Absent
    if found.state != state:
        found.state, found.changed_at = state, clock.now()
        audit(work, f"group_goal.{state}", "group", group.id, ["state"])


def mark_programme_goal(work: Work, group: Group, enrolment_id: UUID | None, state: str) -> None:
    """Say that the programme's aim is reached, or not any more. Raises Absent."""
    _hold(work, group)
    text = programme_goal(work, group)
    if text is None or state not in ("open", "reached"):
        raise Absent
    known = [one for one in goals_of(work, group) if one.source == "programme"]
    made = known[0] if known else _added(work, group, text.value, "programme", enrolment_id)
    mark_goal(work, group, made.id, state)


def _added(
    work: Work, group: Group, text: str, source: str, enrolment_id: UUID | None
) -> GroupGoal:
    now = clock.now()
    made = GroupGoal(
        group_id=group.id,
        source=source,
        text=text,
        state="open",
        set_by=enrolment_id,
        created_at=now,
        changed_at=now,
    )
    work.session.add(made)
    work.session.flush()
    audit(work, "group_goal.added", "group", group.id)
    return made


def _own(work: Work, group: Group, goal_id: UUID) -> GroupGoal:
    """An aim of this group, held. Raises Absent."""
    _hold(work, group)
    found = lock_row(work.session, GroupGoal, goal_id)
    if found is None or found.group_id != group.id:
        raise Absent
    return found


def _hold(work: Work, group: Group) -> None:
    held = lock_row(work.session, Group, group.id)
    if held is None or held.state != "active" or not has_goals(work, held):
        raise Absent


def _count(work: Work, group: Group) -> int:
    query = select(func.count(GroupGoal.id)).where(
        GroupGoal.group_id == group.id, GroupGoal.state == "open"
    )
    return work.session.scalar(query) or 0
