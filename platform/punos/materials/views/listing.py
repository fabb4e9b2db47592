"""A programme's materials, for staff: what there is, for whom, and how many have read it."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import func, select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.forms import Form
from punos.i18n import _staff
from punos.materials.models import Material, MaterialRead
from punos.materials.reading import found_material, in_language, materials_of, newest_versions
from punos.materials.service import add_material, add_version, move_material, withdraw_material
from punos.materials.views.asking import blank_new, new_schema, rules_of, sent, version_of
from punos.materials.views.base import MANAGE, SEE, crumbs, pages, programme_of
from punos.programmes.models import Programme
from punos.programmes.service import programme_by_slug, programme_model
from punos.texts import Text, pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/programmes/<programme>/materials", allow=SEE)
def materials(work: Work, programme: str) -> str:
    """All of them in their order, those that were withdrawn last."""
    found = programme_by_slug(work, programme)
    return render(
        "materials/materials.html",
        programme=found,
        name=pick(found.names, work.language),
        rows=_rows(work, found),
        may_change=work.actor.may(MANAGE),
        breadcrumbs=crumbs(work, found, (_staff("Materials"), None)),
    )


@pages.get("/programmes/<programme>/materials/add", allow=MANAGE)
def add(work: Work, programme: str) -> str:
    """What it is, in a first language, and for whom."""
    found = programme_by_slug(work, programme)
    return _draw(work, found, blank_new(work, found))


@pages.post("/programmes/<programme>/materials/add", allow=MANAGE)
def add_save(work: Work, programme: str) -> Response:
    """Add it with its first version."""
    found = programme_by_slug(work, programme)
    form = sent(new_schema(work, found))
    data = form.load()
    if data is None:
        return make_response(_draw(work, found, form), 422)
    material = add_material(work, found, data["title"], **rules_of(data))
    add_version(work, material, **version_of(data))
    flash(_staff("It is there now for whom it is meant."), "done")
    return see_other(url_for("materials.material", material_id=material.id))


@pages.post("/materials/<uuid:material_id>/move", allow=MANAGE)
def move(work: Work, material_id: UUID) -> Response:
    """Up or down in the list."""
    found = found_material(work, material_id)
    move_material(work, found, up=request.form.get("to") == "up")
    return _to_list(work, found)


@pages.post("/materials/<uuid:material_id>/withdraw", allow=MANAGE)
def withdraw(work: Work, material_id: UUID) -> Response:
    """Show it to nobody any more, or again."""
    found = found_material(work, material_id)
    again = request.form.get("again") == "yes"
    withdraw_material(work, found, withdrawn=not again)
    flash(
        _staff("It is shown again.") if again else _staff("It is not shown to anybody any more."),
        "done",
    )
    return _to_list(work, found)


def _to_list(work: Work, material: Material) -> Response:
    return see_other(url_for("materials.materials", programme=programme_of(work, material).slug))


def _rows(work: Work, programme: Programme) -> list[dict[str, Any]]:
    found = materials_of(work, programme)
    versions = newest_versions(work, [one.id for one in found])
    read = _read_counts(work, programme)
    roles = programme_model(work.registry, programme.model).roles
    rows = []
    for one in found:
        shown = in_language(versions[one.id], work.language) if one.id in versions else None
        rows.append(
            {
                "material": one,
                "title": Text(shown.title, shown.language) if shown else Text(one.slug, "en"),
                "languages": sorted(versions.get(one.id, {})),
                "role": roles.get(one.role, one.role) if one.role else _staff("Everybody"),
                "read": read.get(one.id, 0),
            }
        )
    return rows


def _read_counts(work: Work, programme: Programme) -> dict[UUID, int]:
    query = (
        select(MaterialRead.material_id, func.count())
        .join(Material, points_at(MaterialRead.material_id, Material))
        .join(Enrolment, points_at(MaterialRead.enrolment_id, Enrolment))
        .where(Material.programme_id == programme.id)
        .group_by(MaterialRead.material_id)
    )
    counted = work.actor.units(SEE)
    if counted is not None:
        query = query.where(Enrolment.unit_id.in_(counted))
    return {row.material_id: row[1] for row in work.session.execute(query)}


def _draw(work: Work, programme: Programme, form: Form) -> str:
    address = url_for("materials.materials", programme=programme.slug)
    return render(
        "materials/add.html",
        programme=programme,
        name=pick(programme.names, work.language),
        form=form,
        breadcrumbs=crumbs(work, programme, (_staff("Materials"), address), (_staff("Add"), None)),
    )
