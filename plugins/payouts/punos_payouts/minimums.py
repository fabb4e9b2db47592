"""A minimum that the funder guarantees: what is missing to it is earned once the agreement has ended.

The two other meanings of a minimum change nothing of what is earned: a condition keeps it from being
claimed, a target says only what was hoped for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from punos.plugin import Work, clock, points_at
from punos_payouts.facts import Holding
from punos_payouts.models import Agreement, Earning, Line, LineVersion, Reversal
from punos_payouts.rules import EARNED_BY, LINE
from punos_payouts.subjects import Entitled, Subject

GUARANTEED = "guaranteed_minimum"


@dataclass(frozen=True)
class Missing:
    """What is missing to the minimum, in cents, and what earns it: the line itself."""

    due: Entitled
    amount_cents: int


def is_guaranteed(line: Line, version: LineVersion) -> bool:
    """Whether a line is paid for so many, also when there are fewer."""
    return line.kind != "lump" and version.min_mode == GUARANTEED and bool(version.min_units)


def last_version(agreement: Agreement, versions: Sequence[LineVersion]) -> LineVersion | None:
    """The version in force on the agreement's last day."""
    begun = [version for version in versions if version.valid_from <= agreement.ends_on]
    return begun[-1] if begun else None


def missing(work: Work, agreement: Agreement, line: Line, version: LineVersion) -> Missing | None:
    """What is missing to a guaranteed minimum; nothing before the last day on which units may earn."""
    if clock.today() <= last_day(agreement, version):
        return None
    short = (version.min_units or 0) - units(work, line)
    if short <= 0:
        return None
    holding = Holding(line.id, agreement.ends_on)
    return Missing(Entitled(version, Subject(LINE, line.id), holding), short * version.amount_cents)


def last_day(agreement: Agreement, version: LineVersion) -> date:
    """The last day on which a fact may earn by this version."""
    after = EARNED_BY[version.earned_by].days_after(version.conditions)
    return agreement.ends_on + timedelta(days=after)


def units(work: Work, line: Line) -> int:
    """How many units of a line are earned and stand."""
    query = select(units_of_line()).select_from(Line).where(Line.id == line.id)
    return work.session.scalar(query) or 0


def units_of_line() -> Any:
    """The same as a column of a query over lines. A guaranteed minimum is no unit of its line."""
    fell = select(Reversal.id).where(points_at(Reversal.earning_id, Earning)).exists()
    query = (
        select(func.count())
        .select_from(Earning)
        .where(points_at(Earning.line_id, Line), ~fell)
        .where(or_(Earning.subject_kind != LINE, Line.kind == "lump"))
    )
    return query.correlate(Line).scalar_subquery()
