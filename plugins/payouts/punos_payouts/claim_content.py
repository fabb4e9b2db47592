"""What a claim holds: earnings that nobody has claimed yet, less what fell away after it was approved.

An earning is in one claim at most, and so is a reversal; constraints hold it. What a claim asks for is
computed from them and from nothing else, so that the same facts always give the same content.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from punos.plugin import Work, clock, points_at
from punos_payouts.models import (
    Agreement,
    Claim,
    ClaimItem,
    Earning,
    Line,
    LineVersion,
    Reversal,
)
from punos_payouts.reading import lines_of, versions_on

DECIDED = ("approved", "paid")


@dataclass(frozen=True)
class Item:
    """An earning, or with `reversal_id` an earning that is given back."""

    earning_id: UUID
    reversal_id: UUID | None
    cents: int
    is_unit: bool
    """What lifts a line to its guaranteed minimum is money, and no unit."""

    @property
    def amount_cents(self) -> int:
        """What it adds to the claim."""
        return -self.cents if self.reversal_id else self.cents

    @property
    def units(self) -> int:
        """How many units it adds."""
        return (-1 if self.reversal_id else 1) if self.is_unit else 0

    @property
    def key(self) -> tuple[str, str]:
        """What it is by: the same in the claim's rows."""
        return ("back", str(self.reversal_id)) if self.reversal_id else ("", str(self.earning_id))


@dataclass(frozen=True)
class Part:
    """So many times the same amount: one row of the sum. `units` is None for a topped-up minimum."""

    units: int | None
    each_cents: int
    amount_cents: int


@dataclass(frozen=True)
class LineContent:
    """One line of an agreement with what a claim could ask for on it.

    `missing` units are short of a minimum that is a condition; `earned_*` is all that stands earned.
    """

    line: Line
    items: tuple[Item, ...]
    missing: int
    waiting_cents: int
    earned_units: int
    earned_cents: int

    @property
    def units(self) -> int:
        """How many units the items make."""
        return sum(item.units for item in self.items)

    @property
    def amount_cents(self) -> int:
        """What the items make."""
        return sum(item.amount_cents for item in self.items)


