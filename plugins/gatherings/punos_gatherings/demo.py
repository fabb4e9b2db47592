"""Gatherings for the demo, by the verbs that staff, the door and people themselves use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from punos.plugin import Cycle, Enrolment, Meeting, Programme, Work, clock
from punos.plugin.demo import (
    PhasePlan,
    Spring,
    Teller,
    close_whole_cycle,
    create_cycle,
    earlier_springs,
    named,
    noon,
    open_cycle,
    spoken,
    start_cycle,
)
from punos_gatherings import demo_camp, demo_path
from punos_gatherings.demo_words import (
    CANCELLED_NOTE,
    CURRENT,
    EVENTS,
    FACILITATOR,
    MEETINGS,
    MOVED_NOTE,
    PLACE,
    PREVIOUS,
    VISITORS,
)
from punos_gatherings.door import Arrival, Mark, add_newcomer, take_marks
from punos_gatherings.events import EventPlan, plan_event
from punos_gatherings.model import GATHERINGS
from punos_gatherings.models import Occasion, Season
from punos_gatherings.occasions import (
    About,
    begins,
    cancel_occasion,
    change_occasion,
    move_occasion,
)
from punos_gatherings.season import Rule, dates_ahead, plan_season
from punos_gatherings.sign_up import sign_up_for_date, sign_up_for_season

EVERY_SECOND_WEEK = timedelta(days=14)
DATES = 20
"""Every second Saturday from 3 December 2022 to 26 August 2023."""
DOOR_NAMES = ("Amal", "Bahar", "Chipo", "Daria", "Esra", "Faduma", "Gulsen", "Hodan")


@dataclass(frozen=True)
class Story:
    """One season as it is told: who tells, its cycle, its dates in their order, and its people."""

    teller: Teller
    cycle: Cycle
    dates: Sequence[Occasion]
    people: list[Enrolment]

    @property
    def work(self) -> Work:
        """The unit of work in which it is told."""
        return self.teller.work


def tell_story(work: Work, programme: Programme) -> None:
    """A season that has ended, and one that runs, with a camp, events, and people who found work."""
    if programme.model != GATHERINGS.name:
        return
    for spring in earlier_springs(work, programme):
        _tell_spring(spring)
    teller = Teller.of(work, programme)
    _tell_previous(teller)
    _tell_current(teller)


def _tell_spring(spring: Spring) -> None:
    teller, first = spring.teller, _saturday_after(spring.first)
    story = _begin(teller, spring.slug, spring.names, first, season=7 + spring.number, dates=10)
    _live(story)
    found = len(story.people) // 2 - 2 + spring.number
    demo_path.find_work(teller, story.people[:found], story.cycle, confirmed=found)
    with clock.at(noon(story.cycle.ends_on)):
        demo_path.say_what_became(teller, story.people[found:], story.cycle)
        close_whole_cycle(teller.work, story.cycle)


def _tell_previous(teller: Teller) -> None:
    story = _begin(teller, "previous", PREVIOUS, _fortnights_ago(33), season=8)
    _live(story)
    first = story.cycle.starts_on
    for number, kind in enumerate(EVENTS):
        _event(story, kind, first + timedelta(days=60 + 70 * number), visitors=5, ours=2)
    demo_path.advise(teller, story.people, story.cycle)
    demo_path.find_work(teller, story.people[:12], story.cycle, confirmed=12)
    demo_camp.remember_camp(teller, story.cycle, story.people)
    with clock.at(noon(story.cycle.ends_on)):
        demo_path.say_what_became(teller, story.people[12:], story.cycle)
        close_whole_cycle(teller.work, story.cycle)


def _tell_current(teller: Teller) -> None:
    story = _begin(teller, "current", CURRENT, _fortnights_ago(6), season=12)
    _live(story)
    _decide(story)
    today = clock.today()
    _event(story, "linkedin", today - timedelta(days=17), visitors=6, ours=3)
    _event(story, "cv_clinic", today, visitors=5, ours=2)
    _event(story, "hidden_jobs", today + timedelta(days=12), visitors=3, ours=1)
    demo_path.advise(teller, story.people, story.cycle)
    demo_path.find_work(teller, story.people[:6], story.cycle, confirmed=3)
    demo_camp.hold_camp(teller, story.cycle, story.people)


def _saturday_after(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7 or 7)


def _fortnights_ago(number: int) -> date:
    """The Saturday of a season's first meeting: so many dates before the next one."""
    return _saturday_after(clock.today()) - number * EVERY_SECOND_WEEK


def _begin(
    teller: Teller,
    slug: str,
    names: Mapping[str, str],
    first: date,
    *,
    season: int,
    dates: int = DATES,
) -> Story:
    """A cycle with its season planned, and those who sign up for all of it."""
    work = teller.work
    last = first + (dates - 1) * EVERY_SECOND_WEEK
    with clock.at(noon(first - timedelta(days=40))):
        cycle = _planned_cycle(teller, slug, names, first, last)
        open_cycle(work, cycle)
        planned = plan_season(work, cycle, _rule(first, last))
        ahead = dates_ahead(work, planned)
        for number, occasion in enumerate(ahead):
            _tell_about(work, occasion, number, planned)
    with clock.at(noon(first - timedelta(days=10))):
        people = [_joins_season(teller, cycle) for _number in range(season)]
        start_cycle(work, cycle)
    return Story(teller, cycle, ahead, people)


