"""Searching, sorting, and texts in several languages."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.texts import Text, clean_local_text, fold, pick, sort_key


@pytest.mark.parametrize("asked", ["akas", "äkäs", "ÄKÄSLOMPOLO", "  Äkäs "])
def test_fold_finds_with_and_without_accents(asked: str) -> None:
    assert fold(asked) in fold("Äkäslompolo")


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Ødegård", "odegard"), ("Łukasz  Żak", "lukasz zak"), ("İnci", "inci"),
     ("Strauß", "strauss"), ("Лёша", "леша"), ("A\N{COMBINING DIAERESIS}iti", "aiti")],
)  # fmt: skip
def test_fold_strips_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_twice_is_fold_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_sort_key_orders_as_finnish_and_swedish_do() -> None:
    ordered = [
        *("Aalto", "Anna", "Anna B", "Anna-Lisa", "Anne", "d'Öar", "Émile", "Eriksson"),
        *("Virtanen", "Wirtanen A", "Virtanen B", "Wirtanen C", "Üner", "Ypäjä", "Zorn"),
        *("Åberg", "Äijälä", "Ødegård", "Öhman", "Алла", "Яна"),
    ]
    shuffled = random.Random(1).sample(ordered, len(ordered))
    assert sorted(shuffled, key=sort_key) == ordered


@given(st.text())
def test_sort_key_is_printable_ascii(text: str) -> None:
    key = sort_key(text)
    assert key.isascii()
    assert "\x00" not in key
    assert sort_key(text.upper()) == sort_key(text.upper().lower())


def test_pick_says_which_language_it_fell_back_to() -> None:
    text = {"fi": "Hei", "sv": "Hej"}
    assert pick(text, "sv") == Text("Hej", "sv")
    assert pick(text, "en") == Text("Hei", "fi")
    assert pick(text, "en", ["sv"]) == Text("Hej", "sv")
    assert pick({"ar": "x"}, "en") == Text("x", "ar")
    assert pick({"fi": ""}, "fi") == Text("", "fi")
    assert not pick(None, "fi")
    assert str(pick(text, "fi")) == "Hei"


def test_local_text_is_cleaned() -> None:
    raw = {"fi": " A\N{COMBINING DIAERESIS}iti \r\n", "sv": "  ", "en": "a\r\nb"}
    assert clean_local_text(raw, ["fi", "sv", "en"]) == {"fi": "Äiti", "en": "a\nb"}


@pytest.mark.parametrize("raw", ["text", {"xx": "a"}, {"fi": 1}, {"fi": None}, {"fi": "a\x00b"}])
def test_local_text_of_a_wrong_shape_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"text|xx"):
        clean_local_text(raw, ["fi"])
