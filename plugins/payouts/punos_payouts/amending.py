"""Changing an agreement that stands: its name and days, its end, and its beginning anew."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from punos.plugin import Absent, Refused, Work, clock, points_at, record_audit
from punos_payouts.accrual import settle_agreement, settle_line
from punos_payouts.agreements import LinePlan, Terms, add_line, amend_line, set_cap
from punos_payouts.models import Agreement, Claim, Line
from punos_payouts.reading import cap_of, hold
from punos_payouts.texts import _staff

UNDER_WAY = ("draft", "submitted", "returned", "approved")
"""States of a claim after which something is still to come."""


def change_agreement(
    work: Work,
    agreement: Agreement,
    *,
    title: str,
    ends_on: date,
    cap_cents: int,
    vat_note: str | None,
) -> Agreement:
    """Give it other words, a later end or another cap. Raises Refused when it would become shorter, or
    when more has been earned than the new cap."""
    held = must_run(work, agreement)
    if ends_on < held.ends_on:
        raise Refused(_staff("An agreement cannot be made shorter: it may have earned by then."))
    cap = cap_of(work, held)
    if cap is None or cap.cap_cents != cap_cents:
        set_cap(work, held, cap_cents)
    held.title, held.ends_on, held.vat_note = title, ends_on, vat_note
    work.session.flush()
    record_audit(work, "payouts.agreement_changed", "payouts_agreement", held.id)
    settle_agreement(work, held.id)
    return held


def close_agreement(work: Work, agreement: Agreement) -> None:
    """Nothing more is earned or claimed under it. Raises Refused while a claim is under way."""
    held = must_run(work, agreement)
    if claims_under_way(work, held):
        raise Refused(_staff("A claim is still under way. Close the agreement when it is paid."))
    _move(work, held, "closed")


def reopen_agreement(work: Work, agreement: Agreement) -> None:
    """It was closed too early. What has happened meanwhile is earned now."""
    held = hold(work, agreement.id)
    if held.state != "closed":
        raise Refused(_staff("This agreement is not closed."))
    _move(work, held, "running")
    settle_agreement(work, held.id)


def line_by_id(work: Work, line_id: UUID) -> Line:
    """The line with its agreement. Raises Absent."""
    query = (
        select(Line)
        .join(Agreement, points_at(Line.agreement_id, Agreement))
        .options(contains_eager(Line.agreement.of_type(Agreement)))
        .where(Line.id == line_id)
    )
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def add_new_line(work: Work, agreement: Agreement, plan: LinePlan) -> Line:
    """Add a line to an agreement that runs. What has happened already and fits, is earned at once."""
    held = must_run(work, agreement)
    made = add_line(work, held, plan)
    settle_line(work, made)
    return made


def amend(work: Work, line: Line, terms: Terms, valid_from: date, cap_cents: int | None) -> None:
    """Let a line pay otherwise from a day on, and at most so much (None: as much as the agreement).

    Raises Refused for a day outside of the agreement, and when more has been earned than the cap.
    """
    held = must_run(work, line.agreement)
    if not held.starts_on <= valid_from <= held.ends_on:
        raise Refused(_staff("This day is not within the days of the agreement."))
    amend_line(work, line, terms, valid_from)
    _limit(work, held, line, cap_cents)
    settle_agreement(work, held.id)


def _limit(work: Work, agreement: Agreement, line: Line, cap_cents: int | None) -> None:
    cap = cap_of(work, agreement, line)
    if cap_cents is not None and (cap is None or cap.cap_cents != cap_cents):
        set_cap(work, agreement, cap_cents, line)
    elif cap_cents is None and cap is not None:
        cap.closed_at = clock.now()
        work.session.flush()
        record_audit(work, "payouts.cap_lifted", "payouts_line", line.id)


def must_run(work: Work, agreement: Agreement) -> Agreement:
    """The agreement, held. Raises Refused when it is closed."""
    held = hold(work, agreement.id)
    if held.state != "running":
        raise Refused(_staff("This agreement is closed. Open it again first."))
    return held


def claims_under_way(work: Work, agreement: Agreement) -> Sequence[Claim]:
    """Its claims of which something is still to come."""
    query = select(Claim).where(Claim.agreement_id == agreement.id, Claim.state.in_(UNDER_WAY))
    return work.session.scalars(query).all()


def _move(work: Work, agreement: Agreement, state: str) -> None:
    agreement.state = state
    work.session.flush()
    record_audit(work, f"payouts.agreement_{state}", "payouts_agreement", agreement.id)
