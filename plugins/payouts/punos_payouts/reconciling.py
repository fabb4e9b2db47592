"""The facts beside what was earned. `punos ledger reconcile` prints the difference, and mends it if told.

A difference is no error: it comes from a plugin that was off, or from facts that were erased since.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from punos.plugin import Work
from punos_payouts.accrual import settle
from punos_payouts.models import Agreement, Line
from punos_payouts.reading import lines_of
from punos_payouts.rules import LINE
from punos_payouts.settling import Step, step_of
from punos_payouts.subjects import History, Subject, stands

MISSING, GONE, IDLE, SHORT = "missing", "gone", "idle", "short"
WORDS = {
    MISSING: "has not earned, and its facts hold",
    GONE: "has earned, and its facts do not hold",
    IDLE: "waits for room, and its facts do not hold",
    SHORT: "has not earned what is missing to the guaranteed minimum",
}


@dataclass(frozen=True)
class Difference:
    """A subject of which the ledger does not say what the facts say."""

    line: Line
    subject: Subject
    kind: str

    def __str__(self) -> str:
        return f"{self.line.code}: {self.subject.kind} {self.subject.id} {WORDS[self.kind]}"


def differences(work: Work) -> list[Difference]:
    """Where the ledger does not say what the facts say, by agreement and line."""
    agreements = work.session.scalars(select(Agreement).order_by(Agreement.id)).all()
    return [
        difference
        for agreement in agreements
        for line in lines_of(work, agreement)
        for difference in _of_line(step_of(work, agreement, line))
    ]


def mend(work: Work, found: Difference) -> None:
    """Let the ledger say of a subject what the facts say."""
    settle(work, found.line.agreement_id, found.line, found.subject)


def _of_line(step: Step) -> Iterator[Difference]:
    yield from _of_subjects(step)
    if step.minimum_differs():
        yield Difference(step.line, Subject(LINE, step.line.id), SHORT)


def _of_subjects(step: Step) -> Iterator[Difference]:
    may_earn = step.agreement.state == "running"
    for subject_id in sorted({*step.due, *step.known, *step.waiting}):
        live = step.known.get(subject_id, History()).live
        entitled, row = step.due.get(subject_id), step.waiting.get(subject_id)
        if live is not None and not stands(live, step.facts):
            yield Difference(step.line, Subject(live.subject_kind, subject_id), GONE)
        elif entitled and live is None and row is None and may_earn:
            yield Difference(step.line, entitled.subject, MISSING)
        elif row and not entitled and subject_id != step.line.id:
            yield Difference(step.line, Subject(row.subject_kind, subject_id), IDLE)
