"""Planning a training, changing it, cancelling it, and inviting those who may come."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import select

from punos.errors import Absent, Refused
from punos.forms import Form, PunosSchema
from punos.i18n import _staff, _staff_n
from punos.programmes.models import Cycle, Programme
from punos.programmes.registry import programme_model
from punos.programmes.service import programme_by_slug
from punos.texts import pick
from punos.trainings.inviting import invited
from punos.trainings.mails import when_of
from punos.trainings.models import Training, TrainingCycle
from punos.trainings.reading import is_open, training_by_id
from punos.trainings.schemas import shown, told, training_schema
from punos.trainings.service import (
    ask_invitations,
    cancel_training,
    change_training,
    plan_training,
)
from punos.trainings.views.base import MANAGE, crumbs, pages, waits
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

USUAL = {"starts": "17:00", "minutes": 120}


@pages.get("/programmes/<programme>/trainings/add", allow=MANAGE, kind="association")
def add(work: Work, programme: str) -> str:
    """The form for a new one, open to the cycles that go on."""
    found = programme_by_slug(work, programme)
    cycles = _cycles(work, found)
    running = [str(one.id) for one in cycles if one.state in ("open", "running")]
    form = Form(_schema(work, found, cycles), {**USUAL, "cycles": running})
    return _draw(work, found, form)


@pages.post("/programmes/<programme>/trainings/add", allow=MANAGE, kind="association")
def add_save(work: Work, programme: str) -> Response:
    """Plan it. Nobody is told by it."""
    found = programme_by_slug(work, programme)
    form = Form.from_request(_schema(work, found, _cycles(work, found)), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, found, form), 422)
    training = plan_training(work, found, told(data, work.settings.languages))
    flash(_staff("The training is planned. Nobody was told by mail yet."), "done")
    return _to(training.id)


@pages.get("/trainings/<uuid:training_id>/change", allow=MANAGE, kind="association")
def change(work: Work, training_id: UUID) -> str:
    """The same form with what is planned."""
    training = _planned(work, training_id)
    form = Form(_schema_of(work, training), shown(training, _open_to(work, training)))
    return _draw(work, training.programme, form, training)


@pages.post("/trainings/<uuid:training_id>/change", allow=MANAGE, kind="association")
def change_save(work: Work, training_id: UUID) -> Response:
    """Change it; those with a place are told of another time or place."""
    training = _planned(work, training_id)
    form = Form.from_request(_schema_of(work, training), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, training.programme, form, training), 422)
    try:
        change_training(work, training_id, told(data, work.settings.languages))
    except Refused as no:
        form.add_error("seats", str(no.message))
        return make_response(_draw(work, training.programme, form, training), no.status)
    flash(_staff("The training is saved."), "done")
    return _to(training_id)


@pages.post("/trainings/<uuid:training_id>/cancel", allow=MANAGE, kind="association")
def cancel(work: Work, training_id: UUID) -> Response | str:
    """Cancel it; asks first. Those who signed up are told by mail."""
    training = _planned(work, training_id)
    if request.form.get("sure") != "yes":
        return _ask(work, training, "trainings/cancel.html")
    number = cancel_training(work, training_id)
    flash(_staff("The training is cancelled."), "done")
    if number:
        flash(_staff_n("%(num)s person is told.", "%(num)s people are told.", number), "note")
    return _to(training_id)


@pages.post("/trainings/<uuid:training_id>/invite", allow=MANAGE, kind="association")
def invite(work: Work, training_id: UUID) -> Response | str:
    """Write to those who may come; asks first, and says how many they are."""
    training = _planned(work, training_id)
    if not is_open(training):
        raise Absent
    number = len(invited(work, training))
    if request.form.get("sure") != "yes" or not number:
        return _ask(work, training, "trainings/invite.html", number=number)
    ask_invitations(work, training_id)
    flash(_staff_n("%(num)s person is invited.", "%(num)s people are invited.", number), "done")
    return _to(training_id)


def _planned(work: Work, training_id: UUID) -> Training:
    training = training_by_id(work, training_id)
    if training.meeting.state != "planned" or waits(training):
        raise Absent
    return training


def _cycles(work: Work, programme: Programme, kept: Sequence[UUID] = ()) -> list[Cycle]:
    """The programme's cycles that go on, the newest first, and those to which it is open already."""
    query = select(Cycle).where(
        Cycle.programme_id == programme.id,
        (Cycle.state != "closed") | Cycle.id.in_(list(kept)),
        Cycle.is_sample.is_(False),
    )
    return list(work.session.scalars(query.order_by(Cycle.starts_on.desc(), Cycle.id)))


def _open_to(work: Work, training: Training) -> list[UUID]:
    query = select(TrainingCycle.cycle_id).where(TrainingCycle.training_id == training.id)
    return list(work.session.scalars(query))


def _schema_of(work: Work, training: Training) -> PunosSchema:
    programme = training.programme
    return _schema(work, programme, _cycles(work, programme, _open_to(work, training)))


def _schema(work: Work, programme: Programme, cycles: Sequence[Cycle]) -> PunosSchema:
    model = programme_model(work.registry, programme.model)
    return training_schema(
        work.settings.languages,
        [(str(one.id), pick(one.names, work.language)) for one in cycles],
        list(model.roles.items()),
    )


def _ask(work: Work, training: Training, template: str, **more: int) -> str:
    title = pick(training.titles, work.language)
    return render(
        template,
        training=training,
        title=title,
        when=when_of(training),
        breadcrumbs=crumbs(work, training.programme, title),
        **more,
    )


def _to(training_id: UUID) -> Response:
    return see_other(url_for("trainings.training", training_id=training_id))


def _draw(work: Work, programme: Programme, form: Form, training: Training | None = None) -> str:
    title = _staff("Change the training") if training else _staff("Plan a training")
    here = {"training_id": training.id} if training else {"programme": programme.slug}
    action = "trainings.change_save" if training else "trainings.add_save"
    back = "trainings.training" if training else "trainings.trainings"
    return render(
        "trainings/write.html",
        form=form,
        title=title,
        name=pick(programme.names, work.language),
        action=url_for(action, **here),
        back=url_for(back, **here),
        breadcrumbs=crumbs(work, programme, title),
    )
