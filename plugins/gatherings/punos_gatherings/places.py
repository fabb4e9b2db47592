"""What places are at, a meeting or a camp, and how the places of each stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from punos.plugin import Absent, Meeting, Work, clock
from punos_gatherings.models import Camp, Occasion, Seat

Host = Meeting | Camp
HOLDS = ("taken", "offered")
"""States of a seat that nobody else can have."""
IN_USE = ("taken", "offered", "waiting")


@dataclass(frozen=True)
class Places:
    """How many places a meeting or camp has (None: no limit), and how they stand."""

    capacity: int | None = None
    taken: int = 0
    offered: int = 0
    waiting: int = 0

    @property
    def free(self) -> int | None:
        """How many can be taken at once; None where there is no limit."""
        if self.capacity is None:
            return None
        return 0 if self.waiting else max(0, self.capacity - self.taken - self.offered)


def places_at(work: Work, hosts: Sequence[Host]) -> dict[UUID, Places]:
    """How the places of each meeting or camp stand: two statements, however many they are."""
    limits = capacities(work, hosts)
    counts: dict[UUID, dict[str, int]] = {host.id: {} for host in hosts}
    host_id = func.coalesce(Seat.meeting_id, Seat.camp_id)
    query = (
        select(host_id, Seat.state, func.count())
        .where(
            Seat.meeting_id.in_(counts) | Seat.camp_id.in_(counts),
            Seat.state.in_(IN_USE),
        )
        .group_by(host_id, Seat.state)
    )
    for host, state, count in work.session.execute(query):
        counts[host][state] = count
    return {host: Places(limits.get(host), **counts[host]) for host in counts}


def free_places(work: Work, hosts: Sequence[Host]) -> dict[UUID, int | None]:
    """How many places can be taken at each of them at once; None where there is no limit."""
    return {host: places.free for host, places in places_at(work, hosts).items()}


def host_of(work: Work, seat: Seat) -> Host:
    """The meeting or camp that a seat is at."""
    found: Host | None
    if seat.camp_id is not None:
        found = work.session.scalars(select(Camp).where(Camp.id == seat.camp_id)).first()
    else:
        found = work.session.scalars(select(Meeting).where(Meeting.id == seat.meeting_id)).first()
    if found is None:
        raise Absent
    return found


def capacities(work: Work, hosts: Iterable[Host]) -> dict[UUID, int | None]:
    """How many places each has; those of meetings stand in their occasions, None is no limit."""
    found: dict[UUID, int | None] = {
        host.id: host.places for host in hosts if isinstance(host, Camp)
    }
    meetings = [host.id for host in hosts if isinstance(host, Meeting)]
    if meetings:
        query = select(Occasion.meeting_id, Occasion.capacity)
        rows = work.session.execute(query.where(Occasion.meeting_id.in_(meetings)))
        found.update((meeting_id, capacity) for meeting_id, capacity in rows)
    return found


def takes_people(host: Host) -> bool:
    """Whether places can still be given: a camp until it begins, a meeting until it does."""
    if isinstance(host, Camp):
        return clock.now() < begins(host) and host.group.state == "active"
    return host.state == "planned" and not _has_begun(host)


def is_over(host: Host) -> bool:
    """Whether it lies behind: a camp after its last day, a meeting once it has begun."""
    if isinstance(host, Camp):
        return host.last_on < clock.today()
    return host.state == "held" or _has_begun(host)


def _has_begun(meeting: Meeting) -> bool:
    return meeting.local_start.replace(tzinfo=ZoneInfo(meeting.zone)) <= clock.now()


def begins(camp: Camp) -> datetime:
    """When the camp's first day begins."""
    return datetime.combine(camp.first_on, time.min, ZoneInfo(clock.DEFAULT_ZONE))
