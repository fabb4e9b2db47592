"""Deciding about several applicants at once: accept, waiting list, refuse, and back."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, make_response, request, url_for

from punos.enrolments.models import Enrolment
from punos.enrolments.schemas import reason_schema
from punos.enrolments.service import move
from punos.enrolments.steps import acceptance, decisions
from punos.enrolments.views.base import crumbs, pages
from punos.enrolments.views.listing import DECIDE, chosen_applicants
from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff, _staff_n
from punos.programmes.model import ModelState, ProgrammeModel
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.web.redirects import see_other
from punos.web.render import render
from punos.web.sign_in_first import own_path
from punos.work import Work

BESIDE = ("chosen", "state", "asked", "next")
"""What is sent along with the reason."""


def steps_for_many(model: ProgrammeModel) -> list[tuple[ModelState, bool]]:
    """The decisions besides acceptance, and the way back to none; each with whether it leads back."""
    decided = [model.state(name) for name in decisions(model)]
    further = [(state, False) for state in decided if state.core != "active"]
    return [*further, (model.first_state, True)] if further else []


@pages.post("/cycles/<slug>/applicants/accept", allow=DECIDE)
def accept_chosen(work: Work, slug: str) -> Response:
    """Accept those who were ticked, all or, when a plugin says no, none."""
    cycle = cycle_by_slug(work, slug)
    chosen = chosen_applicants(work, cycle, request.form.getlist("chosen"))
    accepted = sum(_accept(work, enrolment) for enrolment in chosen)
    if not chosen:
        flash(_staff("Tick the people whom you want to accept."), "problem")
    if accepted:
        flash(
            _staff_n("%(num)s person is accepted.", "%(num)s people are accepted.", accepted),
            "done",
        )
    if left := len(chosen) - accepted:
        flash(
            _staff_n(
                "%(num)s person was left as they are: they cannot be accepted from where they stand.",
                "%(num)s people were left as they are: they cannot be accepted from where they stand.",
                left,
            ),
            "warning",
        )
    return back_to_list(slug)


@pages.post("/cycles/<slug>/applicants/decide", allow=DECIDE)
def decide_chosen(work: Work, slug: str) -> Response:
    """Take those who were ticked one step, all or none; a step with a reason asks for it first."""
    cycle = cycle_by_slug(work, slug)
    model, name = model_of(work, cycle), request.form.get("state", "")
    if not model.has_state(name):
        raise Absent
    state = model.state(name)
    chosen = chosen_applicants(work, cycle, request.form.getlist("chosen"))
    able = [one for one in chosen if name in model.state(one.model_state).to]
    if not chosen:
        flash(_staff("Tick the people about whom you decide."), "problem")
    if not able or not state.asks_reason:
        return _decided(work, slug, chosen, able, state, None)
    asked = "asked" in request.form
    schema = reason_schema(state.core)
    form = Form.from_request(schema, request.form, beside=BESIDE) if asked else Form(schema)
    data = form.load() if asked else None
    if data is None:
        return make_response(_ask(work, cycle, able, state, form), 422 if asked else 200)
    return _decided(work, slug, chosen, able, state, data["reason"])


def _decided(
    work: Work,
    slug: str,
    chosen: Sequence[Enrolment],
    able: Sequence[Enrolment],
    state: ModelState,
    reason: str | None,
) -> Response:
    for enrolment in able:
        move(work, enrolment.id, state.name, reason=reason, by_hand=True)
    if able:
        words = _staff_n(
            "%(num)s person is now “%(state)s”.",
            "%(num)s people are now “%(state)s”.",
            len(able),
            state=state.label,
        )
        flash(words, "done")
    if left := len(chosen) - len(able):
        flash(
            _staff_n(
                "%(num)s person was left as they are: this step is not possible from there.",
                "%(num)s people were left as they are: this step is not possible from there.",
                left,
            ),
            "warning",
        )
    return back_to_list(slug)


def _ask(work: Work, cycle: Cycle, able: Sequence[Enrolment], state: ModelState, form: Form) -> str:
    hidden: list[tuple[str, Any]] = [("chosen", one.id) for one in able]
    hidden += [("state", state.name), ("asked", "yes"), ("next", request.form.get("next", ""))]
    return render(
        "enrolments/decide.html",
        cycle=cycle,
        label=state.label,
        people=[one.person.full_name for one in able],
        form=form,
        hidden=hidden,
        back=_list_before(cycle.slug),
        breadcrumbs=crumbs(work, cycle, (state.label, None)),
    )


def back_to_list(slug: str) -> Response:
    """To the list as it was."""
    return see_other(_list_before(slug))


def _list_before(slug: str) -> str:
    back = own_path(request.form.get("next"))
    return back if back != "/" else url_for("enrolments.applicants", slug=slug)


def _accept(work: Work, enrolment: Enrolment) -> bool:
    state = acceptance(model_of(work, enrolment.cycle), enrolment.model_state)
    if state is None:
        return False
    move(work, enrolment.id, state.name, by_hand=True)
    return True
