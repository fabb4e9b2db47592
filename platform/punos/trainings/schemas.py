"""What is asked about a training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.forms import Option, PunosSchema, Topic, field_info
from punos.i18n import _staff, _staff_l, own_name
from punos.trainings.models import Training
from punos.trainings.service import Plan

TITLE, ABOUT = "title_", "about_"


class TrainingForm(PunosSchema):
    """When and where it is, who may come and until when they sign up; texts are added by language."""

    held_on = fields.Date(required=True, metadata=field_info(label=_staff_l("Day")))
    starts = fields.Time(required=True, metadata=field_info(label=_staff_l("Begins at")))
    minutes = fields.Integer(
        required=True,
        validate=validate.Range(15, 1440),
        metadata=field_info(label=_staff_l("Length in minutes")),
    )
    place = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=200),
        metadata=field_info(
            label=_staff_l("Place"), help=_staff_l("Or the address of the video meeting.")
        ),
    )
    cycles = fields.List(
        fields.UUID(),
        required=True,
        validate=validate.Length(min=1),
        metadata=field_info(label=_staff_l("People of which cycles may come?")),
    )
    roles = fields.List(
        fields.String(),
        load_default=list,
        metadata=field_info(
            label=_staff_l("Who may come?"), help=_staff_l("With none ticked everybody may.")
        ),
    )
    seats = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 5000),
        metadata=field_info(
            label=_staff_l("Seats"),
            help=_staff_l("Leave it open when there is room for all. Otherwise others wait."),
        ),
    )
    sign_up_until = fields.Date(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("Last day to sign up"),
            help=_staff_l("Leave it open to let people sign up until it begins."),
        ),
    )

    @validates_schema(skip_on_field_errors=True)
    def signs_up_before(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """One signs up before it is held."""
        until = data["sign_up_until"]
        if until is not None and until > data["held_on"]:
            told = _staff("That is after the training. Choose an earlier day.")
            raise ValidationError([told], "sign_up_until")


class TrainingPresentForm(PunosSchema):
    """Who was at a training; the people are offered."""

    present = fields.List(
        fields.UUID(),
        load_default=list,
        metadata=field_info(
            label=_staff_l("Who was there?"),
            help=_staff_l("Whoever signed up and has no tick counts as not there."),
        ),
    )


def training_schema(
    languages: Sequence[str], cycles: Sequence[Option], roles: Sequence[Option]
) -> PunosSchema:
    """The form with a title and a text in each language; a title in the first one is needed."""
    made: dict[str, Any] = {}
    for code in languages:
        made[f"{TITLE}{code}"] = _text(_staff_l("Title"), code, 200, needed=code == languages[0])
        made[f"{ABOUT}{code}"] = _text(_staff_l("What it is about"), code, 2000, rows=4)
    kind = type("TrainingTexts", (TrainingForm,), {**made, "topics": _topics(languages)})
    schema: PunosSchema = kind()
    return schema.offer(cycles=cycles, roles=roles)


def shown(training: Training, cycles: Sequence[UUID]) -> dict[str, Any]:
    """A training as its form shows it."""
    meeting = training.meeting
    return {
        "held_on": meeting.local_start.date(),
        "starts": meeting.local_start.time().isoformat("minutes"),
        "minutes": meeting.minutes,
        "place": meeting.place,
        "cycles": [str(one) for one in cycles],
        "roles": training.roles,
        "seats": training.seats,
        "sign_up_until": training.sign_up_until,
        **{f"{TITLE}{code}": text for code, text in training.titles.items()},
        **{f"{ABOUT}{code}": text for code, text in training.abouts.items()},
    }


def told(data: Mapping[str, Any], languages: Sequence[str]) -> Plan:
    """What the form says."""
    # To the minute, as people say it.
    starts = data["starts"].replace(second=0, microsecond=0, tzinfo=None)
    return Plan(
        titles=_by_language(data, TITLE, languages),
        abouts=_by_language(data, ABOUT, languages),
        local_start=datetime.combine(data["held_on"], starts),
        minutes=data["minutes"],
        place=data["place"],
        cycles=data["cycles"],
        roles=data["roles"],
        seats=data["seats"],
        sign_up_until=data["sign_up_until"],
    )


def _by_language(data: Mapping[str, Any], name: str, languages: Sequence[str]) -> dict[str, str]:
    return {code: text for code in languages if (text := data.get(f"{name}{code}"))}


def _topics(languages: Sequence[str]) -> tuple[Topic, ...]:
    return tuple(Topic(code, own_name(code).capitalize()) for code in languages)


def _text(
    label: Any, code: str, longest: int, *, needed: bool = False, rows: int | None = None
) -> fields.String:
    given: dict[str, Any] = {"required": True} if needed else {"load_default": ""}
    return fields.String(
        validate=validate.Length(max=longest),
        metadata=field_info(
            label=label, topic=code, rows=rows, widget="textarea" if rows else None
        ),
        **given,
    )
