"""Occupations as people look for them and as matching compares them."""

from __future__ import annotations

import pytest

from punos.occupations import api
from punos.occupations.table import rows


def codes(text: str, language: str) -> list[str]:
    return [found.code for found in api.search(text, language)]


def test_table_holds_every_major_and_two_digit_group_of_isco08() -> None:
    lengths = [len(code) for code in rows()]
    assert (lengths.count(1), lengths.count(2)) == (10, 43)


def test_table_names_the_field_of_every_occupation_in_three_languages() -> None:
    for code, row in rows().items():
        assert code[:2] in rows() or len(code) == 1
        assert all(row.labels[language].strip() for language in ("en", "fi", "sv")), code


def test_table_gives_no_two_groups_the_same_name() -> None:
    for language in ("en", "fi", "sv"):
        labels = [row.labels[language] for row in rows().values()]
        assert len(labels) == len(set(labels)), language


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("software", "en", "2512"),
        ("KOODARI", "fi", "2512"),
        ("sairaanhoitaja", "fi", "2221"),
        ("sairaanhoitaja", "en", "2221"),
        ("laakari", "fi", "2211"),
        ("Sjukskötare", "sv", "2221"),
        ("2643", "en", "2643"),
    ],
)
def test_search_finds_an_occupation_by_its_everyday_name(
    text: str, language: str, code: str
) -> None:
    assert code in codes(text, language)


def test_search_puts_the_readers_own_language_and_beginnings_first() -> None:
    assert codes("psyko", "fi")[0] == "2634"
    assert codes("architect", "en") == ["2161"]


def test_search_answers_nothing_to_an_empty_or_unknown_word() -> None:
    assert api.search("  ", "en") == []
    assert api.search("xyzzy", "en") == []


def test_search_offers_occupations_only_and_keeps_to_the_limit() -> None:
    found = api.search("specialist", "en", limit=5)
    assert len(found) == 5
    assert all(len(one.code) == 4 for one in found)


def test_label_of_an_unnamed_code_is_its_fields() -> None:
    assert api.label("2514", "sv") == "Specialister inom informationsteknik"
    assert api.label("2512", "fi") == "Ohjelmistokehittäjät"
    assert not api.is_known("2514")


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("2512", "2512", 1.0),
        ("2512", "2513", 0.8),
        ("2512", "2521", 0.5),
        ("2512", "2221", 0.2),
        ("2512", "5120", 0.0),
        ("25", "25", 0.5),
        ("25", "2512", 0.5),
        ("", "2512", 0.0),
    ],
)
def test_nearness_counts_the_leading_digits_both_ways(a: str, b: str, near: float) -> None:
    assert api.nearness(a, b) == near == api.nearness(b, a)
