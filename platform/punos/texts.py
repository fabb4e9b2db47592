"""Texts as values: searching, sorting, and texts that exist in several languages.

The database collates by bytes (collation C), so the alphabet is decided here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

LocalText = dict[str, str]

_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h", "ı": "i"}
)
# The three characters that follow z in ASCII stand for the three letters that follow z.
_NORDIC = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ő": "}", "œ": "}"})
# Finnish name lists (SFS 4600) file w among v, and ü among y.
_SAME_PLACE = str.maketrans({"w": "v", "ü": "y"})


def fold(text: str) -> str:
    """The form in which text is searched: no case, no accents, single spaces.

    Fold the stored text and the question alike: "akas" and "äkäs" both find "Äkäslompolo".
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return " ".join(bare.translate(_LETTERS).split())


def sort_key(text: str) -> str:
    """An ASCII key that sorts by bytes as Finnish and Swedish do: … z, å, ä, ö.

    Other scripts come after Latin, in the order of their code points.
    """
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    moved = composed.translate(_SAME_PLACE).translate(_NORDIC)
    return " ".join("".join(_key_part(c) for c in moved).split())


def _key_part(character: str) -> str:
    if character in "{|}" or (character.isascii() and character.isalnum()):
        return character
    if character in "'’`´":
        return ""
    if not character.isalnum():
        return "" if unicodedata.combining(character) else " "
    folded = fold(character)
    if folded.isascii():
        return folded
    return "".join(f"~{ord(c):05x}" for c in folded)


@dataclass(frozen=True)
class Text:
    """One text and the language it is in, for the ``lang`` attribute of a fallback."""

    value: str
    lang: str

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


def pick(
    text: Mapping[str, str] | None, language: str, fallbacks: Iterable[str] = ("fi", "en", "sv")
) -> Text:
    """The text in ``language``, else in the first of ``fallbacks`` that has one, else in any.

    A text that exists in no language is the empty text in ``language``.
    """
    given = text or {}
    for candidate in (language, *fallbacks, *sorted(given)):
        if given.get(candidate):
            return Text(given[candidate], candidate)
    return Text("", language)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean_local_text(raw: object, languages: Collection[str]) -> LocalText:
    """``raw`` as {language: text}: trimmed, composed (NFC), empty texts left out.

    Raises ValueError naming the language when the shape, a language or a character is wrong.
    """
    if not isinstance(raw, Mapping):
        raise ValueError("a text in several languages is a mapping from language to text")
    cleaned = {}
    for language, value in raw.items():
        if language not in languages:
            raise ValueError(f"{language!r} is not one of the languages used here")
        if not isinstance(value, str):
            raise ValueError(f"the text in {language!r} is not a text")
        cleaned[language] = _clean(value, language)
    return {language: value for language, value in cleaned.items() if value}


def _clean(value: str, language: str) -> str:
    lines = unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()
    if _CONTROL.search(lines):
        raise ValueError(f"the text in {language!r} holds a control character")
    return lines
