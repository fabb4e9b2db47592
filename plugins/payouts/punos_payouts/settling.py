"""One line put right: what the facts say now beside what the ledger says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from punos.plugin import Event, Work
from punos_payouts.caps import has_room, spend, stop_waiting, wait, waiting_for
from punos_payouts.entries import write_earning, write_reversal
from punos_payouts.minimums import Missing, is_guaranteed, last_version, missing
from punos_payouts.models import Agreement, Earning, Line, Waiting
from punos_payouts.subjects import (
    Entitled,
    Facts,
    History,
    Ids,
    entitled,
    facts_of,
    histories,
    minimum_history,
    stands,
)

FELL, CHANGED = "fact_fell", "minimum_changed"
"""Reasons of a reversal."""


@dataclass(frozen=True)
class Step:
    """A line of an agreement that is held, with all that is known of the subjects looked at."""

    work: Work
    agreement: Agreement
    line: Line
    event: Event | None
    facts: Sequence[Facts]
    due: Mapping[UUID, Entitled]
    known: Mapping[UUID, History]
    waiting: Mapping[UUID, Waiting]

    def take(self) -> bool:
        """Put every subject right, what falls away first; whether anything fell away."""
        fell = [self._subject(subject_id) for subject_id in self._in_order()]
        return any([*fell, self._minimum()])

    def _in_order(self) -> list[UUID]:
        def place(subject_id: UUID) -> tuple[bool, date, UUID]:
            due = self.due.get(subject_id)
            live = self.known.get(subject_id, History()).live
            return live is None, due.holding.earned_on if due else date.max, subject_id

        return sorted({*self.due, *self.known, *self.waiting}, key=place)

    def _subject(self, subject_id: UUID) -> bool:
        history = self.known.get(subject_id, History())
        if history.live is not None and stands(history.live, self.facts):
            return False
        after_id, fell = history.after_id, False
        if history.live is not None:
            after_id, fell = self._fall(history.live, FELL), True
        due = self.due.get(subject_id)
        if due is None or not self._earn(due, due.version.amount_cents, after_id):
            self._stop_waiting(subject_id)
        return fell

    def minimum_differs(self) -> bool:
        """Whether something else is missing to a guaranteed minimum than was earned for it."""
        short, history = self._short()
        live = history.live.amount_cents if history.live else 0
        waits = self.line.kind != "lump" and self.line.id in self.waiting
        return not waits and live != (short.amount_cents if short else 0)

    def _minimum(self) -> bool:
        short, history = self._short()
        live, after_id = history.live, history.after_id
        if live is not None and short and live.amount_cents == short.amount_cents:
            return False
        if live is not None:
            after_id = self._fall(live, CHANGED)
        if short:
            self._earn(short.due, short.amount_cents, after_id)
        return live is not None

    def _short(self) -> tuple[Missing | None, History]:
        """What is missing to a guaranteed minimum, and what was earned for it so far."""
        version = last_version(self.agreement, [one.version for one in self.facts])
        if version is None or not is_guaranteed(self.line, version):
            return None, History()
        short = missing(self.work, self.agreement, self.line, version)
        return short, minimum_history(self.work, self.line)

    def _earn(self, due: Entitled, amount_cents: int, after_id: UUID | None) -> bool:
        """Whether the subject waits for room instead. A closed agreement earns nothing more."""
        if self.agreement.state != "running":
            return False
        if not has_room(self.work, self.line, amount_cents):
            wait(self.work, self.line, due, amount_cents)
            return True
        written = write_earning(
            self.work, self.line, due, amount_cents, after_id=after_id, event=self.event
        )
        if written:
            spend(self.work, self.line, amount_cents)
        return False

    def _fall(self, earning: Earning, reason: str) -> UUID | None:
        reversal_id = write_reversal(self.work, self.line, earning, reason, self.event)
        if reversal_id is not None:
            spend(self.work, self.line, -earning.amount_cents)
        return reversal_id

    def _stop_waiting(self, subject_id: UUID) -> None:
        row = self.waiting.get(subject_id)
        if row is not None:
            stop_waiting(self.work, row)


def step_of(
    work: Work, agreement: Agreement, line: Line, only: Ids = None, event: Event | None = None
) -> Step:
    """What is known of these subjects of a line, or of all. The agreement is held."""
    # A line that is paid once has itself as its only subject, whichever facts are looked at.
    subjects = None if line.kind == "lump" else only
    facts = facts_of(work, agreement, line, subjects)
    return Step(
        work=work,
        agreement=agreement,
        line=line,
        event=event,
        facts=facts,
        due=entitled(facts),
        known=histories(work, line, subjects),
        waiting=waiting_for(work, line, subjects),
    )
