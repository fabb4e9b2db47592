"""A season: the circle's meetings by rule, planned and planned anew.

Days come from the rule, times from the clock on the wall. Planning anew follows the new rule, but
leaves alone what people have decided or done about a date: held, moved and cancelled ones stay, and so
does whatever lies behind. Planning the same season again changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from itertools import islice
from uuid import UUID

from dateutil.rrule import rrulestr
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from punos.plugin import (
    Cycle,
    Group,
    Meeting,
    Refused,
    Work,
    activate_group,
    cancel_meeting,
    clock,
    lock_cycle,
    memberships,
    move_meeting,
    pick,
    record_audit,
)
from punos_gatherings.date_letters import tell_replanned
from punos_gatherings.model import CIRCLE, GATHERING
from punos_gatherings.models import Occasion, Season, Seat
from punos_gatherings.occasions import About, begins, outside, plan_occasion, require_note
from punos_gatherings.places import IN_USE
from punos_gatherings.seats import offer_next, take_seat
from punos_gatherings.texts import _staff

MOST_DAYS = 200


@dataclass(frozen=True)
class Rule:
    """When and where a circle meets: an RRULE without its start, both days included, local time."""

    rule: str
    first_on: date
    until: date
    starts: time
    minutes: int
    place: str | None = None
    capacity: int | None = None


class Fate(StrEnum):
    """What planning a season does with a date."""

    NEW = "new"
    STAYS = "stays"
    FOLLOWS = "follows"
    """It gets the rule's time, place, length and places."""
    GOES = "goes"


@dataclass(frozen=True)
class Day:
    """A date of the season as planning it would leave it, or take it away."""

    day: date
    fate: Fate
    outside: bool
    occasion: Occasion | None = None


def days_of(rule: Rule) -> list[date]:
    """The days of a rule, at most two hundred. Raises Refused beyond, and for none."""
    start = datetime.combine(rule.first_on, time())
    given = rrulestr(rule.rule, dtstart=start)
    until = datetime.combine(rule.until, time())
    days = [moment.date() for moment in islice(given.xafter(start, inc=True), MOST_DAYS + 1)]
    within = [day for day in days if day <= until.date()]
    if len(within) > MOST_DAYS:
        raise Refused(_staff("That is more than 200 dates. Choose an earlier last day."))
    return within


def season_of(work: Work, cycle: Cycle) -> Season | None:
    """The cycle's season, once it is planned."""
    return work.session.scalars(select(Season).where(Season.cycle_id == cycle.id)).one_or_none()


def circle_of(work: Work, cycle: Cycle) -> Group | None:
    """The group of those who have signed up for the whole season."""
    query = select(Group).where(Group.cycle_id == cycle.id, Group.kind == CIRCLE)
    return work.session.scalars(query.order_by(Group.id).limit(1)).one_or_none()


def rule_of(season: Season) -> Rule:
    """By which rule the season was planned."""
    return Rule(**{name: getattr(season, name) for name in Rule.__dataclass_fields__})


def foresee(work: Work, cycle: Cycle, rule: Rule) -> list[Day]:
    """What planning by this rule would do with each date, in the order of the days."""
    season = season_of(work, cycle)
    known = _dates_of(work, season)
    wanted = days_of(rule)
    found = [_day_of_rule(cycle, season, day, known.get(day)) for day in wanted]
    # A season that is planned anew is not planned backwards.
    kept = [d for d in found if season is None or d.occasion or d.day >= clock.today()]
    gone = [_day_without_rule(cycle, season, known[day]) for day in known.keys() - set(wanted)]
    return sorted([*kept, *gone], key=lambda one: one.day)


def plan_season(work: Work, cycle: Cycle, rule: Rule, note: str | None = None) -> Season:
    """Plan the cycle's season by this rule, or plan it anew.

    Who has signed up for the season gets a place at new dates; who had one at a date that goes is
    told. Raises Refused in a closed cycle, and when days lie outside of its period without a note.
    """
    cycle = lock_cycle(work, cycle.id)
    if cycle.state == "closed":
        raise Refused(_staff("This programme has ended, so no season can be planned in it."))
    days = foresee(work, cycle, rule)
    require_note(cycle, unexplained(days), note)
    season = season_of(work, cycle)
    before = rule_of(season) if season else None
    season = _written(work, cycle, season, rule)
    # New dates first: people are held before the dates that they have places at already.
    new = [_plan(work, season, day.day, rule, note) for day in days if day.fate is Fate.NEW]
    seat_members(work, season.group_id, [occasion.meeting for occasion in new])
    if before is not None:
        changed = [meeting for day in days for meeting in _replan(work, day, before, rule, note)]
        tell_replanned(work, changed)
    record_audit(work, "gatherings.season_planned", "cycle", cycle.id)
    return season


def unexplained(days: Iterable[Day]) -> list[date]:
    """The days outside of the cycle's period for which nothing says why yet."""
    planned = (Fate.NEW, Fate.FOLLOWS)
    return [
        day.day
        for day in days
        if day.outside
        and day.fate in planned
        and not (day.occasion is not None and day.occasion.note)
    ]


