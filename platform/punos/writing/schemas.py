"""The forms of messages and ready texts: a subject and a text in each of the association's languages."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos import clock
from punos.forms import PunosSchema, Topic, field_info
from punos.i18n import _staff, _staff_l, format_list, own_name
from punos.writing.merging import FIELDS, unknown
from punos.writing.service import Written

LONGEST_SUBJECT, LONGEST_TEXT = 150, 5000


class TextsSchema(PunosSchema):
    """Texts by language; a language is filled in whole or not at all. `languages` are set by `of`."""

    languages: Sequence[str] = ()

    @validates_schema(skip_on_field_errors=True)
    def _whole(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        missing = {
            f"{part}_{code}": [
                _staff("Write both a subject and a text in this language, or neither.")
            ]
            for code in self.languages
            for part, other in (("subject", "body"), ("body", "subject"))
            if data[f"{other}_{code}"] and not data[f"{part}_{code}"]
        }
        if missing:
            raise ValidationError(missing)
        if not any(data[f"subject_{code}"] for code in self.languages):
            first = f"subject_{self.languages[0]}"
            raise ValidationError(_staff("Write it in one language at least."), first)


class MessageSchema(TextsSchema):
    """A message: its texts, and how it is meant."""

    needed = fields.Boolean(
        load_default=False,
        metadata=field_info(
            label=_staff_l("They need this to take part"),
            help=_staff_l(
                "A meeting that moves, say. It then goes also to those who want no other mail."
            ),
        ),
    )
    shown_until = fields.Date(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("Show it on their own pages until this day"),
            help=_staff_l("On the page of their application and of their pair or group."),
        ),
    )

    @validates_schema(skip_on_field_errors=True)
    def _still_to_come(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        if data["shown_until"] and data["shown_until"] < clock.today():
            raise ValidationError(_staff("That day is over. Choose a later one."), "shown_until")


class TemplateSchema(TextsSchema):
    """A ready text: what staff call it, and its texts."""

    name = fields.String(required=True, metadata=field_info(label=_staff_l("What you call it")))


def of(kind: type[TextsSchema], languages: Sequence[str]) -> TextsSchema:
    """The schema with a subject and a text for each of these languages."""
    return _made(kind, tuple(languages))()


@lru_cache(64)
def _made(kind: type[TextsSchema], languages: tuple[str, ...]) -> type[TextsSchema]:
    topics = tuple(Topic(code, own_name(code).capitalize()) for code in languages)
    parts = {
        name: field
        for code in languages
        for name, field in ((f"subject_{code}", _subject(code)), (f"body_{code}", _body(code)))
    }
    return type(kind.__name__, (kind,), {**parts, "topics": topics, "languages": languages})


def _subject(code: str) -> fields.String:
    return _text(_staff_l("Subject"), code, LONGEST_SUBJECT)


def _body(code: str) -> fields.String:
    return _text(_staff_l("Text"), code, LONGEST_TEXT, widget="textarea", rows=10)


def _text(label: Any, code: str, longest: int, **more: Any) -> fields.String:
    checks: list[Callable[[str], Any]] = [validate.Length(max=longest), known_fields]
    info = field_info(label=label, topic=code, **more)
    return fields.String(load_default="", validate=checks, metadata=info)


def known_fields(text: str) -> None:
    """Raises ValidationError for a word in braces that is no merge field."""
    if strange := unknown(text):
        message = _staff(
            "There is no field %(strange)s. You can use %(known)s.",
            strange=format_list([f"{{{name}}}" for name in strange]),
            known=format_list([f"{{{name}}}" for name in FIELDS]),
        )
        raise ValidationError([message])


def written_of(data: Mapping[str, Any], languages: Sequence[str]) -> Written:
    """The answers as the verbs want them."""
    subjects, bodies = (
        {code: data[f"{part}_{code}"] for code in languages if data[f"{part}_{code}"]}
        for part in ("subject", "body")
    )
    return Written(subjects, bodies, data.get("needed", False), data.get("shown_until"))


def values_of(
    subjects: Mapping[str, str], bodies: Mapping[str, str], languages: Sequence[str]
) -> dict[str, Any]:
    """The form's answers of what was written, in the languages there are now."""
    named = {f"subject_{code}": text for code, text in subjects.items() if code in languages}
    return named | {f"body_{code}": text for code, text in bodies.items() if code in languages}
