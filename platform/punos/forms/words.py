"""What is said when an answer cannot be taken: our own words, naming the field, never blaming.

Each function gives a lazy text, so that a schema made once speaks the language of each reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time

from punos.i18n import (
    LazyText,
    Message,
    _,
    _l,
    format_date,
    format_number,
    format_time,
    language,
)
from punos.texts import Text, pick


@dataclass(frozen=True)
class LocalWords:
    """A text that the association wrote in several languages, in that of the moment it is shown."""

    texts: Mapping[str, str]

    @property
    def value(self) -> str:
        """The text itself."""
        return pick(self.texts, language()).value

    @property
    def lang(self) -> str:
        """The language that it is in: a fallback says so."""
        return pick(self.texts, language()).lang

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


Words = Message | Text | LocalWords
"""A label: a message of the catalogue, or a text that the association wrote."""
Wording = Callable[[Words], Message]

EXAMPLE_DAY, EXAMPLE_TIME = date(2026, 12, 24), time(17, 30)
CHOICES = frozenset({"radio", "select", "checkboxes", "typeahead", "levels"})


def missing(label: Words, kind: str) -> Message:
    """Nothing was answered where an answer is needed."""
    if kind in CHOICES:
        return _l("Choose an answer for “%(label)s”.", label=label)
    if kind == "checkbox":
        return _l("Tick “%(label)s” to go on.", label=label)
    if kind == "file":
        return _l("Choose a file for “%(label)s”.", label=label)
    return _l("Fill in “%(label)s”.", label=label)


def not_a_date(label: Words) -> Message:
    """The example is written as the reader's language writes dates."""
    return LazyText(
        lambda: _(
            "Write “%(label)s” as a date with a day, a month and a year, for example %(example)s.",
            label=label,
            example=example_date(),
        )
    )


def example_date() -> str:
    """A date in the short form that people type, in the language spoken: 24.12.2026."""
    return written_date(EXAMPLE_DAY)


def example_time() -> str:
    """A time as it is written in the language spoken: 17.30, 17:30."""
    return format_time(EXAMPLE_TIME)


def written_date(value: date) -> str:
    """A date as people type it, with a year of four digits: 24.12.2026, 24/12/2026."""
    # CLDR has hyphens for the Swedish of Finland, where people write points.
    separator = "/" if "/" in format_date(value, "short") else "."
    return separator.join((str(value.day), str(value.month), f"{value.year:04d}"))


_MISFITS: dict[str, Wording] = {
    "date": not_a_date,
    "time": lambda label: _l(
        "Write “%(label)s” as a time, for example %(example)s.",
        label=label,
        example=LazyText(example_time),
    ),
    "integer": lambda label: _l(
        "Write “%(label)s” as a whole number, for example 12.", label=label
    ),
    "number": lambda label: _l("Write “%(label)s” as a number, for example 12.", label=label),
    "email": lambda label: _l(
        "Write “%(label)s” as an e-mail address, for example name@example.org.", label=label
    ),
    "url": lambda label: _l(
        "Write “%(label)s” as a web address, for example https://example.org.", label=label
    ),
    "tel": lambda label: _l(
        "Write “%(label)s” as a phone number, for example +358 40 123 4567.", label=label
    ),
    "levels": lambda label: _l(
        "For each language in “%(label)s”, choose both the language and how well you know it.",
        label=label,
    ),
}


def misfit(label: Words, kind: str) -> Message:
    """The answer is not of the kind that is asked; says what is expected."""
    if kind in _MISFITS:
        return _MISFITS[kind](label)
    if kind in CHOICES or kind == "checkbox":
        return not_listed(label)
    return _l("Write “%(label)s” in another way.", label=label)


def not_listed(label: Words) -> Message:
    """A choice that is not among the options."""
    return _l("Choose one of the answers in the list for “%(label)s”.", label=label)


def twice(label: Words) -> Message:
    """The same language was given more than once."""
    return _l("Give each language only once in “%(label)s”.", label=label)


def too_long(label: Words, most: int) -> Message:
    """``most`` is the greatest number of characters."""
    return _l(
        "Shorten “%(label)s” to %(most)s characters or fewer.", label=label, most=_amount(most)
    )


def too_short(label: Words, least: int) -> Message:
    """``least`` is the smallest number of characters."""
    return _l(
        "Write at least %(least)s characters in “%(label)s”.", label=label, least=_amount(least)
    )


def too_many(label: Words, most: int) -> Message:
    """``most`` is the greatest number of choices."""
    return _l("Choose at most %(most)s answers for “%(label)s”.", label=label, most=_amount(most))


def too_few(label: Words, least: int) -> Message:
    """``least`` is the smallest number of choices."""
    return _l(
        "Choose at least %(least)s answers for “%(label)s”.", label=label, least=_amount(least)
    )


def too_small(label: Words, least: object) -> Message:
    """``least`` is the smallest number or the first day allowed."""
    if isinstance(least, date):
        return _l("“%(label)s” must be %(least)s or later.", label=label, least=_shown(least))
    return _l("“%(label)s” must be %(least)s or more.", label=label, least=_shown(least))


def too_large(label: Words, most: object) -> Message:
    """``most`` is the greatest number or the last day allowed."""
    if isinstance(most, date):
        return _l("“%(label)s” must be %(most)s or earlier.", label=label, most=_shown(most))
    return _l("“%(label)s” must be %(most)s or less.", label=label, most=_shown(most))


def identity_code(label: Words) -> Message:
    """A Finnish personal identity code was seen in the text."""
    return _l(
        "“%(label)s” seems to hold a personal identity code. Take it out: we never keep one. "
        "If it is a phone number, write it with spaces.",
        label=label,
    )


def strange_character(label: Words) -> Message:
    """A character that no keyboard writes and no page should show."""
    return _l(
        "“%(label)s” holds a hidden character that we cannot keep. Type the text by hand.",
        label=label,
    )


def unexpected() -> Message:
    """Names were sent that the form does not have."""
    return _l(
        "The page sent something that this form does not ask for. Nothing was saved. "
        "Open the page again and send it once more."
    )


def _amount(value: object) -> LazyText:
    return LazyText(lambda: format_number(value))  # type: ignore[arg-type]


def _shown(value: object) -> LazyText:
    if isinstance(value, date):
        return LazyText(lambda: written_date(value))
    return LazyText(lambda: format_number(value) if isinstance(value, int | float) else str(value))
