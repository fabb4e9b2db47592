"""How a person is called and reached: the same questions for applicants, staff and files."""

from marshmallow import fields, validate

from punos.forms import PunosSchema, field_info
from punos.i18n import _l, _staff_l

ONE_ADDRESS = r"[^\s@<>,;:\"\\()\[\]]+@[^\s@<>,;:\"\\()\[\]]+\Z"
"""One plain address: what the mail server is given, without quoted names around it."""
_TO_KNOW_YOU = _l("To know who you are, and how to address you.")
_TO_WRITE = _l("To write to you in a language that suits you.")
_KEPT = _l("As long as you take part, and two years after.")


class PersonSchema(PunosSchema):
    """How a person is called and reached. The answers become the person's own row."""

    given_name = fields.String(
        required=True,
        validate=validate.Length(max=100),
        metadata=field_info(
            label=_l("First name"),
            autocomplete="given-name",
            purpose=_TO_KNOW_YOU,
            sensitivity="personal",
            retention=_KEPT,
            headings=("given name", "forename", "etunimi", "förnamn"),
        ),
    )
    family_name = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=100),
        metadata=field_info(
            label=_l("Last name"),
            autocomplete="family-name",
            purpose=_TO_KNOW_YOU,
            sensitivity="personal",
            retention=_KEPT,
            headings=("family name", "surname", "sukunimi", "efternamn"),
        ),
    )
    email = fields.Email(
        required=True,
        validate=[validate.Length(max=254), validate.Regexp(ONE_ADDRESS)],
        metadata=field_info(
            label=_l("E-mail address"),
            autocomplete="email",
            purpose=_l("To send you a receipt, and to tell you how your application goes on."),
            sensitivity="personal",
            retention=_KEPT,
            headings=("e-mail", "mail", "sähköposti", "sähköpostiosoite", "e-post", "epost"),
        ),
    )
    phone = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=40),
        metadata=field_info(
            label=_l("Phone number"),
            widget="tel",
            autocomplete="tel",
            purpose=_l("To reach you when an e-mail is too slow."),
            sensitivity="personal",
            retention=_KEPT,
            headings=("phone", "telephone", "mobile", "puhelin", "puhelinnumero", "telefon"),
        ),
    )
    city = fields.String(
        required=True,
        validate=validate.Length(max=100),
        metadata=field_info(
            label=_l("Town or city where you live"),
            autocomplete="address-level2",
            purpose=_l("To find you somebody near."),
            sensitivity="personal",
            retention=_KEPT,
            headings=("city", "town", "kaupunki", "paikkakunta", "kunta", "ort", "stad"),
        ),
    )
    language = fields.String(
        required=True,
        metadata=field_info(
            label=_l("Language in which we write to you"),
            widget="radio",
            options=(("en", "English"), ("fi", "suomi"), ("sv", "svenska")),
            purpose=_TO_WRITE,
            retention=_KEPT,
            headings=("language", "contact language", "kieli", "asiointikieli", "språk"),
        ),
    )


class StaffPersonSchema(PersonSchema):
    """The same, filled in by staff, who may know no more than a first name."""

    email = fields.Email(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(max=254), validate.Regexp(ONE_ADDRESS)],
        metadata=field_info(
            label=_l("E-mail address"),
            sensitivity="personal",
            retention=_KEPT,
            headings=("e-mail", "mail", "sähköposti", "sähköpostiosoite", "e-post", "epost"),
        ),
    )
    city = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=100),
        metadata=field_info(
            label=_staff_l("City"),
            sensitivity="personal",
            retention=_KEPT,
            headings=("city", "town", "kaupunki", "paikkakunta", "kunta", "ort", "stad"),
        ),
    )
    language = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("Language of contact"),
            widget="select",
            options=(("en", "English"), ("fi", "suomi"), ("sv", "svenska")),
            retention=_KEPT,
            headings=("language", "contact language", "kieli", "asiointikieli", "språk"),
        ),
    )
