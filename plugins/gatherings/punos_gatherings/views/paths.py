"""The participants of a cycle on their paths to work: one row each."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy import Select, func, select

from punos.plugin import (
    Absent,
    Advice,
    Column,
    Cycle,
    Enrolment,
    Filter,
    Listing,
    Outcome,
    Person,
    Tag,
    Work,
    format_date,
    pick,
    points_at,
    render,
    scope,
)
from punos_gatherings.access import PATH
from punos_gatherings.employment import STANDS
from punos_gatherings.model import PARTICIPANT
from punos_gatherings.models import Employment, Step
from punos_gatherings.texts import _staff, _staff_l
from punos_gatherings.views.base import crumbs, cycle_of_gatherings, pages
from punos_gatherings.views.words import JOB_STATES

LOOKS = Tag(_staff_l("Has found none yet"))


@pages.get("/<slug>/paths", allow=PATH)
def paths(work: Work, slug: str) -> Response | str:
    """Who takes part, with what was done for their path; as a file, too."""
    cycle = cycle_of_gatherings(work, slug)
    listing = _listing(work, cycle)
    if listing.wants_csv:
        if not work.actor.may("people.export"):
            raise Absent
        return listing.csv_response()
    return render(
        "gatherings/paths.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        listing=listing,
        can_export=work.actor.may("people.export"),
        breadcrumbs=crumbs(work, cycle, (_staff("Paths to work"), None)),
    )


def _listing(work: Work, cycle: Cycle) -> Listing:
    return Listing(
        work,
        request.args,
        _query(work, cycle),
        columns=_columns(),
        search=(Person.search_text,),
        filters=[
            Filter(
                "work",
                _staff_l("Work"),
                [("none", LOOKS.label), *((key, tag.label) for key, tag in JOB_STATES.items())],
                lambda query, value: query.where(func.coalesce(_work(), "none") == value),
            )
        ],
        default_sort="name",
        name="paths",
        read_as=("gatherings.paths_export", lambda row: row.person_id),
    )


def _query(work: Work, cycle: Cycle) -> Select[Any]:
    """Each participant with counts: all in one statement."""
    query = (
        select(
            Enrolment.id,
            Enrolment.person_id,
            Person.given_name,
            Person.family_name,
            _count(Advice).label("advice"),
            _count(Step).label("steps"),
            func.greatest(_last(Advice, Advice.held_on), _last(Step, Step.happened_on)).label(
                "last"
            ),
            _work().label("work"),
        )
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Enrolment.cycle_id == cycle.id,
            Enrolment.role == PARTICIPANT,
            Enrolment.state.in_(("active", "ended")),
        )
    )
    return scope(work.actor, query, Enrolment, PATH)


def _count(kind: Any) -> Any:
    count = select(func.count()).where(points_at(kind.enrolment_id, Enrolment))
    return count.correlate(Enrolment).scalar_subquery()


def _last(kind: Any, day: Any) -> Any:
    last = select(func.max(day)).where(points_at(kind.enrolment_id, Enrolment))
    return last.correlate(Enrolment).scalar_subquery()


def _work() -> Any:
    """The best that is known of somebody's work: confirmed, or waiting for it."""
    known = (
        select(func.max(Outcome.state))
        .select_from(Employment)
        .join(Outcome, points_at(Employment.outcome_id, Outcome))
        .where(points_at(Employment.enrolment_id, Enrolment), Outcome.state.in_(STANDS))
    )
    return known.correlate(Enrolment).scalar_subquery()


def _columns() -> list[Column]:
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=Person.sort_key,
            value=lambda row: " ".join(filter(None, (row.given_name, row.family_name))),
            link=lambda row: url_for("gatherings.path", enrolment_id=row.id),
        ),
        Column("advice", _staff_l("Sessions of advice"), sort=_count(Advice), kind="number"),
        Column("steps", _staff_l("Steps"), sort=_count(Step), kind="number"),
        Column(
            "last",
            _staff_l("Newest"),
            value=lambda row: format_date(row.last) if row.last else None,
            csv=lambda row: row.last,
        ),
        Column(
            "work", _staff_l("Work"), value=lambda row: JOB_STATES[row.work] if row.work else LOOKS
        ),
    ]