@dataclass(frozen=True)
class Content:
    """All lines of the agreement, in their order. `stored` is what the claim's rows hold until now."""

    lines: tuple[LineContent, ...]
    stored: frozenset[tuple[str, str]] = frozenset()

    @property
    def claimed(self) -> list[LineContent]:
        """The lines that have anything in the claim."""
        return [one for one in self.lines if one.items]

    @property
    def amount_cents(self) -> int:
        """The whole claim; below zero where more fell away than was earned since."""
        return sum(one.amount_cents for one in self.lines)

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """What is in it."""
        return frozenset(item.key for one in self.lines for item in one.items)

    def digest(self, claim: Claim) -> str:
        """The hash that a signature holds to: claim, agreement, turn, lines, items and amounts."""
        told = {
            "agreement": str(claim.agreement_id),
            "number": claim.number,
            "reference": claim.reference,
            "turn": claim.turn + 1,
            "lines": [
                [one.line.code, one.units, one.amount_cents, _told(one.items)]
                for one in self.claimed
            ],
            "total": self.amount_cents,
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _told(items: Iterable[Item]) -> list[list[object]]:
    return sorted([*item.key, item.amount_cents] for item in items)


@dataclass(frozen=True)
class _Earned:
    earning: Earning
    reversal_id: UUID | None
    claim_id: UUID | None
    claim_state: str | None
    given_back_in: UUID | None


def gather(work: Work, agreement: Agreement, claim: Claim | None = None) -> Content:
    """What `claim`, or a new one, may hold now: three statements. Lines left out of the claim stay out,
    and so do those whose minimum is a condition and not reached; what has to be given back never waits.
    """
    lines = lines_of(work, agreement)
    day = min(max(clock.today(), agreement.starts_on), agreement.ends_on)
    versions = versions_on(work, lines, day)
    earned = _earned(work, agreement)
    left_out = set(claim.left_out) if claim is not None else set()
    claim_id = claim.id if claim is not None else None
    found = [
        _line_content(
            line,
            versions.get(line.id),
            earned.get(line.id, []),
            claim_id,
            left_out=str(line.id) in left_out,
        )
        for line in lines
    ]
    rows = (one for of_line in earned.values() for one in of_line)
    return Content(tuple(found), frozenset(_stored(rows, claim_id)))


def _line_content(
    line: Line,
    version: LineVersion | None,
    earned: Sequence[_Earned],
    claim_id: UUID | None,
    *,
    left_out: bool,
) -> LineContent:
    alive = [one for one in earned if one.reversal_id is None]
    units = sum(1 for one in alive if is_unit(line, one.earning))
    missing = _missing(version, units)
    asked = [_item(line, one) for one in alive if one.claim_id in (None, claim_id)]
    back = [_item(line, one) for one in earned if _is_given_back(one, claim_id)]
    waits = missing > 0 or left_out
    return LineContent(
        line=line,
        items=tuple(back if waits else [*asked, *back]),
        missing=missing,
        waiting_cents=sum(item.cents for item in asked) if waits else 0,
        earned_units=units,
        earned_cents=sum(one.earning.amount_cents for one in alive),
    )


def _missing(version: LineVersion | None, units: int) -> int:
    if version is None or version.min_mode != "condition":
        return 0
    return max((version.min_units or 0) - units, 0)


def is_unit(line: Line, earning: Earning) -> bool:
    """Whether an earning counts as a unit: of a lump alone the line itself is what earns."""
    return earning.subject_kind != "line" or line.kind == "lump"


def _is_given_back(one: _Earned, claim_id: UUID | None) -> bool:
    if one.reversal_id is None or one.claim_state not in DECIDED:
        return False
    return one.given_back_in in (None, claim_id)


def _item(line: Line, one: _Earned) -> Item:
    earning = one.earning
    return Item(earning.id, one.reversal_id, earning.amount_cents, is_unit(line, earning))


def _earned(work: Work, agreement: Agreement) -> dict[UUID, list[_Earned]]:
    """Every earning of the agreement with its reversal and the claims that hold the two, by line."""
    asked, back = aliased(ClaimItem), aliased(ClaimItem)
    query = (
        select(Earning, Reversal.id, Claim.id, Claim.state, back.claim_id)
        .join(Line, points_at(Earning.line_id, Line))
        .outerjoin(Reversal, points_at(Reversal.earning_id, Earning))
        .outerjoin(asked, points_at(asked.earning_id, Earning))
        .outerjoin(Claim, points_at(asked.claim_id, Claim))
        .outerjoin(back, points_at(back.reversal_id, Reversal))
        .where(Line.agreement_id == agreement.id)
        .order_by(Earning.earned_on, Earning.id)
    )
    found: dict[UUID, list[_Earned]] = {}
    for row in work.session.execute(query):
        one = _Earned(*row)
        found.setdefault(one.earning.line_id, []).append(one)
    return found


def _stored(earned: Iterable[_Earned], claim_id: UUID | None) -> Iterator[tuple[str, str]]:
    """What is in the claim's rows, as `Content.keys` says it."""
    for one in earned:
        if claim_id is not None and one.claim_id == claim_id:
            yield "", str(one.earning.id)
        if claim_id is not None and one.given_back_in == claim_id:
            yield "back", str(one.reversal_id)


def parts_of(work: Work, claim: Claim) -> Mapping[UUID, list[Part]]:
    """The claim's rows as sums, by line: so many units of each amount. One statement."""
    given = aliased(Earning)
    query = (
        select(ClaimItem.line_id, Line.kind, ClaimItem.reversal_id, Earning, given)
        .join(Line, points_at(ClaimItem.line_id, Line))
        .outerjoin(Earning, points_at(ClaimItem.earning_id, Earning))
        .outerjoin(Reversal, points_at(ClaimItem.reversal_id, Reversal))
        .outerjoin(given, points_at(Reversal.earning_id, given))
        .where(ClaimItem.claim_id == claim.id)
    )
    counted: dict[UUID, dict[tuple[bool, int], int]] = {}
    for line_id, kind, reversal_id, asked, fallen in work.session.execute(query):
        earning = asked or fallen
        counts = earning.subject_kind != "line" or kind == "lump"
        each = (counts, -earning.amount_cents if reversal_id else earning.amount_cents)
        rows = counted.setdefault(line_id, {})
        rows[each] = rows.get(each, 0) + 1
    return {line_id: _parts(rows) for line_id, rows in counted.items()}


def _parts(rows: Mapping[tuple[bool, int], int]) -> list[Part]:
    ordered = sorted(rows.items(), key=lambda row: (not row[0][0], -row[0][1]))
    return [_part(counts, cents, times) for (counts, cents), times in ordered]


def _part(counts: bool, cents: int, times: int) -> Part:
    units = (times if cents > 0 else -times) if counts else None
    return Part(units, abs(cents) if counts else cents, cents * times)
