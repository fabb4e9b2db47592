"""The applicants of a cycle: find them, take the list out as a file, say who looks after them."""

from flask import Response, request

from punos.access import scope
from punos.enrolments.export import export_columns
from punos.enrolments.looked_after import asks_who, choose_responsible, who
from punos.enrolments.models import Enrolment
from punos.enrolments.steps import decisions
from punos.enrolments.views.base import crumbs, pages, unit_names
from punos.enrolments.views.deciding import back_to_list, steps_for_many
from punos.enrolments.views.listing import (
    DECIDE,
    EDIT,
    EXPORT,
    READ,
    applicant_filters,
    applicants_query,
    chosen_applicants,
    listing,
    shown_applicants,
    unit_column,
)
from punos.errors import Absent
from punos.i18n import _staff
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.render import render
from punos.work import Work


@pages.get("/cycles/<slug>/applicants", allow=READ)
def applicants(work: Work, slug: str) -> Response | str:
    """Everybody who applied, whatever became of it."""
    cycle = cycle_by_slug(work, slug)
    model = model_of(work, cycle)
    if request.args.get("format") == "csv":
        return _exported(work, cycle, model)
    return render(
        "enrolments/applicants.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        listing=shown_applicants(work, cycle, model),
        roles=model.roles,
        decides=bool(decisions(model)),
        steps=steps_for_many(model),
        can_choose=work.actor.may(EDIT),
        can_add=work.actor.may(EDIT) and cycle.state != "closed",
        can_import=work.actor.may("imports.run") and cycle.state != "closed",
        can_decide=work.actor.may(DECIDE),
        can_export=work.actor.may(EXPORT),
        breadcrumbs=[*crumbs(work, cycle)[:-1], (_staff("Applicants"), None)],
    )


@pages.post("/cycles/<slug>/applicants/responsible", allow=EDIT)
def choose_for_chosen(work: Work, slug: str) -> Response | str:
    """Let somebody of the staff look after those who were ticked; of somebody else it asks who."""
    cycle = cycle_by_slug(work, slug)
    chosen = chosen_applicants(work, cycle, request.form.getlist("chosen"), EDIT)
    if asks_who(chosen):
        return who(work, chosen, EDIT, crumbs(work, cycle))
    choose_responsible(work, chosen, EDIT)
    return back_to_list(slug)


def _exported(work: Work, cycle: Cycle, model: ProgrammeModel) -> Response:
    if not work.actor.may(EXPORT):
        raise Absent
    query = scope(work.actor, applicants_query(work, cycle), Enrolment, EXPORT)
    names = unit_names(work, EXPORT)
    columns = [
        *export_columns(work, cycle, model, request.args.get("role", "")),
        *unit_column(names),
    ]
    filters = applicant_filters(work, model, names)
    return listing(work, query, columns, filters).csv_response()
