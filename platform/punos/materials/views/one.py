"""One material, for staff: its versions, its rules, and who has read it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager

from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff, _staff_l, _staff_n, own_name
from punos.materials.models import Material, MaterialRead, MaterialVersion
from punos.materials.reading import found_material, in_language, newest_versions, readers_of
from punos.materials.schemas import RulesSchema, VersionSchema
from punos.materials.service import add_version, change_rules, mark_read
from punos.materials.views.asking import rules_of, sent, version_of, with_choices, with_languages
from punos.materials.views.base import (
    MANAGE,
    MARK,
    SEE,
    crumbs,
    given_out,
    pages,
    programme_of,
    version_by_id,
)
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.texts import Text, pick
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

MOST_AT_ONCE = 500


@pages.get("/materials/<uuid:material_id>", allow=SEE)
def material(work: Work, material_id: UUID) -> str:
    """What it is now in each language, and who has read it."""
    found = found_material(work, material_id)
    versions = _all_versions(work, found)
    newest = newest_versions(work, [found.id]).get(found.id, {})
    return render(
        "materials/material.html",
        material=found,
        newest=[(own_name(code), newest[code]) for code in sorted(newest)],
        earlier=[one for one in versions if newest[one.language].id != one.id],
        listing=_listing(work, found),
        may_change=work.actor.may(MANAGE),
        may_mark=work.actor.may(MARK),
        **_frame(work, found, newest),
    )


@pages.get("/materials/<uuid:material_id>/version", allow=MANAGE)
def version(work: Work, material_id: UUID) -> str:
    """A new version in one language, from what is there now."""
    found = found_material(work, material_id)
    newest = newest_versions(work, [found.id]).get(found.id, {})
    language = request.args.get("language") or work.language
    now = newest.get(language)
    names = ("kind", "title", "text", "url")
    values = {name: getattr(now, name) for name in names} if now else {"kind": "text"}
    schema = with_languages(work, VersionSchema())
    return _draw(
        work, found, Form(schema, {**values, "language": language}), "materials.version_save"
    )


@pages.post("/materials/<uuid:material_id>/version", allow=MANAGE)
def version_save(work: Work, material_id: UUID) -> Response:
    """From now on it is this."""
    found = found_material(work, material_id)
    form = sent(with_languages(work, VersionSchema()))
    data = form.load()
    if data is None:
        return make_response(_draw(work, found, form, "materials.version_save"), 422)
    add_version(work, found, **version_of(data))
    flash(_staff("From now on it is shown like this. Earlier versions are kept."), "done")
    return _to(found)


@pages.get("/materials/<uuid:material_id>/rules", allow=MANAGE)
def rules(work: Work, material_id: UUID) -> str:
    """For whom it is."""
    found = found_material(work, material_id)
    schema = with_choices(work, programme_of(work, found), RulesSchema())
    values = {
        "role": found.role,
        "phase": found.phase,
        "cycle": str(found.cycle_id) if found.cycle_id else None,
        "required": found.required,
        "blocks": found.blocks,
    }
    return _draw(work, found, Form(schema, values), "materials.rules_save")


@pages.post("/materials/<uuid:material_id>/rules", allow=MANAGE)
def rules_save(work: Work, material_id: UUID) -> Response:
    """Keep what was changed."""
    found = found_material(work, material_id)
    form = sent(with_choices(work, programme_of(work, found), RulesSchema()))
    data = form.load()
    if data is None:
        return make_response(_draw(work, found, form, "materials.rules_save"), 422)
    change_rules(work, found, **rules_of(data))
    flash(_staff("The changes are saved."), "done")
    return _to(found)


@pages.get("/materials/versions/<uuid:version_id>/file", allow=SEE)
def version_file(work: Work, version_id: UUID) -> Response:
    """The file of one version."""
    return given_out(work, version_by_id(work, version_id))


@pages.post("/materials/<uuid:material_id>/readers", allow=MARK)
def mark_readers(work: Work, material_id: UUID) -> Response:
    """Write down for those who were ticked that they have gone through it."""
    found = found_material(work, material_id)
    newest = newest_versions(work, [found.id]).get(found.id)
    chosen = _chosen(work, found, request.form.getlist("chosen"))
    if newest is None or not chosen:
        flash(_staff("Tick those who have read it."), "problem")
        return _to(found)
    count = mark_read(work, in_language(newest, work.language), chosen)
    flash(_staff_n("Written down for %(num)s.", "Written down for %(num)s.", count), "done")
    return _to(found)


def _to(found: Material) -> Response:
    return see_other(url_for("materials.material", material_id=found.id))


def _all_versions(work: Work, found: Material) -> Sequence[MaterialVersion]:
    query = select(MaterialVersion).where(MaterialVersion.material_id == found.id)
    return work.session.scalars(query.order_by(MaterialVersion.id.desc())).all()


def _chosen(work: Work, found: Material, ids: Sequence[str]) -> Sequence[Enrolment]:
    """Those ticked for whom the material is and for whom the actor may act. Raises Absent."""
    try:
        wanted = {UUID(value) for value in ids[:MOST_AT_ONCE]}
    except ValueError:
        raise Absent from None
    query = scope(work.actor, readers_of(found), Enrolment, MARK)
    chosen: Sequence[Enrolment] = work.session.scalars(
        query.where(Enrolment.id.in_(wanted)).order_by(Enrolment.id)
    ).all()
    if len(chosen) != len(wanted):
        raise Absent
    return chosen


def _listing(work: Work, found: Material) -> Listing:
    has_read = exists().where(
        points_at(MaterialRead.enrolment_id, Enrolment), MaterialRead.material_id == found.id
    )
    query = (
        scope(work.actor, readers_of(found), Enrolment, SEE)
        .join(Person, points_at(Enrolment.person_id, Person))
        .options(contains_eager(Enrolment.person))
        .add_columns(has_read.label("has_read"), Cycle.names.label("cycle_names"))
    )
    return Listing(
        work,
        request.args,
        query,
        columns=[
            Column(
                "name",
                _staff_l("Name"),
                sort=Person.sort_key,
                value=lambda row: row.Enrolment.person.full_name,
                link=lambda row: url_for("enrolments.enrolment", enrolment_id=row.Enrolment.id),
            ),
            Column(
                "cycle",
                _staff_l("Cycle"),
                value=lambda row: pick(row.cycle_names, work.language),
            ),
            Column("read", _staff_l("Has read it"), value=_mark),
        ],
        search=(Person.search_text,),
        filters=[
            Filter(
                "read",
                _staff_l("Has read it"),
                [("no", _staff_l("Not yet")), ("yes", _staff_l("Yes"))],
                lambda query, value: query.where(has_read if value == "yes" else ~has_read),
            )
        ],
        default_sort="name",
        name="readers",
    )


def _mark(row: Any) -> Tag:
    return Tag(_staff_l("Yes"), "good") if row.has_read else Tag(_staff_l("Not yet"), "wait")


def _frame(work: Work, found: Material, newest: dict[str, Any]) -> dict[str, Any]:
    shown = in_language(newest, work.language) if newest else None
    title = Text(shown.title, shown.language) if shown else Text(found.slug, "en")
    programme = programme_of(work, found)
    address = url_for("materials.materials", programme=programme.slug)
    way = crumbs(work, programme, (_staff("Materials"), address), (title, None))
    return {"title": title, "programme": programme, "breadcrumbs": way}


def _draw(work: Work, found: Material, form: Form, saves: str) -> str:
    newest = newest_versions(work, [found.id]).get(found.id, {})
    return render(
        "materials/change.html",
        form=form,
        material=found,
        action=url_for(saves, material_id=found.id),
        is_version=saves == "materials.version_save",
        **_frame(work, found, newest),
    )
