"""The list of a cycle's applicants: its query, columns and filters, for each page that shows it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import request
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, load_only
from werkzeug.datastructures import MultiDict

from punos.access import scope
from punos.accounts.models import Account
from punos.db import points_at
from punos.enrolments.interviewed import interview_columns, interview_filter, with_interviews
from punos.enrolments.looked_after import responsible_column, responsible_filter
from punos.enrolments.models import Enrolment
from punos.enrolments.schemas import NO_UNIT
from punos.enrolments.steps import decisions, tone
from punos.enrolments.telling import is_untold
from punos.enrolments.views.base import unit_names
from punos.enrolments.waiting import waiting_order
from punos.errors import Absent
from punos.i18n import _staff_l
from punos.people.models import Person
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import Text
from punos.web.lists import Column, Filter, Listing, Tag
from punos.work import Work

READ, EDIT, EXPORT = "enrolments.read", "enrolments.edit", "people.export"
DECIDE = "enrolments.decide"
MOST_AT_ONCE = 500
WAITING = "candidate"
"""The core's word for every state of a programme model in which nothing is decided yet."""
UNTOLD, OUTSIDE, PLACE = "untold", "outside", "place"
# What the list shows; what people answered is long.
_SHOWN = (
    load_only(
        Enrolment.person_id,
        Enrolment.unit_id,
        Enrolment.role,
        Enrolment.state,
        Enrolment.model_state,
        Enrolment.told_state,
        Enrolment.unmet,
        Enrolment.waiting_place,
        Enrolment.applied_at,
        Enrolment.responsible_id,
    ),
    contains_eager(Enrolment.person).load_only(Person.given_name, Person.family_name, Person.city),
    contains_eager(Enrolment.responsible).load_only(Account.name),
)


def applicants_query(work: Work, cycle: Cycle, permission: str = READ) -> Select:
    """Every application to a cycle that the actor may see under this permission, with its person."""
    query = (
        select(Enrolment)
        .join(Person, points_at(Enrolment.person_id, Person))
        .options(contains_eager(Enrolment.person))
        .where(Enrolment.cycle_id == cycle.id)
    )
    return scope(work.actor, query, Enrolment, permission)


def shown_applicants(work: Work, cycle: Cycle, model: ProgrammeModel) -> Listing:
    """The list as its page shows it."""
    query = applicants_query(work, cycle).options(*_SHOWN)
    query = query.outerjoin(Account, points_at(Enrolment.responsible_id, Account))
    names = unit_names(work, READ)
    columns = [*_columns(model), *unit_column(names), responsible_column(_responsible)]
    if decisions(model):
        query = query.options(*with_interviews())
        columns += [*interview_columns(), _outside_column(), _place_column()]
    return listing(work, query, columns, applicant_filters(work, model, names))


def listing(
    work: Work, query: Select, columns: Sequence[Column], filters: Sequence[Filter]
) -> Listing:
    """The list that the request's address asks for."""
    return Listing(
        work,
        request.args,
        query,
        columns=columns,
        search=(Person.search_text,),
        filters=filters,
        default_sort="name",
        name="applicants",
        read_as=("applicants.export", lambda row: row.person_id),
    )


def listed_applicants(work: Work, slug: str, narrowed: Mapping[str, str]) -> Listing:
    """The list of applications as it is when its address says this, for whoever writes to them."""
    cycle = cycle_by_slug(work, slug)
    filters = applicant_filters(work, model_of(work, cycle), unit_names(work, READ))
    query, searched = applicants_query(work, cycle), (Person.search_text,)
    asked = MultiDict(narrowed)
    return Listing(work, asked, query, columns=(), search=searched, filters=filters)


def chosen_applicants(
    work: Work, cycle: Cycle, ids: Sequence[str], permission: str = DECIDE
) -> Sequence[Enrolment]:
    """Those ticked for which the actor holds the permission, in the one order in which rows are held.

    Raises Absent when one of them is not among those.
    """
    try:
        wanted = {UUID(value) for value in ids[:MOST_AT_ONCE]}
    except ValueError:
        raise Absent from None
    query = applicants_query(work, cycle, permission).where(Enrolment.id.in_(wanted))
    found = work.session.scalars(query.order_by(Enrolment.id)).all()
    if len(found) != len(wanted):
        raise Absent
    return found


