"""Asking applicants who have no time to choose one."""

from typing import Any

from flask import Response, flash, url_for
from sqlalchemy import func, select

from punos.access import scope
from punos.enrolments.models import Enrolment
from punos.i18n import _staff, _staff_n, format_list
from punos.interviews.offering import MOST_ASKED, ask, can_be_asked
from punos.interviews.reading import HOLD, without_time
from punos.interviews.views.base import pages
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, lock_cycle
from punos.web.redirects import see_other
from punos.work import Work


def visible_people(work: Work) -> Any:
    """Applicants without a time whom the actor may see."""
    return scope(work.actor, without_time(), Enrolment, HOLD)


def waiting_count(work: Work, cycle: Cycle) -> int:
    """How many of a cycle's applicants could choose a time and have none: one statement."""
    found = visible_people(work).where(Enrolment.cycle_id == cycle.id)
    bare = found.with_only_columns(Enrolment.id, maintain_column_froms=True).subquery()
    return work.session.scalar(select(func.count()).select_from(bare)) or 0


@pages.post("/cycles/<slug>/interviews/ask", allow=HOLD, kind="association")
def ask_all(work: Work, slug: str) -> Response:
    """Mail all of them; whoever was asked within a day is left alone."""
    # Held, so that two who press at once write once.
    cycle = lock_cycle(work, cycle_by_slug(work, slug).id)
    query = visible_people(work).where(Enrolment.cycle_id == cycle.id).order_by(Enrolment.id)
    people = work.session.scalars(query.limit(MOST_ASKED)).all()
    asked = ask(work, people)
    if asked:
        flash(
            _staff_n(
                "%(num)s person gets a mail with a link to choose a time.",
                "%(num)s people get a mail with a link to choose a time.",
                asked,
            ),
            "done",
        )
    beyond = [one.person.full_name for one in people if not can_be_asked(one)]
    if left := len(people) - asked - len(beyond):
        flash(
            _staff_n(
                "%(num)s person was asked within the last day, and is not asked again.",
                "%(num)s people were asked within the last day, and are not asked again.",
                left,
            ),
            "note",
        )
    if beyond:
        flash(_staff("No mail can go to %(names)s.", names=format_list(beyond)), "warning")
    if not people:
        flash(_staff("Everybody who can choose a time has one."), "note")
    return see_other(url_for("interviews.of_cycle", slug=slug))
