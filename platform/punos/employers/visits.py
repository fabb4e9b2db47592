"""Visits of mentees to employers: written down by the pair, or by staff for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row, points_at
from punos.employers.api import SETTING
from punos.employers.models import Employer, EmployerVisit
from punos.employers.schemas import MOST_OFFERED
from punos.enrolments.service import lock_enrolment
from punos.errors import Absent, Refused
from punos.groups.models import Group, Membership
from punos.i18n import _
from punos.programmes.service import lock_cycle, model_of, settings_of
from punos.texts import fold
from punos.work import Work

MOST = 20


@dataclass(frozen=True)
class Told:
    """What was said of a visit. `place` is the id of an employer of the register, or a name."""

    state: str
    kind: str
    place: str | None
    visited_on: date | None


def wanted(work: Work, group: Group) -> str:
    """What visits are in the group's programme: required, recommended, or off.

    They belong to groups that their members lead, and not to those that gather others.
    """
    kind = model_of(work, group.cycle).group_kind(group.kind)
    if not kind.self_led or kind.of_groups:
        return "off"
    return str(settings_of(work, group.cycle).get(SETTING, "off"))


def visitors(work: Work, group: Group, people: Mapping[UUID, tuple[str, str]]) -> dict[UUID, str]:
    """Of people (by enrolment their name and role) those who visit: whose outcomes are followed."""
    roles = model_of(work, group.cycle).outcome_roles
    return {key: name for key, (name, role) in people.items() if role in roles}


def visits_of(work: Work, group: Group) -> Sequence[EmployerVisit]:
    """The visits of whoever is in the group, the newest first, without those that came to nothing:
    one statement."""
    here = select(Membership.enrolment_id).where(
        Membership.group_id == group.id, Membership.left_on.is_(None)
    )
    query = _with_employer().where(
        EmployerVisit.enrolment_id.in_(here), EmployerVisit.state != "cancelled"
    )
    return work.session.scalars(query.order_by(EmployerVisit.id.desc())).all()


def visits_at(work: Work, employer: Employer) -> Sequence[EmployerVisit]:
    """The newest visits to an employer, agreed on or held."""
    query = (
        select(EmployerVisit)
        .where(
            EmployerVisit.employer_id == employer.id,
            EmployerVisit.state.in_(("planned", "held")),
        )
        .order_by(EmployerVisit.visited_on.desc().nulls_first(), EmployerVisit.id.desc())
    )
    return work.session.scalars(query.limit(MOST)).all()


def offered(work: Work) -> list[tuple[str, str]]:
    """The employers that may be asked, to choose from: one statement."""
    query = select(Employer.id, Employer.name, Employer.city).where(Employer.retired_at.is_(None))
    rows = work.session.execute(query.order_by(Employer.sort_key, Employer.id).limit(MOST_OFFERED))
    return [(str(key), f"{name}, {city}" if city else name) for key, name, city in rows]


def write_visit(
    work: Work, group: Group, enrolment_id: UUID, told: Told, visit_id: UUID | None = None
) -> EmployerVisit:
    """Write down a visit of somebody in the group, or what has become of one. Sent twice, it is one.

    Raises Absent for somebody who is not in it and for a visit of others, Refused in a closed cycle
    and beyond twenty visits of one person.
    """
    _hold(work, group, enrolment_id)
    employer_id, name = _place_of(work, told.place)
    values: dict[str, Any] = {
        "state": told.state,
        "kind": told.kind,
        "employer_id": employer_id,
        "employer_name": name,
        "visited_on": told.visited_on,
    }
    theirs = [one for one in visits_of(work, group) if one.enrolment_id == enrolment_id]
    if visit_id is None:
        same = [one for one in theirs if all(getattr(one, key) == values[key] for key in values)]
        return same[0] if same else _added(work, group, enrolment_id, len(theirs), values)
    found = next((one for one in visits_of(work, group) if one.id == visit_id), None)
    if found is None:
        raise Absent
    _change(work, found, {**values, "enrolment_id": enrolment_id})
    return found


def cancel_visit(work: Work, group: Group, visit_id: UUID) -> None:
    """A visit came to nothing, or was written down by mistake. Raises Absent, and Refused as above."""
    found = next((one for one in visits_of(work, group) if one.id == visit_id), None)
    if found is None:
        raise Absent
    _hold(work, group, found.enrolment_id)
    _change(work, found, {"state": "cancelled"})


def _hold(work: Work, group: Group, enrolment_id: UUID) -> None:
    """The cycle, which must not be closed, then the enrolment, which must be in the group."""
    if wanted(work, group) == "off":
        raise Absent
    if lock_cycle(work, group.cycle_id).state == "closed":
        raise Refused(_("The programme has ended, so nothing can be changed in it."))
    lock_enrolment(work, enrolment_id)
    there = select(Membership.id).where(
        Membership.group_id == group.id,
        Membership.enrolment_id == enrolment_id,
        Membership.left_on.is_(None),
    )
    if work.session.scalars(there).first() is None:
        raise Absent


def _place_of(work: Work, place: str | None) -> tuple[UUID | None, str | None]:
    """The employer of the register, or the name that was written."""
    if not place:
        return None, None
    for key, label in offered(work):
        if place == key or fold(place) == fold(label):
            return UUID(key), None
    return None, place


def _added(
    work: Work, group: Group, enrolment_id: UUID, there: int, values: Mapping[str, Any]
) -> EmployerVisit:
    if there >= MOST:
        raise Refused(_("There are twenty visits already. Take one out first."))
    visit = EmployerVisit(
        enrolment_id=enrolment_id,
        group_id=group.id,
        recorded_at=clock.now(),
        recorded_by=work.account_id,
        **values,
    )
    work.session.add(visit)
    work.session.flush()
    audit(work, f"employer_visit.{visit.state}", "employer_visit", visit.id)
    return visit


def _change(work: Work, found: EmployerVisit, values: Mapping[str, Any]) -> None:
    held = lock_row(work.session, EmployerVisit, found.id)
    if held is None:
        raise Absent
    changed = sorted(name for name, value in values.items() if getattr(held, name) != value)
    for name in changed:
        setattr(held, name, values[name])
    if changed:
        work.session.flush()
        audit(work, f"employer_visit.{held.state}", "employer_visit", held.id, changed)


def _with_employer() -> Select[Any]:
    return (
        select(EmployerVisit)
        .outerjoin(Employer, points_at(EmployerVisit.employer_id, Employer))
        .options(contains_eager(EmployerVisit.employer))
    )
