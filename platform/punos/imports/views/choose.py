"""Which people, and the file they are in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, request, url_for
from sqlalchemy import select

from punos.enrolments.export import question_columns
from punos.enrolments.views.base import chosen_unit, crumbs, usable_units
from punos.errors import Absent, Refused
from punos.forms import Form
from punos.forms.tabular import write_csv
from punos.i18n import _staff, _staff_l, format_datetime
from punos.imports.models import ImportRun
from punos.imports.schemas import ChooseSchema
from punos.imports.service import receive
from punos.imports.views.base import RUN, address, pages
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.lists import Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

STATES = {
    "reading": Tag(_staff_l("Being read"), "wait"),
    "mapping": Tag(_staff_l("Columns to be named"), "wait"),
    "checking": Tag(_staff_l("Being checked"), "wait"),
    "checked": Tag(_staff_l("To be looked at"), "wait"),
    "adding": Tag(_staff_l("Being added"), "wait"),
    "done": Tag(_staff_l("Done"), "good"),
    "failed": Tag(_staff_l("Could not be read"), "bad"),
}
SHOWN = 10


@pages.get("", allow=RUN)
def choose(work: Work, slug: str) -> str:
    """The form, and the reader's own files that are on their way."""
    cycle = open_cycle(work, slug)
    return _draw(work, cycle, Form(_schema(work, cycle)))


@pages.post("", allow=RUN)
def upload(work: Work, slug: str) -> Response:
    """Take the file in; nobody is added yet."""
    cycle = open_cycle(work, slug)
    form = Form.from_request(_schema(work, cycle), request.form, request.files)
    data = form.load()
    run = _received(work, cycle, form, data) if data is not None else None
    if run is None:
        return make_response(_draw(work, cycle, form), 422)
    return see_other(address("look", cycle, run))


@pages.get("/template/<role>", allow=RUN)
def template(work: Work, slug: str, role: str) -> Response:
    """A file with nothing but the right headings."""
    cycle = open_cycle(work, slug)
    if role not in model_of(work, cycle).roles:
        raise Absent
    text = write_csv(question_columns(work, cycle, role), [])
    headers = {"Content-Disposition": f'attachment; filename="{role}.csv"'}
    return Response(text, mimetype="text/csv", headers=headers)


def open_cycle(work: Work, slug: str) -> Cycle:
    """The cycle, when somebody can be added to it."""
    cycle = cycle_by_slug(work, slug)
    if cycle.state == "closed":
        raise Refused(_staff("This cycle has ended, so nobody can be added to it."))
    return cycle


def _schema(work: Work, cycle: Cycle) -> ChooseSchema:
    found = usable_units(work, RUN)
    schema = ChooseSchema() if found else ChooseSchema(exclude=("unit",))
    schema.offer(role=list(model_of(work, cycle).roles.items()))
    if found:
        schema.offer(unit=[(str(one.id), pick(one.names, work.language)) for one in found])
    return schema


def _received(work: Work, cycle: Cycle, form: Form, data: Mapping[str, Any]) -> ImportRun | None:
    sent, unit_id = data["file"], chosen_unit(work, RUN, data.get("unit") or None)
    try:
        return receive(work, cycle, data["role"], unit_id, sent.filename, sent.read())
    except Refused as error:
        form.add_error("file", str(error.message))
        return None


def _draw(work: Work, cycle: Cycle, form: Form) -> str:
    roles = model_of(work, cycle).roles
    return render(
        "imports/choose.html",
        form=form,
        cycle=cycle,
        name=pick(cycle.names, work.language),
        roles=roles,
        files=[_file(cycle, one, roles) for one in _own(work, cycle)],
        breadcrumbs=crumbs(work, cycle, (_staff("Bring in a file"), None)),
    )


def _own(work: Work, cycle: Cycle) -> list[ImportRun]:
    query = select(ImportRun).where(
        ImportRun.cycle_id == cycle.id,
        ImportRun.created_by == work.account_id,
        ImportRun.state != "discarded",
    )
    return list(work.session.scalars(query.order_by(ImportRun.id.desc()).limit(SHOWN)))


def _file(cycle: Cycle, run: ImportRun, roles: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "url": url_for("imports.look", slug=cycle.slug, import_id=run.id),
        "when": format_datetime(run.created_at),
        "role": roles.get(run.role, run.role),
        "state": STATES[run.state],
    }
