"""What the matching workbench shows of a draft: plain values, read in a fixed number of statements."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    Cycle,
    Enrolment,
    Judged,
    Person,
    Proposal,
    Suggestion,
    Wish,
    Work,
    earlier_draft,
    fold,
    points_at,
    said_no,
    scope,
    why_left,
    wishes,
)
from punos_pairwise.access import MATCH
from punos_pairwise.standing import Waiting, waiting

CLEARLY = 5
"""Points of a hundred by which another fit is worth a look."""


class Named(NamedTuple):
    """Somebody in the cycle."""

    id: UUID
    name: str


class Other(NamedTuple):
    """The next best person for one side, and by how many points of a hundred they fit better."""

    of: Named
    other: Named
    points: int
    pair: str


@dataclass(frozen=True)
class Row(Judged):
    """One suggested pair. `change` says how it differs from the earlier draft, if there is one."""

    mentee: Named
    mentor: Named
    others: tuple[Other, ...]
    change: str
    wish: str

    @property
    def state(self) -> str:
        """proposed, left_out or gone."""
        return self.suggestion.state

    @property
    def pair(self) -> str:
        """The two, as a button sends them."""
        return pair_value(self.mentee.id, self.mentor.id)

    @property
    def contested(self) -> bool:
        """Whether one of the two would fit somebody else clearly better."""
        return any(other.points >= CLEARLY for other in self.others)

    @property
    def need(self) -> tuple[bool, float, UUID]:
        """Sorts what needs a decision first: who is gone, then weak and contested pairs."""
        better = max((other.points for other in self.others if other.points > 0), default=0)
        return self.state != "gone", self.suggestion.score - better / 100, self.suggestion.id


class Left(NamedTuple):
    """Somebody without a pair, and why."""

    who: Named
    role: str
    why: str


class WishRow(NamedTuple):
    """Two who are kept together or apart; `stale` when one of them no longer waits.

    `kind` is pin, forbid, or mentee_no and mentor_no for those of whom one said no when asked.
    """

    kind: str
    mentee: Named
    mentor: Named
    stale: bool
    pair: str


@dataclass(frozen=True)
class Draft:
    """A draft with everything around it."""

    proposal: Proposal
    earlier: Proposal | None
    rows: list[Row]
    unmatched: list[Left]
    wishes: list[WishRow]
    came_later: list[Named]
    lost: list[Named]
    wishes_changed: bool
    asked: int

    def count(self, *, state: str = "", change: str = "") -> int:
        """How many rows are in a state, or differ in a way."""
        return sum(state in ("", row.state) and change in ("", row.change) for row in self.rows)


def pair_value(mentee_id: UUID, mentor_id: UUID) -> str:
    """Two people as one value of a form."""
    return f"{mentee_id}:{mentor_id}"


def read_draft(work: Work, cycle: Cycle, proposal: Proposal) -> Draft:
    """The draft as it stands now, against the earlier one and against who waits today."""
    earlier = earlier_draft(work, proposal)
    mine, theirs = _suggestions(work, proposal, earlier)
    by_hand = wishes(work, cycle)
    free = waiting(work, cycle)
    later = _came_later(proposal, mine, free)
    before = {suggestion.mentee_id: suggestion.mentor_id for suggestion in theirs}
    lost = _lost(mine, before, free)
    known = people(work, [*_ids(proposal, mine, by_hand), *later, *lost])
    kinds = {(wish.mentee_id, wish.mentor_id): wish.kind for wish in by_hand}
    rows = [_row(s, known, before if earlier else None, kinds) for s in mine if _known(s, known)]
    return Draft(
        proposal=proposal,
        earlier=earlier,
        rows=sorted(rows, key=lambda row: row.need),
        unmatched=[_left(one, known) for one in proposal.unmatched if UUID(one["id"]) in known],
        wishes=wish_rows(by_hand, said_no(work, cycle), known, free),
        came_later=[known[one] for one in later if one in known],
        lost=[known[one] for one in lost if one in known],
        wishes_changed=_differ(mine, by_hand, proposal),
        asked=len(free.asked),
    )


def people(work: Work, ids: Iterable[UUID]) -> dict[UUID, Named]:
    """Those of these enrolments that the reader may see, by id: one statement."""
    query = (
        select(Enrolment.id, Person.given_name, Person.family_name)
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Enrolment.id.in_(set(ids)))
    )
    rows = work.session.execute(scope(work.actor, query, Enrolment, MATCH))
    return {key: Named(key, " ".join(filter(None, (given, family)))) for key, given, family in rows}


def wish_rows(
    by_hand: list[Wish],
    refused: Mapping[tuple[UUID, UUID], str],
    known: Mapping[UUID, Named],
    free: Waiting,
) -> list[WishRow]:
    """The wishes with names; `refused` tells who of two has said no (`said_no`)."""
    return [
        WishRow(
            _wish_kind(wish, refused.get((wish.mentee_id, wish.mentor_id))),
            known[wish.mentee_id],
            known[wish.mentor_id],
            wish.mentee_id not in free.mentees or wish.mentor_id not in free.mentors,
            pair_value(wish.mentee_id, wish.mentor_id),
        )
        for wish in by_hand
        if _known(wish, known)
    ]


def _wish_kind(wish: Wish, refused_by: str | None) -> str:
    return f"{refused_by}_no" if refused_by and wish.kind == "forbid" else wish.kind


def narrowed(rows: list[Row], show: str, words: str) -> list[Row]:
    """The rows of a filter in which each of these words is part of a name."""
    wanted = fold(words).split()
    return [row for row in rows if FILTERS.get(show, FILTERS[""])(row) and _is_named(row, wanted)]


FILTERS: dict[str, Callable[[Row], bool]] = {
    "": lambda row: True,
    "contested": lambda row: row.contested,
    "changed": lambda row: row.change in ("new", "changed"),
    "left_out": lambda row: row.state == "left_out",
    "gone": lambda row: row.state == "gone",
}


def _is_named(row: Row, wanted: list[str]) -> bool:
    names = fold(f"{row.mentee.name} {row.mentor.name}")
    return all(word in names for word in wanted)


def _suggestions(
    work: Work, proposal: Proposal, earlier: Proposal | None
) -> tuple[list[Suggestion], list[Suggestion]]:
    ids = [proposal.id, earlier.id] if earlier else [proposal.id]
    found = list(work.session.scalars(select(Suggestion).where(Suggestion.proposal_id.in_(ids))))
    mine = [suggestion for suggestion in found if suggestion.proposal_id == proposal.id]
    return mine, [suggestion for suggestion in found if suggestion.proposal_id != proposal.id]


def _ids(proposal: Proposal, mine: list[Suggestion], by_hand: list[Wish]) -> Iterable[UUID]:
    pairs: list[Suggestion | Wish] = [*mine, *by_hand]
    for pair in pairs:
        yield from (pair.mentee_id, pair.mentor_id)
    for suggestion in mine:
        yield from (UUID(other["id"]) for other in suggestion.others.values() if other)
    yield from (UUID(one["id"]) for one in proposal.unmatched)


def _came_later(proposal: Proposal, mine: list[Suggestion], free: Waiting) -> list[UUID]:
    """Who waits and was not there when the draft was made."""
    seen = {UUID(one["id"]) for one in proposal.unmatched}
    seen |= {one for suggestion in mine for one in (suggestion.mentee_id, suggestion.mentor_id)}
    return sorted((free.mentees.keys() | free.mentors.keys()) - seen)


def _lost(mine: list[Suggestion], before: Mapping[UUID, UUID], free: Waiting) -> list[UUID]:
    """Who was in the earlier draft, still waits, and is in no pair of this one."""
    now = {one for suggestion in mine for one in (suggestion.mentee_id, suggestion.mentor_id)}
    then = before.keys() | set(before.values())
    return sorted((then - now) & (free.mentees.keys() | free.mentors.keys()))


def _known(pair: Suggestion | Wish, known: Mapping[UUID, Named]) -> bool:
    return pair.mentee_id in known and pair.mentor_id in known


def _row(
    suggestion: Suggestion,
    known: Mapping[UUID, Named],
    before: Mapping[UUID, UUID] | None,
    kinds: Mapping[tuple[UUID, UUID], str],
) -> Row:
    return Row(
        suggestion=suggestion,
        mentee=known[suggestion.mentee_id],
        mentor=known[suggestion.mentor_id],
        others=tuple(next_best(suggestion, known)),
        change=_change(suggestion, before),
        wish=kinds.get((suggestion.mentee_id, suggestion.mentor_id), ""),
    )


def _change(suggestion: Suggestion, before: Mapping[UUID, UUID] | None) -> str:
    if before is None:
        return ""
    mentor = before.get(suggestion.mentee_id)
    return "new" if mentor is None else "same" if mentor == suggestion.mentor_id else "changed"


def next_best(suggestion: Suggestion, known: Mapping[UUID, Named]) -> Iterable[Other]:
    """The next best mentor for the mentee, then the next best mentee for the mentor."""
    mentee, mentor = suggestion.mentee_id, suggestion.mentor_id
    for role, of in (("mentor", mentee), ("mentee", mentor)):
        stored: dict[str, Any] | None = suggestion.others.get(role)
        if stored and (other := UUID(stored["id"])) in known:
            pair = pair_value(mentee, other) if role == "mentor" else pair_value(other, mentor)
            points = round(100 * stored["score"]) - round(100 * suggestion.score)
            yield Other(known[of], known[other], points, pair)


def _left(stored: Mapping[str, Any], known: Mapping[UUID, Named]) -> Left:
    return Left(known[UUID(stored["id"])], stored["role"], why_left(stored))


def _differ(mine: list[Suggestion], by_hand: list[Wish], proposal: Proposal) -> bool:
    """Whether wishes were made or taken back since the draft was made."""
    pins = {(wish.mentee_id, wish.mentor_id) for wish in by_hand if wish.kind == "pin"}
    kept = {(s.mentee_id, s.mentor_id) for s in mine if s.pinned}
    return bool(kept - pins) or any(wish.created_at > proposal.created_at for wish in by_hand)
