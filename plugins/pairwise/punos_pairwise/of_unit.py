"""What a partner association's worker sees of matching: the pairs in which one of the two is hers.

She selects together with those who match, and looks on here. Of the other of a pair who is not hers she
sees profession, city and unit, as much as is needed to judge the pair, and no name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from punos.plugin import (
    Cycle,
    Enrolment,
    Judged,
    Panel,
    Person,
    Proposal,
    Suggestion,
    TodayItem,
    Unit,
    Work,
    occupation_label,
    pick,
    points_at,
    scope,
)
from punos_pairwise.sections import SECTION
from punos_pairwise.texts import _staff, _staff_l, _staff_n

SEE = "enrolments.decide"
"""The permission: whoever decides about applicants of a unit looks on at their matching."""
OCCUPATION = Enrolment.answers[(SECTION, "data", "occupation")].as_string()


@dataclass(frozen=True)
class Someone:
    """One of a pair. `name` is empty for somebody of another unit; `about` tells the little that is told."""

    id: UUID
    person_id: UUID
    name: str
    about: Sequence[str]


@dataclass(frozen=True)
class OwnPair(Judged):
    """A pair in which one of the two is the reader's."""

    mentee: Someone
    mentor: Someone

    @property
    def asked(self) -> bool:
        """Whether the two are being asked, so that it is no draft any more."""
        return self.suggestion.state == "asked"


def own_pairs(work: Work, cycle: Cycle) -> list[OwnPair]:
    """The proposed pairs with somebody whom the reader may decide about: two statements."""
    query = select(Suggestion).join(Proposal, points_at(Suggestion.proposal_id, Proposal))
    query = query.where(_waits(cycle), _ours(work, cycle)).order_by(Suggestion.position)
    found = list(work.session.scalars(query))
    known = _people(work, [one for pair in found for one in (pair.mentee_id, pair.mentor_id)])
    return [OwnPair(pair, known[pair.mentee_id], known[pair.mentor_id]) for pair in found]


def panel(work: Work, cycle: Cycle) -> Panel | None:
    """How many such pairs there are, for whoever is limited to units."""
    if not _looks_on(work):
        return None
    pairs = work.session.scalars(_counted(work, cycle)).one()
    known = {"cycle": cycle, "pairs": pairs}
    return Panel(_staff_l("Your people in matching"), "pairwise/ours_panel.html", SEE, known, 10)


def today_item(work: Work, cycle: Cycle) -> TodayItem | None:
    """The same on the first page."""
    if not _looks_on(work):
        return None
    return TodayItem(
        _text,
        "pairwise.ours",
        SEE,
        values={"slug": cycle.slug},
        count=_counted(work, cycle).scalar_subquery(),
        order=20,
        detail=pick(cycle.names, work.language),
    )


def _text(pairs: int) -> str:
    return _staff_n(
        "%(num)s proposed pair has somebody of yours. Look at it",
        "%(num)s proposed pairs have somebody of yours. Look at them",
        pairs,
    )


def _looks_on(work: Work) -> bool:
    return work.actor.may(SEE) and work.actor.units(SEE) is not None


def _counted(work: Work, cycle: Cycle) -> Select[Any]:
    query = select(func.count(Suggestion.id)).join(
        Proposal, points_at(Suggestion.proposal_id, Proposal)
    )
    return query.where(_waits(cycle), _ours(work, cycle))


def _waits(cycle: Cycle) -> ColumnElement[bool]:
    """In the draft and not left out, or being asked."""
    drafted = and_(Proposal.state == "draft", Suggestion.state == "proposed")
    return and_(Proposal.cycle_id == cycle.id, or_(drafted, Suggestion.state == "asked"))


def _ours(work: Work, cycle: Cycle) -> ColumnElement[bool]:
    ours = scope(
        work.actor, select(Enrolment.id).where(Enrolment.cycle_id == cycle.id), Enrolment, SEE
    )
    return or_(Suggestion.mentee_id.in_(ours), Suggestion.mentor_id.in_(ours))


def _people(work: Work, ids: Sequence[UUID]) -> Mapping[UUID, Someone]:
    units = work.actor.units(SEE)
    query = (
        select(Enrolment.id, Enrolment.unit_id, Unit.names, OCCUPATION, Person)
        .join(Person, points_at(Enrolment.person_id, Person))
        .outerjoin(Unit, points_at(Enrolment.unit_id, Unit))
        .where(Enrolment.id.in_(set(ids)))
    )
    found = {}
    for key, unit_id, unit, occupation, person in work.session.execute(query):
        seen = units is None or unit_id in units
        about = [
            occupation_label(occupation, work.language) if occupation else "",
            person.city or "",
            pick(unit, work.language).value if unit else "",
        ]
        name = person.full_name if seen else ""
        found[key] = Someone(key, person.id, name, [text for text in about if text])
    return found


def said(one: Someone) -> str:
    """Who it is, as far as the reader may know."""
    return one.name or _staff("Somebody of another unit")