def applicant_filters(
    work: Work, model: ProgrammeModel, names: Mapping[UUID, Text]
) -> list[Filter]:
    """What narrows the list; interviews, rules and telling only where decisions are made."""
    return [
        Filter(
            "role",
            _staff_l("Role"),
            list(model.roles.items()),
            lambda query, value: query.where(Enrolment.role == value),
        ),
        _state_filter(model),
        *([_unit_filter(work, names)] if names else []),
        responsible_filter(work, Enrolment),
        *([interview_filter(), _outside_filter()] if decisions(model) else []),
    ]


def _state_filter(model: ProgrammeModel) -> Filter:
    untold = [(UNTOLD, _staff_l("Decided, not told yet"))] if decisions(model) else []

    def narrowed(query: Select, value: str) -> Select:
        if value == UNTOLD:
            return query.where(is_untold(model))
        if value == WAITING:
            listed = decisions(model, "waiting")
            return query.where(Enrolment.state == value, Enrolment.model_state.not_in(listed))
        return query.where(Enrolment.model_state == value)

    return Filter(
        "state",
        _staff_l("State"),
        [(WAITING, _staff_l("Waits for a decision")), *untold]
        + [(state.name, state.label) for state in model.states],
        narrowed,
    )


def _unit_filter(work: Work, names: Mapping[UUID, Text]) -> Filter:
    """By unit; who has none yet is seen by those with the whole association alone."""
    whole = work.actor.units(READ) is None
    none: list[tuple[str, Any]] = [(NO_UNIT, _staff_l("No unit yet"))] if whole else []
    return Filter(
        "unit",
        _staff_l("Unit"),
        none + [(str(unit_id), name) for unit_id, name in names.items()],
        lambda query, value: query.where(
            Enrolment.unit_id.is_(None) if value == NO_UNIT else Enrolment.unit_id == UUID(value)
        ),
    )


def _outside_filter() -> Filter:
    return Filter(
        "rules",
        _staff_l("Rules"),
        [(OUTSIDE, _staff_l("Outside the rules"))],
        lambda query, _value: query.where(func.jsonb_array_length(Enrolment.unmet) > 0),
    )


def _outside_column() -> Column:
    tag = Tag(_staff_l("Not met"), "wait")
    return Column(OUTSIDE, _staff_l("Rules"), value=lambda row: tag if row.unmet else "")


def _place_column() -> Column:
    return Column(
        PLACE,
        _staff_l("Waiting list"),
        sort=waiting_order(),
        value=lambda row: row.waiting_place or "",
    )


def _responsible(row: Any) -> str | None:
    return row.responsible.name if row.responsible else None


def _columns(model: ProgrammeModel) -> list[Column]:
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=Person.sort_key,
            value=lambda row: row.person.full_name,
            link=lambda row: f"/enrolments/{row.id}",
        ),
        Column(
            "role",
            _staff_l("Role"),
            sort=Enrolment.role,
            value=lambda row: model.roles.get(row.role, row.role),
        ),
        Column(
            "state",
            _staff_l("State"),
            sort=Enrolment.model_state,
            value=lambda row: state_tag(model, row),
        ),
        Column("city", _staff_l("City"), sort=Person.city, value=lambda row: row.person.city),
        Column(
            "applied",
            _staff_l("Applied on"),
            sort=Enrolment.applied_at,
            value=lambda row: row.applied_at.date(),
        ),
    ]


def unit_column(names: Mapping[UUID, Text]) -> list[Column]:
    """The unit of each row, for those who see several."""
    if not names:
        return []
    column = Column(
        "unit",
        _staff_l("Unit"),
        value=lambda row: names.get(row.unit_id, ""),
        csv=lambda row: str(names.get(row.unit_id, "")),
    )
    return [column]


def state_tag(model: ProgrammeModel, enrolment: Enrolment) -> Tag:
    """The programme model's own state, marked by what it is to the core."""
    return Tag(model.state(enrolment.model_state).label, tone(enrolment.state))
