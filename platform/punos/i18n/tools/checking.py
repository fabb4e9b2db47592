"""What is wrong with the catalogues. Nothing may be: a test runs this over the checkout."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message

from punos.i18n.catalogues import KINDS
from punos.i18n.placeholders import has_stray_percent, placeholders, without_placeholders
from punos.i18n.tools.extraction import extracted
from punos.i18n.tools.merging import TRANSLATED_LANGUAGES, is_complete, merged, read_catalogue
from punos.i18n.tools.sources import Distribution


@dataclass(frozen=True)
class Problem:
    """One thing to put right: where, which message, and what about it."""

    path: Path
    message: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}: {self.message!r}"


def problems(parts: Iterable[Distribution]) -> list[Problem]:
    """Everything that is wrong in the catalogues of ``parts``; empty when all is well."""
    parts = list(parts)
    found: list[Problem] = []
    for part in parts:
        same = _Same(part)
        for language in TRANSLATED_LANGUAGES:
            for kind in KINDS:
                found += _of_one_file(part, kind, language, same)
        found += same.unneeded()
    if not found:
        found += [
            Problem(one.path, "", "not as `punos i18n update` writes it")
            for one in merged(parts)
            if one.changed
        ]
    return found


def _of_one_file(part: Distribution, kind: str, language: str, same: _Same) -> Iterator[Problem]:
    path = part.po_file(kind, language)
    translated = read_catalogue(path, language)
    wanted = {_key(message): message for message in extracted(part, kind) if message.id}
    have = {_key(message): message for message in translated if message.id}
    for key in sorted(wanted.keys() - have.keys()):
        yield Problem(path, key[0], "missing")
    for key in sorted(have.keys() - wanted.keys()):
        yield Problem(path, key[0], "no longer in the source")
    for message in translated.obsolete.values():
        yield Problem(path, _forms(message.id)[0], "no longer in the source")
    for key in sorted(wanted.keys() & have.keys()):
        for reason in _of_one_message(have[key], language, same):
            yield Problem(path, key[0], reason)


def _of_one_message(message: Message, language: str, same: _Same) -> Iterator[str]:
    english, translation = _forms(message.id), _forms(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if not is_complete(message):
        yield "not translated"
        return
    if not _placeholders_agree(english, translation):
        yield "other placeholders than in English"
    if _says_the_same(english, translation) and not same.allowed(language, english[0]):
        yield "the same as in English"


def _placeholders_agree(english: list[str], translation: list[str]) -> bool:
    if any(has_stray_percent(text) for text in translation):
        return False
    if len(english) == 1:
        return placeholders(english[0]) == placeholders(translation[0])
    # Languages with many forms name the number in words in some of them, never in the last.
    known = placeholders(english[0]) | placeholders(english[1])
    needed = known - {"%(num)s"}
    return placeholders(translation[-1]) == placeholders(english[1]) and all(
        needed <= placeholders(text) <= known for text in translation
    )


def _says_the_same(english: list[str], translation: list[str]) -> bool:
    has_words = any(c.isalpha() for c in without_placeholders(english[0]))
    return has_words and any(text in english for text in translation)


def _forms(text: object) -> list[str]:
    return [str(one) for one in text] if isinstance(text, (list, tuple)) else [str(text or "")]


def _key(message: Message) -> tuple[str, str, str]:
    forms = _forms(message.id)
    return (forms[0], forms[-1], message.context or "")


class _Same:
    """The messages of one distribution that may read as in English, and which were used."""

    def __init__(self, part: Distribution) -> None:
        self._path = part.same_as_english
        self._listed: dict[str, dict[str, str]] = {}
        if self._path.is_file():
            self._listed = tomllib.loads(self._path.read_text(encoding="utf-8"))
        self._used: set[tuple[str, str]] = set()

    def allowed(self, language: str, english: str) -> bool:
        self._used.add((language, english))
        return bool(self._listed.get(language, {}).get(english))

    def unneeded(self) -> Iterator[Problem]:
        for language, messages in self._listed.items():
            for english, reason in messages.items():
                if not reason:
                    yield Problem(self._path, english, f"no reason given ({language})")
                if (language, english) not in self._used:
                    yield Problem(self._path, english, f"needs no exception ({language})")
