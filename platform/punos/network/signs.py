"""The signs that stand where a number does not: each differs, and each is explained beside the table."""

from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from punos.i18n import _staff_l, format_number, format_percent
from punos.network.catalogue import Indicator

SHOWN, HIDDEN, NOT_ENOUGH = "shown", "hidden", "not_enough"
NOT_APPLICABLE, NOT_SHARED, OPEN = "not_applicable", "not_shared", "open"
THREE_YEARS, YEAR_BY_YEAR = "three_years", "year_by_year"


@dataclass(frozen=True)
class Sign:
    """How a state looks, what a screen reader says, and what it means."""

    mark: Any
    words: Any
    meaning: Any

    def __str__(self) -> str:
        return str(self.words)

    def __html__(self) -> str:
        return f'<span role="img" aria-label="{escape(self.words)}">{escape(self.mark)}</span>'


SIGNS = {
    HIDDEN: Sign(
        "•••",
        _staff_l("hidden"),
        _staff_l(
            "So few people are behind this, or behind a figure of the same people, that somebody could "
            "be recognised."
        ),
    ),
    NOT_ENOUGH: Sign(
        "…",
        _staff_l("not enough people yet"),
        _staff_l("Fewer than ten people took part, so nothing is told of how they fared."),
    ),
    NOT_SHARED: Sign(
        "∅",
        _staff_l("not shared"),
        _staff_l(
            "The member has not shared this. A small member’s figures about people may also come "
            "later, when three years are complete."
        ),
    ),
    NOT_APPLICABLE: Sign(
        "–",
        _staff_l("does not apply"),
        _staff_l("This kind of programme has no such figure."),
    ),
    OPEN: Sign(
        "◷",
        _staff_l("still open"),
        _staff_l("The time is not over, or ended less than four weeks ago."),
    ),
    THREE_YEARS: Sign(
        _staff_l("3 yr"),
        _staff_l("given for three years together"),
        _staff_l("A small member’s figures about people are given for three years together."),
    ),
    YEAR_BY_YEAR: Sign(
        _staff_l("1 yr"),
        _staff_l("given year by year"),
        _staff_l("A larger member’s figures about people are given year by year."),
    ),
}


def in_words(value: float, unit: str) -> str:
    """A value as people read it: a count, whole per cent, or euros. `value` as in PublishedFact."""
    if unit == "share":
        return format_percent(value)
    if unit == "money":
        return f"{format_number(round(value / 100))} €"
    return format_number(round(value, 1))


def plain(sign: Sign) -> str:
    """A sign in a file: its words, which no spreadsheet takes for a number."""
    return str(sign.words)


def exported(value: float | None, unit: str) -> int | float | None:
    """A value in a file: a plain number, shares in per cent, money in euros."""
    if value is None:
        return None
    if unit == "share":
        return round(100 * value, 1)
    if unit == "money":
        return round(value / 100, 2)
    return int(value) if value == int(value) else value


def heading(indicator: Indicator) -> str:
    """A figure's name in a file, with its unit."""
    units = {"share": " (%)", "money": " (€)"}
    return f"{indicator.label}{units.get(indicator.unit, '')}"