def seat_members(work: Work, circle_id: UUID, meetings: Iterable[Meeting]) -> None:
    """Give those who signed up for the season a place at each of these meetings that lies ahead."""
    ahead = [meeting for meeting in meetings if begins(meeting) > clock.now()]
    if not ahead:
        return
    for membership in memberships(work, circle_id):
        for meeting in sorted(ahead, key=begins):
            take_seat(work, meeting, membership.enrolment)


def dates_ahead(work: Work, season: Season) -> Sequence[Occasion]:
    """The season's planned dates that have not begun, the earliest first."""
    query = (
        select(Occasion)
        .join(Occasion.meeting)
        .options(joinedload(Occasion.meeting))
        .where(Occasion.season_id == season.id, Meeting.state == "planned")
        .order_by(Meeting.local_start, Meeting.id)
    )
    now = clock.now()
    return [one for one in work.session.scalars(query) if begins(one.meeting) > now]


def is_moved(occasion: Occasion, rule: Rule) -> bool:
    """Whether somebody has moved this date away from what its rule gave."""
    if occasion.rule_day is None:
        return False
    moved: bool = occasion.meeting.local_start != datetime.combine(occasion.rule_day, rule.starts)
    return moved


def _dates_of(work: Work, season: Season | None) -> Mapping[date, Occasion]:
    """The season's dates by the day that the rule gave them."""
    if season is None:
        return {}
    query = (
        select(Occasion)
        .options(joinedload(Occasion.meeting))
        .where(Occasion.season_id == season.id, Occasion.rule_day.is_not(None))
    )
    dates = work.session.scalars(query)
    return {occasion.rule_day: occasion for occasion in dates if occasion.rule_day}


def _day_of_rule(cycle: Cycle, season: Season | None, day: date, known: Occasion | None) -> Day:
    if known is None or season is None:
        return Day(day, Fate.NEW, outside(cycle, day))
    fate = Fate.FOLLOWS if _is_free(known, season) else Fate.STAYS
    return Day(known.meeting.local_start.date(), fate, outside(cycle, day), known)


def _day_without_rule(cycle: Cycle, season: Season | None, known: Occasion) -> Day:
    day = known.meeting.local_start.date()
    fate = Fate.GOES if season is not None and _is_free(known, season) else Fate.STAYS
    return Day(day, fate, outside(cycle, day), known)


def _is_free(occasion: Occasion, season: Season) -> bool:
    """Whether a date may follow a new rule: nobody has decided anything about it, and it lies ahead."""
    meeting: Meeting = occasion.meeting
    return (
        meeting.state == "planned"
        and not is_moved(occasion, rule_of(season))
        and begins(meeting) > clock.now()
    )


def _written(work: Work, cycle: Cycle, season: Season | None, rule: Rule) -> Season:
    """The season's row by the new rule, with the circle that meets."""
    if season is None:
        name = pick(cycle.names, work.settings.languages[0]).value
        circle = circle_of(work, cycle) or activate_group(work, cycle, CIRCLE, [], name=name[:200])
        season = Season(cycle_id=cycle.id, group_id=circle.id)
        work.session.add(season)
    for name, value in vars(rule).items():
        setattr(season, name, value)
    work.session.flush()
    return season


def _plan(work: Work, season: Season, day: date, rule: Rule, note: str | None) -> Occasion:
    circle = work.session.scalars(select(Group).where(Group.id == season.group_id)).one()
    return plan_occasion(
        work,
        circle,
        kind=GATHERING,
        local_start=datetime.combine(day, rule.starts),
        minutes=rule.minutes,
        place=rule.place,
        about=About(capacity=rule.capacity),
        note=note,
        season=season,
    )


def _replan(work: Work, day: Day, before: Rule, rule: Rule, note: str | None) -> Sequence[Meeting]:
    """Let a date follow the new rule, or take it away; the meetings of which people must be told."""
    occasion = day.occasion
    if occasion is None or day.fate is Fate.STAYS:
        return ()
    if day.fate is Fate.GOES:
        return _take_away(work, occasion)
    _follow(work, occasion, before, rule)
    if day.outside and not occasion.note:
        occasion.note = note
    return () if rule.starts == before.starts else (occasion.meeting,)


def _follow(work: Work, occasion: Occasion, before: Rule, rule: Rule) -> None:
    """What was changed of a date by hand stays."""
    meeting: Meeting = occasion.meeting
    move_meeting(
        work,
        meeting.id,
        datetime.combine(meeting.local_start.date(), rule.starts),
        place=rule.place if meeting.place == before.place else None,
        minutes=rule.minutes if meeting.minutes == before.minutes else None,
    )
    if occasion.capacity == before.capacity:
        occasion.capacity = rule.capacity
        offer_next(work, meeting)


def _take_away(work: Work, occasion: Occasion) -> Sequence[Meeting]:
    """A date that the rule has no more: without a trace where nobody had a place, else cancelled."""
    meeting: Meeting = occasion.meeting
    seats = select(Seat.id).where(Seat.meeting_id == meeting.id, Seat.state.in_(IN_USE))
    cancel_meeting(work, meeting.id)
    if work.session.scalars(seats.limit(1)).first() is None:
        work.session.expunge(occasion)
        work.session.execute(delete(Meeting).where(Meeting.id == meeting.id))
        return ()
    # Free for the rule again: planned once more, the day is a new date.
    occasion.rule_day = None
    occasion.note = str(_staff("The season was planned anew."))
    work.session.flush()
    return (meeting,)
