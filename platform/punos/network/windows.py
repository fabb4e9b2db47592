"""Windows of time: years, and fixed stretches of three years. They never overlap within one kind.

Two windows that overlapped would tell by their difference what happened in a part of one of them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from punos import clock

SETTLING = timedelta(days=28)
"""How long after a window's last day its figures may still come in."""
STRETCH_YEARS = 3
STRETCH_FROM = 2023
"""Stretches are counted from here, in both directions: 2020-2022, 2023-2025, 2026-2028 …"""
LEAST_FOR_YEARS = 20
"""So many people in the first year that had any: personal figures are gathered year by year."""


@dataclass(frozen=True, order=True)
class Window:
    """The years from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def name(self) -> str:
        """ "2024", or "2023-2025"."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def years(self) -> int:
        """How many."""
        return self.last - self.first + 1

    def is_settled(self, today: date) -> bool:
        """Whether its figures can be frozen by this day."""
        return today >= date(self.last, 12, 31) + SETTLING

    def moments(self) -> tuple[datetime, datetime]:
        """Its first moment, and the first one after it, by the clock on the wall."""
        zone = ZoneInfo(clock.DEFAULT_ZONE)
        first, after = date(self.first, 1, 1), date(self.last + 1, 1, 1)
        return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


def year(number: int) -> Window:
    """The window of one year."""
    return Window(number, number)


def stretch(number: int) -> Window:
    """The stretch of three years to which a year belongs."""
    first = number - (number - STRETCH_FROM) % STRETCH_YEARS
    return Window(first, first + STRETCH_YEARS - 1)


def named(name: str) -> Window:
    """The window of this name. Raises ValueError for any other text."""
    first, _dash, last = name.partition("-")
    found = Window(int(first), int(last or first))
    if found.name != name or found not in (year(found.first), stretch(found.first)):
        raise ValueError("no window has this name")
    return found


def length_after(people: int) -> int:
    """Over how many years personal figures are gathered, by how many took part in the first year."""
    return 1 if people >= LEAST_FOR_YEARS else STRETCH_YEARS
