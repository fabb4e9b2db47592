"""What somebody writes on a public page, and what staff answer."""

from marshmallow import fields, validate

from punos.forms import PunosSchema, field_info
from punos.i18n import _l, _staff_l

_PURPOSE = _l("To answer you.")
_RETENTION = _l("Until half a year after we have answered.")


class QuestionSchema(PunosSchema):
    """A question, with a way to answer it. Nobody has to say who they are."""

    text = fields.String(
        required=True,
        validate=validate.Length(min=3, max=4000),
        metadata=field_info(
            label=_l("What would you like to know?"),
            widget="textarea",
            rows=6,
            purpose=_PURPOSE,
            sensitivity="personal",
            retention=_RETENTION,
        ),
    )
    name = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=200),
        metadata=field_info(
            label=_l("Your name"),
            autocomplete="name",
            purpose=_PURPOSE,
            sensitivity="personal",
            retention=_RETENTION,
        ),
    )
    email = fields.Email(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=254),
        metadata=field_info(
            label=_l("Your e-mail address"),
            help=_l(
                "We answer to this address. Without it we read what you write but cannot answer."
            ),
            autocomplete="email",
            purpose=_PURPOSE,
            sensitivity="personal",
            retention=_RETENTION,
        ),
    )


class BarrierSchema(QuestionSchema):
    """What does not work for somebody on these pages."""

    text = fields.String(
        required=True,
        validate=validate.Length(min=3, max=4000),
        metadata=field_info(
            label=_l("What does not work?"),
            help=_l(
                "Say which page it was and what you tried to do. If you use a screen reader "
                "or another aid, you can name it."
            ),
            widget="textarea",
            rows=6,
            purpose=_l("To mend the pages and to answer you."),
            sensitivity="personal",
            retention=_RETENTION,
        ),
    )
    page = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=300),
        metadata=field_info(label=_l("The address of the page"), retention=_RETENTION),
    )


class AnswerSchema(PunosSchema):
    """What staff write back."""

    answer = fields.String(
        required=True,
        validate=validate.Length(min=1, max=8000),
        metadata=field_info(
            label=_staff_l("Your answer"),
            help=_staff_l("It is mailed as you write it, with the question below."),
            widget="textarea",
            rows=8,
        ),
    )
