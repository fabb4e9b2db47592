"""Whatever colour an association has, its pages can be read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.web.look import check_look, colours, contrast, look_hash, stylesheet

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_of_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(COLOURS)
def test_colours_can_be_read_whatever_the_accent(accent: str) -> None:
    made = colours({"accent": accent})
    for button in (made["--accent"], made["--accent-hover"]):
        assert contrast(button, made["--accent-ink"]) >= 4.5
    for ground in ("#ffffff", "#f5f5f3", made["--accent-soft"]):
        assert contrast(made["--accent-text"], ground) >= 4.5
    for ground in ("#ffffff", "#f5f5f3"):
        assert contrast(made["--accent-line"], ground) >= 3


@given(COLOURS)
def test_check_look_proposes_a_colour_that_passes(accent: str) -> None:
    for problem in check_look({"accent": accent}):
        better = re.findall(r"#[0-9a-f]{6}", str(problem))[-1]
        assert check_look({"accent": better}) == []


@pytest.mark.parametrize("accent", ["red", "#fff", "#12345g", None, 7, "#123456; } body { x: y"])
def test_look_that_is_no_colour_never_reaches_the_stylesheet(accent: object) -> None:
    assert check_look({"accent": accent})
    assert stylesheet({"accent": accent}) == stylesheet({})


def test_look_hash_follows_the_colours() -> None:
    assert look_hash({"accent": "#123456"}) != look_hash({"accent": "#654321"})
    assert look_hash({}) == look_hash({"logo_url": "/logo"})
