"""Whether the ledger agrees with itself: each sum, each cap, each link. `punos ledger check` prints it.

Only ids are named. Nothing is mended: what is wrong here was written past the product.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from punos.plugin import Work, points_at
from punos_payouts.checking_claims import CLAIM_CHECKS
from punos_payouts.checking_funder import FUNDER_CHECKS
from punos_payouts.models import (
    Agreement,
    Cap,
    Claim,
    Earning,
    Line,
    LineVersion,
    Payment,
    Reversal,
    Transfer,
    Waiting,
)
from punos_payouts.rules import LINE

CAUSES: Mapping[str, type[Any]] = {
    "earned": Earning,
    "reversed": Reversal,
    "submitted": Claim,
    "returned": Claim,
    "approved": Claim,
    "paid": Payment,
}
"""What a transfer of each kind is caused by."""
WAYS = (
    ("earned", "promised", "earned"),
    ("reversed", "earned", "promised"),
    *(
        (kind, *way)
        for kind, one, other in (
            ("submitted", "earned", "claimed"),
            ("returned", "claimed", "earned"),
            ("approved", "claimed", "approved"),
            ("paid", "approved", "paid"),
        )
        for way in ((one, other), (other, one))
    ),
)
"""From which account to which one a transfer of each kind may move; a line below zero goes back."""


def problems(work: Work) -> list[str]:
    """Everything that is wrong with this tenant's ledger, a sentence each; nothing when it is sound.

    An association has what it earns and claims, a funder what it promises and pays.
    """
    return [one for check in (*CHECKS, *CLAIM_CHECKS, *FUNDER_CHECKS) for one in check(work)]


def _untransferred(work: Work) -> Iterator[str]:
    earned = and_(
        Transfer.cause_id == Earning.id,
        Transfer.kind == "earned",
        Transfer.line_id == Earning.line_id,
        Transfer.amount_cents == Earning.amount_cents,
        Transfer.debit == "promised",
        Transfer.credit == "earned",
    )
    query = select(Earning.id).outerjoin(Transfer, earned).where(Transfer.id.is_(None))
    yield from _each(work, query, "earning {} has no transfer of its amount")


def _untransferred_reversals(work: Work) -> Iterator[str]:
    fell = and_(
        Transfer.cause_id == Reversal.id,
        Transfer.kind == "reversed",
        Transfer.line_id == Earning.line_id,
        Transfer.amount_cents == Earning.amount_cents,
        Transfer.debit == "earned",
        Transfer.credit == "promised",
    )
    query = (
        select(Reversal.id)
        .join(Earning, points_at(Reversal.earning_id, Earning))
        .outerjoin(Transfer, fell)
        .where(Transfer.id.is_(None))
    )
    yield from _each(work, query, "reversal {} has no transfer of its earning’s amount")


def _causeless(work: Work) -> Iterator[str]:
    for kind, model in CAUSES.items():
        cause = select(model.id).where(model.id == Transfer.cause_id).exists()
        query = select(Transfer.id).where(Transfer.kind == kind, ~cause)
        yield from _each(work, query, f"transfer {{}} ({kind}) has no cause")


def _astray(work: Work) -> Iterator[str]:
    way = tuple_(Transfer.kind, Transfer.debit, Transfer.credit)
    query = select(Transfer.id).where(way.not_in(WAYS))
    yield from _each(work, query, "transfer {} is between accounts that are not its kind’s")


def _doubled(work: Work) -> Iterator[str]:
    query = (
        select(Transfer.cause_id)
        .where(Transfer.kind.in_(("earned", "reversed")))
        .group_by(Transfer.kind, Transfer.cause_id)
        .having(func.count() > 1)
    )
    yield from _each(work, query, "earning or reversal {} has more than one transfer")


def _twice(work: Work) -> Iterator[str]:
    query = (
        select(Earning.subject_id)
        .where(~_fell())
        .group_by(Earning.line_id, Earning.subject_id)
        .having(func.count() > 1)
    )
    yield from _each(work, query, "subject {} has earned a line more than once")


def _chains(work: Work) -> Iterator[str]:
    before = aliased(Earning)
    query = (
        select(Earning.id)
        .join(Reversal, points_at(Earning.after_id, Reversal))
        .join(before, points_at(Reversal.earning_id, before))
        .where(or_(before.line_id != Earning.line_id, before.subject_id != Earning.subject_id))
    )
    yield from _each(work, query, "earning {} follows the reversal of something else")


def _versions(work: Work) -> Iterator[str]:
    joined = select(Earning.id).join(LineVersion, points_at(Earning.version_id, LineVersion))
    other = joined.where(LineVersion.line_id != Earning.line_id)
    yield from _each(work, other, "earning {} is by the terms of another line")
    # What lifts a line to its minimum is several times its amount.
    unequal = joined.join(Line, points_at(Earning.line_id, Line)).where(
        Earning.amount_cents != LineVersion.amount_cents,
        or_(Earning.subject_kind != LINE, Line.kind == "lump"),
    )
    yield from _each(work, unequal, "earning {} has not the amount of its terms")


def _agreements(work: Work) -> Iterator[str]:
    joined = select(Transfer.id).join(Line, points_at(Transfer.line_id, Line))
    query = joined.where(Transfer.agreement_id != Line.agreement_id)
    yield from _each(work, query, "transfer {} names the agreement of another line")


def _caps(work: Work) -> Iterator[str]:
    lines = dict(work.session.execute(select(Line.id, Line.agreement_id)).all())
    by_line = _by_key(
        work,
        select(Earning.line_id, func.sum(Earning.amount_cents))
        .where(~_fell())
        .group_by(Earning.line_id),
    )
    open_caps = work.session.scalars(select(Cap).where(Cap.closed_at.is_(None))).all()
    for cap in open_caps:
        within = [cap.line_id] if cap.line_id else _lines_of(lines, cap.agreement_id)
        stands = sum(by_line.get(line_id, 0) for line_id in within)
        if stands != cap.spent_cents:
            yield f"cap {cap.id} counts {cap.spent_cents} cents, and {stands} stand earned"
    capped = [cap.agreement_id for cap in open_caps if cap.line_id is None]
    bare = select(Agreement.id).where(Agreement.id.not_in(capped))
    yield from _each(work, bare, "agreement {} has no cap")


def _lines_of(lines: Mapping[UUID, UUID], agreement_id: UUID) -> list[UUID]:
    return [line_id for line_id, owner in lines.items() if owner == agreement_id]


def _waiting(work: Work) -> Iterator[str]:
    stands = select(Earning.id).where(
        Earning.line_id == Waiting.line_id, Earning.subject_id == Waiting.subject_id, ~_fell()
    )
    query = select(Waiting.subject_id).where(stands.exists())
    yield from _each(work, query, "subject {} waits for what it has earned")


def _fell() -> Any:
    return select(Reversal.id).where(points_at(Reversal.earning_id, Earning)).exists()


def _by_key(work: Work, query: Any) -> dict[UUID, int]:
    return {key: int(cents) for key, cents in work.session.execute(query)}


def _each(work: Work, query: Any, told: str) -> Iterator[str]:
    for found in work.session.scalars(query):
        yield told.format(found)


CHECKS: tuple[Callable[[Work], Iterator[str]], ...] = (
    _untransferred,
    _untransferred_reversals,
    _causeless,
    _astray,
    _doubled,
    _twice,
    _chains,
    _versions,
    _agreements,
    _caps,
    _waiting,
)
