"""Every message that the product says, for whoever words one in their own way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from babel.messages.pofile import read_po

from punos.i18n.catalogues import CORE, KINDS, translations
from punos.i18n.languages import LANGUAGES, SOURCE_LANGUAGE

_LISTED_IN = next(code for code in LANGUAGES if code != SOURCE_LANGUAGE)
"""English stands in the source alone; each message is in every other language's file."""


@dataclass(frozen=True)
class Known:
    """One message, or one of the two forms of a message with a plural."""

    package: str
    kind: str
    message: str
    singular: str | None = None
    """Of a plural form: the singular that it belongs to."""

    @property
    def code(self) -> str:
        """Names it in an address."""
        return hashlib.sha256(f"{self.kind}\0{self.message}".encode()).hexdigest()[:16]

    def said(self, language: str) -> str:
        """What the product itself says in this language."""
        catalogue = translations(self.package, self.kind, language)
        if self.singular is not None:
            return catalogue.ngettext(self.singular, self.message, 2)
        return catalogue.gettext(self.message) if not self.is_singular else self._one(language)

    @property
    def is_singular(self) -> bool:
        """Whether it is the form for one of a message with a plural."""
        return self.message in _plurals(self.package, self.kind)

    def _one(self, language: str) -> str:
        plural = _plurals(self.package, self.kind)[self.message]
        return translations(self.package, self.kind, language).ngettext(self.message, plural, 1)


def known_messages(plugins: Iterable[str]) -> list[Known]:
    """The messages of the core and of these packages, by their English words; each once."""
    found = {(one.kind, one.message): one for name in (*plugins, CORE) for one in _of(name)}
    return sorted(found.values(), key=lambda one: (one.message.casefold(), one.kind))


@cache
def _of(package: str) -> tuple[Known, ...]:
    return tuple(one for kind in KINDS for one in _read(package, kind))


def _read(package: str, kind: str) -> Iterator[Known]:
    for singular, plural in _ids(package, kind):
        yield Known(package, kind, singular)
        if plural is not None:
            yield Known(package, kind, plural, singular)


@cache
def _plurals(package: str, kind: str) -> dict[str, str]:
    return {one: many for one, many in _ids(package, kind) if many is not None}


@cache
def _ids(package: str, kind: str) -> tuple[tuple[str, str | None], ...]:
    if find_spec(package) is None:  # a plugin made in a test, or one that could not be loaded
        return ()
    source = files(package) / "translations" / kind / f"{_LISTED_IN}.po"
    if not source.is_file():
        return ()
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=_LISTED_IN)
    messages = [one for one in catalogue if one.id and one.context is None]
    return tuple(_forms(one.id) for one in messages)


def _forms(said: Any) -> tuple[str, str | None]:
    return (said[0], said[1]) if isinstance(said, list | tuple) else (said, None)
