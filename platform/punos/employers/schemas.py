"""What is asked about employers, their contacts, and visits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos import clock
from punos.employers.codes import KINDS, OFFERS, STATES
from punos.forms import Option, PunosSchema, field_info
from punos.i18n import _, _l, _staff_l, language
from punos.occupations.api import groups
from punos.people.schemas import ONE_ADDRESS

MOST_OFFERED = 300
"""So many employers are offered to choose from; another one can always be typed."""


def field_options() -> Sequence[Option]:
    """The fields of work: the ISCO-08 groups of two digits."""
    return [(one.code, one.label) for one in groups(language())]


def _line(label: Any, most: int = 200, **more: Any) -> fields.String:
    return fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=most),
        metadata=field_info(label=label, **more),
    )


def _told(day: date) -> None:
    """Raises ValidationError for a day that lies ahead."""
    if day > clock.today():
        raise ValidationError(_("This day lies ahead."))


class EmployerForm(PunosSchema):
    """A workplace. The units that may have found it are offered."""

    name = fields.String(
        required=True,
        validate=validate.Length(max=200),
        metadata=field_info(
            label=_staff_l("Name of the employer"),
            headings=("employer", "company", "työnantaja", "yritys", "arbetsgivare", "företag"),
        ),
    )
    city = _line(_staff_l("City"), 100, headings=("town", "kaupunki", "stad", "ort"))
    profession = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("Field of work"),
            widget="select",
            options=field_options,
            headings=("field", "ala", "bransch"),
        ),
    )
    website = fields.Url(
        schemes={"https", "http"},
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=2000),
        metadata=field_info(label=_staff_l("Address on the web")),
    )
    offers = fields.List(
        fields.String(),
        load_default=list,
        metadata=field_info(label=_staff_l("What they offer"), options=OFFERS),
    )
    note = _line(
        _staff_l("Good to know"),
        2000,
        widget="textarea",
        help=_staff_l("About the workplace: how to get there, what to agree on before. No names."),
    )
    unit = _line(
        _staff_l("Who found it"),
        widget="select",
        options=(),
        help=_staff_l("Its unit sees who answers there, and keeps this up to date."),
    )


class ContactForm(PunosSchema):
    """Somebody who answers at an employer."""

    name = fields.String(
        required=True,
        validate=validate.Length(max=200),
        metadata=field_info(label=_staff_l("Name")),
    )
    title = _line(_staff_l("Their work there"))
    email = fields.Email(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(max=254), validate.Regexp(ONE_ADDRESS)],
        metadata=field_info(label=_staff_l("E-mail address")),
    )
    phone = _line(_staff_l("Phone number"), 40, widget="tel")
    told_on = fields.Date(
        load_default=None,
        allow_none=True,
        validate=_told,
        metadata=field_info(
            label=_staff_l("When they were told that they stand here"),
            help=_staff_l(
                "Tell them within a month what you keep about them, and why: to ask whether a "
                "mentee may come."
            ),
        ),
    )


class EmployerRow(EmployerForm):
    """A row of a file: an employer, and perhaps one who answers there."""

    class Meta(EmployerForm.Meta):
        """marshmallow's settings."""

        exclude = ("unit",)

    contact_name = _line(_staff_l("Contact person"), headings=("yhteyshenkilö", "kontaktperson"))
    contact_email = fields.Email(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(max=254), validate.Regexp(ONE_ADDRESS)],
        metadata=field_info(
            label=_staff_l("E-mail of the contact person"),
            headings=("e-mail", "email", "sähköposti", "e-post"),
        ),
    )
    contact_phone = _line(
        _staff_l("Phone of the contact person"),
        40,
        widget="tel",
        headings=("phone", "puhelin", "telefon"),
    )


class VisitForm(PunosSchema):
    """A visit, as a pair tells it. Employers, and whose visit it is, are offered."""

    state = fields.String(
        required=True,
        metadata=field_info(label=_l("How far have you come?"), options=STATES, widget="radio"),
    )
    kind = fields.String(
        required=True,
        metadata=field_info(label=_l("What kind of visit?"), options=KINDS, widget="radio"),
    )
    whose = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(label=_l("Whose visit is it?"), widget="radio", options=()),
    )
    employer = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=200),
        metadata=field_info(
            label=_l("Where?"),
            help=_l(
                "Choose from the list, or write the name of the workplace. Leave it empty while "
                "you look for one."
            ),
            widget="typeahead",
            options=(),
            free=True,
        ),
    )
    visited_on = fields.Date(
        load_default=None, allow_none=True, metadata=field_info(label=_l("Day"))
    )

    @validates_schema(skip_on_field_errors=True)
    def fits_its_state(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """A visit that is agreed on has a place; one that took place has a day, which has come."""
        wrong: dict[str, list[Any]] = {}
        if data["state"] != "wished" and not data["employer"]:
            wrong["employer"] = [_("Tell us where.")]
        day = data["visited_on"]
        if data["state"] == "held":
            if day is None:
                wrong["visited_on"] = [_("Tell us on which day it was.")]
            elif day > clock.today():
                wrong["visited_on"] = [_("This day lies ahead. Say that it is agreed on.")]
        if wrong:
            raise ValidationError(wrong)
