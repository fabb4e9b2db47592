"""The pages on which an association makes questions of its own for a programme."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from marshmallow import ValidationError

from punos.enrolments import own_questions
from punos.enrolments.question_form import EVERY, KINDS, OPTIONS, question_schema, shown, told
from punos.enrolments.views.base import pages
from punos.errors import Absent, Refused
from punos.forms import Form
from punos.forms.form import WHOLE
from punos.i18n import _staff
from punos.programmes.models import Programme
from punos.programmes.registry import programme_model
from punos.programmes.service import programme_by_slug
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

MANAGE = "programmes.manage"
_STEPS = {"up": -1, "down": 1}


@pages.get("/programmes/<programme>/questions", allow=MANAGE)
def questions(work: Work, programme: str) -> str:
    """What the programme asks besides its model's questions, and how that looks."""
    found = programme_by_slug(work, programme)
    there = own_questions.questions_of(work, found.id)
    asked = [one for one in there if one.retired_at is None]
    model = programme_model(work.registry, found.model)
    return render(
        "enrolments/questions.html",
        asked=asked,
        retired=[one for one in there if one.retired_at is not None],
        label=lambda one: pick(one.labels, work.language),
        roles=model.roles,
        kinds=dict(KINDS),
        preview=Form(own_questions.schema_for(asked)()),
        **_about(work, found),
    )


@pages.get("/programmes/<programme>/questions/new", allow=MANAGE)
def new_question(work: Work, programme: str) -> str:
    """A question that is not asked yet."""
    found = programme_by_slug(work, programme)
    first = {"role": EVERY, "sensitivity": "personal"}
    return _draw(work, found, Form(_schema(work, found, new=True), first))


@pages.post("/programmes/<programme>/questions/new", allow=MANAGE)
def add_question(work: Work, programme: str) -> Response:
    """Ask it from now on."""
    found = programme_by_slug(work, programme)
    form = Form.from_request(_schema(work, found, new=True), request.form)
    kind = request.form.get("kind", "")

    def add(data: dict[str, Any]) -> None:
        own_questions.add_question(work, found, {**data, "kind": kind})

    return _save(work, found, form, kind, add)


@pages.get("/programmes/<programme>/questions/<uuid:question_id>", allow=MANAGE)
def question(work: Work, programme: str, question_id: UUID) -> str:
    """Its words in each language."""
    found = programme_by_slug(work, programme)
    one = own_questions.question_of(work, found, question_id)
    return _draw(work, found, Form(_schema(work, found, new=False), shown(one)), one.id)


@pages.post("/programmes/<programme>/questions/<uuid:question_id>", allow=MANAGE)
def change_question(work: Work, programme: str, question_id: UUID) -> Response:
    """Ask it in other words."""
    found = programme_by_slug(work, programme)
    one = own_questions.question_of(work, found, question_id)
    form = Form.from_request(_schema(work, found, new=False), request.form)

    def change(data: dict[str, Any]) -> None:
        own_questions.change_question(work, one, data)

    return _save(work, found, form, one.kind, change, one.id)


@pages.post("/programmes/<programme>/questions/<uuid:question_id>/step", allow=MANAGE)
def step_question(work: Work, programme: str, question_id: UUID) -> Response:
    """Move it, ask it no more, or ask it again."""
    found = programme_by_slug(work, programme)
    one = own_questions.question_of(work, found, question_id)
    act = request.form.get("act", "")
    if act in _STEPS:
        own_questions.move_question(work, found, one, _STEPS[act])
    elif act in ("retire", "ask"):
        own_questions.retire_question(work, one, retired=act == "retire")
    else:
        raise Absent
    return _back(found)


def _save(
    work: Work,
    programme: Programme,
    form: Form,
    kind: str,
    act: Callable[[dict[str, Any]], None],
    question_id: UUID | None = None,
) -> Response:
    data = form.load()
    if data is not None:
        try:
            act(told(data, work.settings.languages, kind))
            flash(_staff("The question is saved."), "done")
            return _back(programme)
        except ValidationError as error:
            form.add_error(str(error.field_name), error.messages[0])
        except Refused as no:  # what was typed stays; a changed question is refused for its choices
            choices = OPTIONS + work.settings.languages[0]
            form.add_error(choices if question_id else WHOLE, str(no.message))
    return make_response(_draw(work, programme, form, question_id), 422)


def _schema(work: Work, programme: Programme, *, new: bool) -> Any:
    return question_schema(work, programme_model(work.registry, programme.model), new=new)


def _back(programme: Programme) -> Response:
    return see_other(url_for("enrolments.questions", programme=programme.slug))


def _draw(work: Work, programme: Programme, form: Form, question_id: UUID | None = None) -> str:
    action = (
        url_for("enrolments.change_question", programme=programme.slug, question_id=question_id)
        if question_id
        else url_for("enrolments.add_question", programme=programme.slug)
    )
    title = _staff("Change a question") if question_id else _staff("A new question")
    return render(
        "enrolments/question.html",
        form=form,
        action=action,
        title=title,
        **_about(work, programme, (title, None)),
    )


def _about(work: Work, programme: Programme, *more: tuple[str, str | None]) -> dict[str, Any]:
    here = url_for("enrolments.questions", programme=programme.slug)
    return {
        "programme": programme,
        "name": pick(programme.names, work.language),
        "breadcrumbs": [
            (_staff("Programmes"), url_for("programmes.all_programmes")),
            (_staff("Your own questions"), here if more else None),
            *more,
        ],
    }
