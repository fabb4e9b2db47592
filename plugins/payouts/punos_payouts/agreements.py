"""What was agreed with a funder: an agreement, its lines, and their versions.

Whoever changes anything of an agreement holds it first. Facts that are there already earn at once, and
nothing that was earned is taken back by a change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from marshmallow import ValidationError
from sqlalchemy import func, select

from punos.plugin import Refused, Work, clock, points_at, record_audit
from punos_payouts.accrual import give_room, settle_line
from punos_payouts.models import Agreement, Cap, Earning, Line, LineVersion, Reversal
from punos_payouts.reading import (
    agreement_by_id,
    cap_of,
    hold,
    lines_of,
    versions_of,
    versions_on,
)
from punos_payouts.rules import EARNED_BY
from punos_payouts.texts import _staff

__all__ = [
    "LinePlan",
    "Terms",
    "add_line",
    "agreement_by_id",
    "amend_line",
    "cap_of",
    "hold",
    "lines_of",
    "make_agreement",
    "set_cap",
    "versions_of",
    "versions_on",
]


@dataclass(frozen=True)
class Terms:
    """What a line pays from a day on. Amounts are cents; see `LineVersion`."""

    amount_cents: int
    earned_by: str
    conditions: Mapping[str, Any] = field(default_factory=dict)
    min_units: int | None = None
    min_mode: str = "target_only"
    target_units: int | None = None


@dataclass(frozen=True)
class LinePlan:
    """A line as it is written down: its code is unique within the agreement."""

    code: str
    names: Mapping[str, str]
    kind: str
    terms: Terms
    cap_cents: int | None = None


def make_agreement(
    work: Work,
    *,
    number: str,
    title: str,
    funder_name: str,
    starts_on: date,
    ends_on: date,
    cap_cents: int,
    funder_id: UUID | None = None,
    vat_note: str | None = None,
    lines: Iterable[LinePlan] = (),
) -> Agreement:
    """Write down an agreement; `cap_cents` is all that it may ever earn. Raises Refused when its number
    is taken or its last day is before its first."""
    if ends_on < starts_on:
        raise Refused(_staff("The last day is before the first day. Check the dates."))
    taken = select(Agreement.id).where(Agreement.number == number)
    if work.session.scalars(taken).first() is not None:
        raise Refused(_staff("There is already an agreement with this number."))
    agreement = Agreement(
        number=number,
        title=title,
        funder_name=funder_name,
        funder_id=funder_id,
        starts_on=starts_on,
        ends_on=ends_on,
        vat_note=vat_note,
        state="running",
        made_at=clock.now(),
        made_by=work.account_id,
    )
    work.session.add(agreement)
    work.session.flush()
    set_cap(work, agreement, cap_cents)
    for plan in lines:
        add_line(work, agreement, plan)
    record_audit(work, "payouts.agreement_made", "payouts_agreement", agreement.id)
    return agreement


def add_line(work: Work, agreement: Agreement, plan: LinePlan) -> Line:
    """Add a line, in force from the agreement's first day.

    Raises Refused when its code is taken, and when nothing like it can be earned by its rule.
    """
    known = lines_of(work, hold(work, agreement.id))
    if plan.code in {line.code for line in known}:
        raise Refused(_staff("There is already a line with this code."))
    line = Line(
        agreement_id=agreement.id,
        code=plan.code,
        names=dict(plan.names),
        kind=plan.kind,
        position=len(known),
    )
    work.session.add(line)
    work.session.flush()
    _write_version(work, line, plan.terms, agreement.starts_on)
    if plan.cap_cents is not None:
        set_cap(work, agreement, plan.cap_cents, line)
    settle_line(work, line)
    return line


def amend_line(work: Work, line: Line, terms: Terms, valid_from: date) -> LineVersion:
    """Let a line pay otherwise from a day on. What was earned before, stays as it was earned.

    Raises Refused when nothing like it can be earned by its rule.
    """
    hold(work, line.agreement_id)
    version = _write_version(work, line, terms, valid_from)
    settle_line(work, line)
    return version


def _write_version(work: Work, line: Line, terms: Terms, valid_from: date) -> LineVersion:
    numbers = select(LineVersion.number).where(LineVersion.line_id == line.id)
    version = LineVersion(
        line_id=line.id,
        number=max(work.session.scalars(numbers), default=0) + 1,
        valid_from=valid_from,
        amount_cents=terms.amount_cents,
        earned_by=terms.earned_by,
        conditions=_checked(line.kind, terms),
        min_units=terms.min_units,
        min_mode=terms.min_mode,
        target_units=terms.target_units,
        made_at=clock.now(),
        made_by=work.account_id,
    )
    work.session.add(version)
    work.session.flush()
    record_audit(work, "payouts.line_changed", "payouts_line", line.id)
    return version


def set_cap(work: Work, agreement: Agreement, cap_cents: int, line: Line | None = None) -> Cap:
    """Let an agreement, or one of its lines, earn at most so much from now on.

    Raises Refused when more has been earned already. Amounts are never changed in place: the serving
    role may not.
    """
    held = hold(work, agreement.id)
    found = cap_of(work, held, line)
    spent = found.spent_cents if found else _earned_cents(work, line)
    if cap_cents < spent:
        raise Refused(_staff("More than this has been earned already."))
    if found is not None:
        found.closed_at = clock.now()
        work.session.flush()
    cap = Cap(
        agreement_id=agreement.id,
        line_id=line.id if line else None,
        cap_cents=cap_cents,
        spent_cents=spent,
        made_at=clock.now(),
    )
    work.session.add(cap)
    work.session.flush()
    record_audit(work, "payouts.cap_set", "payouts_agreement", agreement.id)
    give_room(work, held)
    return cap


def _earned_cents(work: Work, line: Line | None) -> int:
    """What a line that had no cap so far has earned; an agreement has one from its beginning on."""
    if line is None:
        return 0
    fell = select(Reversal.id).where(points_at(Reversal.earning_id, Earning)).exists()
    earned = select(func.sum(Earning.amount_cents)).where(Earning.line_id == line.id, ~fell)
    return int(work.session.scalar(earned) or 0)


def _checked(line_kind: str, terms: Terms) -> dict[str, Any]:
    """The conditions, complete: the usual ones are written down, too."""
    rule = EARNED_BY.get(terms.earned_by)
    if rule is None or line_kind not in rule.fits:
        raise Refused(_staff("A line of this kind cannot be earned this way."))
    try:
        checked: dict[str, Any] = rule.schema().load(dict(terms.conditions))
    except ValidationError as error:
        raise Refused(_staff("These conditions do not fit what earns the line.")) from error
    return checked
