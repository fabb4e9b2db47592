"""One application, for staff: what was answered, how it stands, and what can be done with it."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.accounts.service import account_names
from punos.audit.service import read_page
from punos.enrolments.answers import ApplicationForm, current, told
from punos.enrolments.applying import correct, reference, visible_enrolment
from punos.enrolments.behalf import HOW, newest_consent
from punos.enrolments.eligibility import words_of
from punos.enrolments.models import Enrolment
from punos.enrolments.placing import PLACE
from punos.enrolments.reasons import reason_label
from punos.enrolments.responsible import workers
from punos.enrolments.schemas import ReasonSchema, reason_schema
from punos.enrolments.sections import sections_for
from punos.enrolments.service import move
from punos.enrolments.steps import steps
from punos.enrolments.views.base import crumbs, pages, title_of
from punos.enrolments.views.listing import READ, state_tag
from punos.enrolments.views.placing import placing_form, sees
from punos.enrolments.views.waiting import waiting_form
from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff
from punos.interviews.sheets import sheets_seen
from punos.notes.reading import may_write, notes_about
from punos.programmes.service import model_of
from punos.texts import pick
from punos.units.service import units
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

DECIDE = "enrolments.decide"
EDIT = "enrolments.edit"


@pages.get("/enrolments/<uuid:enrolment_id>", allow=READ)
def enrolment(work: Work, enrolment_id: UUID) -> str:
    """What is known, and the next steps."""
    found = visible_enrolment(work, enrolment_id, READ)
    read_page(work, found.person_id, "enrolment")
    model, known = model_of(work, found.cycle), units(work)
    return render(
        "enrolments/enrolment.html",
        enrolment=found,
        cycle_name=pick(found.cycle.names, work.language),
        role=model.roles.get(found.role, found.role),
        state=state_tag(model, found),
        reason=reason_label(found.end_reason),
        number=reference(found),
        outside=words_of(work, found.cycle, found.unmet),
        told=told(work, found, current(found), staff=True),
        steps=steps(model, found.model_state) if sees(work, found, DECIDE) else [],
        can_edit=sees(work, found, EDIT),
        placing=placing_form(work, found, known),
        waiting=waiting_form(work, found),
        leaves=work.actor.units(PLACE) is not None,
        unit=next((pick(u.names, work.language) for u in known if u.id == found.unit_id), ""),
        can_see_person=work.actor.may("people.read") and _sees_person(work, found),
        interview=sheets_seen(work, found),
        notes=notes_about(work, found),
        writes_notes=may_write(work, found),
        breadcrumbs=crumbs(work, found.cycle, (title_of(found), None)),
        **_behalf(work, found),
    )


def _behalf(work: Work, found: Enrolment) -> dict[str, Any]:
    """Who wrote it down, what they agreed to and how that is known, and who looks after them."""
    decided, staff = newest_consent(work, found.person), workers(work, EDIT)
    names = {one.id: one.name for one in staff}
    writers = {one for one in (found.entered_by, decided and decided.recorded_by) if one}
    if writers - names.keys():
        names |= account_names(work, writers)
    return {
        "consent": decided,
        "how": dict(HOW).get(decided.how, "") if decided else "",
        "names": names,
        "staff": staff,
        "responsible": names.get(found.responsible_id, "") if found.responsible_id else "",
    }


@pages.post("/enrolments/<uuid:enrolment_id>/move", allow=DECIDE)
def move_enrolment(work: Work, enrolment_id: UUID) -> Response:
    """Take one step; a step that needs a reason asks for it first."""
    found = visible_enrolment(work, enrolment_id, DECIDE)
    model, name = model_of(work, found.cycle), request.form.get("state", "")
    if not model.has_state(name):
        raise Absent
    if model.state(name).asks_reason:
        return _to("enrolments.step", found, state=name)
    return _moved(work, found, name, None)


@pages.get("/enrolments/<uuid:enrolment_id>/step/<state>", allow=DECIDE)
def step(work: Work, enrolment_id: UUID, state: str) -> str:
    """Ask for the reason of a step."""
    found = visible_enrolment(work, enrolment_id, DECIDE)
    return _draw_step(work, found, state, Form(_reason(work, found, state)))


@pages.post("/enrolments/<uuid:enrolment_id>/step/<state>", allow=DECIDE)
def step_with_reason(work: Work, enrolment_id: UUID, state: str) -> Response:
    """Take a step with its reason."""
    found = visible_enrolment(work, enrolment_id, DECIDE)
    form = Form.from_request(_reason(work, found, state), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_step(work, found, state, form), 422)
    return _moved(work, found, state, data["reason"])


def _reason(work: Work, found: Enrolment, state: str) -> ReasonSchema:
    model = model_of(work, found.cycle)
    if not model.has_state(state):
        raise Absent
    return reason_schema(model.state(state).core)


@pages.get("/enrolments/<uuid:enrolment_id>/change", allow=EDIT)
def change(work: Work, enrolment_id: UUID) -> str:
    """The form with what was answered, to be corrected by staff."""
    found = visible_enrolment(work, enrolment_id, EDIT)
    read_page(work, found.person_id, "enrolment.change")
    sections = sections_for(work, found.cycle, found.role, staff=True)
    return _draw_change(
        work, found, ApplicationForm.blank(work, found.cycle, sections, current(found))
    )


@pages.post("/enrolments/<uuid:enrolment_id>/change", allow=EDIT)
def change_save(work: Work, enrolment_id: UUID) -> Response:
    """Keep the corrections."""
    found = visible_enrolment(work, enrolment_id, EDIT)
    sections = sections_for(work, found.cycle, found.role, staff=True)
    form = ApplicationForm.sent(work, found.cycle, sections, request.form)
    if not form.load():
        return make_response(_draw_change(work, found, form), 422)
    correct(work, found, form.answers())
    flash(_staff("The changes are saved."), "done")
    return _to("enrolments.enrolment", found)


def _sees_person(work: Work, found: Enrolment) -> bool:
    limits = work.actor.units("people.read")
    return limits is None or found.person.unit_id in limits


def _moved(work: Work, found: Enrolment, state: str, reason: str | None) -> Response:
    moved = move(work, found.id, state, reason=reason, by_hand=True)
    label = model_of(work, moved.cycle).state(moved.model_state).label
    flash(_staff("%(name)s is now “%(state)s”.", name=title_of(moved), state=label), "done")
    return _to("enrolments.enrolment", moved)


def _to(endpoint: str, found: Enrolment, **values: Any) -> Response:
    return see_other(url_for(endpoint, enrolment_id=found.id, **values))


def _draw_step(work: Work, found: Enrolment, state: str, form: Form) -> str:
    model = model_of(work, found.cycle)
    if state not in model.state(found.model_state).to:
        raise Absent
    return render(
        "enrolments/step.html",
        form=form,
        enrolment=found,
        label=model.state(state).label,
        target=state,
        breadcrumbs=crumbs(work, found.cycle, *_here(found)),
    )


def _draw_change(work: Work, found: Enrolment, form: ApplicationForm) -> str:
    return render(
        "enrolments/change.html",
        form=form,
        enrolment=found,
        breadcrumbs=crumbs(work, found.cycle, *_here(found)),
    )


def _here(found: Enrolment) -> list[tuple[str, str | None]]:
    address = url_for("enrolments.enrolment", enrolment_id=found.id)
    return [(title_of(found), address), (_staff("Change"), None)]
