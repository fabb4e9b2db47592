"""A schema with every kind of field, for the tests of forms and tables."""

from marshmallow import fields, validate

from punos.forms import LanguageLevels, PunosSchema, Topic, field_info
from punos.i18n import _l

ROLES = (("mentee", _l("Mentee")), ("mentor", _l("Mentor")))
PROFESSIONS = (("2221", "Nurse"), ("2142", "Civil engineer"))
AIMS = (("cv", "CV"), ("net", "Networks"))


class Application(PunosSchema):
    """One of each."""

    topics = (Topic("you", _l("About you")), Topic("work", _l("Your work")))

    name = fields.String(
        required=True,
        metadata=field_info(label=_l("Name"), topic="you", headings=("Nimi", "Namn")),
    )
    email = fields.Email(
        required=True, metadata=field_info(label="E-mail", topic="you", autocomplete="email")
    )
    phone = fields.String(metadata=field_info(label="Phone", widget="tel", topic="you"))
    arrived = fields.Date(required=True, metadata=field_info(label="Arrived", topic="you"))
    years = fields.Integer(
        required=True,
        validate=validate.Range(min=0, max=60),
        metadata=field_info(label="Years of work", topic="work"),
    )
    profession = fields.String(
        required=True,
        metadata=field_info(
            label="Profession", widget="typeahead", options=PROFESSIONS, topic="work"
        ),
    )
    role = fields.String(
        required=True, metadata=field_info(label="Role", options=ROLES, topic="work")
    )
    aims = fields.List(
        fields.String(), required=True, metadata=field_info(label="Aims", options=AIMS)
    )
    languages = LanguageLevels(required=True, metadata=field_info(label="Languages"))
    about = fields.String(
        allow_none=True, metadata=field_info(label="About you", widget="textarea")
    )
    agreed = fields.Boolean(required=True, metadata=field_info(label="I agree", must=True))


GOOD = {
    "name": "Aino Esimerkki",
    "email": "aino@example.org",
    "phone": "+358 40 123 4567",
    "arrived": "24.12.2019",
    "years": "7",
    "profession": "nurse",
    "role": "mentee",
    "aims": "cv",
    "languages--language": "fi",
    "languages--level": "B1",
    "about": "I like\r\nlists.",
    "agreed": "yes",
}
BAD = {
    "name": "x" * 201,
    "email": "nobody",
    "phone": "call me",
    "arrived": "31.2.2020",
    "years": "many",
    "profession": "Astronaut on leave",
    "role": "director",
    "aims": "fame",
    "languages--language": "fi",
    "languages--level": "",
    "about": "my code is 131052-308T",
}
