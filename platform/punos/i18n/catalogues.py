"""The two catalogues of each distribution, *people* and *staff*, and their functions.

The .po files are read as they are when a language is first spoken; nothing is compiled.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import Any, NamedTuple

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import escape

from punos.i18n.languages import SOURCE_LANGUAGE, language, overrides

CORE = "punos"
KINDS = ("people", "staff")
# A .po file says whether a native speaker has checked it; until then its readers are told.
CHECKED_HEADER = "X-Checked-By-Native-Speaker"


class LazyText:
    """A message that is put into words only when it is shown, in the language of that moment.

    It is no ``str`` on purpose: one that were would leak English wherever it is concatenated.
    """

    __slots__ = ("_speak",)

    def __init__(self, speak: Callable[[], str]) -> None:
        self._speak = speak

    def __str__(self) -> str:
        return self._speak()

    def __repr__(self) -> str:
        return f"LazyText({self._speak()!r})"

    def __format__(self, spec: str) -> str:
        return format(self._speak(), spec)

    def __deepcopy__(self, memo: object) -> LazyText:
        return self

    def format(self, *args: object, **values: object) -> str:
        """As ``str.format``: marshmallow formats its messages so."""
        return self._speak().format(*args, **values)


Message = str | LazyText


class Functions(NamedTuple):
    """What one catalogue offers: ``_, _n, _p, _l = catalogues.people``."""

    say: Callable[..., str]
    say_n: Callable[..., str]
    say_p: Callable[..., str]
    lazy: Callable[..., LazyText]


class Catalogues:
    """The catalogues of one distribution, found in its package's ``translations`` folder.

    What a plugin's catalogue lacks is looked up in the core's, so that shared words are
    translated once.
    """

    def __init__(self, package: str) -> None:
        self.package = package
        self.people = self._functions("people")
        self.staff = self._functions("staff")

    def _functions(self, kind: str) -> Functions:
        package = self.package

        def say(message: str, /, **values: object) -> str:
            return _fill(_singular(package, kind, None, message), values)

        def say_n(singular: str, plural: str, n: int, /, **values: object) -> str:
            return _fill(_plural(package, kind, singular, plural, n), {"num": n, **values})

        def say_p(context: str, message: str, /, **values: object) -> str:
            return _fill(_singular(package, kind, context, message), values)

        def lazy(message: str, /, **values: object) -> LazyText:
            return LazyText(lambda: say(message, **values))

        return Functions(say, say_n, say_p, lazy)


def _singular(package: str, kind: str, context: str | None, message: str) -> str:
    spoken = language()
    own = overrides()
    if own and (text := own.get((spoken, kind, context, message))):
        return text
    found = translations(package, kind, spoken)
    return found.gettext(message) if context is None else found.pgettext(context, message)


def _plural(package: str, kind: str, singular: str, plural: str, n: int) -> str:
    spoken = language()
    own = overrides()
    if own and (text := own.get((spoken, kind, None, singular if n == 1 else plural))):
        return text
    return translations(package, kind, spoken).ngettext(singular, plural, n)


def _fill(text: str, values: dict[str, Any]) -> str:
    """Put the values in. Where one of them is markup, the text around it is escaped."""
    if not values:
        return text
    if any(hasattr(value, "__html__") for value in values.values()):
        return escape(text) % values
    return text % values


@cache
def translations(package: str, kind: str, code: str) -> NullTranslations:
    """The catalogue ``kind`` of ``package`` in the language ``code``, read once per process."""
    found = _read(package, kind, code)
    if package != CORE:
        found.add_fallback(translations(CORE, kind, code))
    return found


@cache
def is_checked(package: str, kind: str, code: str) -> bool:
    """Whether a native speaker has checked this catalogue (English is where it comes from)."""
    if code == SOURCE_LANGUAGE:
        return True
    source = files(package) / "translations" / kind / f"{code}.po"
    return source.is_file() and says_checked(source.read_text(encoding="utf-8"))


def says_checked(text: str) -> bool:
    """Whether the head of a .po file says so. Babel drops headers that it does not know."""
    return f'"{CHECKED_HEADER}: yes\\n"' in text


def _read(package: str, kind: str, code: str) -> NullTranslations:
    if code == SOURCE_LANGUAGE:
        return NullTranslations()
    source = files(package) / "translations" / kind / f"{code}.po"
    if not source.is_file():
        return NullTranslations()
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
