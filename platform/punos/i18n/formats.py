"""Dates, times, numbers and lists as people write them in the language spoken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers

from punos.clock import DEFAULT_ZONE
from punos.i18n.core import _
from punos.i18n.languages import LANGUAGES, locale

Length = Literal["short", "medium", "long", "full"]

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4})")
_IN_WORDS = re.compile(r"(\d{1,2})\.?\s+([^\W\d_]+)\.?\s+(\d{4})")


def format_date(value: date, length: Length = "medium") -> str:
    """1 Mar 2026 · 1.3.2026 · 1 mars 2026. A date has no zone: convert a moment first."""
    # A list repeats few days many times. A moment is no key: the same one has other days elsewhere.
    day = value.date() if isinstance(value, datetime) else value
    return _date(day, length, locale())


@lru_cache(1024)
def _date(value: date, length: Length, spoken: Locale) -> str:
    return dates.format_date(value, length, locale=spoken)


def format_time(value: time | datetime, zone: str | None = None) -> str:
    """14:05 · 14.05. A moment needs its ``zone``; a wall time has none."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone or DEFAULT_ZONE)).replace(tzinfo=None).time()
    return dates.format_time(value, "short", locale=locale())


def format_datetime(value: datetime, zone: str = DEFAULT_ZONE, length: Length = "medium") -> str:
    """A moment (aware) as date and time, without seconds, on the wall clock of ``zone``."""
    local = value.astimezone(ZoneInfo(zone))
    pattern = str(dates.get_datetime_format(length, locale=locale()))
    # {0} is the time and {1} the date; quotes mark plain words in CLDR patterns.
    return pattern.replace("'", "").format(format_time(local, zone), format_date(local, length))


def format_relative_day(value: date, today: date) -> str:
    """today, tomorrow, yesterday, in 3 days, 3 days ago; the date beyond a week."""
    days = (value - today).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return near[days]
    if abs(days) > 7:
        return format_date(value)
    return dates.format_timedelta(
        value - today, granularity="day", threshold=8, add_direction=True, locale=locale()
    )


def format_number(value: float | Decimal) -> str:
    """1,234.5 · 1 234,5."""
    return numbers.format_decimal(value, locale=locale())


def format_percent(value: float | Decimal) -> str:
    """A share from 0 to 1 as a whole percentage: 42% · 42 %."""
    return numbers.format_percent(value, locale=locale())


def format_list(items: Sequence[object], style: Literal["standard", "or"] = "standard") -> str:
    """Anna, Maria and Sofia."""
    return lists.format_list([str(item) for item in items], style=style, locale=locale())


def parse_date(text: str) -> date:
    """A date as people write it, day first: 1.3.2026, 1/3/2026, 1 March 2026, or 2026-03-01.

    The year has four digits and month names may be in any of our languages.
    Raises ValueError when it is no such date.
    """
    written = text.strip()
    if found := _ISO.fullmatch(written):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(written):
        return date(int(found[4]), int(found[3]), int(found[1]))
    if found := _IN_WORDS.fullmatch(written):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    raise ValueError("not a date in a form that is known here")


def _month(name: str) -> int:
    wanted = name.casefold()
    for code in LANGUAGES:
        for width in ("wide", "abbreviated"):
            names = dates.get_month_names(width, locale=locale(code))
            for number, month in names.items():
                if wanted == month.casefold().rstrip("."):
                    return int(number)
    raise ValueError("not the name of a month")
