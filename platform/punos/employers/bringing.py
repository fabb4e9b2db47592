"""Employers from a file: all of its good rows at once, or none where something is wrong with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from punos.employers.schemas import EmployerRow
from punos.employers.service import add_contact, known_as, known_employers, write_down
from punos.errors import Refused
from punos.forms.tabular import (
    RowResult,
    load_rows,
    map_headings,
    missing_columns,
    read_table,
    rows_with_identity_codes,
)
from punos.forms.words import identity_code
from punos.i18n import _staff
from punos.work import Work

MOST = 500
OF_CONTACT = ("contact_name", "contact_email", "contact_phone")


@dataclass(frozen=True)
class Brought:
    """What became of a file: how many were added, were here already, and the rows that are wrong."""

    added: int = 0
    there: int = 0
    wrong: Sequence[RowResult] = ()


def bring(work: Work, data: bytes, unit_id: UUID | None) -> Brought:
    """Add the employers of a CSV file for a unit. One that is here already, by name and city, stays as
    it is. Raises Refused for a file that cannot be read."""
    rows = _rows(data)
    if wrong := [row for row in rows if row.data is None]:
        return Brought(wrong=wrong)
    good = [row.data for row in rows if row.data is not None]
    known = set(known_employers(work))
    added = 0
    for one in good:
        key = known_as(one["name"], one["city"])
        if key not in known:
            known.add(key)
            _add(work, dict(one), unit_id)
            added += 1
    return Brought(added, len(good) - added)


def _rows(data: bytes) -> list[RowResult]:
    table, schema = read_table(data), EmployerRow()
    if len(table.rows) > MOST:
        raise Refused(_staff("The file has more than 500 rows. Divide it and try again."))
    if found := rows_with_identity_codes(table):
        raise Refused(identity_code(f"{_staff('Row')} {', '.join(map(str, found[:10]))}"))
    mapping = map_headings(schema, table.headings)
    if missing_columns(schema, mapping):
        raise Refused(_staff("The file needs a column “Name of the employer”."))
    return load_rows(schema, table, mapping)


def _add(work: Work, values: dict[str, Any], unit_id: UUID | None) -> None:
    contact = {name.removeprefix("contact_"): values.pop(name) for name in OF_CONTACT}
    employer = write_down(work, values.pop("name"), unit_id=unit_id, **values)
    if contact["name"]:
        add_contact(work, employer, **contact)
