"""Earlier years of a programme, so that figures have a past: a spring in each of the last ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from punos import clock
from punos.demo.story import LocalText, Teller, named
from punos.programmes.models import Programme
from punos.work import Work

YEARS = 3
OUTCOMES = (
    ("A2", "B1", "C1", "E1", "D0", "C2", "A2", "B3", "C1"),
    ("A1", "A2", "B1", "C1", "E1", "B3", "C2", "A2", "D0"),
    ("A1", "A2", "E1", "B1", "A2", "C1", "A3", "B3", "E1"),
)
"""What became of people, year by year: a little better each time."""


@dataclass(frozen=True)
class Spring:
    """One spring that lies behind: it began and ended on these days, as its teller tells it."""

    teller: Teller
    number: int
    first: date
    last: date

    @property
    def slug(self) -> str:
        """A short name for its cycle."""
        return f"{self.first.year}"

    @property
    def names(self) -> LocalText:
        """What it is called."""
        year = self.first.year
        return named(f"Spring {year}", f"Kevät {year}", f"Våren {year}")

    @property
    def starts(self) -> int:
        """Its first day, counted from today."""
        return (self.first - clock.today()).days

    @property
    def length(self) -> int:
        """Its days."""
        return (self.last - self.first).days

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What became of its people, one after the other."""
        return OUTCOMES[self.number % len(OUTCOMES)]


def earlier_springs(work: Work, programme: Programme) -> Iterator[Spring]:
    """The springs of the last whole years, the first one first, each with people of its own."""
    for number in range(YEARS):
        year = clock.today().year - YEARS + number
        teller = Teller.of(work, programme, str(year))
        yield Spring(teller, number, date(year, 2, 1), date(year, 6, 15))
