"""Bringing in a CSV file: choose it, look at what it would do, do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.enrolments.export import question_columns
from punos.enrolments.views.base import chosen_unit, crumbs, usable_units
from punos.errors import Absent, Refused
from punos.files.models import StoredFile
from punos.forms import Form
from punos.forms.tabular import Table, read_table, write_csv
from punos.i18n import _staff, _staff_n
from punos.imports.checking import Checked, Mapped, check, mapped_by_itself, questions
from punos.imports.schemas import ChooseSchema
from punos.imports.service import bring_in, keep, let_go, opened
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

pages = Pages("imports", "punos.imports", url_prefix="/cycles/<slug>/import")
RUN = "imports.run"
FIRST_ROWS, MOST_PROBLEMS = 5, 50


@pages.get("", allow=RUN)
def choose(work: Work, slug: str) -> str:
    """Which people, and the file."""
    cycle = _cycle(work, slug)
    return _draw_choose(work, cycle, Form(_schema(work, cycle)))


@pages.post("", allow=RUN)
def upload(work: Work, slug: str) -> Response:
    """Keep the file for a day; nobody is added yet."""
    cycle = _cycle(work, slug)
    form = Form.from_request(_schema(work, cycle), request.form, request.files)
    data = form.load()
    stored = _kept(work, form, data) if data is not None else None
    if data is None or stored is None:
        return make_response(_draw_choose(work, cycle, form), 422)
    chosen = {"role": data["role"], "unit": data.get("unit") or None}
    return see_other(_address("look", cycle, stored, **chosen))


@pages.get("/template/<role>", allow=RUN)
def template(work: Work, slug: str, role: str) -> Response:
    """A file with nothing but the right headings."""
    cycle = _cycle(work, slug)
    _require_role(work, cycle, role)
    text = write_csv(question_columns(work, cycle, role), [])
    headers = {"Content-Disposition": f'attachment; filename="{role}.csv"'}
    return Response(text, mimetype="text/csv", headers=headers)


@pages.get("/<uuid:file_id>", allow=RUN)
def look(work: Work, slug: str, file_id: UUID) -> str:
    """What the file would do, and which column is what. Nothing is written."""
    found = _open(work, slug, file_id, request.args)
    checked = check(work, found.cycle, found.role, found.table, found.mapping)
    return _draw_look(work, found, checked)


@pages.post("/<uuid:file_id>", allow=RUN)
def bring(work: Work, slug: str, file_id: UUID) -> Response:
    """Add the people, all of them in one step, and let go of the file."""
    found = _open(work, slug, file_id, request.form)
    unit_id = chosen_unit(work, RUN, found.unit)
    checked = bring_in(work, found.cycle, found.role, found.table, found.mapping, unit_id=unit_id)
    let_go(work, found.stored)
    _tell(checked)
    return see_other(url_for("enrolments.applicants", slug=slug))


@pages.post("/<uuid:file_id>/drop", allow=RUN)
def drop(work: Work, slug: str, file_id: UUID) -> Response:
    """Let go of the file without adding anybody."""
    let_go(work, opened(work, file_id))
    flash(_staff("Nobody was added, and the file is deleted."), "done")
    return see_other(url_for("imports.choose", slug=slug))


@dataclass(frozen=True)
class _Open:
    """A file as it is looked at: for which role, and with which columns."""

    cycle: Cycle
    stored: StoredFile
    table: Table
    role: str
    unit: str | None
    mapping: Mapped


def _open(work: Work, slug: str, file_id: UUID, chosen: Mapping[str, str]) -> _Open:
    cycle, stored, role = _cycle(work, slug), opened(work, file_id), chosen.get("role", "")
    _require_role(work, cycle, role)
    unit = chosen.get("unit") or None
    if unit is not None and unit not in {str(one.id) for one in usable_units(work, RUN)}:
        raise Absent
    table = read_table(stored.content)
    return _Open(cycle, stored, table, role, unit, _mapping(work, cycle, role, table, chosen))


def _mapping(
    work: Work, cycle: Cycle, role: str, table: Table, chosen: Mapping[str, str]
) -> Mapped:
    """The columns as chosen on the page, else as their headings tell. One column answers one."""
    if not any(f"c{number}" in chosen for number in range(len(table.headings))):
        return mapped_by_itself(work, cycle, role, table.headings)
    known = {name for name, _label in questions(work, cycle, role)}
    mapping: Mapped = {}
    for number, heading in enumerate(table.headings):
        name = chosen.get(f"c{number}", "")
        if heading and name in known and name not in mapping.values():
            mapping[heading] = name
    return mapping


def _cycle(work: Work, slug: str) -> Cycle:
    cycle = cycle_by_slug(work, slug)
    if cycle.state == "closed":
        raise Refused(_staff("This cycle has ended, so nobody can be added to it."))
    return cycle


def _require_role(work: Work, cycle: Cycle, role: str) -> None:
    if role not in model_of(work, cycle).roles:
        raise Absent


def _schema(work: Work, cycle: Cycle) -> ChooseSchema:
    found = usable_units(work, RUN)
    schema = ChooseSchema() if found else ChooseSchema(exclude=("unit",))
    schema.offer(role=list(model_of(work, cycle).roles.items()))
    if found:
        schema.offer(unit=[(str(one.id), pick(one.names, work.language)) for one in found])
    return schema


def _kept(work: Work, form: Form, data: Mapping[str, Any]) -> StoredFile | None:
    sent = data["file"]
    try:
        return keep(work, sent.filename, sent.mimetype, sent.read())
    except Refused as error:
        form.add_error("file", str(error.message))
        return None


def _address(endpoint: str, cycle: Cycle, stored: StoredFile, **values: Any) -> str:
    return url_for(f"imports.{endpoint}", slug=cycle.slug, file_id=stored.id, **values)


def _tell(checked: Checked) -> None:
    added, left, there = len(checked.new), len(checked.broken), len(checked.there)
    flash(_staff_n("%(num)s person is added.", "%(num)s people are added.", added), "done")
    if there:
        said = _staff_n(
            "%(num)s person was there already.", "%(num)s people were there already.", there
        )
        flash(said, "warning")
    if left:
        said = _staff_n(
            "%(num)s row with problems was left out.",
            "%(num)s rows with problems were left out.",
            left,
        )
        flash(said, "warning")


def _draw_choose(work: Work, cycle: Cycle, form: Form) -> str:
    return render(
        "imports/choose.html",
        form=form,
        cycle=cycle,
        name=pick(cycle.names, work.language),
        roles=model_of(work, cycle).roles,
        breadcrumbs=crumbs(work, cycle, (_staff("Bring in a CSV file"), None)),
    )


def _draw_look(work: Work, found: _Open, checked: Checked) -> str:
    cycle = found.cycle
    chosen = {
        f"c{number}": found.mapping.get(heading, "")
        for number, heading in enumerate(found.table.headings)
    }
    here = url_for("imports.choose", slug=cycle.slug)
    return render(
        "imports/look.html",
        cycle=cycle,
        found=found,
        checked=checked,
        columns=_columns(found),
        questions=questions(work, cycle, found.role),
        fields={"role": found.role, "unit": found.unit or "", **chosen},
        role=model_of(work, cycle).roles[found.role],
        problems=checked.broken[:MOST_PROBLEMS],
        more_problems=len(checked.broken) - MOST_PROBLEMS,
        first_rows=checked.rows[:FIRST_ROWS],
        action=_address("bring", cycle, found.stored),
        drop_action=_address("drop", cycle, found.stored),
        label=_label(checked),
        breadcrumbs=crumbs(
            work, cycle, (_staff("Bring in a CSV file"), here), (_staff("Look at it first"), None)
        ),
    )


def _columns(found: _Open) -> list[dict[str, Any]]:
    """Each column: the name of its choice, its heading, the first cell that says something."""
    return [
        {
            "name": f"c{number}",
            "heading": heading,
            "chosen": found.mapping.get(heading, ""),
            "example": next(
                (row.cells[number] for row in found.table.rows if row.cells[number]), ""
            ),
        }
        for number, heading in enumerate(found.table.headings)
        if heading
    ]


def _label(checked: Checked) -> str:
    """What the button does, in numbers."""
    people = _staff_n("%(num)s person", "%(num)s people", len(checked.new))
    if not checked.broken:
        return _staff("Add %(people)s", people=people)
    rows = _staff_n("%(num)s row with problems", "%(num)s rows with problems", len(checked.broken))
    return _staff("Add %(people)s, leave out %(rows)s", people=people, rows=rows)
