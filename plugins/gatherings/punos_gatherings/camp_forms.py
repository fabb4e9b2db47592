"""What is asked when a camp and its days are planned."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.plugin import Cycle, PunosSchema, field_info, format_date
from punos_gatherings.codes import SESSIONS
from punos_gatherings.models import Camp
from punos_gatherings.occasions import outside
from punos_gatherings.texts import _staff, _staff_l

LANGUAGES = ("en", "fi", "sv")
NAME = {
    "en": _staff_l("Name in English"),
    "fi": _staff_l("Name in Finnish"),
    "sv": _staff_l("Name in Swedish"),
}
ABOUT = {
    "en": _staff_l("What is told about it in English"),
    "fi": _staff_l("What is told about it in Finnish"),
    "sv": _staff_l("What is told about it in Swedish"),
}


def _name(code: str) -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Length(max=120),
        metadata=field_info(label=NAME[code]),
    )


def _about(code: str) -> fields.String:
    info = field_info(label=ABOUT[code], widget="textarea", rows=4)
    return fields.String(load_default="", validate=validate.Length(max=2000), metadata=info)


def _day(label: Any, help: Any = None) -> fields.Date:  # noqa: A002 - the word of the page
    return fields.Date(required=True, metadata=field_info(label=label, help=help))


def _number(label: Any, least: int, most: int, help: Any = None) -> fields.Integer:  # noqa: A002
    return fields.Integer(
        required=True,
        validate=validate.Range(least, most),
        metadata=field_info(label=label, help=help),
    )


class CampForm(PunosSchema):
    """A camp: what it is called, its days, its places, and what happens with needs."""

    name_en, name_fi, name_sv = _name("en"), _name("fi"), _name("sv")
    about_en, about_fi, about_sv = _about("en"), _about("fi"), _about("sv")
    place = fields.String(
        load_default=None, allow_none=True, metadata=field_info(label=_staff_l("Where it is"))
    )
    first_on = _day(_staff_l("First day of the camp"))
    last_on = _day(_staff_l("Last day of the camp"))
    register_from = _day(_staff_l("First day of registration"))
    register_until = _day(_staff_l("Last day of registration"))
    places = _number(
        _staff_l("How many places"),
        1,
        1000,
        _staff_l("Nobody loses a place when you make it fewer than are taken."),
    )
    offer_hours = _number(
        _staff_l("Hours to answer an offer"),
        1,
        720,
        _staff_l("A place that becomes free is offered to the first on the waiting list."),
    )
    needs_days = _number(
        _staff_l("Days after the camp when needs are erased"),
        0,
        90,
        _staff_l("What people need (food, health, other) is erased by itself then."),
    )
    note = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=1000),
        metadata=field_info(
            label=_staff_l("Note"),
            help=_staff_l(
                "Needed when days lie outside of the programme’s period: say why they are right."
            ),
            widget="textarea",
            rows=3,
        ),
    )

    @validates_schema(skip_on_field_errors=True)
    def days_in_order(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        """Raises ValidationError at the day that comes too early."""
        wrong = {}
        if data["last_on"] < data["first_on"]:
            wrong["last_on"] = [_staff("The camp cannot end before it begins.")]
        if data["last_on"] > data["first_on"] + timedelta(days=MOST_DAYS - 1):
            wrong["last_on"] = [_staff("A camp lasts at most 31 days.")]
        if data["register_until"] < data["register_from"]:
            wrong["register_until"] = [_staff("Registration cannot end before it begins.")]
        elif data["register_until"] >= data["first_on"]:
            wrong["register_until"] = [_staff("Registration has to end before the camp begins.")]
        if wrong:
            raise ValidationError(wrong)


MOST_DAYS = 31


class SessionForm(PunosSchema):
    """One session of a camp's day."""

    name_en, name_fi, name_sv = _name("en"), _name("fi"), _name("sv")
    kind = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("What it is"), options=SESSIONS, widget="radio"),
    )
    day = fields.String(
        required=True, metadata=field_info(label=_staff_l("Day"), options=(), widget="select")
    )
    starts = fields.Time(required=True, metadata=field_info(label=_staff_l("It begins at")))
    minutes = fields.Integer(
        required=True,
        validate=validate.Range(5, 720),
        metadata=field_info(label=_staff_l("How many minutes")),
    )
    place = fields.String(
        load_default=None, allow_none=True, metadata=field_info(label=_staff_l("Where it is"))
    )
    who = fields.String(
        load_default="", metadata=field_info(label=_staff_l("Who leads it or comes to it"))
    )


def camp_schema(languages: Sequence[str]) -> PunosSchema:
    """The form of a camp in the association's languages, of which the first needs a name."""
    return _in_languages(CampForm, languages)


def session_schema(camp: Camp, languages: Sequence[str]) -> PunosSchema:
    """The form of a session, on one of the camp's days."""
    days = [
        camp.first_on + timedelta(days=n) for n in range((camp.last_on - camp.first_on).days + 1)
    ]
    return _in_languages(SessionForm, languages).offer(
        day=[(day.isoformat(), format_date(day, "full")) for day in days]
    )


def texts(data: Mapping[str, Any], what: str) -> dict[str, str]:
    """What was written in each language: `name_en`, `name_fi` … as a text by language."""
    given = {code: data.get(f"{what}_{code}") for code in LANGUAGES}
    return {code: text for code, text in given.items() if text}


def typed_texts(text: Mapping[str, str], what: str) -> dict[str, str]:
    """A text by language as the form's fields show it."""
    return {f"{what}_{code}": text.get(code, "") for code in LANGUAGES}


def period_error(cycle: Cycle, first_on: date, last_on: date, note: str | None) -> str | None:
    """What to say when days lie outside of the programme's period and nothing says why."""
    if note or not (outside(cycle, first_on) or outside(cycle, last_on)):
        return None
    return _staff(
        "These days lie outside of the programme’s period, %(first)s – %(last)s. "
        "Change them, or say here why they are right.",
        first=format_date(cycle.starts_on),
        last=format_date(cycle.ends_on),
    )


def _in_languages(schema: type[PunosSchema], languages: Sequence[str]) -> PunosSchema:
    known = [code for code in languages if code in LANGUAGES] or ["en"]
    left_out = {f"{what}_{code}" for what in ("name", "about") for code in {*LANGUAGES} - {*known}}
    made = schema(exclude=[name for name in schema().load_fields if name in left_out])
    made.fields[f"name_{known[0]}"].required = True
    return made
