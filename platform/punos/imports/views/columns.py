"""Which column of the file answers which question."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request
from sqlalchemy import select

from punos.i18n import _staff
from punos.imports.mapping import (
    asked_of,
    chosen_columns,
    columns_for,
    questions,
    unanswered,
)
from punos.imports.models import ImportRow, ImportRun
from punos.imports.service import check_with
from punos.imports.views.base import RUN, address, around, import_of, pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

LOOKED_AT = 20
"""So many rows are searched for an example of each column."""


@pages.get("/<uuid:import_id>/columns", allow=RUN)
def columns(work: Work, slug: str, import_id: UUID) -> Response | str:
    """Each column with an example, and what it was last time, or by its heading."""
    run = import_of(work, slug, import_id)
    if run.state not in ("mapping", "checked"):
        return see_other(address("look", run.cycle, run))
    return draw_columns(work, run)


@pages.post("/<uuid:import_id>/columns", allow=RUN)
def columns_save(work: Work, slug: str, import_id: UUID) -> Response:
    """Remember the columns and let every row be checked."""
    run = import_of(work, slug, import_id)
    asked = asked_of(work, run.cycle, run.role)
    check_with(work, run, chosen_columns(asked, run.headings, request.form))
    return see_other(address("look", run.cycle, run))


def draw_columns(work: Work, run: ImportRun) -> str:
    """The page itself."""
    asked = asked_of(work, run.cycle, run.role)
    chosen = columns_for(work, run, asked)
    return render(
        "imports/columns.html",
        **around(work, run, (_staff("Which column is what"), None)),
        columns=_columns(work, run, chosen),
        questions=questions(asked),
        missing=unanswered(asked, run.headings, chosen),
        action=address("columns_save", run.cycle, run),
        drop_action=address("drop", run.cycle, run),
    )


def _columns(work: Work, run: ImportRun, chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Each column: the name of its choice, its heading, the first cell that says something."""
    query = select(ImportRow).where(ImportRow.run_id == run.id).order_by(ImportRow.number)
    rows = [row.raw for row in work.session.scalars(query.limit(LOOKED_AT))]
    return [
        {
            "name": f"c{at}",
            "heading": heading,
            "chosen": chosen.get(str(at), ""),
            "example": next((raw[at] for raw in rows if len(raw) > at and raw[at]), ""),
        }
        for at, heading in enumerate(run.headings)
        if heading
    ]
