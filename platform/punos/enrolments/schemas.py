"""What an application asks besides the person and the programme model's own questions."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from marshmallow import fields, validate

from punos.enrolments.reasons import REASONS, WAITING_REASONS
from punos.forms import PunosSchema, field_info
from punos.i18n import _l, _staff_l, own_name
from punos.people.schemas import ONE_ADDRESS

NO_UNIT = "none"
MOST_INVITED = 50
LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]]+@[^\s@<>,;:\"\\()\[\].]+(\.[^\s@<>,;:\"\\()\[\].]+)+")

CONSENT_TEXT = _l(
    "I agree that the association keeps what I have written here and uses it to arrange this "
    "programme."
)


def consent_field() -> fields.Boolean:
    """The box that whoever applies or signs up has to tick."""
    return fields.Boolean(
        load_default=False,
        metadata=field_info(
            label=CONSENT_TEXT,
            help=_l(
                "You can take this back at any time: withdraw your application, or write to us."
            ),
            must=True,
        ),
    )


class ConsentSchema(PunosSchema):
    """What an applicant agrees to. One box for each purpose that rests on consent."""

    service = consent_field()


class SavingSchema(PunosSchema):
    """Where to send the link with which somebody goes on with an application."""

    email = fields.Email(
        required=True,
        validate=[validate.Length(max=LONGEST_ADDRESS), validate.Regexp(ONE_ADDRESS)],
        metadata=field_info(
            label=_l("E-mail address"),
            help=_l("We send the link there, and use the address for nothing else."),
            autocomplete="email",
        ),
    )


class PlacingSchema(PunosSchema):
    """To which unit an applicant belongs."""

    unit = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("Unit"),
            widget="select",
            options=(),
            headings=("unit", "branch", "yksikkö", "enhet"),
        ),
    )


class WaitingSchema(PunosSchema):
    """Where on the waiting list."""

    place = fields.Integer(
        required=True,
        validate=validate.Range(1, 9999),
        metadata=field_info(
            label=_staff_l("Place on the waiting list"),
            help=_staff_l("1 is the first. Nobody is written to."),
        ),
    )


class MovingSchema(PunosSchema):
    """To which unit an applicant is moved; `NO_UNIT` for none."""

    unit = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("Unit"), widget="select", options=()),
    )


class InvitingSchema(PunosSchema):
    """Who is invited to apply. Roles, units and languages are offered per request."""

    role = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("In which role?"), widget="radio", options=()),
    )
    unit = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("Unit"),
            help=_staff_l("To this unit their applications go."),
            widget="select",
            options=(),
        ),
    )
    emails = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("E-mail addresses"),
            help=_staff_l("One a line. Leave it empty if you make a link to hand on."),
            widget="textarea",
        ),
    )
    language = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("Language of the mail"), widget="select", options=()),
    )


def addresses_in(text: str) -> tuple[list[str], list[int]]:
    """The e-mail addresses of a text with one a line, each once, and the numbers of wrong lines."""
    found: dict[str, str] = {}
    wrong = []
    for number, line in enumerate(text.splitlines(), 1):
        address = line.strip().rstrip(",;")
        if address and (len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address)):
            wrong.append(number)
        elif address:
            found.setdefault(address.casefold(), address)
    return list(found.values()), wrong


class ReasonSchema(PunosSchema):
    """Why an application ends, or waits."""

    reason = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("Reason"), widget="radio", options=REASONS),
    )


def reason_schema(core_state: str) -> ReasonSchema:
    """The question for the reason of a step into a state that is this one to the core."""
    schema = ReasonSchema()
    return schema.offer(reason=WAITING_REASONS) if core_state == "candidate" else schema


def added_schema(languages: Sequence[str]) -> PunosSchema:
    """What staff add by hand to the mail about a decision, in each of these languages."""
    return _added(tuple(languages))()


@lru_cache(64)
def _added(languages: tuple[str, ...]) -> type[PunosSchema]:
    return type("AddedSchema", (PunosSchema,), {f"added_{code}": _text(code) for code in languages})


def _text(code: str) -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Length(max=1000),
        metadata=field_info(label=own_name(code).capitalize(), widget="textarea", rows=3),
    )


def added_texts(data: Mapping[str, Any]) -> dict[str, str]:
    """What was typed into `added_schema`, by language; where nothing was typed, nothing."""
    return {name.removeprefix("added_"): text for name, text in data.items() if text}
