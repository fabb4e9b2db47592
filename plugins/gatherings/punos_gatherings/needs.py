"""What people need at a camp: sensitive, so it is kept apart, for a short time, and never copied.

It stands in no list, export, event, audit row or mail. Whoever may read it does so on one page, and
that is written down. It is erased when the person takes it back or gives up the place, and for
everybody some days after the camp.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete

from punos.plugin import Work
from punos_gatherings.models import Need


def forget_needs(work: Work, seat_ids: Sequence[UUID]) -> None:
    """Erase what was told for these places."""
    work.session.execute(delete(Need).where(Need.seat_id.in_(seat_ids)))
