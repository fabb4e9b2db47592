"""Tables as they come from and go to the spreadsheets that people use: CSV, and rows of any kind."""

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

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 10_000, 500, 10 * 1024 * 1024
DELIMITERS = ";\t,"
_LOOKED_AT = 50_000
_UNREADABLE = _staff_l(
    "This file cannot be read. Save it as “CSV UTF-8” or as an Excel workbook (.xlsx) in your "
    "spreadsheet program."
)
_BOM = "\ufeff"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# The module's own limit of 131,072 characters would stop a file with one long text.
csv.field_size_limit(MOST_BYTES)
# What a spreadsheet takes for the beginning of a formula, in half and in full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Row:
    """One row of the file. ``number`` is its place among the rows, the headings being 1."""

    number: int
    cells: tuple[str, ...]
    """One for each heading."""
    raw: tuple[str, ...]
    """As many as stand in the file."""

    @property
    def misshapen(self) -> bool:
        """Whether it has more or fewer cells than there are headings."""
        return len(self.raw) != len(self.cells)


@dataclass(frozen=True)
class Table:
    """A file as read. ``dialect`` is the delimiter, ``encoding`` utf-8, utf-16 or windows-1252; both
    are empty when it is no CSV file."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    dialect: str = ""
    encoding: str = ""


def read_table(data: bytes) -> Table:
    """Read a CSV file with a row of headings; empty rows are passed over.

    UTF-8 (with or without a mark), UTF-16 with its mark or Windows-1252; divided by semicolons, commas
    or tabs. Raises Refused when it is empty, too large, too wide, no text, or has two equal headings.
    """
    if len(data) > MOST_BYTES:
        raise Refused(_staff_l("The file is larger than 10 MB. Divide it and try again."))
    text, encoding = _decoded(data)
    dialect = _delimiter(text)
    return make_table(enumerate(_parsed(text, dialect), 1), dialect, encoding)


def make_table(
    numbered: Iterable[tuple[int, Sequence[str]]], dialect: str = "", encoding: str = ""
) -> Table:
    """A table from numbered rows of cells, of which the first that says something is the headings.

    Raises Refused when there are none, too many rows or columns, or two equal headings.
    """
    lines: list[tuple[int, Sequence[str]]] = []
    for number, row in numbered:
        if any(cell.strip() for cell in row):
            lines.append((number, row))
        if len(lines) > MOST_ROWS + 1:
            raise Refused(
                _staff_l(
                    "The file has more than %(most)s rows. Divide it and try again.",
                    most=format_number(MOST_ROWS),
                )
            )
    headings = _headings(lines[0][1] if lines else [])
    rows = tuple(_row(number, cells, len(headings)) for number, cells in lines[1:])
    return Table(headings, rows, dialect, encoding)


def rows_with_identity_codes(table: Table) -> list[int]:
    """The numbers of the rows of a table in which a personal identity code stands.

    Also in columns that nobody asks for: they would be kept with the file.
    """
    lines = [(1, table.headings), *((row.number, row.raw) for row in table.rows)]
    return [number for number, cells in lines if any(map(has_identity_code, cells))]


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith(_UTF_16):
        return _of_utf_16(data), "utf-16"
    if b"\x00" in data:
        raise Refused(_UNREADABLE)
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252; they show as a mark rather than stop the file.
        return data.decode("windows-1252", errors="replace"), "windows-1252"


def _of_utf_16(data: bytes) -> str:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise Refused(_UNREADABLE)
    return text


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    """The rows; where quotes do not match, each line is a row, so that one bad row stays one."""
    try:
        source = io.StringIO(text, newline="")
        return list(csv.reader(source, delimiter=delimiter, strict=True))
    except csv.Error:
        lines = text.splitlines()
        return [next(csv.reader([line], delimiter=delimiter), []) for line in lines]


def _delimiter(text: str) -> str:
    """The one that divides the first rows most evenly; of several, the one named first.

    The first is the one that our own files have, so a comma that stands in each of their rows, or
    lines within a cell, mislead nobody.
    """
    return max(DELIMITERS, key=lambda candidate: _evenness(text, candidate))


def _evenness(text: str, delimiter: str) -> float:
    """The share of the first rows that are as wide as the headings; 0 when it divides no headings."""
    reader = csv.reader(io.StringIO(text[:_LOOKED_AT], newline=""), delimiter=delimiter)
    widths = [len(row) for row, _n in zip(reader, range(50), strict=False) if row]
    if len(text) > _LOOKED_AT and len(widths) > 1:
        widths.pop()  # it may have been cut
    if not widths or widths[0] < 2:
        return 0
    return widths.count(widths[0]) / len(widths)


def _headings(cells: Sequence[str]) -> tuple[str, ...]:
    headings = [unguarded(cell).strip() for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        # For each column a page offers every question: such a file is none that people made.
        raise Refused(_UNREADABLE)
    twice = [heading for heading, times in Counter(headings).items() if times > 1 and heading]
    if not headings:
        raise Refused(_staff_l("The file is empty. Its first row must hold the headings."))
    if twice:
        raise Refused(
            _staff_l("Two columns have the heading “%(heading)s”. Rename one.", heading=twice[0])
        )
    return tuple(headings)


def _row(number: int, cells: Sequence[str], width: int) -> Row:
    """Empty cells beyond the last heading are those of the spreadsheet, not of the row."""
    raw = [unguarded(cell) for cell in cells]
    while len(raw) > width and not raw[-1].strip():
        raw.pop()
    padded = [*raw[:width], *[""] * (width - len(raw))]
    return Row(number, tuple(padded), tuple(raw))


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
    lines = ([row.get(key) for key, _heading in headed] for row in rows)
    return write_lines([[str(heading) for _key, heading in headed], *lines])


def write_lines(lines: Iterable[Sequence[Any]]) -> str:
    """The same from rows of cells, each as long as it is."""
    out = io.StringIO(newline="")
    out.write(_BOM)
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([_cell(value) for value in line] for line in lines)
    return out.getvalue()


def _cell(value: Any) -> str:
    """A number as the reader's spreadsheet writes it, unguarded; anything else as guarded text."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return as_text(value) if language() == "en" else as_text(value).replace(".", ",")
    return guarded(as_text(value))
