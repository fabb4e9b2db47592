"""How somebody heard of us: asked at the end of each application, filled in by the link they followed."""

from marshmallow import fields

from punos.forms import PunosSchema, field_info
from punos.i18n import _l

NAME = "heard"
SOURCES = (
    ("friend", _l("From a friend or somebody I know")),
    ("association", _l("From an association")),
    ("poster", _l("From a poster or a leaflet")),
    ("social_media", _l("In social media")),
    ("job_service", _l("From the employment services or my city")),
    ("school", _l("From a school or a university")),
    ("other", _l("In another way")),
)
HEARD_FIELD = f"{NAME}-source"


class HeardSchema(PunosSchema):
    """One question, which nobody has to answer."""

    source = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_l("How did you hear of us?"),
            options=SOURCES,
            widget="radio",
            purpose=_l("To know where it is worth telling about the programme."),
            retention=_l("Until a year after the cycle has ended."),
            headings=("heard of us", "mistä kuulit meistä", "hur hörde du om oss"),
        ),
    )


def known_source(code: str) -> str | None:
    """The code of a way to hear of us, as the link to the form may carry it (`?from=poster`)."""
    return code if code in dict(SOURCES) else None
