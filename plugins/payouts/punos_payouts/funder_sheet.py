"""The overview of the funder's desk as a spreadsheet. Only the worker imports this module."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete

from punos.plugin import JobRun, StoredFile, Work, clock, store_file, use_language
from punos.plugin.heavy import XLSX, Sheet, write_xlsx
from punos_payouts.funder import SUMS, grantees_query
from punos_payouts.schemas import in_euros
from punos_payouts.sheets import PURPOSE
from punos_payouts.texts import _staff

KEPT = timedelta(days=1)


def make_sheet(work: Work, run: JobRun) -> None:
    """Write every promise with its sums, in euros, and keep the file; earlier ones go after a day."""
    old = delete(StoredFile).where(
        StoredFile.purpose == PURPOSE, StoredFile.created_at < clock.now() - KEPT
    )
    work.session.execute(old)
    with use_language(run.result["language"]):
        data = write_xlsx([_sheet(work)])
    stored = store_file(work, f"grantees-{clock.today()}.xlsx", XLSX, data, PURPOSE)
    run.result = {**run.result, "file": str(stored.id)}


def _sheet(work: Work) -> Sheet:
    headings = [_staff("Grantee"), _staff("Agreement"), _staff("Money")]
    headings += [str(label) for _key, label, _expression in SUMS]
    rows = work.session.execute(grantees_query())
    return Sheet(_staff("Grantees"), headings, [_row(row) for row in rows])


def _row(row: Any) -> list[Any]:
    named = [row.Allocation.grantee_name, row.Allocation.agreement_number, row.frame]
    return named + [_euros(getattr(row, key)) for key, _label, _expression in SUMS]


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else in_euros(int(cents))
