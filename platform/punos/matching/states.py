"""The roles and states that all programme models share in which mentees meet mentors."""

from __future__ import annotations

from typing import Any

from punos.i18n import _l
from punos.matching.candidates import MENTEE, MENTOR
from punos.programmes.model import ModelState

MATCHED_ROLES: dict[str, Any] = {MENTEE: _l("Mentee"), MENTOR: _l("Mentor")}


def matched_states(*, grouped: tuple[str, Any], without: tuple[str, Any]) -> tuple[ModelState, ...]:
    """From an application to the end. Only what it is called to be in a group is the model's own.

    `grouped` is (name, label) of the state of whoever is in a group, `without` of whoever was
    accepted and is in none when the cycle closes.
    """
    in_group, ended_without = grouped[0], without[0]
    return (
        ModelState(
            "applied",
            "candidate",
            _l("Applied"),
            to=("accepted", "waiting", "refused", "withdrawn"),
            at_close="refused",
        ),
        ModelState(
            "waiting",
            "candidate",
            _l("On the waiting list"),
            to=("applied", "accepted", "refused", "withdrawn"),
            asks_reason=True,
            at_close="refused",
            tells="waiting",
        ),
        ModelState(
            "accepted",
            "active",
            _l("Accepted"),
            to=("applied", "waiting", "refused", "withdrawn"),
            also=(in_group,),
            at_close=ended_without,
            tells="accepted",
        ),
        ModelState(
            in_group,
            "active",
            grouped[1],
            to=("completed", "left"),
            also=("accepted",),
            at_close="completed",
        ),
        ModelState("completed", "ended", _l("Completed"), completes=True),
        ModelState("left", "ended", _l("Left early"), to=("accepted",), asks_reason=True),
        ModelState(ended_without, "ended", without[1]),
        ModelState(
            "refused",
            "refused",
            _l("Not accepted"),
            to=("applied",),
            asks_reason=True,
            tells="refused",
        ),
        ModelState("withdrawn", "ended", _l("Withdrawn"), to=("applied",)),
    )
