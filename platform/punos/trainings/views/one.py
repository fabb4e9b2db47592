"""One training: who has a place and who waits, and afterwards who was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.forms import Form, PunosSchema
from punos.i18n import _staff, _staff_l
from punos.programmes.models import Cycle
from punos.programmes.registry import programme_model
from punos.texts import pick
from punos.trainings.mails import when_of
from punos.trainings.models import Training
from punos.trainings.places import give_up, sign_up
from punos.trainings.reading import Expected, expected_at, is_open, training_by_id
from punos.trainings.schemas import TrainingPresentForm
from punos.trainings.service import write_attendance
from punos.trainings.views.base import MANAGE, crumbs, pages, tag_of, waits
from punos.web.lists import Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

PLACES = {
    "signed": Tag(_staff_l("Has a place"), "good"),
    "waiting": Tag(_staff_l("Waits for a seat"), "wait"),
}
NOT_SIGNED = Tag(_staff_l("Has not signed up"))
ACTS = {"sign_up": sign_up, "give_up": give_up}


@pages.get("/trainings/<uuid:training_id>", allow=MANAGE, kind="association")
def training(work: Work, training_id: UUID) -> str:
    """What it is, and who comes; with `?others=yes` also those who may come and have not signed up."""
    found = training_by_id(work, training_id)
    people = _people(work, found)
    there = [str(one.enrolment_id) for one in people if one.mark == "present"]
    if waits(found):
        there = [str(one.enrolment_id) for one in people if one.place == "signed"]
    return _draw(work, found, people, Form(_schema(work, found, people), {"present": there}))


@pages.post("/trainings/<uuid:training_id>", allow=MANAGE, kind="association")
def training_save(work: Work, training_id: UUID) -> Response:
    """It was held, and these were there."""
    found = training_by_id(work, training_id)
    people = expected_at(work, found, everybody=True)
    form = Form.from_request(_schema(work, found, people), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, found, people, form), 422)
    write_attendance(work, training_id, data["present"])
    flash(_staff("Saved. The training was held."), "done")
    return _to(training_id)


@pages.post("/trainings/<uuid:training_id>/places", allow=MANAGE, kind="association")
def place(work: Work, training_id: UUID) -> Response:
    """Sign somebody up or give their place back, who has called, say. They get the same mail."""
    found, act = training_by_id(work, training_id), ACTS.get(request.form.get("act", ""))
    if act is None or found.meeting.state != "planned":
        raise Absent
    act(work, training_id, _enrolment(work, request.form.get("enrolment", "")))
    flash(_staff("Saved. They are told by mail."), "done")
    return _to(training_id)


def _enrolment(work: Work, value: str) -> Enrolment:
    try:
        wanted = UUID(value)
    except ValueError as error:
        raise Absent from error
    query = select(Enrolment).where(Enrolment.id == wanted)
    found = work.session.scalars(
        query.options(
            joinedload(Enrolment.person), joinedload(Enrolment.cycle).joinedload(Cycle.programme)
        )
    ).one_or_none()
    if found is None:
        raise Absent
    return found


def _people(work: Work, found: Training) -> list[Expected]:
    return expected_at(work, found, everybody=request.args.get("others") == "yes")


def _schema(work: Work, found: Training, people: Sequence[Expected]) -> PunosSchema:
    roles = _roles(work, found)
    return TrainingPresentForm().offer(
        present=[(str(one.enrolment_id), f"{one.name} · {roles[one.role]}") for one in people]
    )


def _roles(work: Work, found: Training) -> Mapping[str, Any]:
    return programme_model(work.registry, found.programme.model).roles


def _to(training_id: UUID) -> Response:
    return see_other(url_for("trainings.training", training_id=training_id))


def _draw(work: Work, found: Training, people: Sequence[Expected], form: Form) -> str:
    title, state = pick(found.titles, work.language), found.meeting.state
    return render(
        "trainings/training.html",
        training=found,
        title=title,
        about=pick(found.abouts, work.language),
        name=pick(found.programme.names, work.language),
        when=when_of(found),
        state=tag_of(found),
        roles=_roles(work, found),
        people=[
            (one, PLACES.get(one.place or "", NOT_SIGNED), pick(one.cycle.names, work.language))
            for one in people
        ],
        signed=sum(one.place == "signed" for one in people),
        waiting=sum(one.place == "waiting" for one in people),
        present=sum(one.mark == "present" for one in people),
        others=request.args.get("others") == "yes",
        form=form,
        may_write=state == "held" or waits(found),
        may_change=state == "planned" and not waits(found),
        may_invite=is_open(found),
        breadcrumbs=crumbs(work, found.programme, title),
    )
