"""The settings of a programme: each saving makes a new version, which new cycles run by."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, make_response, request, url_for
from marshmallow import Schema
from sqlalchemy import select

from punos.forms.nested import NestedForm
from punos.i18n import _staff
from punos.programmes.models import Cycle, Programme, ProgrammeVersion
from punos.programmes.registry import programme_model
from punos.programmes.service import programme_by_slug
from punos.programmes.settings import new_version, newest_version, take_version
from punos.programmes.views.base import pages
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

MANAGE = "programmes.manage"
TAKES = "take"
"""Name of the boxes of planned cycles that take the saved settings too."""


@pages.get("/programmes/<programme>/settings", allow=MANAGE)
def settings(work: Work, programme: str) -> str:
    """The newest settings, as their model's schema asks for them."""
    found = programme_by_slug(work, programme)
    version = newest_version(work, found)
    form = NestedForm(_schema(work, found), work.settings.languages, version.settings)
    return _draw(work, found, version, form)


@pages.post("/programmes/<programme>/settings", allow=MANAGE)
def settings_save(work: Work, programme: str) -> Response:
    """Keep them as a new version; cycles that are planned take it where that is wished."""
    found = programme_by_slug(work, programme)
    form = NestedForm.from_request(_schema(work, found), work.settings.languages, request.form)
    stored = form.load()
    if stored is None:
        return make_response(_draw(work, found, newest_version(work, found), form), 422)
    version = new_version(work, found, stored)
    chosen = request.form.getlist(TAKES)
    for cycle in _planned(work, found):
        if str(cycle.id) in chosen:
            take_version(work, cycle, version)
    flash(_staff("The settings are saved. Cycles that are under way keep theirs."), "done")
    return see_other(url_for("programmes.settings", programme=found.slug))


def _schema(work: Work, programme: Programme) -> Schema:
    return programme_model(work.registry, programme.model).settings_schema()


def _planned(work: Work, programme: Programme) -> Sequence[Cycle]:
    query = select(Cycle).where(Cycle.programme_id == programme.id, Cycle.state == "planned")
    return work.session.scalars(query.order_by(Cycle.starts_on, Cycle.id)).all()


def _draw(work: Work, programme: Programme, version: ProgrammeVersion, form: NestedForm) -> str:
    context: dict[str, Any] = {
        "form": form,
        "version": version,
        "programme": programme,
        "name": pick(programme.names, work.language),
        "planned": [
            (cycle, pick(cycle.names, work.language)) for cycle in _planned(work, programme)
        ],
        "takes": TAKES,
        "breadcrumbs": [
            (_staff("Programmes"), url_for("programmes.all_programmes")),
            (_staff("Settings"), None),
        ],
    }
    return render("programmes/settings.html", **context)
