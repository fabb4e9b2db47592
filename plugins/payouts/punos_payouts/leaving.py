"""What keeps an association, or a funder, from leaving: money that somebody still waits for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from punos.plugin import Refusal, Work
from punos_payouts.models import Claim, ReceivedClaim
from punos_payouts.texts import _staff

OPEN = ("submitted", "returned", "approved")


def reasons_against(work: Work) -> Sequence[Refusal]:
    """One reason when claims of its own, or of its grantees, are neither paid nor taken back."""
    own = select(func.count()).select_from(Claim).where(Claim.state.in_(OPEN))
    came = (
        select(func.count())
        .select_from(ReceivedClaim)
        .where(ReceivedClaim.state.in_(("received", "approved")))
    )
    number = work.session.scalars(own).one() + work.session.scalars(came).one()
    if not number:
        return ()
    return (Refusal(_staff("claims that are still open: %(number)s.", number=number)),)
