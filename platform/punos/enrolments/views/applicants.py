"""The applicants of a cycle: find them, accept several at once, take the list out as a file."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, load_only
from werkzeug.datastructures import MultiDict

from punos.access import scope
from punos.accounts.models import Account
from punos.db import points_at
from punos.enrolments.export import export_columns
from punos.enrolments.looked_after import (
    asks_who,
    choose_responsible,
    responsible_column,
    responsible_filter,
    who,
)
from punos.enrolments.models import Enrolment
from punos.enrolments.schemas import NO_UNIT
from punos.enrolments.service import move
from punos.enrolments.steps import acceptance, tone
from punos.enrolments.views.base import crumbs, pages, unit_names
from punos.errors import Absent
from punos.i18n import _staff, _staff_l, _staff_n
from punos.people.models import Person
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import Text, pick
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.web.sign_in_first import own_path
from punos.work import Work

READ, EDIT, EXPORT = "enrolments.read", "enrolments.edit", "people.export"
DECIDE = "enrolments.decide"
MOST_AT_ONCE = 500
# What the list shows; what people answered is long.
_SHOWN = (
    load_only(
        Enrolment.person_id,
        Enrolment.unit_id,
        Enrolment.role,
        Enrolment.state,
        Enrolment.model_state,
        Enrolment.applied_at,
        Enrolment.responsible_id,
    ),
    contains_eager(Enrolment.person).load_only(Person.given_name, Person.family_name, Person.city),
    contains_eager(Enrolment.responsible).load_only(Account.name),
)
WAITING = "candidate"
"""The core's word for every state of a programme model in which nothing is decided yet."""


@pages.get("/cycles/<slug>/applicants", allow=READ)
def applicants(work: Work, slug: str) -> Response | str:
    """Everybody who applied, whatever became of it."""
    cycle = cycle_by_slug(work, slug)
    model = model_of(work, cycle)
    if request.args.get("format") == "csv":
        return _exported(work, cycle, model)
    query = _query(work, cycle).options(*_SHOWN)
    query = query.outerjoin(Account, points_at(Enrolment.responsible_id, Account))
    names = unit_names(work, READ)
    columns = [*_columns(model, names), responsible_column(_responsible)]
    listing = _listing(work, query, columns, _filters(work, model, names))
    return render(
        "enrolments/applicants.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        listing=listing,
        roles=model.roles,
        can_choose=work.actor.may(EDIT),
        can_add=work.actor.may(EDIT) and cycle.state != "closed",
        can_import=work.actor.may("imports.run") and cycle.state != "closed",
        can_decide=work.actor.may(DECIDE),
        can_export=work.actor.may(EXPORT),
        breadcrumbs=[*crumbs(work, cycle)[:-1], (_staff("Applicants"), None)],
    )


@pages.post("/cycles/<slug>/applicants/accept", allow=DECIDE)
def accept_chosen(work: Work, slug: str) -> Response:
    """Accept those who were ticked, all or, when a plugin says no, none."""
    cycle = cycle_by_slug(work, slug)
    chosen = _chosen(work, cycle, request.form.getlist("chosen"))
    accepted = sum(_accept(work, enrolment) for enrolment in chosen)
    if not chosen:
        flash(_staff("Tick the people whom you want to accept."), "problem")
    if accepted:
        flash(
            _staff_n("%(num)s person is accepted.", "%(num)s people are accepted.", accepted),
            "done",
        )
    if left := len(chosen) - accepted:
        flash(
            _staff_n(
                "%(num)s person was left as they are: they cannot be accepted from where they stand.",
                "%(num)s people were left as they are: they cannot be accepted from where they stand.",
                left,
            ),
            "warning",
        )
    return _back(slug)


