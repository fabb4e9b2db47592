"""All of one association in open formats: its folder, every row of every table, every file.

What signs people in is left out: hashes of passwords and links, secrets of authenticators. They are of
no use elsewhere, and whoever finds the export must not be able to try them.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from punos import clock
from punos.db.takeout import rows_of, snapshot, tenant_tables
from punos.deployment import Deployment
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.tenancy.directory import TenantRecord
from punos.tenants.provision import ROLE
from punos.tenants.seeds.export import export_folder

LEFT_OUT = frozenset(
    {
        "password_hash", "token_hash", "code_hash", "browser_hash", "secret", "token",
        "account_key", "address_key",
    }
)  # fmt: skip
"""Columns that sign somebody in, or that addresses could be guessed from."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
README = Path(__file__).with_name("takeout.txt")


@dataclass(frozen=True)
class Taken:
    """Where the export is, how many rows of each table it holds, and how many files."""

    path: Path
    rows: Mapping[str, int]
    files: int


def take_out(deployment: Deployment, slug: str, target: Path) -> Taken:
    """Write all of an association into a new folder, or into a ZIP file when `target` ends so.

    Rows are of one moment. Raises Absent for an unknown slug, and Refused when the target exists.
    """
    record = deployment.directory.by_slug(slug)
    if record is None:
        raise Absent
    if target.exists():
        raise Refused(_staff("There is something at %(target)s already.", target=str(target)))
    with _folder_for(target) as folder:
        export_folder(deployment, slug, folder / "association")
        taken = _rows(deployment, record, folder)
        _describe(folder, record, taken)
    return Taken(target, taken.rows, taken.files)


@contextmanager
def _folder_for(target: Path) -> Iterator[Path]:
    """A folder beside the target that becomes it at the end, so that none is ever half-made."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".takeout-", dir=target.parent) as name:
        folder = Path(name) / "all"
        folder.mkdir()
        yield folder
        if target.suffix == ".zip":
            made = Path(shutil.make_archive(str(Path(name) / "packed"), "zip", folder))
            made.chmod(0o600)
            made.rename(target)
        else:
            folder.chmod(0o700)
            folder.rename(target)


def _rows(deployment: Deployment, record: TenantRecord, folder: Path) -> Taken:
    counts: dict[str, int] = {}
    files = 0
    columns: dict[str, dict[str, str]] = {}
    (folder / "rows").mkdir()
    with snapshot(deployment.database(ROLE), record.id) as connection:
        for table, known in tenant_tables(connection).items():
            kept = {name: kind for name, kind in known.items() if name not in LEFT_OUT}
            writer = _TableWriter(folder, table, list(kept))
            writer.write(connection, record.id)
            if writer.rows:
                counts[table], columns[table] = writer.rows, kept
            files += writer.files
    described = {name: {"rows": counts[name], "columns": columns[name]} for name in counts}
    _write(folder / "tables.json", json.dumps(described, indent=2) + "\n")
    return Taken(folder, counts, files)


class _TableWriter:
    """Writes one table as JSON lines and as CSV; what a column holds of bytes becomes a file."""

    def __init__(self, folder: Path, table: str, columns: list[str]) -> None:
        self._folder, self._table, self._columns = folder, table, columns
        self.rows = self.files = 0

    def write(self, connection: Connection, tenant_id: UUID) -> None:
        """Write every row. A table without rows leaves no file behind."""
        lines = self._folder / "rows" / f"{self._table}.jsonl"
        sheet = self._folder / "rows" / f"{self._table}.csv"
        with (
            lines.open("w", encoding="utf-8") as plain,
            sheet.open("w", encoding="utf-8-sig", newline="") as cells,
        ):
            writer = csv.writer(cells)
            writer.writerow(self._columns)
            for row in rows_of(connection, self._table, tenant_id):
                values = {name: self._value(row, name) for name in self._columns}
                plain.write(json.dumps(values, ensure_ascii=False) + "\n")
                writer.writerow(_cell(value) for value in values.values())
                self.rows += 1
        if not self.rows:
            lines.unlink()
            sheet.unlink()

    def _value(self, row: Mapping[str, Any], column: str) -> Any:
        value = row[column]
        if isinstance(value, bytes | memoryview):
            return self._file(row, bytes(value))
        if isinstance(value, UUID | Decimal):
            return str(value)
        return value.isoformat() if isinstance(value, date | datetime | time) else value

    def _file(self, row: Mapping[str, Any], content: bytes) -> str:
        name = _UNSAFE.sub("_", str(row.get("name") or "file"))[-80:].lstrip(".")
        path = self._folder / "files" / f"{row['id']}-{name}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        self.files += 1
        return f"files/{path.name}"


def _cell(value: Any) -> str:
    """A cell for a spreadsheet, which would take some texts for formulas: those begin with a quote."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _describe(folder: Path, record: TenantRecord, taken: Taken) -> None:
    text = README.read_text(encoding="utf-8").format(
        slug=record.slug,
        made=clock.now().isoformat(timespec="minutes"),
        rows=sum(taken.rows.values()),
        tables=len(taken.rows),
        files=taken.files,
    )
    _write(folder / "README.txt", text)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
