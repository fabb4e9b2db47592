"""The section that all pages about materials belong to, and what they share."""

from typing import Any
from uuid import UUID

from flask import Response, url_for
from sqlalchemy import select

from punos.errors import Absent
from punos.files.service import read as read_file
from punos.i18n import _staff
from punos.materials.models import Material, MaterialVersion
from punos.programmes.models import Programme
from punos.texts import pick
from punos.web.attachment import attachment
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("materials", "punos.materials")
MANAGE, SEE, MARK = "materials.manage", "enrolments.read", "enrolments.edit"


def programme_of(work: Work, material: Material) -> Programme:
    """The programme that a material belongs to."""
    query = select(Programme).where(Programme.id == material.programme_id)
    found: Programme = work.session.scalars(query).one()
    return found


def crumbs(work: Work, programme: Programme, *more: tuple[Any, str | None]) -> list[Any]:
    """The way to a programme's materials; the last of `more` is the page itself."""
    address = url_for("materials.materials", programme=programme.slug)
    return [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(programme.names, work.language), None if not more else address),
        *more,
    ]


def given_out(work: Work, version: MaterialVersion | None) -> Response:
    """The file of a version, to be kept and never shown as a page of ours. Raises Absent."""
    if version is None or version.file_id is None:
        raise Absent
    return attachment(read_file(work, version.file_id))


def version_by_id(work: Work, version_id: UUID) -> MaterialVersion:
    """One version. Raises Absent."""
    query = select(MaterialVersion).where(MaterialVersion.id == version_id)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found
