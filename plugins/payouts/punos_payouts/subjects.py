"""Who or what earns a line, by which of its versions, and what it has earned so far."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from punos.plugin import Work, points_at
from punos_payouts.facts import Ask, Holding
from punos_payouts.models import Agreement, Earning, Line, LineVersion, Reversal
from punos_payouts.reading import versions_of
from punos_payouts.rules import EARNED_BY, LINE

Ids = Collection[UUID] | None
"""Subjects to look at; None for all of them."""


@dataclass(frozen=True)
class Subject:
    """What earns a line once: the line itself, a group, a person, a meeting or a cycle."""

    kind: str
    id: UUID


@dataclass(frozen=True)
class Facts:
    """What holds of one version of a line, by subject and the earliest first; and on which days the
    version counts.
    """

    version: LineVersion
    first_day: date
    last_day: date
    subject_kind: str
    by_subject: Mapping[UUID, Sequence[Holding]]

    def counts_on(self, day: date) -> bool:
        """Whether the version is in force on a day."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Entitled:
    """A subject that is to have earned the line: by which version, since when, resting on what."""

    version: LineVersion
    subject: Subject
    holding: Holding


@dataclass(frozen=True)
class History:
    """What a subject has earned of a line: what stands, and the last time that it fell away."""

    live: Earning | None = None
    after_id: UUID | None = None


def facts_of(work: Work, agreement: Agreement, line: Line, only: Ids = None) -> list[Facts]:
    """What holds of each version of the line, as of now: the facts alone, whatever was earned."""
    versions = versions_of(work, line)
    ends = [later.valid_from - timedelta(days=1) for later in versions[1:]]
    return [
        _facts(work, agreement, line, version, last_day, only)
        for version, last_day in zip(versions, [*ends, date.max], strict=False)
    ]


def entitled(facts: Sequence[Facts]) -> dict[UUID, Entitled]:
    """By subject, what it is to have earned: by the version that was in force on that day.

    Where several versions would let it earn, it earns by the earliest day.
    """
    found: dict[UUID, Entitled] = {}
    for one in facts:
        for subject_id, holdings in one.by_subject.items():
            first = next((day for day in holdings if one.counts_on(day.earned_on)), None)
            known = found.get(subject_id)
            if first and (known is None or first.earned_on < known.holding.earned_on):
                subject = Subject(one.subject_kind, subject_id)
                found[subject_id] = Entitled(one.version, subject, first)
    return found


def stands(earning: Earning, facts: Sequence[Facts]) -> bool:
    """Whether the fact behind an earning still holds, by the version by which it was earned."""
    return any(
        holding.fact_id == earning.fact_id
        for one in facts
        if one.version.id == earning.version_id
        for holding in one.by_subject.get(earning.subject_id, ())
    )


def histories(work: Work, line: Line, only: Ids = None) -> dict[UUID, History]:
    """By subject, what was earned of the line. Its guaranteed minimum is not among it."""
    units = [] if line.kind == "lump" else [Earning.subject_kind != LINE]
    chosen = [] if only is None else [Earning.subject_id.in_(only)]
    return _histories(work, line, *units, *chosen)


def minimum_history(work: Work, line: Line) -> History:
    """What was earned of the line as its guaranteed minimum."""
    found = _histories(work, line, Earning.subject_kind == LINE)
    return found.get(line.id, History())


def _histories(work: Work, line: Line, *which: ColumnElement[bool]) -> dict[UUID, History]:
    query = (
        select(Earning, Reversal.id)
        .outerjoin(Reversal, points_at(Reversal.earning_id, Earning))
        .where(Earning.line_id == line.id, *which)
    )
    rows: dict[UUID, list[tuple[Earning, UUID | None]]] = defaultdict(list)
    for earning, reversal_id in work.session.execute(query):
        rows[earning.subject_id].append((earning, reversal_id))
    return {subject_id: _history(of_subject) for subject_id, of_subject in rows.items()}


def _history(rows: Sequence[tuple[Earning, UUID | None]]) -> History:
    used = {earning.after_id for earning, _reversal in rows}
    live = next((earning for earning, reversal in rows if reversal is None), None)
    last = next((reversal for _earning, reversal in rows if reversal not in {None, *used}), None)
    return History(live, last)


def _facts(
    work: Work, agreement: Agreement, line: Line, version: LineVersion, last_day: date, only: Ids
) -> Facts:
    rule = EARNED_BY[version.earned_by]
    once = rule.subject_of(line.kind) == LINE
    ask = Ask(
        rule.conditions(version.conditions),
        agreement.starts_on,
        agreement.ends_on,
        # Of a line that is paid once, whichever fact came first counts.
        None if once else only,
    )
    by_subject: dict[UUID, list[Holding]] = defaultdict(list)
    for one in sorted(rule.find(work, ask), key=lambda found: found.earned_on):
        subject_id = line.id if once or one.subject_id is None else one.subject_id
        fact_id = one.fact_id or one.subject_id if once else one.fact_id
        by_subject[subject_id].append(Holding(subject_id, one.earned_on, fact_id))
    kind = rule.subject_of(line.kind)
    return Facts(version, version.valid_from, last_day, kind, by_subject)
