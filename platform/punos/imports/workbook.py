"""Workbooks as tables. Only the worker imports this module.

Of a formula the result is taken that the spreadsheet program has kept beside it: nothing is computed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from punos.errors import Refused
from punos.forms.spreadsheet import MOST_COLUMNS, Table, make_table
from punos.i18n import _staff_l
from punos.imports.packed import require_workbook

FORMULA, FAULT = "f", "e"
MOST_LINES = 100_000
"""A sheet may claim a million empty rows."""
Faults = dict[int, list[int]]
"""By number of a row: the columns, from 0, whose formula has no usable result."""
_BROKEN = _staff_l("This workbook cannot be read. Save the sheet with the people as a CSV file.")
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")


def read_workbook(data: bytes) -> tuple[Table, Faults]:
    """The first sheet that is not hidden, as a table, and what in it cannot be trusted.

    Raises Refused when it is no workbook, a trap, or no table with headings.
    """
    require_workbook(data)
    try:
        _refuse_declarations(data)
        lines, faults = _lines(data)
    except Refused:
        raise
    except Exception as error:  # the library raises whatever it stumbles over
        raise Refused(_BROKEN) from error
    return make_table(lines), faults


def _refuse_declarations(data: bytes) -> None:
    """No program writes declarations into a workbook; they are there to blow up who reads them."""
    with ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            if any(sign in archive.read(part) for sign in _DECLARED):
                raise Refused(_BROKEN)


def _lines(data: bytes) -> tuple[list[tuple[int, list[str]]], Faults]:
    lines: list[tuple[int, list[str]]] = []
    faults: Faults = {}
    for number, (shown, written) in enumerate(_both(data), 1):
        lines.append((number, [_text(cell.value) for cell in shown]))
        if bad := [at for at, pair in enumerate(zip(shown, written, strict=True)) if _bad(*pair)]:
            faults[number] = bad
    return lines, faults


def _both(data: bytes) -> Iterator[tuple[Sequence[Any], Sequence[Any]]]:
    """Each row twice: with the kept results, and with the formulas themselves."""
    with (
        closing(load_workbook(io.BytesIO(data), read_only=True, data_only=True)) as results,
        closing(load_workbook(io.BytesIO(data), read_only=True)) as formulas,
    ):
        yield from zip(_rows(results), _rows(formulas), strict=True)


def _rows(book: Any) -> Iterator[Sequence[Any]]:
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise Refused(_BROKEN)
    sheets[0].reset_dimensions()  # what the file claims of its own size
    rows: Iterator[Sequence[Any]] = sheets[0].iter_rows(
        max_col=MOST_COLUMNS + 1, max_row=MOST_LINES
    )
    return rows


def _bad(shown: Any, written: Any) -> bool:
    empty = written.data_type == FORMULA and shown.value is None
    return empty or shown.data_type == FAULT


def _text(value: Any) -> str:
    """A value as somebody would have typed it into a form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        )
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
