"""How agreements stand: what is earned, claimed, approved, paid and left, line by line.

All amounts are cents and cumulative: what is paid is also approved, claimed and earned. More may be
claimed than is earned where an earning fell away after it was claimed; the next claim takes it off.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, select

from punos.plugin import Work, clock, points_at
from punos_payouts.minimums import units_of_line
from punos_payouts.models import (
    ACCOUNTS,
    Agreement,
    Cap,
    Line,
    LineVersion,
    Transfer,
    Waiting,
)

PLANS = ("minimum", "target", "actual")


@dataclass(frozen=True)
class LineStanding:
    """One line. `version` is in force now (None before the first begins), `units` are earned and stand.

    `claimable_cents` is what a claim may ask for now; below zero where more fell away than was earned
    since. `beyond` are units that a full cap keeps out; `min_missing` are those short of the minimum.
    """

    line: Line
    version: LineVersion | None
    units: int
    earned_cents: int
    claimed_cents: int
    approved_cents: int
    paid_cents: int
    cap_cents: int | None
    beyond: int

    @property
    def min_missing(self) -> int:
        """How many units are missing to the minimum, whatever the minimum means."""
        wanted = self.version.min_units if self.version else None
        return max((wanted or 0) - self.units, 0)

    @property
    def waits_for_minimum(self) -> bool:
        """Whether what is earned cannot be claimed until the minimum is reached."""
        mode = self.version.min_mode if self.version else None
        return mode == "condition" and self.min_missing > 0

    @property
    def claimable_cents(self) -> int:
        """What a claim may ask for now. What has to be given back never waits."""
        unclaimed = self.earned_cents - self.claimed_cents
        return min(unclaimed, 0) if self.waits_for_minimum else unclaimed

    @property
    def left_cents(self) -> int | None:
        """What the line may still earn; None without a cap."""
        return None if self.cap_cents is None else self.cap_cents - self.earned_cents

    def forecast(self, plan: str) -> int:
        """What the line earns at its minimum, at its target, or as it is: one of `PLANS`."""
        if plan == "actual" or self.version is None:
            return self.earned_cents
        most = self.version.amount_cents * self._units(self.version, plan)
        return most if self.cap_cents is None else min(most, self.cap_cents)

    def _units(self, version: LineVersion, plan: str) -> int:
        if self.line.kind == "lump":
            return 1
        return (version.min_units if plan == "minimum" else version.target_units) or 0


@dataclass(frozen=True)
class Standing:
    """One agreement. `cap_cents` is all that is promised."""

    agreement: Agreement
    lines: Sequence[LineStanding]
    cap_cents: int

    @property
    def earned_cents(self) -> int:
        """What is earned and stands."""
        return sum(one.earned_cents for one in self.lines)

    @property
    def claimed_cents(self) -> int:
        """What was claimed and not returned."""
        return sum(one.claimed_cents for one in self.lines)

    @property
    def approved_cents(self) -> int:
        """What the funder has approved."""
        return sum(one.approved_cents for one in self.lines)

    @property
    def paid_cents(self) -> int:
        """What has been paid."""
        return sum(one.paid_cents for one in self.lines)

    @property
    def claimable_cents(self) -> int:
        """What a claim may ask for now."""
        return sum(one.claimable_cents for one in self.lines)

    @property
    def left_cents(self) -> int:
        """What is promised and not earned."""
        return self.cap_cents - self.earned_cents

    def forecast(self, plan: str) -> int:
        """What the agreement earns at its minimum, at its target, or as it is: one of `PLANS`."""
        return min(sum(one.forecast(plan) for one in self.lines), self.cap_cents)


def standing(work: Work, agreement: Agreement) -> Standing:
    """How one agreement stands."""
    return standings(work, [agreement])[0]


def standings(work: Work, agreements: Sequence[Agreement]) -> list[Standing]:
    """How each of these agreements stands, in their order: four statements, however many they are."""
    by_id = {agreement.id: agreement for agreement in agreements}
    caps = _promised(work, by_id)
    versions = _versions(work, by_id)
    sums = _sums(work, by_id)
    lines: dict[UUID, list[LineStanding]] = {key: [] for key in by_id}
    for line, cap_cents, units, beyond in _lines(work, by_id):
        lines[line.agreement_id].append(
            LineStanding(
                line=line,
                version=_in_force(versions.get(line.id, ()), by_id[line.agreement_id]),
                units=units,
                cap_cents=cap_cents,
                beyond=beyond,
                **_cumulative(sums.get(line.id, {})),
            )
        )
    return [Standing(one, lines[one.id], caps.get(one.id, 0)) for one in agreements]


def _promised(work: Work, by_id: Mapping[UUID, Agreement]) -> dict[UUID, int]:
    query = select(Cap.agreement_id, Cap.cap_cents).where(
        Cap.agreement_id.in_(by_id), Cap.line_id.is_(None), Cap.closed_at.is_(None)
    )
    return dict(work.session.execute(query).all())


def _versions(work: Work, by_id: Mapping[UUID, Agreement]) -> dict[UUID, list[LineVersion]]:
    query = (
        select(LineVersion)
        .join(Line, points_at(LineVersion.line_id, Line))
        .where(Line.agreement_id.in_(by_id))
        .order_by(LineVersion.valid_from, LineVersion.number)
    )
    found: dict[UUID, list[LineVersion]] = {}
    for version in work.session.scalars(query):
        found.setdefault(version.line_id, []).append(version)
    return found


def _in_force(versions: Iterable[LineVersion], agreement: Agreement) -> LineVersion | None:
    # Before an agreement begins its first terms are shown, after its end the last.
    day = min(max(clock.today(), agreement.starts_on), agreement.ends_on)
    begun = [version for version in versions if version.valid_from <= day]
    return begun[-1] if begun else None


def _lines(
    work: Work, by_id: Mapping[UUID, Agreement]
) -> Iterator[tuple[Line, int | None, int, int]]:
    """Each line with its cap, its units and how many wait for room."""
    beyond = select(func.count()).select_from(Waiting).where(points_at(Waiting.line_id, Line))
    open_cap = and_(points_at(Cap.line_id, Line), Cap.closed_at.is_(None))
    query = (
        select(Line, Cap.cap_cents, units_of_line(), beyond.scalar_subquery())
        .outerjoin(Cap, open_cap)
        .where(Line.agreement_id.in_(by_id))
        .order_by(Line.position, Line.id)
    )
    yield from work.session.execute(query)


def _sums(work: Work, by_id: Mapping[UUID, Agreement]) -> dict[UUID, dict[str, int]]:
    """By line, what stands on each account: what was credited to it less what was debited."""
    query = (
        select(Transfer.line_id, Transfer.debit, Transfer.credit, func.sum(Transfer.amount_cents))
        .where(Transfer.agreement_id.in_(by_id))
        .group_by(Transfer.line_id, Transfer.debit, Transfer.credit)
    )
    found: dict[UUID, dict[str, int]] = {}
    for line_id, debit, credit, cents in work.session.execute(query):
        stands = found.setdefault(line_id, dict.fromkeys(ACCOUNTS, 0))
        stands[debit] -= int(cents)
        stands[credit] += int(cents)
    return found


def _cumulative(stands: Mapping[str, int]) -> dict[str, int]:
    """What came as far as each account or further."""
    way = ACCOUNTS[1:]
    return {
        f"{account}_cents": sum(stands.get(later, 0) for later in way[place:])
        for place, account in enumerate(way)
    }
