"""Which column of the file answers which question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, request
from marshmallow import ValidationError, fields
from sqlalchemy import select

from punos.enrolments.own_questions import add_question
from punos.errors import Refused
from punos.forms import LanguageLevels
from punos.forms.info import label_of
from punos.i18n import _staff, format_list
from punos.imports.cells import Columns, choices_of
from punos.imports.mapping import (
    Asked,
    asked_of,
    chosen_columns,
    columns_for,
    questions,
    unanswered,
)
from punos.imports.models import ImportRow, ImportRun
from punos.imports.service import check_with
from punos.imports.views.base import RUN, address, around, import_of, pages
from punos.texts import fold
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

LOOKED_AT = 20
"""So many rows are searched for an example of each column."""
OWN, MANAGE = "own", "programmes.manage"
"""The choice that makes a column a question of the association's own."""
LONGEST_LABEL = 200
NOBODY = ("", "anonymous")
"""What some makers of forms put where nobody was asked."""


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
    made = _own_questions(work, run)
    asked = asked_of(work, run.cycle, run.role)
    chosen = chosen_columns(asked, run.headings, {**request.form.to_dict(), **made})
    check_with(work, run, chosen, _for_all(asked, chosen))
    return see_other(address("look", run.cycle, run))


def _own_questions(work: Work, run: ImportRun) -> dict[str, str]:
    """For each column that is kept as a question of one's own: the question, asked from now on."""
    if not work.actor.may(MANAGE):
        return {}
    wanted = [
        (f"c{at}", heading)
        for at, heading in enumerate(run.headings)
        if heading and request.form.get(f"c{at}") == OWN
    ]
    return {name: _own_question(work, run, heading) for name, heading in wanted}


def _own_question(work: Work, run: ImportRun, heading: str) -> str:
    told = {
        "kind": "text",
        "labels": {work.language: heading[:LONGEST_LABEL]},
        "helps": {},
        "purposes": {work.language: _staff("We asked it on our earlier form, too.")},
        "options": [],
        "role": run.role,
        "required": False,
        "sensitivity": "personal",
    }
    return f"own-{add_question(work, run.cycle.programme, told).name}"


def _for_all(asked: Sequence[Asked], chosen: Columns) -> dict[str, str]:
    """What is said for everybody, where the file has no column. Raises Refused for what misses."""
    said = {}
    for name, field in unanswered(asked, chosen):
        text = request.form.get(f"all-{name}", "").strip()
        if text:
            said[name] = _read(field, text)
    return said


def _read(field: fields.Field, text: str) -> str:
    choices = choices_of(field)
    try:
        field.deserialize(choices.get(fold(text), text))
    except ValidationError as error:
        raise Refused(format_list([str(one) for one in error.messages])) from error
    return text


def draw_columns(work: Work, run: ImportRun) -> str:
    """The page itself."""
    asked = asked_of(work, run.cycle, run.role)
    rows = _rows(work, run)
    chosen = columns_for(work, run, asked, _filled(rows))
    return render(
        "imports/columns.html",
        **around(work, run, (_staff("Which column is what"), None)),
        columns=_columns(run, rows, chosen),
        questions=questions(asked, run.headings),
        missing=[_missing(run, *one) for one in unanswered(asked, chosen)],
        own=OWN if work.actor.may(MANAGE) else "",
        action=address("columns_save", run.cycle, run),
        drop_action=address("drop", run.cycle, run),
    )


def _missing(run: ImportRun, name: str, field: fields.Field) -> dict[str, Any]:
    """What is not in the file, and whether it can be said for everybody at once."""
    levels = isinstance(field, LanguageLevels)
    return {
        "name": f"all-{name}",
        "label": label_of(field),
        "value": run.for_all.get(name, ""),
        "levels": levels,
        "sayable": levels or bool(choices_of(field)),
    }


def _rows(work: Work, run: ImportRun) -> list[list[str]]:
    query = select(ImportRow.raw).where(ImportRow.run_id == run.id).order_by(ImportRow.number)
    return list(work.session.scalars(query.limit(LOOKED_AT)))


def _filled(rows: Sequence[Sequence[str]]) -> set[int]:
    return {at for row in rows for at, cell in enumerate(row) if fold(cell) not in NOBODY}


def _columns(
    run: ImportRun, rows: Sequence[Sequence[str]], chosen: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Each column: the name of its choice, its heading, the first cell that says something."""
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
