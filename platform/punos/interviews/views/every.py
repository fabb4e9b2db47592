"""The lists of interviews: of everything the reader may see, and of one cycle."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from flask import request, url_for

from punos.accounts.models import Account
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.i18n import _staff, _staff_l, format_date, format_time
from punos.interviews.models import InterviewSlot
from punos.interviews.reading import HOLD, local_now, mine, slots, unwritten, visible
from punos.interviews.views.asking import visible_people, waiting_count
from punos.interviews.views.base import STATES, crumbs, pages, state_of
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing
from punos.web.render import render
from punos.work import Work


@pages.get("/interviews", allow=HOLD, kind="association")
def interviews(work: Work) -> str:
    """Every interview, the earliest that lies ahead first."""
    cycle = Column(
        "cycle", _staff_l("Cycle"), value=lambda row: pick(row.cycle_names, work.language)
    )
    return render(
        "interviews/all.html",
        title=_staff("Interviews"),
        listing=_listing(work, _query(work), [cycle]),
    )


@pages.get("/cycles/<slug>/interviews", allow=HOLD, kind="association")
def of_cycle(work: Work, slug: str) -> str:
    """The interviews of a cycle, the ways to offer more, and to ask those who have no time."""
    cycle = cycle_by_slug(work, slug)
    query = _query(work).where(InterviewSlot.cycle_id == cycle.id)
    return render(
        "interviews/of_cycle.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        listing=_listing(work, query, []),
        waiting=waiting_count(work, cycle),
        breadcrumbs=crumbs(work, cycle),
    )


def _query(work: Work) -> Any:
    query = (
        slots(
            Person.given_name,
            Person.family_name,
            Account.name.label("host_name"),
            Cycle.names.label("cycle_names"),
        )
        .outerjoin(Person, points_at(Enrolment.person_id, Person))
        .join(Account, points_at(InterviewSlot.host_id, Account))
        .join(Cycle, points_at(InterviewSlot.cycle_id, Cycle))
    )
    return visible(work, query)


def _listing(work: Work, query: Any, more: Sequence[Column]) -> Listing:
    return Listing(
        work,
        request.args,
        query,
        columns=[*_columns(), *more],
        search=(Person.search_text,),
        filters=_filters(work),
        default_sort="when",
        name="interviews",
    )


def _columns() -> list[Column]:
    return [
        Column(
            "when",
            _staff_l("When"),
            sort=InterviewSlot.local_start,
            value=lambda row: _when(row.InterviewSlot),
            link=lambda row: url_for("interviews.slot", slot_id=row.InterviewSlot.id),
        ),
        Column("who", _staff_l("Who"), sort=Person.sort_key, value=_who),
        Column(
            "state",
            _staff_l("State"),
            sort=InterviewSlot.state,
            value=lambda row: state_of(row.InterviewSlot),
        ),
        Column("host", _staff_l("Interviewer"), sort=Account.name, value=lambda row: row.host_name),
        Column("place", _staff_l("Where"), value=lambda row: row.InterviewSlot.place),
    ]


def _when(slot: InterviewSlot) -> str:
    return f"{format_date(slot.local_start)} {format_time(slot.local_start.time())}"


def _who(row: Any) -> str | None:
    return " ".join(filter(None, (row.given_name, row.family_name))) or None


def _filters(work: Work) -> list[Filter]:
    return [
        Filter(
            "when",
            _staff_l("When"),
            [
                ("today", _staff_l("Today")),
                ("coming", _staff_l("From now on")),
                ("past", _staff_l("Over")),
            ],
            _by_day,
        ),
        Filter(
            "state",
            _staff_l("State"),
            [(state, tag.label) for state, tag in STATES.items()],
            lambda query, value: query.where(InterviewSlot.state == value),
        ),
        Filter(
            "whose",
            _staff_l("Whose"),
            [("mine", _staff_l("Mine"))],
            lambda query, _value: query.where(mine(work.account_id)),
        ),
        Filter(
            "sheet",
            _staff_l("Score sheet"),
            [("missing", _staff_l("Mine is missing"))],
            lambda query, _value: query.where(unwritten(work.account_id)),
        ),
    ]


def _by_day(query: Any, value: str) -> Any:
    now, at = local_now(), InterviewSlot.local_start
    if value == "today":
        first = datetime.combine(now.date(), time.min)
        return query.where(at >= first, at < first + timedelta(days=1))
    return query.where(at >= now if value == "coming" else at < now)


@pages.get("/interviews/without-time", allow=HOLD, kind="association")
def without(work: Work) -> str:
    """Applicants who could choose a time and have none."""
    listing = Listing(
        work,
        request.args,
        visible_people(work),
        columns=[
            Column(
                "name",
                _staff_l("Name"),
                sort=Person.sort_key,
                value=lambda row: row.person.full_name,
                link=lambda row: (
                    url_for("enrolments.enrolment", enrolment_id=row.id)
                    if work.actor.may("enrolments.read")
                    else None
                ),
            ),
            Column(
                "cycle",
                _staff_l("Cycle"),
                value=lambda row: pick(row.cycle.names, work.language),
                link=lambda row: url_for("interviews.of_cycle", slug=row.cycle.slug),
            ),
            Column(
                "applied",
                _staff_l("Applied on"),
                sort=Enrolment.applied_at,
                value=lambda row: row.applied_at.date(),
            ),
            Column("email", _staff_l("E-mail"), value=lambda row: row.person.email),
        ],
        search=(Person.search_text,),
        default_sort="name",
        name="without-time",
    )
    title = _staff("Applicants without a time")
    return render("interviews/without.html", title=title, listing=listing)
