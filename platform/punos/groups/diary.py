"""A group's meetings beside its plan, and the form by which one more is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from punos import clock
from punos.forms import Form, Option, PunosSchema
from punos.groups.models import Group
from punos.i18n import _, format_date, format_list, format_number
from punos.meetings.attendance import absent_from
from punos.meetings.models import Meeting
from punos.meetings.plan import Step, next_step, plan_of, steps_of
from punos.meetings.schemas import meeting_schema
from punos.meetings.service import ZONE, has_begun, meetings_of
from punos.meetings.topics import topic_names, topics_of
from punos.programmes.model import PlannedMeeting
from punos.programmes.service import settings_of
from punos.texts import Text, pick
from punos.work import Work

USUAL_STARTS = (time(17), time(12), time(8))
"""Few and round, so that two who log the same meeting most likely propose the same time."""
USUAL_MINUTES = 60
FEW = 2
"""Of so many nobody asks who was there: they met."""


@dataclass(frozen=True)
class Diary:
    """What a group plans and what it has held. `people` are its members now, name by enrolment."""

    work: Work
    group: Group
    people: Mapping[UUID, str]

    @cached_property
    def plan(self) -> tuple[PlannedMeeting, ...]:
        """The meetings it is meant to hold."""
        return plan_of(self.work, self.group)

    @cached_property
    def meetings(self) -> Sequence[Meeting]:
        """All of its meetings, the newest first."""
        return meetings_of(self.work, self.group.id)

    @property
    def held(self) -> list[Meeting]:
        """Those that were held, the newest first."""
        return [meeting for meeting in self.meetings if meeting.state == "held"]

    @property
    def coming(self) -> list[Meeting]:
        """Those that are planned, the next one first."""
        return [meeting for meeting in reversed(self.meetings) if meeting.state == "planned"]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The plan with what has been held of it."""
        return steps_of(self.plan, self.meetings)

    @cached_property
    def themes(self) -> dict[str, Text]:
        """The names of the plan's themes, in the reader's language."""
        named = [step for step in self.plan if step.theme is not None]
        return {str(one.theme): pick(one.names, self.work.language) for one in named}

    @cached_property
    def topics(self) -> list[Option]:
        """What may be tapped for what they talked about; a plan with themes says it already."""
        return [] if self.themes else topics_of(settings_of(self.work, self.group.cycle))

    def topics_of(self, meeting: Meeting) -> list[str]:
        """What was tapped for a meeting, in the reader's language."""
        return topic_names(meeting.topics)

    @property
    def timeline(self) -> list[tuple[Text, str, str]]:
        """The plan's themes for a page: name, the days on which it was held or its length, state."""
        return [
            (
                self.themes[step.planned.theme],
                format_list([format_date(day) for day in step.held_on])
                or _("%(minutes)s min", minutes=format_number(step.planned.minutes)),
                "past" if step.held_on else "coming",
            )
            for step in self.steps
            if step.planned.theme is not None
        ]

    @cached_property
    def away(self) -> dict[UUID, list[str]]:
        """Who of the members missed which meeting."""
        if not self.asks_who:
            return {}
        missed = absent_from(self.work, [meeting.id for meeting in self.held])
        return {
            meeting_id: [self.people[one] for one in enrolments if one in self.people]
            for meeting_id, enrolments in missed.items()
        }

    @property
    def asks_who(self) -> bool:
        """Whether somebody may have been missing when they met."""
        return len(self.people) > FEW

    def form(self, sent: MultiDict[str, str] | None = None) -> Form:
        """The form "We met", as it was sent or as most would fill it in."""
        schema = self._schema()
        if sent is not None:
            return Form.from_request(schema, sent)
        return Form(schema, self._usual())

    def _schema(self) -> PunosSchema:
        people = [(str(key), name) for key, name in self.people.items()] if self.asks_who else []
        return meeting_schema(
            themes=list(self.themes.items()),
            minutes=[planned.minutes for planned in self.plan]
            + [meeting.minutes for meeting in self.coming],
            people=people,
            topics=self.topics,
        )

    @cached_property
    def _due(self) -> Meeting | None:
        """The first planned meeting whose time has come: most likely it is the one to be logged."""
        return next((one for one in self.coming if has_begun(one.local_start, one.zone)), None)

    def _as_planned(self, meeting: Meeting) -> dict[str, Any]:
        return {
            "held_on": meeting.local_start.date(),
            "starts": meeting.local_start.time().isoformat("minutes"),
            "minutes": str(meeting.minutes),
            "theme": meeting.theme,
            "present": list(self.people),
        }

    def _usual(self) -> dict[str, Any]:
        """What most would type, so that two taps are enough: the last usual time that has passed."""
        if self._due:
            return self._as_planned(self._due)
        here = clock.now().astimezone(ZoneInfo(ZONE))
        today = [start for start in USUAL_STARTS if start <= here.time()]
        day = here.date() if today else here.date() - timedelta(days=1)
        planned = next_step(self.steps)
        return {
            "held_on": day,
            "starts": (today or USUAL_STARTS)[0].isoformat("minutes"),
            "minutes": str(planned.minutes if planned else USUAL_MINUTES),
            "theme": planned.theme if planned else None,
            "present": list(self.people),
        }
