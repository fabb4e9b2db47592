"""What every page here shares: the cycle, the union, and whether the reader may be there."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from punos.plugin import (
    Absent,
    AgreementVersion,
    Cycle,
    Pages,
    Unit,
    Work,
    cycle_by_slug,
    pick,
    see_other,
)
from punos_mentor_teams.access import MATCH
from punos_mentor_teams.model import NAME
from punos_mentor_teams.standing import Roster
from punos_mentor_teams.texts import _staff

pages = Pages(NAME, "punos_mentor_teams", url_prefix=f"/{NAME}")

KEPT = ("show", "q", "page")
"""What the address of a workbench keeps: filter, search and page."""


class Here(NamedTuple):
    """A union's part of a cycle; `published` are the kinds of agreement that there are by now."""

    cycle: Cycle
    unit: Unit
    published: frozenset[str] = frozenset()

    def to(self, endpoint: str, **values: Any) -> str:
        """The address of a page or an act of this union, by its name."""
        return url_for(
            f"mentor_teams.{endpoint}", slug=self.cycle.slug, unit=self.unit.slug, **values
        )

    def address(self, kept: dict[str, Any] | None = None, anchor: str | None = None) -> str:
        """The union's workbench with its filter, search and page."""
        filled = {key: value for key, value in (kept or {}).items() if value}
        return self.to("workbench", **filled, _anchor=anchor)

    def back(self, *, keep: bool = True, anchor: str | None = None) -> Response:
        """To the workbench as the reader had it, at the row they came from."""
        kept = {key: request.form.get(key, "")[:200] for key in KEPT} if keep else {}
        return see_other(self.address(kept, anchor))


def cycle_of_teams(work: Work, slug: str) -> Cycle:
    """The cycle, if it is one of teams. Raises Absent."""
    cycle = cycle_by_slug(work, slug)
    if cycle.programme.model != NAME:
        raise Absent
    return cycle


def here(work: Work, slug: str, unit: str) -> Here:
    """The union's part of the cycle, if the reader may match there: one statement. Raises Absent."""
    published = (
        select(func.array_agg(AgreementVersion.kind))
        .where(
            AgreementVersion.programme_id == Cycle.programme_id,
            AgreementVersion.tenant_id == Cycle.tenant_id,
        )
        .correlate(Cycle)
        .scalar_subquery()
    )
    query = (
        select(Cycle, Unit, published.label("published"))
        .join(Unit, Unit.tenant_id == Cycle.tenant_id)
        .where(Cycle.slug == slug, Unit.slug == unit)
        .options(joinedload(Cycle.programme), joinedload(Cycle.version))
    )
    allowed = work.actor.units(MATCH)
    if allowed is not None:
        query = query.where(Unit.id.in_(allowed))
    found = work.session.execute(query).one_or_none()
    if found is None or found.Cycle.programme.model != NAME:
        raise Absent
    return Here(found.Cycle, found.Unit, frozenset(found.published or ()))


def id_of(value: str) -> UUID:
    """An id as a form sends it. Raises Absent."""
    try:
        return UUID(value)
    except ValueError as error:
        raise Absent from error


def two_people(value: str) -> tuple[UUID, UUID]:
    """The two whom a button names. Raises Absent."""
    one, _colon, other = value.partition(":")
    return id_of(one), id_of(other)


def require(roster: Roster, role: str, *ids: UUID) -> None:
    """Raise Absent unless each is somebody of the union in this role, and takes part."""
    for one in ids:
        person = roster.people.get(one)
        if person is None or (person.role, person.state) != (role, "active"):
            raise Absent


def require_known(roster: Roster, *ids: UUID) -> None:
    """Raise Absent unless all are of the union; they need not take part any more."""
    if any(one not in roster.people for one in ids):
        raise Absent


def number_of(value: str) -> int:
    """A count as a button sends it; -1, which is no count, for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1


def row_of(mentee_id: UUID) -> str:
    """The name of a mentee's row on the page."""
    return f"team-{mentee_id}"


def frame(work: Work, place: Here, below: str | None = None) -> dict[str, Any]:
    """What every page of a union is given; `below` names a page below its workbench."""
    name, union = (pick(one.names, work.language) for one in (place.cycle, place.unit))
    crumbs = [
        (name, url_for("programmes.cycle", slug=place.cycle.slug)),
        (_staff("Teams"), url_for("mentor_teams.overview", slug=place.cycle.slug)),
        (union, place.address() if below else None),
    ]
    return {
        "place": place,
        "cycle": place.cycle,
        "unit": place.unit,
        "name": name,
        "union": union,
        "breadcrumbs": [*crumbs, (below, None)] if below else crumbs,
        "see_people": work.actor.may("enrolments.read"),
    }
