"""What the network's coordinator is asked on a form."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.forms import PunosSchema, Topic, field_info
from punos.i18n import LANGUAGES, _staff, _staff_l, own_name
from punos.network.announcing import LONGEST_TEXT, LONGEST_TITLE
from punos.tenants.schemas import SLUG

# Quoted names and comments are addresses too, but no mail of ours goes to one.
_PLAIN = r"[^\s@<>,;:\"\\()\[\]]+@[^\s@<>,;:\"\\()\[\]]+\Z"
IN_LANGUAGE = {
    "fi": _staff_l("In Finnish"),
    "sv": _staff_l("In Swedish"),
    "en": _staff_l("In English"),
}
_NAMES = {
    "fi": _staff_l("Name in Finnish"),
    "sv": _staff_l("Name in Swedish"),
    "en": _staff_l("Name in English"),
}


def spoken() -> list[tuple[str, str]]:
    """The languages to choose from, each by its own name."""
    return [(code, own_name(code).capitalize()) for code in LANGUAGES]


def _name(code: str) -> fields.String:
    info = field_info(label=_NAMES[code], topic="names")
    return fields.String(load_default="", validate=validate.Length(max=200), metadata=info)


class NewAssociationSchema(PunosSchema):
    """An association to take on."""

    topics = (
        Topic("names", _staff_l("Its name"), _staff_l("Write it in one language at least.")),
        Topic("site", _staff_l("Its site")),
        Topic("first", _staff_l("Its first administrator")),
    )

    name_fi = _name("fi")
    name_sv = _name("sv")
    name_en = _name("en")
    short_name = fields.String(
        required=True,
        validate=validate.Length(1, 24),
        metadata=field_info(
            label=_staff_l("Short name"),
            help=_staff_l("For small screens, 24 characters at most."),
            topic="names",
        ),
    )
    slug = fields.String(
        required=True,
        validate=validate.Regexp(
            rf"{SLUG.pattern}\Z",
            error=_staff_l("Write 2 to 40 small letters a–z, digits or hyphens."),  # type: ignore[arg-type]
        ),
        metadata=field_info(
            label=_staff_l("Short address"),
            help=_staff_l(
                "The first part of its web address: small letters a–z, digits and hyphens. It cannot "
                "be changed later."
            ),
            topic="site",
        ),
    )
    language = fields.String(
        required=True,
        metadata=field_info(
            label=_staff_l("Its own language"),
            widget="radio",
            options=spoken,
            topic="site",
        ),
    )
    others = fields.List(
        fields.String(),
        load_default=list,
        metadata=field_info(
            label=_staff_l("Other languages that it offers"),
            widget="checkboxes",
            options=spoken,
            topic="site",
        ),
    )
    plugins = fields.List(
        fields.String(),
        load_default=list,
        metadata=field_info(
            label=_staff_l("Kinds of programme that it runs"),
            help=_staff_l("Its administrator can change this later."),
            widget="checkboxes",
            options=(),
            topic="site",
        ),
    )
    admin_email = fields.Email(
        required=True,
        validate=validate.Regexp(_PLAIN),
        metadata=field_info(
            label=_staff_l("E-mail address"),
            help=_staff_l("An invitation goes there. Its link works for three days."),
            topic="first",
        ),
    )

    @validates_schema(skip_on_field_errors=True)
    def _named_somehow(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        if not any(data[f"name_{code}"] for code in IN_LANGUAGE):
            message = _staff("Write the name in one language at least.")
            raise ValidationError(message, "name_fi")


def association_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as `punos.network.onboarding.ask` wants them."""
    own = data["language"]
    others = [code for code in LANGUAGES if code in data["others"] and code != own]
    return {
        "slug": data["slug"],
        "names": {code: data[f"name_{code}"] for code in IN_LANGUAGE if data[f"name_{code}"]},
        "short_name": data["short_name"],
        "languages": [own, *others],
        "plugins": sorted(data["plugins"]),
        "admin_email": data["admin_email"],
    }


def _title(code: str) -> fields.String:
    info = field_info(label=_staff_l("Title"), topic=code)
    return fields.String(
        load_default="", validate=validate.Length(max=LONGEST_TITLE), metadata=info
    )


def _text(code: str) -> fields.String:
    info = field_info(label=_staff_l("Text"), topic=code, widget="textarea", rows=8)
    return fields.String(load_default="", validate=validate.Length(max=LONGEST_TEXT), metadata=info)


class AnnouncementForm(PunosSchema):
    """An announcement in up to three languages; a language is filled in whole or not at all."""

    topics = tuple(Topic(code, label) for code, label in IN_LANGUAGE.items())

    title_fi = _title("fi")
    text_fi = _text("fi")
    title_sv = _title("sv")
    text_sv = _text("sv")
    title_en = _title("en")
    text_en = _text("en")

    @validates_schema(skip_on_field_errors=True)
    def _whole(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        missing = {
            f"{part}_{code}": [
                _staff("Write both a title and a text in this language, or neither.")
            ]
            for code in IN_LANGUAGE
            for part, other in (("title", "text"), ("text", "title"))
            if data[f"{other}_{code}"] and not data[f"{part}_{code}"]
        }
        if missing:
            raise ValidationError(missing)
        if not any(data[f"title_{code}"] for code in IN_LANGUAGE):
            raise ValidationError(_staff("Write it in one language at least."), "title_fi")


def announcement_of(data: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Titles and texts by language."""
    titles, texts = (
        {code: data[f"{part}_{code}"] for code in IN_LANGUAGE if data[f"{part}_{code}"]}
        for part in ("title", "text")
    )
    return titles, texts


def announcement_values(titles: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """The form's answers of a draft."""
    named = {f"title_{code}": text for code, text in titles.items()}
    return named | {f"text_{code}": text for code, text in texts.items()}
