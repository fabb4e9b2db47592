"""What the tests of seasons, sign-up and the door share."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from punos_gatherings.models import Occasion
from punos_gatherings.occasions import occasion_of, plan_occasion
from punos_gatherings.season import Rule, plan_season
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.test import TestResponse

from punos import clock
from punos.meetings.attendance import attendance_of
from punos.meetings.models import Meeting
from punos.programmes.cycles import start_cycle
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association

WEEKLY, SECOND_WEEK = "FREQ=WEEKLY;INTERVAL=1", "FREQ=WEEKLY;INTERVAL=2"


def moment(text: str) -> datetime:
    """A moment in UTC, as in 2026-03-01 10:00."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def rule(first_on: date, *, days: int = 42, every: str = SECOND_WEEK, **more: Any) -> Rule:
    """Every second week from that day, at two in the afternoon, unless said otherwise."""
    usual: dict[str, Any] = {"starts": time(14), "minutes": 180, "place": "Aurala", **more}
    return Rule(every, first_on, first_on + timedelta(days=days), **usual)


def cycle(association: Association) -> str:
    """A running cycle of gatherings, of 120 days from today; its slug."""
    slug = association.cycle(model="gatherings", settings={})
    with association.work() as work:
        start_cycle(work, cycle_by_slug(work, slug))
    return slug


def season(association: Association, slug: str, wanted: Rule | None = None) -> list[UUID]:
    """A season planned by a rule; the meetings' ids in the order of their days."""
    with association.work() as work:
        first = clock.today() + timedelta(days=3)
        plan_season(work, cycle_by_slug(work, slug), wanted or rule(first))
    return [one.meeting_id for one in dates(association, slug)]


def dates(association: Association, slug: str) -> Sequence[Occasion]:
    """The season's dates as they are now, the earliest first."""
    with association.work() as work:
        query = (
            select(Occasion)
            .join(Occasion.meeting)
            .where(Occasion.season_id.is_not(None))
            .options(joinedload(Occasion.meeting))
            .order_by(Meeting.local_start)
        )
        return work.session.scalars(query).all()


def event(association: Association, slug: str, *, hours: int = 24, **more: Any) -> UUID:
    """A one-off event of the cycle, beginning in so many hours from now; its meeting's id."""
    begins = (clock.now() + timedelta(hours=hours)).astimezone(clock.ZoneInfo(clock.DEFAULT_ZONE))
    with association.work() as work:
        cycle_row = cycle_by_slug(work, slug)
        planned = plan_occasion(
            work,
            cycle_row,
            kind="event",
            local_start=begins.replace(tzinfo=None, second=0, microsecond=0),
            minutes=90,
            **more,
        )
        return planned.meeting_id


def state_of(association: Association, meeting_id: UUID) -> str:
    """The meeting's state now."""
    with association.work() as work:
        return str(occasion_of(work, meeting_id).meeting.state)


def marks(association: Association, meeting_id: UUID) -> dict[UUID, str]:
    """Who is marked how."""
    with association.work() as work:
        return attendance_of(work, meeting_id)


def post_json(client: Client, path: str, body: Any, token: str | None = None) -> TestResponse:
    """What the script of the door sends."""
    headers = {"X-CSRF-Token": client._token if token is None else token}
    options: dict[str, Any] = {"base_url": f"http://{client.host}", "headers": headers}
    return client._client.post(path, json=body, **options)


def milliseconds(at: datetime) -> int:
    """A moment as a browser says it."""
    return round(at.timestamp() * 1000)


def batch(*taps: tuple[UUID, str, datetime], sent: datetime | None = None) -> dict[str, Any]:
    """What the script sends: who, how, when by the phone's clock."""
    return {
        "sent": milliseconds(sent or clock.now()),
        "marks": [
            {"who": str(who), "state": state, "at": milliseconds(at)} for who, state, at in taps
        ],
        "newcomers": [],
    }


def arrival(name: str, at: datetime) -> dict[str, Any]:
    """The same of a newcomer."""
    newcomer = {"token": str(uuid4()), "given_name": name, "at": milliseconds(at)}
    return {"sent": milliseconds(clock.now()), "marks": [], "newcomers": [newcomer]}


def open_door(client: Client, meeting_id: UUID) -> str:
    """The page of the door."""
    answer = client.get(f"/gatherings/door/{meeting_id}")
    assert answer.status_code == 200
    return answer.text
