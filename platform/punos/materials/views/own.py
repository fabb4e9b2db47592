"""Materials for the people of a programme: by account, or by the link of their application or group."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, url_for

from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.i18n import _
from punos.materials.own import own_enrolments
from punos.materials.reading import Shown, materials_for
from punos.materials.service import mark_read
from punos.materials.views.base import given_out, pages
from punos.texts import Text, pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

OWN = "own.materials"
LINKS = ("application", "group_member")


@pages.get("/my/materials", allow=OWN, link=LINKS)
def own_materials(work: Work) -> str:
    """Everything that is there for the reader, by programme."""
    return render("materials/own.html", parts=_parts(work))


@pages.get("/my/materials/<uuid:material_id>", allow=OWN, link=LINKS)
def own_material(work: Work, material_id: UUID) -> str:
    """One of them."""
    shown, _enrolments = _own(work, material_id)
    return render("materials/own_one.html", one=shown)


@pages.get("/my/materials/<uuid:material_id>/file", allow=OWN, link=LINKS)
def own_file(work: Work, material_id: UUID) -> Response:
    """Its file."""
    shown, _enrolments = _own(work, material_id)
    return given_out(work, shown.version)


@pages.post("/my/materials/<uuid:material_id>/read", allow=OWN, link=LINKS)
def say_read(work: Work, material_id: UUID) -> Response:
    """Say that one has read it."""
    shown, enrolments = _own(work, material_id)
    mark_read(work, shown.version, enrolments)
    flash(_("Thank you. We have noted that you have read it."), "done")
    return see_other(url_for("materials.own_materials"))


def _parts(work: Work) -> list[tuple[Text, list[Shown]]]:
    """Of each cycle that the reader is in, what is there; each thing once."""
    seen: set[UUID] = set()
    parts = []
    for enrolment in own_enrolments(work):
        found = materials_for(work, enrolment, work.language)
        new = [one for one in found if one.material.id not in seen]
        seen |= {one.material.id for one in new}
        if new:
            parts.append((pick(enrolment.cycle.names, work.language), new))
    return parts


def _own(work: Work, material_id: UUID) -> tuple[Shown, Sequence[Enrolment]]:
    """A material that is there for the reader, and through which of their enrolments."""
    found = [
        (one, enrolment)
        for enrolment in own_enrolments(work)
        for one in materials_for(work, enrolment, work.language)
        if one.material.id == material_id
    ]
    if not found:
        raise Absent
    return found[0][0], [enrolment for _one, enrolment in found]
