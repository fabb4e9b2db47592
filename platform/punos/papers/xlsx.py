"""Spreadsheets in the form that most programs open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the headings of its columns, and rows of plain values."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as a file. A text is always a text, whatever sign it begins with: never a formula."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:31])
        page.freeze_panes = "A2"
        page.append([_cell(page, heading, bold=True) for heading in sheet.headings])
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(page: Any, value: Any, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
