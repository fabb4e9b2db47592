"""The pages on which an association says what its programme asks, wave by wave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Response, flash, make_response, request, url_for
from marshmallow import ValidationError

from punos.errors import Absent, Refused
from punos.forms import Form
from punos.forms.form import WHOLE
from punos.i18n import _staff
from punos.programmes.registry import programme_model
from punos.programmes.service import programme_by_slug
from punos.surveys import asked as verbs
from punos.surveys.asked import Asked, Place, asked_at, asked_by
from punos.surveys.form import answer_schema
from punos.surveys.item_form import (
    KINDS,
    WAYS,
    item_schema,
    item_shown,
    item_told,
    shared_schema,
    shared_told,
    texts_schema,
    texts_shown,
    texts_told,
)
from punos.surveys.items import SHARED, Item
from punos.surveys.views.base import MANAGE, WAVES, crumbs_of_programme, pages
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

ONE = "/programmes/<programme>/surveys/<wave>/<survey_role>"
_STEPS = {"up": -1, "down": 1}


class Here(NamedTuple):
    """The survey that a page is about."""

    place: Place
    asked: Asked


@pages.get("/programmes/<programme>/surveys", allow=MANAGE)
def of_programme(work: Work, programme: str) -> str:
    """Every survey of the programme: when, to whom, how many questions."""
    found = programme_by_slug(work, programme)
    model = programme_model(work.registry, found.model)
    return render(
        "surveys/programme.html",
        programme=found,
        name=pick(found.names, work.language),
        surveys=asked_by(work, found, model),
        roles=model.roles,
        waves=WAVES,
        ways=dict(WAYS),
        breadcrumbs=crumbs_of_programme(found),
    )


@pages.get(ONE, allow=MANAGE)
def template(work: Work, programme: str, wave: str, survey_role: str) -> str:
    """Its questions in order, and how they look to whoever answers."""
    here = _here(work, programme, wave, survey_role)
    asked = here.asked
    return render(
        "surveys/template.html",
        asked=asked,
        label=lambda item: pick(item.labels, work.language),
        kinds=dict(KINDS),
        shared=SHARED,
        way=dict(WAYS)["anonymous" if asked.anonymous else "confidential"],
        preview=Form(answer_schema(asked.items)),
        **_about(work, here),
    )


@pages.post(f"{ONE}/step", allow=MANAGE)
def step(work: Work, programme: str, wave: str, survey_role: str) -> Response:
    """Move a question, remove it, ask a shared one, or take the ready survey again."""
    here = _here(work, programme, wave, survey_role)
    act, name = request.form.get("act", ""), request.form.get("item", "")
    if act in _STEPS:
        verbs.move_item(work, here.place, name, _STEPS[act])
    elif act == "drop":
        verbs.drop_item(work, here.place, name)
    elif act == "share" and name in SHARED:
        verbs.add_item(work, here.place, SHARED[name])
    elif act == "ready":
        verbs.use_ready(work, here.place)
    else:
        raise Absent
    return _back(here)


@pages.get(f"{ONE}/texts", allow=MANAGE)
def texts(work: Work, programme: str, wave: str, survey_role: str) -> str:
    """Title, introduction, and how answers are kept."""
    here = _here(work, programme, wave, survey_role)
    return _draw_texts(work, here, Form(texts_schema(work), texts_shown(here.asked)))


@pages.post(f"{ONE}/texts", allow=MANAGE)
def save_texts(work: Work, programme: str, wave: str, survey_role: str) -> Response:
    """Keep them. What was sent already stays as it was."""
    here = _here(work, programme, wave, survey_role)
    form = Form.from_request(texts_schema(work), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_texts(work, here, form), 422)
    verbs.change(work, here.place, **texts_told(data, work.settings.languages))
    flash(_staff("The survey is saved."), "done")
    return _back(here)


@pages.get(f"{ONE}/questions/new", allow=MANAGE)
def new_item(work: Work, programme: str, wave: str, survey_role: str) -> str:
    """A question of the association's own."""
    here = _here(work, programme, wave, survey_role)
    return _draw_item(work, here, Form(item_schema(work, new=True)))


