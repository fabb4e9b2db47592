"""What people have decided about the matching of a cycle, beside what was suggested: the newest first."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy import select

from punos.access import scope
from punos.accounts.service import account_names
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.i18n import _staff, _staff_l, format_datetime
from punos.matching.models import MatchChoice
from punos.matching.views.base import pages
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing
from punos.web.render import render
from punos.work import Work

DECIDE = "enrolments.decide"
KINDS = {
    "propose": _staff_l("Asked for a proposal"),
    "pin": _staff_l("Keep together"),
    "forbid": _staff_l("Keep apart"),
    "clear": _staff_l("Took a wish back"),
    "leave_out": _staff_l("Left out"),
    "take_in": _staff_l("Took in again"),
    "put_together": _staff_l("Put together by hand"),
    "go_back": _staff_l("Went back to the earlier draft"),
    "publish": _staff_l("Published"),
    "ask": _staff_l("Asked the people first"),
    "prolong": _staff_l("Gave more time to answer"),
    "take_back": _staff_l("Took the question back"),
    "apart": _staff_l("Keep the two mentors apart"),
    "free": _staff_l("Let the two mentors be in one team"),
    "mentee_yes": _staff_l("The mentee said yes"),
    "mentee_no": _staff_l("The mentee said no"),
    "mentee_silent": _staff_l("The mentee did not answer"),
    "mentor_yes": _staff_l("The mentor said yes"),
    "mentor_no": _staff_l("The mentor said no"),
    "mentor_silent": _staff_l("The mentor did not answer"),
}
ANSWERS = ("mentee_", "mentor_")
"""How the kinds begin that are somebody's own answer."""


@pages.get("/cycles/<slug>/decided", allow=DECIDE)
def decided(work: Work, slug: str) -> Response | str:
    """Every decision, with who made it. The file names nobody: it holds ids alone."""
    cycle = cycle_by_slug(work, slug)
    listing = _listing(work, cycle)
    if listing.wants_csv:
        return listing.csv_response()
    name = pick(cycle.names, work.language)
    return render(
        "matching/decided.html",
        listing=listing,
        name=name,
        breadcrumbs=[
            (name, url_for("programmes.cycle", slug=cycle.slug)),
            (_staff("What was decided"), None),
        ],
    )


def _listing(work: Work, cycle: Cycle) -> Listing:
    query = select(MatchChoice).where(MatchChoice.cycle_id == cycle.id)
    names = _Names(work, lambda: listing.rows)
    second = _who("second_id", _staff_l("Second mentor"), names.person)
    listing = Listing(
        work,
        request.args,
        scope(work.actor, query, MatchChoice, DECIDE),
        columns=[
            Column(
                "chosen_at",
                _staff_l("When"),
                sort=MatchChoice.chosen_at,
                value=lambda row: format_datetime(row.chosen_at),
                csv=lambda row: row.chosen_at.isoformat(),
            ),
            Column(
                "kind",
                _staff_l("What"),
                value=lambda row: KINDS.get(row.kind, row.kind),
                csv=lambda row: row.kind,
            ),
            _who("mentee_id", _staff_l("Mentee"), names.person),
            _who("mentor_id", _staff_l("Mentor"), names.person),
            second,
            Column(
                "account_id",
                _staff_l("By whom"),
                value=names.decider,
                csv=lambda row: str(row.account_id or ""),
            ),
            Column(
                "proposal_number",
                _staff_l("Proposal"),
                value=lambda row: row.proposal_number or "",
            ),
        ],
        filters=[
            Filter(
                "kind",
                _staff_l("What"),
                list(KINDS.items()),
                lambda query, value: query.where(MatchChoice.kind == value),
            )
        ],
        default_sort="-chosen_at",
        name="decisions",
    )
    if not listing.wants_csv and not any(row.second_id for row in listing.rows):
        # In a cycle of pairs nobody ever is a second mentor.
        listing.columns = [one for one in listing.columns if one is not second]
    return listing


def _who(key: str, label: Any, named: Callable[[UUID | None], str]) -> Column:
    """Somebody by name on the page, by id in the file."""
    return Column(
        key,
        label,
        value=lambda row: named(getattr(row, key)),
        csv=lambda row: str(getattr(row, key) or ""),
    )


class _Names:
    """The names in the rows of a page, read when the first is shown: two statements."""

    def __init__(self, work: Work, rows: Callable[[], Iterable[MatchChoice]]) -> None:
        self._work, self._rows = work, rows
        self._people: dict[UUID, str] | None = None
        self._accounts: dict[UUID, str] | None = None

    def person(self, enrolment_id: UUID | None) -> str:
        """Somebody of the cycle, if the reader may see them."""
        if self._people is None:
            self._people = self._read_people()
        return self._people.get(enrolment_id, _staff("somebody")) if enrolment_id else ""

    def decider(self, row: MatchChoice) -> str:
        """An account; else they themselves by their link, or time; nobody where a deployment did it."""
        if row.account_id is None:
            return str(_staff("they themselves")) if row.kind.startswith(ANSWERS) else ""
        if self._accounts is None:
            ids = {one.account_id for one in self._rows() if one.account_id}
            self._accounts = account_names(self._work, ids)
        return self._accounts.get(row.account_id, "")

    def _read_people(self) -> dict[UUID, str]:
        ids = {
            one
            for row in self._rows()
            for one in (row.mentee_id, row.mentor_id, row.second_id)
            if one
        }
        query = (
            select(Enrolment.id, Person.given_name, Person.family_name)
            .join(Person, points_at(Enrolment.person_id, Person))
            .where(Enrolment.id.in_(ids))
        )
        rows = self._work.session.execute(scope(self._work.actor, query, Enrolment, DECIDE))
        return {key: " ".join(filter(None, (given, family))) for key, given, family in rows}
