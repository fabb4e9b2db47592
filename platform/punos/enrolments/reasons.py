"""Why somebody waits, or why an application or a participation ends. Codes, so that they can be counted."""

from typing import Any

from punos.i18n import _staff_l

WITHDREW = "withdrew"

REASONS: tuple[tuple[str, Any], ...] = (
    ("full", _staff_l("There is no place left")),
    ("outside", _staff_l("They are outside the rules of the cycle")),
    ("not_fitting", _staff_l("Another offer fits them better")),
    ("no_match", _staff_l("Nobody suitable was found")),
    ("no_answer", _staff_l("They have not answered")),
    (WITHDREW, _staff_l("They do not want to go on")),
    ("moved", _staff_l("They have moved away")),
    ("work_or_study", _staff_l("They have found work or a place to study")),
    ("other", _staff_l("Another reason")),
)

WAITING_REASONS = tuple(pair for pair in REASONS if pair[0] in ("full", "no_match", "other"))
"""Why somebody is put on the waiting list."""


# Reasons that the system gives itself; nobody chooses them.
OWN = (("cycle_closed", _staff_l("The cycle was closed")),)


def reason_label(code: str | None) -> Any:
    """The words for a reason; the code itself when no reason here has it, "" for none."""
    return dict(REASONS + OWN).get(code or "", code or "")
