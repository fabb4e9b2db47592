"""What became of the people of a cycle: one page, one row each."""

from typing import Any

from flask import Response, flash, request, url_for
from sqlalchemy import select

from punos import clock
from punos.access import scope
from punos.accounts.service import account_names
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.i18n import _staff, _staff_n
from punos.outcomes.codes import BY_CODE, CODES
from punos.outcomes.service import correct_outcome, counted, outcomes_at, recorded_outcomes
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, lock_cycle, model_of
from punos.texts import pick
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

pages = Pages("outcomes", __name__)


@pages.get("/cycles/<slug>/outcomes", allow="outcomes.read")
def outcomes(work: Work, slug: str) -> str:
    """Everybody of whom an outcome is wanted, with the one that counts so far."""
    cycle = cycle_by_slug(work, slug)
    people = _people(work, cycle, "outcomes.read")
    recorded = recorded_outcomes(work, [enrolment.id for enrolment, _person in people])
    return render(
        "outcomes/outcomes.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        people=people,
        known=counted(recorded),
        newest={one.enrolment_id: one for one in recorded},
        names=account_names(work, {one.recorded_by for one in recorded if one.recorded_by}),
        codes=CODES,
        labels=BY_CODE,
        breadcrumbs=[
            (_staff("Cycles"), "/cycles"),
            (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
            (_staff("Outcomes"), None),
        ],
    )


@pages.post("/cycles/<slug>/outcomes", allow="outcomes.record")
def record(work: Work, slug: str) -> Response:
    """Record what was chosen; rows left as they are stay as they are."""
    cycle = lock_cycle(work, cycle_by_slug(work, slug).id)
    if cycle.state == "closed":
        raise Refused(_staff("The cycle is closed, so its outcomes can no longer be changed."))
    people = _people(work, cycle, "outcomes.record")
    known = outcomes_at(work, [enrolment.id for enrolment, _person in people])
    count = 0
    for enrolment, _person in people:
        code = request.form.get(f"outcome-{enrolment.id}", "")
        if not code or code == known.get(enrolment.id):
            continue
        if code not in BY_CODE:
            raise Absent
        correct_outcome(
            work, enrolment, code, moment="exit", happened_on=clock.today(), on_behalf=True
        )
        count += 1
    flash(_staff_n("%(num)s outcome was saved.", "%(num)s outcomes were saved.", count), "done")
    return see_other(url_for("outcomes.outcomes", slug=slug))


def _people(work: Work, cycle: Cycle, permission: str) -> list[tuple[Enrolment, Person]]:
    """Those who took part in a role of which an outcome is wanted, by name."""
    roles = model_of(work, cycle).outcome_roles
    query = (
        select(Enrolment, Person)
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Enrolment.cycle_id == cycle.id,
            Enrolment.role.in_(roles),
            Enrolment.state.in_(("active", "ended")),
            Enrolment.decided_at.is_not(None),
        )
        .order_by(Person.sort_key, Enrolment.id)
    )
    rows: Any = work.session.execute(scope(work.actor, query, Enrolment, permission))
    return [(enrolment, person) for enrolment, person in rows]
