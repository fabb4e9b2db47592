"""Languages and how well a person knows them (CEFR: the Council of Europe's six levels)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale
from marshmallow import ValidationError, fields

from punos.forms.info import Option, label_of
from punos.forms.words import misfit, not_listed, twice
from punos.i18n import LANGUAGES, _l, language, locale, use_language
from punos.texts import fold, sort_key

LEVELS: tuple[Option, ...] = (
    ("A1", _l("A1 – a few words")),
    ("A2", _l("A2 – simple everyday talk")),
    ("B1", _l("B1 – I manage in everyday life")),
    ("B2", _l("B2 – I can talk about my work")),
    ("C1", _l("C1 – fluent")),
    ("C2", _l("C2 – nearly like a first language")),
    ("first", _l("First language")),
)
_RANK = {code: rank for rank, (code, _label) in enumerate(LEVELS)}
# Languages spoken here that have no two-letter code, and their names in CLDR.
_MORE = {"ckb": "ckb", "prs": "fa_AF", "fil": "fil", "yue": "yue", "smn": "smn", "sms": "sms"}
WORK = ("fi", "sv", "en")
COMMON = frozenset({
    "ar", "bn", "ckb", "es", "et", "fa", "fil", "hi", "ku", "ne", "prs", "ps", "ru", "so", "sq", "ta",
    "th", "tr", "uk", "ur", "vi", "zh",
})  # fmt: skip
"""Offered first, the languages of work before the others: the mother tongues of most people who have
moved to Finland (Statistics Finland, population by language). Change the list, and the form follows."""
_WRITTEN = re.compile(
    r"\s*(.+?)[\s:(–-]+(A1|A2|B1|B2|C1|C2|first)(?:[\s):.–-].*)?\s*", re.IGNORECASE
)
_CODE = re.compile(r"\b([ABC][12])\b", re.IGNORECASE)


class LanguageLevels(fields.Field):
    """A list of {"language": ISO 639 code, "level": "A1" … "C2" or "first"}.

    Read from such a list, or from a text as in a table: "fi B1, English C1".
    """

    widget = "levels"

    def _deserialize(self, value: Any, *_context: Any, **_kwargs: Any) -> Any:
        rows = _split(value) if isinstance(value, str) else value
        if not isinstance(rows, list):
            raise self.make_error("validator_failed")
        found = [self._row(row) for row in rows if _is_filled(row)]
        if not found and self.required:
            raise self.make_error("required")
        if len({row["language"] for row in found}) < len(found):
            raise ValidationError([twice(label_of(self))])
        return found

    def _row(self, row: Any) -> dict[str, str]:
        given = row if isinstance(row, Mapping) else {}
        spoken, level = str(given.get("language") or ""), str(given.get("level") or "")
        if not spoken or not level:
            raise ValidationError([misfit(label_of(self), "levels")])
        code = _codes().get(spoken) or _codes().get(fold(spoken))
        if code is None or level not in _RANK:
            raise ValidationError([not_listed(label_of(self))])
        return {"language": code, "level": level}


def _is_filled(row: Any) -> bool:
    return not isinstance(row, Mapping) or bool(row.get("language") or row.get("level"))


def _split(text: str) -> list[dict[str, str]]:
    parts = [part for part in re.split(r"[,;\n]", text) if part.strip()]
    return [_pair(part) for part in parts]


def _pair(part: str) -> dict[str, str]:
    found = _WRITTEN.fullmatch(part)
    if not found:
        return _in_words(part)
    level = found[2].upper()
    return {"language": found[1], "level": level if level in _RANK else "first"}


def _in_words(part: str) -> dict[str, str]:
    """As "Finnish (first language)": a name, then the level by its name."""
    words = re.split(r"[\s:()–-]+", part.strip(" )"), maxsplit=1)
    level = level_of(words[1]) if len(words) > 1 else None
    return {"language": words[0] if level else part.strip(), "level": level or ""}


def level_of(text: str) -> str | None:
    """The level that a text names, as "B2", "B2 – good" or in our own words; None when it names none."""
    found = _CODE.findall(text)
    if found:
        return str(found[0]).upper() if len(set(found)) == 1 else None
    return _levels().get(fold(text))


@cache
def _levels() -> dict[str, str]:
    """From the folded words for a level, in any of our languages, to its code."""
    named: dict[str, str] = {}
    for tongue in LANGUAGES:
        with use_language(tongue):
            named |= {fold(str(label)): code for code, label in LEVELS}
    return named


def code_of(name: str) -> str | None:
    """The code of a language that is named in any of our languages."""
    return _codes().get(fold(name))


def languages() -> tuple[tuple[str, str], ...]:
    """Every language by its name in the reader's language: those of `WORK`, those that are `COMMON`, and
    the others, each group in alphabetical order but the first."""
    return _languages(language())


@cache
def _languages(reader: str) -> tuple[tuple[str, str], ...]:
    names = locale(reader).languages
    short = {str(code): str(code) for code in Locale.parse("en").languages}
    wanted = {code: name for code, name in short.items() if len(code) == 2} | _MORE
    known = [(code, str(names[name])) for code, name in wanted.items() if name in names]
    return tuple(sorted(known, key=lambda option: (_place(option[0]), sort_key(option[1]))))


def _place(code: str) -> int:
    """Where in the list: each language of work by itself, then the common ones, then the rest."""
    if code in WORK:
        return WORK.index(code)
    return len(WORK) + (code not in COMMON)


@cache
def _codes() -> dict[str, str]:
    """From a code, or a name in any of our languages (folded), to the code."""
    named = {fold(str(name)): code for tongue in LANGUAGES for code, name in _languages(tongue)}
    return named | {code: code for code, _name in _languages("en")}


def language_name(code: str) -> str:
    """The name of a language in the reader's language; the code when it has none."""
    return dict(_languages(language())).get(code, code)
