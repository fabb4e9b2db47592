"""Which languages there are, which one is spoken now, and which one a reader asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar, Token
from functools import cache
from typing import Any

from babel import Locale
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

SOURCE_LANGUAGE = "en"
LANGUAGES = ("en", "fi", "sv")

# English is written as in Finland: day before month. Babel's en_FI would put 14.05 for a time.
_LOCALES = {"en": "en_GB", "fi": "fi_FI", "sv": "sv_FI"}

# (language, catalogue, context, msgid) -> text. A plural message has one key for each msgid.
OverrideKey = tuple[str, str, str | None, str]
Overrides = Mapping[OverrideKey, str]

_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)
_overrides: ContextVar[Overrides | Callable[[], Overrides | None] | None] = ContextVar(
    "overrides", default=None
)


def language() -> str:
    """The language spoken in this request, job or block."""
    return _language.get()


def set_language(code: str) -> Token[str]:
    """Speak ``code`` from now on; the token undoes it with ``reset_language``."""
    if code not in LANGUAGES:
        raise ValueError(f"{code!r} is not one of the languages used here")
    return _language.set(code)


def reset_language(token: Token[str]) -> None:
    """Speak again what was spoken before ``set_language``."""
    _language.reset(token)


@contextmanager
def use_language(code: str) -> Iterator[None]:
    """Speak ``code`` inside the block: for mails and jobs, which have no request."""
    token = set_language(code)
    try:
        yield
    finally:
        reset_language(token)


def overrides() -> Overrides | None:
    """The whole messages that this tenant words in its own way."""
    found = _overrides.get()
    return found() if callable(found) else found


def set_overrides(
    found: Overrides | Callable[[], Overrides | None] | None,
) -> Token[Any]:
    """Let these texts win from now on; the token undoes it with ``reset_overrides``. A function is
    asked each time that something is said.
    """
    return _overrides.set(found)


def reset_overrides(token: Token[Any]) -> None:
    """Let those win again that did before ``set_overrides``."""
    _overrides.reset(token)


@contextmanager
def use_overrides(
    found: Overrides | Callable[[], Overrides | None] | None,
) -> Iterator[None]:
    """Let these texts win over the catalogues inside the block."""
    token = set_overrides(found)
    try:
        yield
    finally:
        reset_overrides(token)


def locale(code: str | None = None) -> Locale:
    """Babel's locale for a language of ours (the current one unless told otherwise)."""
    return _parsed(code or language())


@cache
def _parsed(code: str) -> Locale:
    return Locale.parse(_LOCALES.get(code, code))


@cache
def own_name(code: str) -> str:
    """What a language calls itself, as its own speakers write it: English, suomi, svenska."""
    own = Locale.parse(code)
    return own.get_language_name(own) or code


def negotiate(accept_header: str | None, allowed: Sequence[str], default: str) -> str:
    """The best of ``allowed`` for an Accept-Language header, else ``default``."""
    # Not werkzeug's best_match: it prefers a later "en" to an earlier "sv-FI".
    for tag, quality in parse_accept_header(accept_header, LanguageAccept):
        primary = tag.replace("_", "-").split("-")[0].lower()
        if quality > 0 and primary in allowed:
            return primary
    return default
