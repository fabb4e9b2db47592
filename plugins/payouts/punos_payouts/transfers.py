"""Moving money of a claim along its way, line by line. Only claims move it; what is earned does not."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from punos.plugin import Work, clock, insert_once
from punos_payouts.models import Claim, Transfer


def move(
    work: Work,
    claim: Claim,
    kind: str,
    amounts: Mapping[UUID, int],
    way: tuple[str, str],
    *,
    day: date,
    cause_id: UUID | None = None,
) -> None:
    """Write a transfer for each line: `amounts` are cents by line, `way` is from and to.

    A line below zero moves the other way, one of zero not at all. Once for each cause and turn, however
    often it is asked for.
    """
    for line_id, cents in amounts.items():
        if cents:
            origin, goal = way if cents > 0 else way[::-1]
            insert_once(
                work.session,
                Transfer,
                agreement_id=claim.agreement_id,
                line_id=line_id,
                kind=kind,
                cause_id=cause_id or claim.id,
                turn=0 if cause_id else claim.turn,
                debit=origin,
                credit=goal,
                amount_cents=abs(cents),
                happened_on=day,
                recorded_at=clock.now(),
            )
