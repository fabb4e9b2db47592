"""What an association may change about itself on a page."""

import re
from typing import Any

from marshmallow import fields, validate

from punos.forms import PunosSchema, field_info
from punos.i18n import _staff, _staff_l

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def _colour_words(_value: Any) -> str:
    return _staff("Write a colour as # and six digits or letters a–f, for example #1f5a7a.")


class Look(PunosSchema):
    """Names, contact and colour."""

    name_en = fields.String(load_default="", metadata=field_info(label=_staff_l("Name in English")))
    name_fi = fields.String(load_default="", metadata=field_info(label=_staff_l("Name in Finnish")))
    name_sv = fields.String(load_default="", metadata=field_info(label=_staff_l("Name in Swedish")))
    short_name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=24),
        metadata=field_info(label=_staff_l("Short name, for small screens")),
    )
    email = fields.Email(
        load_default=None,
        allow_none=True,
        metadata=field_info(label=_staff_l("E-mail that people may write to")),
    )
    phone = fields.String(
        load_default=None, allow_none=True, metadata=field_info(label=_staff_l("Phone"))
    )
    accent = fields.String(
        required=True,
        validate=validate.Regexp(_COLOUR, error=_colour_words(None)),
        metadata=field_info(
            label=_staff_l("Colour"),
            help=_staff_l("It is checked that text on it can be read."),
        ),
    )
