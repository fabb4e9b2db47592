"""Which pairs are asked first, what each of the two has answered, and who else would fit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select

from punos.plugin import (
    Cycle,
    Enrolment,
    MatchAsk,
    Person,
    Proposal,
    Suggestion,
    Work,
    can_still_answer,
    points_at,
)
from punos_pairwise.workbench import Named, Other, next_best, people


class Line(NamedTuple):
    """What one of the two was asked. `can_answer`: staff may write an answer down for them."""

    who: Named
    ask: MatchAsk
    can_answer: bool
    has_mail: bool


@dataclass(frozen=True)
class AskedPair:
    """Two who are or were asked first, and the next best for each."""

    suggestion: Suggestion
    mentee: Named
    mentor: Named
    lines: Sequence[Line]
    others: Sequence[Other]

    @property
    def waits(self) -> bool:
        """Whether somebody's answer is still waited for."""
        return self.suggestion.state == "asked"


def count_asked(work: Work, cycle: Cycle) -> int:
    """How many pairs of the cycle were asked so far."""
    query = _asked(cycle).with_only_columns(func.count(Suggestion.id))
    return work.session.scalars(query).one()


def asked_pairs(work: Work, cycle: Cycle, start: int, most: int) -> list[AskedPair]:
    """Those who wait for answers first, then the newest: three statements."""
    query = _asked(cycle).order_by((Suggestion.state == "asked").desc(), Suggestion.id.desc())
    found = list(work.session.scalars(query.offset(start).limit(most)))
    lines = _lines(work, found)
    known = people(work, _ids(found))
    return [
        AskedPair(
            one,
            known[one.mentee_id],
            known[one.mentor_id],
            [_line(one, known, *line) for line in lines.get(one.id, ())],
            list(next_best(one, known)),
        )
        for one in found
        if one.mentee_id in known and one.mentor_id in known
    ]


def _asked(cycle: Cycle) -> Select[Suggestion]:
    were_asked = select(MatchAsk.id).where(points_at(MatchAsk.suggestion_id, Suggestion)).exists()
    return (
        select(Suggestion)
        .join(Proposal, points_at(Suggestion.proposal_id, Proposal))
        .where(Proposal.cycle_id == cycle.id, were_asked)
    )


def _lines(work: Work, found: Iterable[Suggestion]) -> Mapping[UUID, list[tuple[MatchAsk, bool]]]:
    """By suggestion: the questions, and whether there is an address to write to."""
    query = (
        select(MatchAsk, Person.email)
        .join(Enrolment, points_at(MatchAsk.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(MatchAsk.suggestion_id.in_([one.id for one in found]))
        .order_by(MatchAsk.id)
    )
    lines: dict[UUID, list[tuple[MatchAsk, bool]]] = {}
    for ask, email in work.session.execute(query):
        lines.setdefault(ask.suggestion_id, []).append((ask, bool(email)))
    return lines


def _line(
    suggestion: Suggestion, known: Mapping[UUID, Named], ask: MatchAsk, has_mail: bool
) -> Line:
    return Line(known[ask.enrolment_id], ask, can_still_answer(ask, suggestion), has_mail)


def _ids(found: Iterable[Suggestion]) -> Iterable[UUID]:
    for one in found:
        yield from (one.mentee_id, one.mentor_id)
        yield from (UUID(other["id"]) for other in one.others.values() if other)
