"""Telling a plugin that was suspended what happened meanwhile, in small steps, by the worker."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from punos import clock
from punos.desk.service import CATCHING_UP
from punos.enrolments.models import Enrolment
from punos.events.models import Event
from punos.events.service import SETTLED, replay
from punos.extend import PluginState
from punos.tenancy.models import TenantPlugin
from punos.work import Work

AT_ONCE = 200


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
        if event.subject_kind == "enrolment":
            query = select(Enrolment).where(Enrolment.id == event.subject_id)
            enrolment = work.session.scalars(query).one_or_none()
            if enrolment is not None:
                work.hooks.on_one(plugin, "enrolment_changed", enrolment=enrolment, event=event)

    return tell
