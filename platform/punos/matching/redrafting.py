"""A draft that is changed by hand becomes a new draft: the one before it stays, so that one may go back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos.matching.models import Proposal, Suggestion
from punos.matching.service import next_number
from punos.work import Work

_KEPT = (
    "mentee_id", "mentor_id", "unit_id", "position", "score", "pinned", "by_hand", "reasons", "fails",
    "others", "state",
)  # fmt: skip


def redraft(
    work: Work,
    held: Proposal,
    *,
    without: Collection[UUID],
    added: Sequence[Suggestion],
    unmatched: Sequence[Mapping[str, Any]],
    quality: Mapping[str, Any],
) -> Proposal:
    """A copy of a draft that is held, without some suggestions and with others; it takes its place.

    It is as old as the draft that it was made from: what came later is still news to it.
    """
    rows = work.session.scalars(select(Suggestion).where(Suggestion.proposal_id == held.id)).all()
    held.state = "discarded"
    work.session.flush()
    draft = Proposal(
        cycle_id=held.cycle_id,
        unit_id=held.unit_id,
        number=next_number(work, held.cycle_id),
        state="draft",
        settings=held.settings,
        quality=dict(quality),
        unmatched=[dict(one) for one in unmatched],
        created_at=held.created_at,
    )
    work.session.add(draft)
    work.session.flush()
    kept = [_copy(row) for row in rows if row.id not in without]
    for suggestion in (*kept, *added):
        suggestion.proposal_id = draft.id
    work.session.add_all([*kept, *added])
    return draft


def _copy(row: Suggestion) -> Suggestion:
    return Suggestion(**{name: getattr(row, name) for name in _KEPT})
