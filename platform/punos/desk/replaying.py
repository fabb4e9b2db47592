"""Telling a plugin that was suspended what happened meanwhile, in small steps, by the worker."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from punos import clock
from punos.db import TenantRow, points_at
from punos.desk.service import CATCHING_UP
from punos.enrolments.models import Enrolment
from punos.events.models import Event
from punos.events.service import SETTLED, replay
from punos.extend import PluginState
from punos.groups.models import Group, Membership
from punos.tenancy.models import TenantPlugin
from punos.work import Work

AT_ONCE = 200
MEMBERS_CHANGED = ("group.joined", "group.left")
Row = TypeVar("Row", bound=TenantRow)


def catch_up(work: Work) -> int:
    """Replay the next events to each plugin that is on again; how many they were.

    It goes on until every event from before the plugin came back has settled. What came after that
    reached the plugin live and may reach it again, as the hooks' contract says.
    """
    rows = work.session.scalars(
        select(TenantPlugin).where(TenantPlugin.state == PluginState.ON.value).with_for_update()
    )
    waiting = [row for row in rows if CATCHING_UP in row.settings]
    return sum(_catch_up(work, row) for row in waiting)


def _catch_up(work: Work, row: TenantPlugin) -> int:
    told = replay(work, row.plugin, _teller(row.plugin), AT_ONCE)
    back_since = datetime.fromisoformat(row.settings[CATCHING_UP])
    if told < AT_ONCE and clock.now() - back_since > SETTLED:
        row.settings = {key: value for key, value in row.settings.items() if key != CATCHING_UP}
    return told


def _teller(plugin: str) -> Callable[[Work, Event], None]:
    def tell(work: Work, event: Event) -> None:
        work.hooks.on_one(plugin, "event", event=event)
        if event.subject_kind == "enrolment":
            enrolment = _row(work, Enrolment, event.subject_id)
            if enrolment is not None:
                work.hooks.on_one(plugin, "enrolment_changed", enrolment=enrolment, event=event)
        elif event.kind == "group.ended":
            group = _row(work, Group, event.subject_id)
            if group is not None:
                known = {"group": group, "members": _there_at_the_end(work, group), "event": event}
                work.hooks.on_one(plugin, "group_ended", **known)
        elif event.kind in MEMBERS_CHANGED:
            group = _row(work, Group, event.subject_id)
            enrolment = _row(work, Enrolment, UUID(event.data["enrolment"]))
            if group is not None and enrolment is not None:
                known = {"group": group, "enrolment": enrolment, "event": event}
                work.hooks.on_one(plugin, "group_changed", **known)

    return tell


def _there_at_the_end(work: Work, group: Group) -> list[Enrolment]:
    """Who left the group on the day on which it ended: perhaps also one who left a little earlier."""
    assert group.ended_at is not None
    last_day = group.ended_at.astimezone(ZoneInfo(clock.DEFAULT_ZONE)).date()
    query = (
        select(Enrolment)
        .join(Membership, points_at(Membership.enrolment_id, Enrolment))
        .where(Membership.group_id == group.id, Membership.left_on == last_day)
        .order_by(Membership.id)
    )
    return list(work.session.scalars(query))


def _row(work: Work, model: type[Row], row_id: UUID) -> Row | None:
    return work.session.scalars(select(model).where(model.id == row_id)).one_or_none()
