"""The form by which a cycle is copied: its names, and every day of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from marshmallow import ValidationError, fields, validates_schema

from punos.forms import PunosSchema, Topic, field_info
from punos.i18n import _staff, _staff_l, format_time
from punos.programmes.copying import Copy, Source, Span
from punos.programmes.planning import CycleDates
from punos.programmes.schemas import NAME_OF_CYCLE, PlanSchema
from punos.programmes.service import model_of
from punos.texts import pick
from punos.work import Work

NAME, FROM, UNTIL, MEETING, TRAINING = "name_", "from_", "until_", "meeting_", "training_"
PHASES, MEETINGS, TRAININGS = "phases", "meetings", "trainings"
DATES = tuple(CycleDates.__dataclass_fields__)


class Line(NamedTuple):
    """Something that has a day in the copy; the id is that of what it is copied from."""

    id: UUID
    name: str


class CopyForm(PlanSchema):
    """Names and days of the cycle; the days of what is in it are added."""

    topics = (
        Topic(
            PHASES, _staff_l("Timeline"), _staff_l("Leave both days empty to leave a phase out.")
        ),
        Topic(
            MEETINGS,
            _staff_l("Meetings of everybody"),
            _staff_l("They keep their hour. Leave the day empty to leave one out."),
        ),
        Topic(
            TRAININGS,
            _staff_l("Trainings"),
            _staff_l("They keep their hour. Leave the day empty to leave one out."),
        ),
    )

    @validates_schema(skip_on_field_errors=True)
    def phases_in_order(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        """Raises ValidationError at the day that comes too early, or is missing."""
        wrong = {}
        for name in [one for one in data if one.startswith(FROM)]:
            other = UNTIL + name.removeprefix(FROM)
            first, last = data[name], data[other]
            if (first is None) != (last is None):
                wrong[name if first is None else other] = [
                    _staff("A phase needs both days, or none.")
                ]
            elif first is not None and last < first:
                wrong[other] = [_staff("A phase cannot end before it begins.")]
        if wrong:
            raise ValidationError(wrong)


def copy_schema(work: Work, source: Source) -> PunosSchema:
    """The form for this cycle, with a name in each language of which the first must be given."""
    made: dict[str, Any] = {}
    for one in phase_lines(work, source):
        made[f"{FROM}{one.id.hex}"] = _day(_staff("%(phase)s: first day", phase=one.name), PHASES)
        made[f"{UNTIL}{one.id.hex}"] = _day(_staff("%(phase)s: last day", phase=one.name), PHASES)
    made |= {
        f"{MEETING}{one.id.hex}": _day(one.name, MEETINGS) for one in meeting_lines(work, source)
    }
    made |= {
        f"{TRAINING}{one.id.hex}": _day(one.name, TRAININGS) for one in training_lines(work, source)
    }
    names = [f"{NAME}{code}" for code in work.settings.languages if code in NAME_OF_CYCLE]
    asked = [*names, *DATES, *made]
    # Making the class takes the fields out of what it is given.
    schema: PunosSchema = type("CopyOfCycle", (CopyForm,), made)(only=asked)
    if names:
        schema.fields[names[0]].required = True
    return schema


def shown(copy: Copy) -> dict[str, Any]:
    """A copy as the form shows it."""
    found: dict[str, Any] = {f"{NAME}{code}": name for code, name in copy.names.items()}
    found |= vars(copy.dates)
    for phase_id, (first, last) in copy.phases.items():
        found[f"{FROM}{phase_id.hex}"], found[f"{UNTIL}{phase_id.hex}"] = first, last
    found |= {f"{MEETING}{key.hex}": day for key, day in copy.meetings.items()}
    return found | {f"{TRAINING}{key.hex}": day for key, day in copy.trainings.items()}


def told(data: Mapping[str, Any], languages: Sequence[str]) -> Copy:
    """What the form says."""
    phases: dict[UUID, Span] = {
        key: (first, data[f"{UNTIL}{key.hex}"]) for key, first in _days(data, FROM).items()
    }
    return Copy(
        names={code: name for code in languages if (name := data.get(f"{NAME}{code}"))},
        dates=CycleDates(**{name: data[name] for name in DATES}),
        phases=phases,
        meetings=_days(data, MEETING),
        trainings=_days(data, TRAINING),
    )


def phase_lines(work: Work, source: Source) -> list[Line]:
    """The phases by name."""
    return [Line(one.id, pick(one.names, work.language).value) for one in source.phases]


def meeting_lines(work: Work, source: Source) -> list[Line]:
    """The meetings of everybody by kind and hour."""
    kinds = model_of(work, source.cycle).common_kinds
    return [
        Line(one.id, _at(str(kinds[one.kind]), one.local_start.time())) for one in source.meetings
    ]


def training_lines(work: Work, source: Source) -> list[Line]:
    """The trainings by title and hour."""
    return [
        Line(one.id, _at(pick(one.titles, work.language).value, one.meeting.local_start.time()))
        for one in source.trainings
    ]


def _at(name: str, hour: Any) -> str:
    return _staff("%(name)s, at %(time)s", name=name, time=format_time(hour))


def _days(data: Mapping[str, Any], prefix: str) -> dict[UUID, Any]:
    return {
        UUID(name.removeprefix(prefix)): day
        for name, day in data.items()
        if name.startswith(prefix) and day is not None
    }


def _day(label: Any, topic: str) -> fields.Date:
    return fields.Date(
        load_default=None, allow_none=True, metadata=field_info(label=label, topic=topic)
    )
