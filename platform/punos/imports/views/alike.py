"""Rows that may be about somebody who is here already, side by side with them: a person decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, request
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from punos.access import scope
from punos.audit.service import read_page
from punos.db import points_at
from punos.i18n import _staff, _staff_l
from punos.imports.models import ImportRow, ImportRun
from punos.imports.service import DECISIONS, decide, decide_rest
from punos.imports.views.base import RUN, address, around, cells_of, import_of, name_in, pages
from punos.people.models import Person
from punos.web.lists import Column, Filter, Listing
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

PER_PAGE = 20
UNDECIDED = "open"
CHOICES = (
    ("same", _staff_l("The same person: take them into the cycle, and keep what you know of them")),
    ("other", _staff_l("Another person: add them")),
    ("skip", _staff_l("Leave this row out")),
)
REST = {
    "same": _staff_l("They are the same people"),
    "other": _staff_l("They are other people: add them"),
    "skip": _staff_l("Leave them all out"),
}


@pages.get("/<uuid:import_id>/alike", allow=RUN)
def alike(work: Work, slug: str, import_id: UUID) -> Response | str:
    """Each row beside the person whom it resembles."""
    run = import_of(work, slug, import_id)
    if run.state != "checked":
        return see_other(address("look", run.cycle, run))
    listing = _listing(work, run)
    for row in listing.rows:
        read_page(work, row.person_id, "import.alike")
    return render(
        "imports/alike.html",
        **around(work, run, (_staff("Maybe the same people"), None)),
        listing=listing,
        cards=[_card(run, row) for row in listing.rows],
        choices=CHOICES,
        rest=REST,
        action=address("alike_save", run.cycle, run),
    )


@pages.post("/<uuid:import_id>/alike", allow=RUN)
def alike_save(work: Work, slug: str, import_id: UUID) -> Response:
    """Keep what was decided; with `rest` the same for all that are still open."""
    run = import_of(work, slug, import_id)
    if rest := request.form.get("rest"):
        decide_rest(work, run, rest)
    else:
        decide(work, run, _sent())
    flash(_staff("Your decisions are saved."), "done")
    return see_other(address("look", run.cycle, run))


def _sent() -> dict[UUID, str]:
    """Decisions by row; names that are none are passed over."""
    found = {}
    for name, value in request.form.items():
        if name.startswith("row-") and value in DECISIONS:
            try:
                found[UUID(name.removeprefix("row-"))] = value
            except ValueError:
                continue
    return found


def _listing(work: Work, run: ImportRun) -> Listing:
    """Within what the reader may see: they may have lost a unit since it was checked."""
    query = (
        select(ImportRow)
        .join(Person, points_at(ImportRow.person_id, Person))
        .options(contains_eager(ImportRow.person))
        .where(ImportRow.run_id == run.id, ImportRow.verdict == "alike")
    )
    return Listing(
        work,
        request.args,
        scope(work.actor, query, Person, "people.read"),
        columns=[Column("row", _staff_l("Row"), sort=ImportRow.number)],
        filters=[
            Filter(
                "decided",
                _staff_l("Decision"),
                [(UNDECIDED, _staff_l("To be decided"))],
                lambda query, _value: query.where(ImportRow.decision.is_(None)),
            )
        ],
        default_sort="row",
        per_page=PER_PAGE,
        name="alike",
    )


def _card(run: ImportRun, row: ImportRow) -> dict[str, Any]:
    person = row.person
    kept = (person.full_name, person.email, person.phone, person.city)
    asked = ("email", "phone", "city")
    said = [" ".join(cells_of(run, row, f"person-{name}")) for name in asked]
    labels = (_staff("Name"), _staff("E-mail address"), _staff("Phone number"), _staff("City"))
    pairs = zip(labels, (name_in(run, row), *said), kept, strict=True)
    return {
        "id": row.id,
        "number": row.number,
        "decision": row.decision,
        "name": name_in(run, row),
        "pairs": list(pairs),
    }
