"""The path to work of one participant: what was done, and what is to be added."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.plugin import (
    AdviceForm,
    Enrolment,
    Form,
    Work,
    add_advice,
    pick,
    read_page,
    render,
    see_other,
)
from punos_gatherings.access import PATH
from punos_gatherings.codes import CONTRACTS
from punos_gatherings.employment import Job, found_work, jobs_of
from punos_gatherings.path import add_step, on_path, path_of, take_back
from punos_gatherings.path_schemas import JobForm, StepForm
from punos_gatherings.texts import _staff
from punos_gatherings.views.base import Crumb, crumbs, pages
from punos_gatherings.views.words import JOB_STATES


@pages.get("/path/<uuid:enrolment_id>", allow=PATH)
def path(work: Work, enrolment_id: UUID) -> str:
    """Advice, steps and work that was found, the newest first. Who read it is written down."""
    enrolment = on_path(work, enrolment_id)
    read_page(work, enrolment.person_id, "gatherings.path")
    return render(
        "gatherings/path.html",
        enrolment=enrolment,
        cycle_name=pick(enrolment.cycle.names, work.language),
        entries=path_of(work, enrolment),
        jobs=jobs_of(work, enrolment),
        states=JOB_STATES,
        contracts=dict(CONTRACTS),
        may_change=enrolment.cycle.state != "closed",
        breadcrumbs=path_crumbs(work, enrolment),
    )


@pages.get("/path/<uuid:enrolment_id>/advice", allow=PATH)
def advice(work: Work, enrolment_id: UUID) -> str:
    """A session of advice to be written down."""
    return _draw(work, on_path(work, enrolment_id), "advice", Form(AdviceForm()))


@pages.post("/path/<uuid:enrolment_id>/advice", allow=PATH)
def advice_save(work: Work, enrolment_id: UUID) -> Response:
    """Write it down."""
    enrolment = on_path(work, enrolment_id)
    form = Form.from_request(AdviceForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, enrolment, "advice", form), 422)
    add_advice(work, enrolment, data.pop("kind"), **data)
    return _back(enrolment, _staff("The session is written down."))


@pages.get("/path/<uuid:enrolment_id>/step", allow=PATH)
def step(work: Work, enrolment_id: UUID) -> str:
    """A step to be written down."""
    return _draw(work, on_path(work, enrolment_id), "step", Form(StepForm()))


@pages.post("/path/<uuid:enrolment_id>/step", allow=PATH)
def step_save(work: Work, enrolment_id: UUID) -> Response:
    """Write it down."""
    enrolment = on_path(work, enrolment_id)
    form = Form.from_request(StepForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, enrolment, "step", form), 422)
    add_step(work, enrolment, data["kind"], happened_on=data["happened_on"])
    return _back(enrolment, _staff("The step is written down."))


@pages.get("/path/<uuid:enrolment_id>/job", allow=PATH)
def job(work: Work, enrolment_id: UUID) -> str:
    """Work that somebody has found, to be written down."""
    return _draw(work, on_path(work, enrolment_id), "job", Form(JobForm()))


@pages.post("/path/<uuid:enrolment_id>/job", allow=PATH)
def job_save(work: Work, enrolment_id: UUID) -> Response:
    """Write it down; then somebody else has to confirm it."""
    enrolment = on_path(work, enrolment_id)
    form = Form.from_request(JobForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, enrolment, "job", form), 422)
    found = found_work(work, enrolment, Job(**data))
    flash(_staff("The job is written down. Now a second person has to confirm it."), "done")
    return see_other(url_for("gatherings.employment", employment_id=found.id))


@pages.post("/path/<uuid:enrolment_id>/take-back/<uuid:entry_id>", allow=PATH)
def path_take_back(work: Work, enrolment_id: UUID, entry_id: UUID) -> Response:
    """A session or a step was written down by mistake."""
    enrolment = on_path(work, enrolment_id)
    take_back(work, enrolment, entry_id)
    return _back(enrolment, _staff("It is taken off the path."))


def path_crumbs(work: Work, enrolment: Enrolment, *more: Crumb) -> list[Crumb]:
    """Where a page about somebody's path stands."""
    own = url_for("gatherings.path", enrolment_id=enrolment.id) if more else None
    people = url_for("gatherings.paths", slug=enrolment.cycle.slug)
    return crumbs(
        work,
        enrolment.cycle,
        (_staff("Paths to work"), people),
        (enrolment.person.full_name, own),
        *more,
    )


def _draw(work: Work, enrolment: Enrolment, what: str, form: Form) -> str:
    words: dict[str, tuple[Any, Any]] = {
        "advice": (_staff("Write down a session of advice"), ""),
        "step": (_staff("Write down a step"), ""),
        "job": (
            _staff("Write down work that was found"),
            _staff("It counts once a second person has confirmed it."),
        ),
    }
    title, lead = words[what]
    return render(
        "gatherings/path_form.html",
        enrolment=enrolment,
        title=title,
        lead=lead,
        form=form,
        action=url_for(f"gatherings.{what}_save", enrolment_id=enrolment.id),
        breadcrumbs=path_crumbs(work, enrolment, (title, None)),
    )


def _back(enrolment: Enrolment, said: str) -> Response:
    flash(said, "done")
    return see_other(url_for("gatherings.path", enrolment_id=enrolment.id))