def _planned_cycle(
    teller: Teller, slug: str, names: Mapping[str, str], first: date, last: date
) -> Cycle:
    programme = teller.programme
    starts = first - timedelta(days=7)
    ends = last + timedelta(days=14)
    if slug == "current":
        ends = max(ends, demo_camp.first_day() + timedelta(days=16))
    meetings = named("Meetings", "Tapaamiset", "Träffar")
    closing = named("Summary", "Yhteenveto", "Sammanfattning")
    return create_cycle(
        teller.work,
        programme,
        slug=f"{programme.slug}-{slug}"[:60],
        names={code: f"{programme.names.get(code, '')}: {name}" for code, name in names.items()},
        starts_on=starts,
        ends_on=ends,
        phases=[
            PhasePlan("meetings", meetings, first, last),
            PhasePlan("closing", closing, last + timedelta(days=1), ends),
        ],
    )


def _rule(first: date, last: date) -> Rule:
    return Rule("FREQ=WEEKLY;INTERVAL=2", first, last, time(14), 180, PLACE, 30)


def _tell_about(work: Work, occasion: Occasion, number: int, season: Season) -> None:
    aim, themes = MEETINGS[number % len(MEETINGS)]
    named_there = [("facilitator", FACILITATOR)]
    if number % len(MEETINGS) == 2:
        named_there.append(("role_model", VISITORS[number % len(VISITORS)]))
    about = About(aim=aim, themes=themes, capacity=season.capacity)
    change_occasion(work, occasion, about, named_there)


def _joins_season(teller: Teller, cycle: Cycle) -> Enrolment:
    signed_up = sign_up_for_season(teller.work, cycle, answers(teller), once(teller))
    assert signed_up is not None
    return signed_up.enrolment


def _live(story: Story) -> None:
    """The dates that lie behind: some sign up for one, some come unannounced, most are there."""
    regular: list[Enrolment] = list(story.people)
    for number, occasion in enumerate(story.dates):
        meeting: Meeting = occasion.meeting
        if begins(meeting) > clock.now():
            return
        with _just_before(meeting):
            if number % 2:
                new = _comes_to(story, meeting)
                regular.append(new)
                story.people.append(new)
        with _at_door(meeting):
            if number % 3 == 1:
                name = DOOR_NAMES[number % len(DOOR_NAMES)]
                arrival = Arrival(once(story.teller), name, clock.now())
                story.people.append(add_newcomer(story.work, meeting, arrival))
            _mark(story, meeting, regular)


def _comes_to(story: Story, meeting: Meeting, who: Mapping[str, Any] | None = None) -> Enrolment:
    """Somebody signs up for one meeting or event."""
    teller = story.teller
    given = who or answers(teller)
    signed_up = sign_up_for_date(teller.work, story.cycle, meeting, given, once(teller))
    assert signed_up is not None
    return signed_up.enrolment


def _mark(story: Story, meeting: Meeting, expected: Sequence[Enrolment]) -> None:
    here = [one for one in expected if story.teller.random.random() < 0.8]
    take_marks(story.work, meeting, [Mark(one.id, "present", clock.now()) for one in here])


def _decide(story: Story) -> None:
    """One date ahead is cancelled, one is moved by a week, each with the reason."""
    work = story.work
    ahead = [one for one in story.dates if begins(one.meeting) > clock.now()]
    cancel_occasion(work, ahead[2], CANCELLED_NOTE[spoken(work)])
    meeting: Meeting = ahead[4].meeting
    move_occasion(
        work,
        ahead[4],
        meeting.local_start + timedelta(days=7),
        minutes=meeting.minutes,
        place=meeting.place,
        note=MOVED_NOTE[spoken(work)],
    )


def _event(story: Story, kind: str, day: date, *, visitors: int, ours: int) -> None:
    """An event with people who come to it alone, and some who take part in the season."""
    names, about = EVENTS[kind]
    plan = EventPlan(kind, datetime.combine(day, time(17, 30)), 120, names, about, PLACE, 12)
    with clock.at(noon(min(day, clock.today()) - timedelta(days=15))):
        meeting: Meeting = plan_event(story.work, story.cycle, plan).meeting
    with clock.at(noon(min(day, clock.today()) - timedelta(days=3))):
        coming = [_comes_to(story, meeting) for _number in range(visitors)]
        coming += [_comes_to(story, meeting, _known(one)) for one in story.people[:ours]]
    if day < clock.today():
        with _at_door(meeting):
            _mark(story, meeting, coming)


def _known(enrolment: Enrolment) -> dict[str, Any]:
    """What somebody types who is known already."""
    person = enrolment.person
    named_so = {
        name: getattr(person, name) for name in ("given_name", "family_name", "email", "phone")
    }
    return {**named_so, "service": True}


def answers(teller: Teller) -> dict[str, Any]:
    """What somebody types who signs up."""
    made = teller.names.make("participant", teller.work.settings.languages)
    return {
        "given_name": made.given_name,
        "family_name": made.family_name,
        "email": made.email,
        "phone": made.phone,
        "service": True,
    }


def once(teller: Teller) -> UUID:
    """What a page makes at random, here the same in every demo."""
    return UUID(int=teller.random.getrandbits(128), version=4)


@contextmanager
def _just_before(meeting: Meeting) -> Iterator[None]:
    with clock.at(begins(meeting) - timedelta(days=4)):
        yield


@contextmanager
def _at_door(meeting: Meeting) -> Iterator[None]:
    with clock.at(begins(meeting).astimezone(ZoneInfo(meeting.zone)) + timedelta(minutes=10)):
        yield
