"""What was earned, thing by thing: read for lists, without anybody's name."""

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from punos.plugin import Cycle, Enrolment, Group, Meeting, Outcome, Programme, Work, points_at
from punos_payouts.models import Agreement, Claim, ClaimItem, Earning, Line, Reversal

Rows = Select[
    tuple[Earning, Reversal | None, Group | None, Cycle | None, Meeting | None, str | None]
]


def earnings_query(line: Line) -> Rows:
    """Each earning of a line with its reversal, what it is of, and the number of its claim."""
    number = (
        select(Claim.number)
        .join(ClaimItem, points_at(ClaimItem.claim_id, Claim))
        .where(ClaimItem.earning_id == Earning.id, ClaimItem.tenant_id == Earning.tenant_id)
        .correlate(Earning)
        .scalar_subquery()
    )
    return (
        select(Earning, Reversal, Group, Cycle, Meeting, number.label("claim"))
        .outerjoin(Reversal, points_at(Reversal.earning_id, Earning))
        .outerjoin(Group, _is_subject(Group, "group"))
        .outerjoin(Meeting, _is_subject(Meeting, "meeting"))
        .outerjoin(Cycle, or_(points_at(Group.cycle_id, Cycle), _is_subject(Cycle, "cycle")))
        .outerjoin(Programme, points_at(Cycle.programme_id, Programme))
        .options(contains_eager(Cycle.programme.of_type(Programme)))
        .where(Earning.line_id == line.id)
    )


def _is_subject(kind: type[Group | Meeting | Cycle], name: str) -> ColumnElement[bool]:
    return and_(
        Earning.subject_kind == name,
        kind.id == Earning.subject_id,
        kind.tenant_id == Earning.tenant_id,
    )


def earned_in(work: Work, cycle: Cycle) -> list[tuple[Agreement, Line, int, int]]:
    """What happened in a cycle has earned: (agreement, line, how many, cents), of what still stands."""
    amount = func.sum(Earning.amount_cents)
    query = (
        select(Agreement, Line, func.count(Earning.id), amount)
        .select_from(Earning)
        .join(Line, points_at(Earning.line_id, Line))
        .join(Agreement, points_at(Line.agreement_id, Agreement))
        .outerjoin(Reversal, points_at(Reversal.earning_id, Earning))
        .where(Reversal.id.is_(None), _belongs_to(cycle))
        .group_by(Agreement.tenant_id, Agreement.id, Line.tenant_id, Line.id)
        .order_by(Agreement.starts_on, Agreement.id, Line.position, Line.id)
    )
    return [(row[0], row[1], row[2], int(row[3])) for row in work.session.execute(query)]


def _belongs_to(cycle: Cycle) -> ColumnElement[bool]:
    """Whether what was earned is of this cycle, of its groups, its meetings, or its people's results."""
    groups = select(Group.id).where(Group.cycle_id == cycle.id)
    meetings = select(Meeting.id).where(
        or_(Meeting.cycle_id == cycle.id, Meeting.group_id.in_(groups))
    )
    enrolled = aliased(Enrolment)
    results = (
        select(Outcome.id)
        .join(enrolled, points_at(Outcome.enrolment_id, enrolled))
        .where(enrolled.cycle_id == cycle.id)
    )
    return or_(
        Earning.subject_id == cycle.id,
        Earning.subject_id.in_(groups),
        Earning.subject_id.in_(meetings),
        Earning.fact_id.in_(results),
    )
