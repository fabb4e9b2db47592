"""The section that all pages about imports belong to, and what they share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for

from punos.enrolments.views.base import crumbs
from punos.errors import Absent
from punos.i18n import _staff, _staff_l
from punos.imports.models import ImportRow, ImportRun
from punos.imports.service import opened
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.web.lists import Tag
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("imports", "punos.imports", url_prefix="/cycles/<slug>/import")
RUN = "imports.run"
VERDICTS = {
    "new": Tag(_staff_l("Will be added"), "good"),
    "there": Tag(_staff_l("There already")),
    "alike": Tag(_staff_l("Maybe somebody you know"), "wait"),
    "broken": Tag(_staff_l("Has problems"), "bad"),
}


def import_of(work: Work, slug: str, import_id: UUID) -> ImportRun:
    """The reader's own import into this cycle. Raises Absent."""
    run = opened(work, import_id)
    if run.cycle.slug != slug:
        raise Absent
    return run


def address(endpoint: str, cycle: Cycle, run: ImportRun, **values: Any) -> str:
    """Where a page about an import is."""
    return url_for(f"imports.{endpoint}", slug=cycle.slug, import_id=run.id, **values)


def around(work: Work, run: ImportRun, *more: tuple[Any, str | None]) -> dict[str, Any]:
    """What every page about an import shows."""
    cycle = run.cycle
    here = url_for("imports.choose", slug=cycle.slug)
    role = model_of(work, cycle).roles.get(run.role, run.role)
    first = (_staff("Bring in a file"), here)
    return {
        "run": run,
        "cycle": cycle,
        "role": role,
        "run_url": address("look", cycle, run),
        "breadcrumbs": crumbs(work, cycle, first, *(more or ((role, None),))),
    }


def problems_of(row: ImportRow) -> list[str]:
    """What is wrong with a row, in words."""
    return [one[1] for one in row.problems if isinstance(one, list)]


def cells_of(run: ImportRun, row: ImportRow, *questions: str) -> list[str]:
    """What stands in the row for these questions."""
    at = {name: int(number) for number, name in run.mapping.items()}
    found = [at[name] for name in questions if name in at]
    return [row.raw[number] for number in found if number < len(row.raw) and row.raw[number]]


def name_in(run: ImportRun, row: ImportRow) -> str:
    """Whom the row is about, as it says."""
    names = ("person-whole_name", "person-given_name", "person-family_name")
    return " ".join(cells_of(run, row, *names))
