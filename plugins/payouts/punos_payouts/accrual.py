"""Earning: facts of the core beside the ledger, and what follows from the difference."""

from dataclasses import dataclass
from uuid import UUID

from punos.plugin import Event, Work
from punos_payouts.models import Line


@dataclass(frozen=True)
class Subject:
    """What earns a line once: the line itself, a group, a person, a meeting or a cycle."""

    kind: str
    id: UUID


def settle(
    work: Work, agreement_id: UUID, line: Line, subject: Subject, event: Event | None = None
) -> None:
    """Let the ledger say of a subject what the facts say now. Doing it again changes nothing."""
    raise NotImplementedError


def consider(work: Work, event: Event) -> None:
    """Settle whatever an event can earn or take away."""
