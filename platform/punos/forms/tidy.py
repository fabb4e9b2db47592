"""From what people type to what marshmallow reads: blanks, dates and numbers as written here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from punos.forms.info import widget_of
from punos.i18n import language, parse_date

_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009'"))
_CLOCK = re.compile(
    r"(?:klo?\.?\s*)?([01]?[0-9]|2[0-3])(?:[.:]([0-5][0-9])(:[0-5][0-9])?)?", re.IGNORECASE
)
_NO_TIME = "-"
_ENGLISH_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")


def tidy(data: Mapping[str, Any], by_name: Mapping[str, fields.Field]) -> dict[str, Any]:
    """The same answers, composed and trimmed; a blank one is none at all.

    ``by_name`` holds the fields by the name under which their answers come.
    """
    cleaned = {}
    for name, typed in data.items():
        field = by_name.get(name)
        value = typed if field is None else _answer(field, typed)
        if field is None or not _is_left_out(field, value):
            cleaned[name] = value
    return cleaned


def _is_left_out(field: fields.Field, value: Any) -> bool:
    """A blank answer must read as missing; only a free text may be emptied to the empty text."""
    if isinstance(value, list) and not value:
        return field.required
    if not isinstance(value, str) or value:
        return False
    return field.required or type(field) is not fields.String or "options" in field.metadata


def _answer(field: fields.Field, value: Any) -> Any:
    if isinstance(value, list):
        return [_answer(_inner(field), item) for item in value if item != ""]
    if not isinstance(value, str) or field.metadata.get("widget") == "password":
        return value
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if widget_of(field) != "textarea":
        # A name of several lines would write a mail of its own below its greeting.
        text = " ".join(text.split()) if len(text.splitlines()) > 1 else text
    if text == "" and field.allow_none:
        return None
    return _written(field, text)


def _inner(field: fields.Field) -> fields.Field:
    return field.inner if isinstance(field, fields.List) else field


def _written(field: fields.Field, text: str) -> str:
    if isinstance(field, fields.Date):
        return _day(text)
    if isinstance(field, fields.Time):
        return _time(text)
    if isinstance(field, fields.Integer | fields.Float | fields.Decimal):
        return plain_number(text)
    return text


def _day(text: str) -> str:
    try:
        return parse_date(text).isoformat()
    except ValueError:
        # Left as typed: the field itself says that it is no date.
        return text


def _time(text: str) -> str:
    """17.30, 17:30, klo 17 and kl. 17.30 as 17:30; seconds are read where a browser adds them."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        # Not left as typed: marshmallow would read 18.3 as a part of a second after six.
        return _NO_TIME
    hour, minute, second = found.groups("")
    return f"{hour:0>2}:{minute or '00'}{second}"


def plain_number(text: str) -> str:
    """A number as Python reads it: 1 234,5 and, in English, 1,234.5 become 1234.5."""
    bare = text.translate(_SPACES).replace("−", "-")
    if language() == "en" and _ENGLISH_THOUSANDS.fullmatch(bare):
        return bare.replace(",", "")
    return bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else bare
