"""The table in ``isco08.csv``, read once per process."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from punos.texts import fold

TABLE_LANGUAGES = ("en", "fi", "sv")


@dataclass(frozen=True)
class Row:
    """One group: its ISCO-08 code (1, 2 or 4 digits), labels, and the words that find it."""

    code: str
    labels: Mapping[str, str]
    folded: Mapping[str, str]
    also: str


@cache
def rows() -> Mapping[str, Row]:
    """All groups by code, in the order of the classification."""
    return {row.code: row for row in sorted(_read(), key=lambda row: row.code)}


def _read() -> Iterator[Row]:
    text = files("punos.occupations").joinpath("isco08.csv").read_text(encoding="utf-8")
    for line in csv.DictReader(text.splitlines(), delimiter=";"):
        labels = {language: line[language] for language in TABLE_LANGUAGES}
        folded = {language: fold(label) for language, label in labels.items()}
        yield Row(line["code"], labels, folded, fold(line["also"]))
