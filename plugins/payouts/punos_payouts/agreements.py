"""What was agreed with a funder: an agreement, its lines, and their versions.

Whoever changes anything of an agreement holds it first (`hold`): its lines, its caps, what is earned and
what is claimed are all changed one after the other. Nothing of the core is held after that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos.plugin import Absent, Refused, Work, clock, lock_row, record_audit
from punos_payouts.models import Agreement, Cap, Line, LineVersion
from punos_payouts.texts import _staff


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
    """Add a line, in force from the agreement's first day. Raises Refused when its code is taken."""
    known = lines_of(work, agreement)
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
    amend_line(work, line, plan.terms, agreement.starts_on)
    if plan.cap_cents is not None:
        set_cap(work, agreement, plan.cap_cents, line)
    return line


def amend_line(work: Work, line: Line, terms: Terms, valid_from: date) -> LineVersion:
    """Let a line pay otherwise from a day on. What was earned before, stays as it was earned."""
    numbers = select(LineVersion.number).where(LineVersion.line_id == line.id)
    version = LineVersion(
        line_id=line.id,
        number=max(work.session.scalars(numbers), default=0) + 1,
        valid_from=valid_from,
        amount_cents=terms.amount_cents,
        earned_by=terms.earned_by,
        conditions=dict(terms.conditions),
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
    found = cap_of(work, agreement, line)
    spent = found.spent_cents if found else 0
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
    return cap


def cap_of(work: Work, agreement: Agreement, line: Line | None = None) -> Cap | None:
    """The cap in force of an agreement or of one of its lines, read afresh; a line may have none."""
    query = select(Cap).where(
        Cap.agreement_id == agreement.id,
        Cap.line_id == line.id if line else Cap.line_id.is_(None),
        Cap.closed_at.is_(None),
    )
    return work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def hold(work: Work, agreement_id: UUID) -> Agreement:
    """The agreement, held until the transaction ends. Raises Absent."""
    found = lock_row(work.session, Agreement, agreement_id)
    if found is None:
        raise Absent
    return found


def agreement_by_id(work: Work, agreement_id: UUID) -> Agreement:
    """The agreement. Raises Absent."""
    query = select(Agreement).where(Agreement.id == agreement_id)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def lines_of(work: Work, agreement: Agreement) -> list[Line]:
    """The agreement's lines, in their order."""
    query = select(Line).where(Line.agreement_id == agreement.id)
    return list(work.session.scalars(query.order_by(Line.position, Line.id)))


def versions_on(work: Work, lines: Sequence[Line], day: date) -> dict[UUID, LineVersion]:
    """The version of each line that is in force on a day, by line; one that begins later is left out.

    Of several that begin on the same day it is the one written last.
    """
    query = (
        select(LineVersion)
        .where(LineVersion.line_id.in_([line.id for line in lines]), LineVersion.valid_from <= day)
        .order_by(LineVersion.valid_from, LineVersion.number)
    )
    return {version.line_id: version for version in work.session.scalars(query)}