@pages.post("/cycles/<slug>/applicants/responsible", allow=EDIT)
def choose_for_chosen(work: Work, slug: str) -> Response | str:
    """Let somebody of the staff look after those who were ticked; of somebody else it asks who."""
    cycle = cycle_by_slug(work, slug)
    chosen = _chosen(work, cycle, request.form.getlist("chosen"), EDIT)
    if asks_who(chosen):
        return who(work, chosen, EDIT, crumbs(work, cycle))
    choose_responsible(work, chosen, EDIT)
    return _back(slug)


def _back(slug: str) -> Response:
    """To the list as it was."""
    back = own_path(request.form.get("next"))
    return see_other(back if back != "/" else url_for("enrolments.applicants", slug=slug))


def _query(work: Work, cycle: Cycle, permission: str = READ) -> Select:
    query = (
        select(Enrolment)
        .join(
            Person,
            points_at(Enrolment.person_id, Person),
        )
        .options(contains_eager(Enrolment.person))
        .where(Enrolment.cycle_id == cycle.id)
    )
    return scope(work.actor, query, Enrolment, permission)


def _listing(
    work: Work,
    query: Select,
    columns: Sequence[Column],
    filters: Sequence[Filter],
) -> Listing:
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


def _filters(work: Work, model: ProgrammeModel, names: Mapping[UUID, Text]) -> list[Filter]:
    return [
        *_usual_filters(model),
        *([_unit_filter(work, names)] if names else []),
        responsible_filter(work, Enrolment),
    ]


def _responsible(row: Any) -> str | None:
    return row.responsible.name if row.responsible else None


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


def _usual_filters(model: ProgrammeModel) -> list[Filter]:
    return [
        Filter(
            "role",
            _staff_l("Role"),
            list(model.roles.items()),
            lambda query, value: query.where(Enrolment.role == value),
        ),
        Filter(
            "state",
            _staff_l("State"),
            [(WAITING, _staff_l("Waits for a decision"))]
            + [(state.name, state.label) for state in model.states],
            lambda query, value: query.where(
                (Enrolment.state if value == WAITING else Enrolment.model_state) == value
            ),
        ),
    ]


def _columns(model: ProgrammeModel, names: Mapping[UUID, Text]) -> list[Column]:
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
        *unit_column(names),
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


def _exported(work: Work, cycle: Cycle, model: ProgrammeModel) -> Response:
    if not work.actor.may(EXPORT):
        raise Absent
    query = scope(work.actor, _query(work, cycle), Enrolment, EXPORT)
    names = unit_names(work, EXPORT)
    columns = [
        *export_columns(work, cycle, model, request.args.get("role", "")),
        *unit_column(names),
    ]
    filters = _filters(work, model, names)
    listing = _listing(work, query, columns, filters)
    return listing.csv_response()


def _chosen(
    work: Work, cycle: Cycle, ids: Sequence[str], permission: str = DECIDE
) -> Sequence[Enrolment]:
    """Those ticked for which the actor holds the permission, in the one order in which rows are held."""
    try:
        wanted = {UUID(value) for value in ids[:MOST_AT_ONCE]}
    except ValueError:
        raise Absent from None
    query = _query(work, cycle, permission).where(Enrolment.id.in_(wanted))
    found = work.session.scalars(query.order_by(Enrolment.id)).all()
    if len(found) != len(wanted):
        raise Absent
    return found


def _accept(work: Work, enrolment: Enrolment) -> bool:
    state = acceptance(model_of(work, enrolment.cycle), enrolment.model_state)
    if state is None:
        return False
    move(work, enrolment.id, state.name, by_hand=True)
    return True


def listed_applicants(work: Work, slug: str, narrowed: Mapping[str, str]) -> Listing:
    """The list of applications as it is when its address says this, for whoever writes to them."""
    cycle = cycle_by_slug(work, slug)
    filters = _filters(work, model_of(work, cycle), unit_names(work, READ))
    query, searched = _query(work, cycle), (Person.search_text,)
    asked = MultiDict(narrowed)
    return Listing(work, asked, query, columns=(), search=searched, filters=filters)
