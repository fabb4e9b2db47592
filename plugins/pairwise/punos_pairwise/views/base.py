"""What every page of the workbench shares.

A proposal is about the whole cohort, so only who may see all of it comes here.
"""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy import select

from punos.plugin import (
    Absent,
    Cycle,
    Enrolment,
    Pages,
    Work,
    cycle_by_slug,
    pick,
    scope,
    see_other,
)
from punos_pairwise.access import MATCH
from punos_pairwise.model import PAIRWISE
from punos_pairwise.texts import _staff

pages = Pages("pairwise", "punos_pairwise", url_prefix="/pairwise")

KEPT = ("show", "q", "page")
"""What the address of the workbench keeps: filter, search and page."""


def cycle_of_pairs(work: Work, slug: str) -> Cycle:
    """The cycle, if it is one of pairs and the reader may see everybody in it."""
    cycle = cycle_by_slug(work, slug)
    if cycle.programme.model != PAIRWISE.name or work.actor.units(MATCH) is not None:
        raise Absent
    return cycle


def require(work: Work, cycle: Cycle, enrolment_id: UUID, role: str) -> None:
    """Raise Absent unless this is somebody of the cycle, in the role, whom the reader may see."""
    query = select(Enrolment.id).where(
        Enrolment.id == enrolment_id, Enrolment.cycle_id == cycle.id, Enrolment.role == role
    )
    if work.session.scalars(scope(work.actor, query, Enrolment, MATCH)).one_or_none() is None:
        raise Absent


def two_people(value: str) -> tuple[UUID, UUID]:
    """The mentee and the mentor that a button names. Raises Absent."""
    mentee, _colon, mentor = value.partition(":")
    return id_of(mentee), id_of(mentor)


def id_of(value: str) -> UUID:
    """An id as a form sends it. Raises Absent."""
    try:
        return UUID(value)
    except ValueError as error:
        raise Absent from error


def row_of(mentee_id: UUID) -> str:
    """The name of a pair's row on the page: a mentee is in one row."""
    return f"pair-{mentee_id}"


def frame(work: Work, cycle: Cycle, here: str | None = None) -> dict[str, Any]:
    """What every page here is given; `here` names a page below the workbench."""
    name = pick(cycle.names, work.language)
    crumbs = [
        (name, url_for("programmes.cycle", slug=cycle.slug)),
        (_staff("Matching"), url_for("pairwise.workbench", slug=cycle.slug) if here else None),
    ]
    return {
        "cycle": cycle,
        "name": name,
        "breadcrumbs": [*crumbs, (here, None)] if here else crumbs,
        "see_people": work.actor.may("enrolments.read"),
    }


def address(cycle: Cycle, kept: dict[str, Any], anchor: str | None = None) -> str:
    """The workbench with its filter, search and page."""
    filled = {key: value for key, value in kept.items() if value}
    return url_for("pairwise.workbench", slug=cycle.slug, **filled, _anchor=anchor)


def back(cycle: Cycle, *, keep: bool = True, anchor: str | None = None) -> Response:
    """To the workbench as the reader had it, at the row they came from."""
    kept = {key: request.form.get(key, "")[:200] for key in KEPT} if keep else {}
    return see_other(address(cycle, kept, anchor))
