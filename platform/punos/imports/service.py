"""Verbs about imports: keep a file for a while, add its people, let go of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete

from punos import clock
from punos.audit.service import record as audit
from punos.enrolments.applying import apply_many
from punos.errors import Absent, Refused
from punos.files.models import StoredFile
from punos.files.service import read, store
from punos.forms import has_identity_code
from punos.forms.tabular import Table, read_table, rows_with_identity_codes
from punos.forms.words import identity_code
from punos.i18n import _staff
from punos.imports.checking import Checked, Mapped, check
from punos.programmes.models import Cycle
from punos.programmes.service import lock_cycle
from punos.work import Work

PURPOSE = "import"
KEPT = timedelta(days=1)
UNNAMED, MOST_NAMED = "people.csv", 10


def keep(work: Work, name: str, media_type: str, data: bytes) -> StoredFile:
    """Keep an uploaded file until it is brought in.

    Raises Refused for one that cannot be read, and for one with a personal identity code anywhere.
    """
    read_table(data)
    if found := rows_with_identity_codes(data):
        row = f"{_staff('Row')} {', '.join(map(str, found[:MOST_NAMED]))}"
        raise Refused(identity_code(row))
    name = UNNAMED if has_identity_code(name) else name
    stored = store(work, name, media_type, data, PURPOSE)
    work.session.flush()
    return stored


def opened(work: Work, file_id: UUID) -> StoredFile:
    """The file, for whoever uploaded it. Raises Absent for everybody else."""
    stored = read(work, file_id)
    if stored.purpose != PURPOSE or stored.created_by != work.account_id:
        raise Absent
    return stored


def bring_in(
    work: Work,
    cycle: Cycle,
    role: str,
    table: Table,
    mapping: Mapped,
    *,
    unit_id: UUID | None = None,
) -> Checked:
    """Add everybody in the file who is good and not there yet: all of them, or nobody.

    The cycle is held first, so that the same file sent twice at once adds nobody twice.
    """
    cycle = lock_cycle(work, cycle.id)
    checked = check(work, cycle, role, table, mapping)
    answers = [row.answers for row in checked.new if row.answers is not None]
    apply_many(work, cycle, role, answers, source="import", unit_id=unit_id)
    audit(work, "import.done", "cycle", cycle.id, [role])
    return checked


def let_go(work: Work, stored: StoredFile) -> None:
    """Delete a file that is not needed any more."""
    work.session.delete(stored)


def forget_files(work: Work) -> None:
    """Delete files that nobody brought in within a day."""
    before = clock.now() - KEPT
    old = delete(StoredFile).where(StoredFile.purpose == PURPOSE, StoredFile.created_at < before)
    work.session.execute(old)
