"""Reading TOML with line numbers, and writing it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.tenants.seeds.toml import read_toml, write_toml

TEXT = '''slug = "x"

[names]
en = """
fi = "this stands within a text"
[table]
"""
fi = "oikea"
[partners."A. B"]
note.en = "n"
[[list]]
name = "first"
[[list]]
name = "second"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("slug",), 1),
        (("names",), 3),
        (("names", "fi"), 8),
        (("names", "sv"), 3),
        (("partners", "A. B", "note", "en"), 10),
        (("list", "1", "name"), 14),
        (("table",), 1),
    ],
)
def test_line_of_a_key_is_where_it_stands(tmp_path: Path, path: tuple[str, ...], line: int) -> None:
    file = tmp_path / "a.toml"
    file.write_text(TEXT, encoding="utf-8")
    assert read_toml(file).line(path) == line


_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20)
_single = st.one_of(_texts, st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False))
_values = st.recursive(
    st.one_of(_single, st.lists(_single, max_size=3)),
    lambda inner: st.one_of(
        st.dictionaries(_texts, inner, max_size=3), st.lists(inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(_texts, _values, max_size=4))
def test_written_data_is_read_back_equal(data: dict[str, Any]) -> None:
    assert tomllib.loads(write_toml(data)) == data


def test_empty_tables_survive_writing() -> None:
    data = {"partners": {"City of Turku": {}, "University": {}}, "a": {"b": {"c": {}}}}
    assert tomllib.loads(write_toml(data)) == data
