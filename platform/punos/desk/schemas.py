"""What an association may change about itself on a page."""

import re
from typing import Any

from marshmallow import fields, validate
from werkzeug.datastructures import FileStorage

from punos.forms import PunosSchema, field_info
from punos.i18n import _staff, _staff_l

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def _colour_words(_value: Any) -> str:
    return _staff("Write a colour as # and six digits or letters a–f, for example #1f5a7a.")


class Upload(fields.Field):
    """A file as the browser sent it."""

    widget = "file"

    def _deserialize(self, value: Any, *_more: Any, **_kwargs: Any) -> FileStorage:
        if not isinstance(value, FileStorage):
            raise self.make_error("null")
        return value


def _intro(label: Any) -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Length(max=2000),
        metadata=field_info(
            label=label,
            help=_staff_l("What you offer and for whom: the first words on your public page."),
            widget="textarea",
            rows=4,
        ),
    )


class Names(PunosSchema):
    """Names, contact and the first words of the public page."""

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
    address = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=200),
        metadata=field_info(label=_staff_l("Address where people find you")),
    )
    intro_en = _intro(_staff_l("Introduction in English"))
    intro_fi = _intro(_staff_l("Introduction in Finnish"))
    intro_sv = _intro(_staff_l("Introduction in Swedish"))


class Accent(PunosSchema):
    """The association's colour."""

    accent = fields.String(
        required=True,
        validate=validate.Regexp(_COLOUR, error=_colour_words(None)),
        metadata=field_info(
            label=_staff_l("Colour"),
            help=_staff_l("It is checked that text on it can be read."),
        ),
    )


class LogoSchema(PunosSchema):
    """The association's logo."""

    logo = Upload(
        required=True,
        metadata=field_info(
            label=_staff_l("Picture"),
            help=_staff_l(
                "An SVG or PNG file of at most 60 kB. A wide one is shown 40 pixels high."
            ),
            widget="file",
        ),
    )