@pages.post(f"{ONE}/questions/new", allow=MANAGE)
def add_item(work: Work, programme: str, wave: str, survey_role: str) -> Response:
    """Ask it from the next sending on."""
    here = _here(work, programme, wave, survey_role)
    form = Form.from_request(item_schema(work, new=True), request.form)

    def add(data: dict[str, Any]) -> None:
        item = item_told(data, work.settings.languages, data["kind"])
        verbs.add_item(work, here.place, item)

    return _save_item(work, here, form, add)


@pages.get(f"{ONE}/questions/<item_name>", allow=MANAGE)
def item(work: Work, programme: str, wave: str, survey_role: str, item_name: str) -> str:
    """Its words in each language; of a shared question those in further ones."""
    here = _here(work, programme, wave, survey_role)
    one = here.asked.item(item_name)
    return _draw_item(work, here, Form(_schema(work, one), item_shown(one)), one)


@pages.post(f"{ONE}/questions/<item_name>", allow=MANAGE)
def save_item(work: Work, programme: str, wave: str, survey_role: str, item_name: str) -> Response:
    """Ask it in these words."""
    here = _here(work, programme, wave, survey_role)
    one = here.asked.item(item_name)
    form = Form.from_request(_schema(work, one), request.form)
    languages = work.settings.languages

    def change(data: dict[str, Any]) -> None:
        told = (
            shared_told(data, languages, one)
            if one.is_shared
            else item_told(data, languages, one.kind, one)
        )
        verbs.change_item(work, here.place, told)

    return _save_item(work, here, form, change, one)


def _here(work: Work, programme: str, wave: str, role: str) -> Here:
    found = programme_by_slug(work, programme)
    place = Place(found, programme_model(work.registry, found.model), wave, role)
    return Here(place, asked_at(work, place))


def _schema(work: Work, one: Item) -> Any:
    return shared_schema(work, one) if one.is_shared else item_schema(work, new=False)


def _save_item(
    work: Work,
    here: Here,
    form: Form,
    act: Callable[[dict[str, Any]], None],
    one: Item | None = None,
) -> Response:
    data = form.load()
    if data is not None:
        try:
            act(data)
            flash(_staff("The question is saved."), "done")
            return _back(here)
        except ValidationError as error:
            form.add_error(str(error.field_name), error.messages[0])
        except Refused as no:
            form.add_error(WHOLE, str(no.message))
    return make_response(_draw_item(work, here, form, one), 422)


def _draw_item(work: Work, here: Here, form: Form, one: Item | None = None) -> str:
    title = _staff("Change a question") if one else _staff("A new question")
    action = (
        _address("surveys.save_item", here, item_name=one.name)
        if one
        else _address("surveys.add_item", here)
    )
    return render(
        "surveys/item.html",
        form=form,
        action=action,
        title=title,
        shared=pick(one.labels, work.language) if one and one.is_shared else None,
        **_about(work, here, (title, None)),
    )


def _draw_texts(work: Work, here: Here, form: Form) -> str:
    title = _staff("Texts of the survey")
    action = _address("surveys.save_texts", here)
    about = _about(work, here, (title, None))
    return render("surveys/texts.html", form=form, action=action, title=title, **about)


def _about(work: Work, here: Here, *more: tuple[Any, str | None]) -> dict[str, Any]:
    asked = here.asked
    title = f"{WAVES[asked.wave]} · {here.place.model.roles[asked.role]}"
    back = _address("surveys.template", here)
    return {
        "programme": here.place.programme,
        "name": pick(here.place.programme.names, work.language),
        "survey_title": title,
        "back": back,
        "breadcrumbs": crumbs_of_programme(
            here.place.programme, (title, back if more else None), *more
        ),
    }


def _address(endpoint: str, here: Here, **more: Any) -> str:
    asked = here.asked
    return url_for(
        endpoint,
        programme=here.place.programme.slug,
        wave=asked.wave,
        survey_role=asked.role,
        **more,
    )


def _back(here: Here) -> Response:
    return see_other(_address("surveys.template", here))
