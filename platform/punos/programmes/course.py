"""The form about a cycle's course: what it aims for, and when its phases really took place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.forms import PunosSchema, Topic, field_info
from punos.i18n import _staff, _staff_l
from punos.programmes.cycles import phase_took_place
from punos.programmes.models import Cycle, Phase
from punos.programmes.targets import TARGETS, set_targets
from punos.texts import pick
from punos.work import Work

TARGET, FROM, UNTIL = "target_", "from_", "until_"
AIMS, DAYS = "targets", "days"


class CourseForm(PunosSchema):
    """Targets are added, and two days for each phase."""

    topics = (
        Topic(
            AIMS,
            _staff_l("What you aim for"),
            _staff_l("Leave open what has no target. They are for the whole association."),
        ),
        Topic(
            DAYS,
            _staff_l("When each phase took place"),
            _staff_l("Leave the last day open while a phase goes on."),
        ),
    )

    @validates_schema(skip_on_field_errors=True)
    def days_in_order(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        """Raises ValidationError at the days that cannot be."""
        wrong = {}
        for name, last in data.items():
            first = data.get(FROM + name.removeprefix(UNTIL)) if name.startswith(UNTIL) else None
            if name.startswith(UNTIL) and last is not None and first is None:
                wrong[name] = [_staff("Say when it began, too.")]
            elif first is not None and last is not None and last < first:
                wrong[name] = [_staff("A phase cannot end before it begins.")]
        if wrong:
            raise ValidationError(wrong)


def course_schema(work: Work, phases: Sequence[Phase]) -> PunosSchema:
    """The form with a field for each target, and two for each phase."""
    made: dict[str, Any] = {f"{TARGET}{name}": _target(label) for name, label in TARGETS.items()}
    for phase in phases:
        name = pick(phase.names, work.language).value
        made[f"{FROM}{phase.id.hex}"] = _day(_staff("%(phase)s: began on", phase=name))
        made[f"{UNTIL}{phase.id.hex}"] = _day(_staff("%(phase)s: ended on", phase=name))
    kind = type("CourseOfCycle", (CourseForm,), made)
    schema: PunosSchema = kind()
    return schema


def shown(cycle: Cycle, phases: Sequence[Phase]) -> dict[str, Any]:
    """A cycle as the form shows it."""
    found: dict[str, Any] = {f"{TARGET}{name}": cycle.targets.get(name) for name in TARGETS}
    for phase in phases:
        found[f"{FROM}{phase.id.hex}"] = phase.actual_from
        found[f"{UNTIL}{phase.id.hex}"] = phase.actual_until
    return found


def save_course(work: Work, cycle: Cycle, phases: Sequence[Phase], data: Mapping[str, Any]) -> None:
    """Keep what the form says."""
    set_targets(work, cycle, {name: data[f"{TARGET}{name}"] for name in TARGETS})
    for phase in phases:
        days = data[f"{FROM}{phase.id.hex}"], data[f"{UNTIL}{phase.id.hex}"]
        if days != (phase.actual_from, phase.actual_until):
            phase_took_place(work, cycle, phase.id, *days)


def _target(label: Any) -> fields.Integer:
    return fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 100_000),
        metadata=field_info(label=label, topic=AIMS),
    )


def _day(label: Any) -> fields.Date:
    return fields.Date(
        load_default=None, allow_none=True, metadata=field_info(label=label, topic=DAYS)
    )
