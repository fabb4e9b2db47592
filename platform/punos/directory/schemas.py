"""What somebody chooses to show to the others of their cycle."""

from marshmallow import fields, validate

from punos.forms import PunosSchema, field_info
from punos.i18n import _l

SHOWS = (
    ("family_name", _l("Your last name")),
    ("profession", _l("Your profession")),
    ("city", _l("Your town or city")),
    ("languages", _l("The languages that you speak")),
    ("email", _l("Your e-mail address")),
    ("phone", _l("Your phone number")),
)


class EntryForm(PunosSchema):
    """What to show besides the first name and the role."""

    shows = fields.List(
        fields.String(),
        load_default=list,
        metadata=field_info(
            label=_l("What do you want to show?"),
            help=_l("Your first name, and whether you are a mentor or mentee, is always shown."),
            options=SHOWS,
        ),
    )
    about = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=300),
        metadata=field_info(
            label=_l("A line about you"),
            help=_l("For example: “I know the health sector, and I like to run.”"),
        ),
    )
