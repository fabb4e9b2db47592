"""CSV files as they come from and go to the spreadsheets that people use."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from punos.errors import Refused
from punos.forms.screen import has_identity_code
from punos.forms.typed import as_text
from punos.forms.words import Words
from punos.i18n import _staff_l, format_number, language

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 2_000, 500, 10 * 1024 * 1024
DELIMITERS = ";,\t"
_NO_CSV = _staff_l("This is not a CSV file. Save it as “CSV UTF-8” in your spreadsheet program.")
_BOM = "\ufeff"
# The module's own limit of 131,072 characters would stop a file with one long text.
csv.field_size_limit(MOST_BYTES)
# What a spreadsheet takes for the beginning of a formula, in half and in full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Row:
    """One row of the file. ``number`` is its place among the rows, the headings being 1."""

    number: int
    cells: tuple[str, ...]
    misshapen: bool
    """Whether it has more or fewer cells than there are headings."""


@dataclass(frozen=True)
class Table:
    """A file as read. ``dialect`` is the delimiter, ``encoding`` "utf-8" or "windows-1252"."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    dialect: str
    encoding: str


def read_table(data: bytes) -> Table:
    """Read a CSV file with a row of headings; empty rows are passed over.

    UTF-8 (with or without a mark) or Windows-1252; divided by semicolons, commas or tabs.
    Raises Refused when it is empty, too large, too wide, no text, or has two equal headings.
    """
    if len(data) > MOST_BYTES:
        raise Refused(_staff_l("The file is larger than 10 MB. Divide it and try again."))
    text, encoding = _decoded(data)
    dialect = _delimiter(text)
    lines = _lines(text, dialect)
    headings = _headings(lines[0][1] if lines else [])
    if len(lines) - 1 > MOST_ROWS:
        raise Refused(
            _staff_l(
                "The file has more than %(most)s rows. Divide it and try again.",
                most=format_number(MOST_ROWS),
            )
        )
    rows = tuple(_row(number, cells, len(headings)) for number, cells in lines[1:])
    return Table(headings, rows, dialect, encoding)


def rows_with_identity_codes(data: bytes) -> list[int]:
    """The numbers of the rows of a readable file in which a personal identity code stands.

    Also in columns that nobody asks for: they would be kept with the file.
    """
    text, _encoding = _decoded(data)
    lines = _lines(text, _delimiter(text))
    return [number for number, cells in lines if any(map(has_identity_code, cells))]


def _decoded(data: bytes) -> tuple[str, str]:
    if b"\x00" in data:
        raise Refused(_NO_CSV)
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252; they show as a mark rather than stop the file.
        return data.decode("windows-1252", errors="replace"), "windows-1252"


def _lines(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Each row that has something in it, with its number."""
    numbered = enumerate(_parsed(text, delimiter), 1)
    return [(number, row) for number, row in numbered if any(cell.strip() for cell in row)]


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    """The rows; where quotes do not match, each line is a row, so that one bad row stays one."""
    try:
        source = io.StringIO(text, newline="")
        return list(csv.reader(source, delimiter=delimiter, strict=True))
    except csv.Error:
        lines = text.splitlines()
        return [next(csv.reader([line], delimiter=delimiter), []) for line in lines]


def _delimiter(text: str) -> str:
    """The one that divides the first rows most evenly; quoted text does not mislead it."""
    return max(DELIMITERS, key=lambda candidate: _evenness(text[:50_000], candidate))


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths = [len(row) for row, _n in zip(reader, range(50), strict=False) if row]
    if not widths or widths[0] < 2:
        return (0, 0)
    return (Counter(widths)[widths[0]], widths[0])


def _headings(cells: Sequence[str]) -> tuple[str, ...]:
    headings = [unguarded(cell).strip() for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        # For each column a page offers every question: such a file is none that people made.
        raise Refused(_NO_CSV)
    twice = [heading for heading, times in Counter(headings).items() if times > 1 and heading]
    if not headings:
        raise Refused(_staff_l("The file is empty. Its first row must hold the headings."))
    if twice:
        raise Refused(
            _staff_l("Two columns have the heading “%(heading)s”. Rename one.", heading=twice[0])
        )
    return tuple(headings)


def _row(number: int, cells: list[str], width: int) -> Row:
    beyond = any(cell.strip() for cell in cells[width:])
    values = tuple(unguarded(cell) for cell in cells[:width])
    short = len(cells) < width
    return Row(number, values + ("",) * (width - len(values)), beyond or short)


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; one that looks guarded is guarded again."""
    bare = text.lstrip("'")
    return f"'{text}" if bare.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """The cell without its guard: ``unguarded(guarded(x)) == x`` for every text."""
    if not text.startswith("'"):
        return text
    return text[1:] if text.lstrip("'").startswith(_FORMULA) else text


Columns = Sequence[tuple[str, Words]] | Mapping[str, Words]


def write_csv(columns: Columns, rows: Iterable[Mapping[str, Any]]) -> str:
    """A CSV file for spreadsheets: UTF-8 with its mark, semicolons, headings, guarded cells.

    ``columns`` are (key, heading) in their order; each row is a mapping by key.
    """
    headed = list(columns.items() if isinstance(columns, Mapping) else columns)
    out = io.StringIO(newline="")
    out.write(_BOM)
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(str(heading)) for _key, heading in headed])
    for row in rows:
        writer.writerow([_cell(row.get(key)) for key, _heading in headed])
    return out.getvalue()


def _cell(value: Any) -> str:
    """A number as the reader's spreadsheet writes it, unguarded; anything else as guarded text."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return as_text(value) if language() == "en" else as_text(value).replace(".", ",")
    return guarded(as_text(value))
