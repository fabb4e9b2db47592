"""Verbs about public pages."""

from typing import Any

from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent
from punos.face.texts import with_texts
from punos.programmes.models import Cycle
from punos.work import Work


def write_page(work: Work, cycle: Cycle, language: str, written: dict[str, Any]) -> None:
    """Change what a cycle's public page says in one language."""
    held = lock_row(work.session, Cycle, cycle.id)
    if held is None:
        raise Absent
    page = with_texts(held.page, language, written)
    if page == held.page:
        return
    held.page = page
    audit(work, "cycle.page_changed", "cycle", held.id, [language])
