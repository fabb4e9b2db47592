"""Dates, times and numbers as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from punos.i18n import (
    LANGUAGES,
    format_date,
    format_datetime,
    format_list,
    format_number,
    format_percent,
    format_relative_day,
    format_time,
    parse_date,
    use_language,
)

MARCH = date(2026, 3, 1)
# Ten to midnight in Helsinki, still the evening before in UTC.
MOMENT = datetime(2026, 2, 28, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "1 Mar 2026 · 1 March 2026 · 1 Mar 2026, 00:10 · 1,234.5 · 42% · a, b and c"),
        ("fi", "1.3.2026 · 1. maaliskuuta 2026 · 1.3.2026 0.10 · 1 234,5 · 42 % · a, b ja c"),
        ("sv", "1 mars 2026 · 1 mars 2026 · 1 mars 2026 00:10 · 1 234,5 · 42 % · a, b och c"),
    ],
)
def test_formats_follow_the_language(language: str, shown: str) -> None:
    with use_language(language):
        said = " · ".join(
            [
                format_date(MARCH),
                format_date(MARCH, "long"),
                format_datetime(MOMENT),
                format_number(1234.5),
                format_percent(0.42),
                format_list(["a", "b", "c"]),
            ]
        )
    assert said.replace("\N{NO-BREAK SPACE}", " ") == shown


@pytest.mark.parametrize(("language", "shown"), [("en", "14:05"), ("fi", "14.05"), ("sv", "14:05")])
def test_wall_time_needs_no_zone(language: str, shown: str) -> None:
    with use_language(language):
        assert format_time(time(14, 5)) == shown


def test_moment_is_shown_on_the_wall_clock_of_its_zone() -> None:
    assert format_time(MOMENT, "Europe/Stockholm") == "23:10"
    assert format_datetime(MOMENT, "Europe/Stockholm") == "28 Feb 2026, 23:10"


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 3, 1), "tänään"),
        (date(2026, 3, 2), "huomenna"),
        (date(2026, 2, 28), "eilen"),
        (date(2026, 3, 5), "4 päivän päästä"),
        (date(2026, 2, 22), "7 päivää sitten"),
        (date(2026, 3, 9), "9.3.2026"),
    ],
)
def test_day_near_today_is_said_in_words(day: date, shown: str) -> None:
    with use_language("fi"):
        assert format_relative_day(day, MARCH) == shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("length", ["medium", "long"])
def test_date_as_shown_is_read_back(language: str, length: str) -> None:
    for month in range(1, 13):
        with use_language(language):
            assert parse_date(format_date(date(2026, month, 9), length)) == date(2026, month, 9)


@pytest.mark.parametrize(
    "text", ["1.3.2026", "01.03.2026", "1. 3. 2026", "1/3/2026", "1-3-2026", " 2026-03-01 ",
             "1 March 2026", "1. maaliskuuta 2026", "1 MARS 2026"]
)  # fmt: skip
def test_date_is_read_as_people_write_it(text: str) -> None:
    assert parse_date(text) == MARCH


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "1.3.", "1.3.26", "31.2.2026", "13/13/2026", "1.3/2026", "0.1.2026",
             "1 foo 2026", "2026-13-01", "1.3.20266", "1.3.2026 12:00", "¹.3.2026"]
)  # fmt: skip
def test_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day|year"):
        parse_date(text)
