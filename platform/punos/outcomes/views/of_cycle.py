"""What became of the people of a cycle: one page for each moment, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, flash, request, url_for
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager

from punos import clock
from punos.access import scope
from punos.accounts.service import account_names
from punos.audit.service import read_page
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Refused
from punos.i18n import _staff, _staff_l, _staff_n
from punos.outcomes.codes import (
    BY_CODE,
    ENTRY,
    EXIT,
    MOMENT_LABELS,
    codes_at,
)
from punos.outcomes.due import WINDOWS, has_come
from punos.outcomes.models import COUNTS, Outcome
from punos.outcomes.service import correct_outcome, counted, recorded_outcomes
from punos.outcomes.views.base import READ, RECORD, chosen_moment, crumbs, pages
from punos.outcomes.views.reports import waiting_here
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, lock_cycle, model_of
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/cycles/<slug>/outcomes", allow=READ)
def outcomes(work: Work, slug: str) -> Response | str:
    """Everybody of whom an outcome is wanted, with the one that counts so far."""
    cycle, moment = cycle_by_slug(work, slug), chosen_moment()
    listing = _listing(work, cycle, moment, READ)
    people = listing.rows
    recorded = recorded_outcomes(work, [one.id for one in people], moment)
    for one in people:
        read_page(work, one.person_id, "outcomes")
    return render(
        "outcomes/outcomes.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        moment=moment,
        moments=_moments(slug, moment),
        listing=listing,
        people=people,
        known=counted(recorded),
        newest={one.enrolment_id: one for one in recorded},
        names=account_names(work, {one.recorded_by for one in recorded if one.recorded_by}),
        waiting=waiting_here(work, cycle, moment),
        codes=codes_at(moment),
        labels=BY_CODE,
        day=_usual_day(cycle, moment),
        today=clock.today(),
        breadcrumbs=crumbs(work, cycle),
    )


@pages.post("/cycles/<slug>/outcomes", allow=RECORD)
def record(work: Work, slug: str) -> Response:
    """Record what was chosen; rows left as they are stay as they are."""
    cycle, moment = lock_cycle(work, cycle_by_slug(work, slug).id), chosen_moment()
    sent = _sent(moment)
    query = _query(work, cycle, moment, RECORD)
    people = {one.id: one for one in work.session.scalars(query) if str(one.id) in sent}
    known = counted(recorded_outcomes(work, people, moment))
    day, count = _day(cycle, moment), 0
    for enrolment_id, enrolment in people.items():
        code = sent[str(enrolment_id)]
        if code == known.get(enrolment_id):
            continue
        correct_outcome(work, enrolment, code, moment=moment, happened_on=day, on_behalf=True)
        count += 1
    flash(_staff_n("%(num)s outcome was saved.", "%(num)s outcomes were saved.", count), "done")
    return see_other(url_for("outcomes.outcomes", slug=slug, moment=moment))


def _sent(moment: str) -> Mapping[str, str]:
    """Codes by enrolment as they were sent; what can be no code of this moment is left out."""
    possible = {one.code for one in codes_at(moment)}
    chosen = {
        name.removeprefix("outcome-"): code
        for name, code in request.form.items()
        if name.startswith("outcome-") and code
    }
    return {key: code for key, code in chosen.items() if code in possible}


def _day(cycle: Cycle, moment: str) -> date:
    """The day that the form says, or the usual one. Raises Refused for one that is still to come."""
    text = request.form.get("day", "")
    try:
        day = date.fromisoformat(text) if text else _usual_day(cycle, moment)
    except ValueError:
        raise Refused(_staff("Write the day as 2027-05-31.")) from None
    if day > clock.today():
        raise Refused(
            _staff("This day is still to come. Choose today or an earlier day.")
        ) from None
    return day


def _usual_day(cycle: Cycle, moment: str) -> date:
    """Of the end the day on which the cycle ended, of the beginning its first; else today."""
    today = clock.today()
    if moment == ENTRY:
        return min(today, cycle.starts_on)
    if moment == EXIT and cycle.closed_at is not None:
        return min(today, clock.day_of(cycle.closed_at))
    return today


def _moments(slug: str, here: str) -> list[tuple[Any, str | None]]:
    """(name, address) of each moment; the one that is shown has none."""
    return [
        (label, None if one == here else url_for("outcomes.outcomes", slug=slug, moment=one))
        for one, label in MOMENT_LABELS.items()
    ]


def _listing(work: Work, cycle: Cycle, moment: str, permission: str) -> Listing:
    return Listing(
        work,
        request.args,
        _query(work, cycle, moment, permission),
        columns=[Column("person", _staff_l("Person"), sort=Person.sort_key, value=_name)],
        search=(Person.search_text,),
        filters=[_state(moment)],
        default_sort="person",
        name="outcomes",
    )


def _name(enrolment: Enrolment) -> str:
    return str(enrolment.person.full_name)


def _query(work: Work, cycle: Cycle, moment: str, permission: str) -> Any:
    """Those who took part in a role of which an outcome is wanted, and of whom it can be told."""
    query = (
        select(Enrolment)
        .join(Person, points_at(Enrolment.person_id, Person))
        .options(contains_eager(Enrolment.person))
        .where(
            Enrolment.cycle_id == cycle.id,
            Enrolment.role.in_(model_of(work, cycle).outcome_roles),
            Enrolment.state.in_(("active", "ended")),
            Enrolment.decided_at.is_not(None),
        )
    )
    if moment in WINDOWS:
        query = query.where(has_come(moment))
    return scope(work.actor, query, Enrolment, permission)


def _state(moment: str) -> Filter:
    there = (
        select(Outcome.id)
        .where(
            points_at(Outcome.enrolment_id, Enrolment),
            Outcome.moment == moment,
            Outcome.state.in_(COUNTS),
        )
        .correlate(Enrolment)
        .exists()
    )
    conditions: Mapping[str, ColumnElement[bool]] = {"missing": ~there, "known": there}
    return Filter(
        "known",
        _staff_l("What is known"),
        [("missing", _staff_l("Not known yet")), ("known", _staff_l("Known"))],
        lambda query, value: query.where(conditions[value]),
    )
