"""The codes of outcomes, in the order in which one counts above another.

Any work in one's own field counts highest, then other work, training, and gains without a change of
status. The codes are data: a funder's own reading maps to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from punos.i18n import _staff_l

ENTRY, EXIT, MONTHS_6, MONTHS_12 = MOMENTS = ("entry", "exit", "months_6", "months_12")
MOMENT_LABELS = {
    ENTRY: _staff_l("At the beginning"),
    EXIT: _staff_l("At the end"),
    MONTHS_6: _staff_l("6 months later"),
    MONTHS_12: _staff_l("12 months later"),
}
_LATER = frozenset((EXIT, MONTHS_6, MONTHS_12))
OTHER_WORK, MOVED, QUALIFIED, LEFT, UNKNOWN = "E1", "E2", "B5", "X1", "U0"
OVERQUALIFIED = "Q1"
"""Work before the programme that asks for less than somebody has learnt: no work that was found."""
UNTOLD = frozenset((LEFT, UNKNOWN))
"""Codes that say nothing of where somebody is now."""


@dataclass(frozen=True)
class OutcomeCode:
    """A code and its plain words.

    `employed` says that it means work, `own_field` work in one's own field, `forward` a step forward by
    the network's reading: work in one's own field, practice in it, studies or a qualification.
    `moments` are those at which it can be said.
    """

    code: str
    label: Any
    employed: bool = False
    own_field: bool = False
    forward: bool = False
    moments: frozenset[str] = frozenset(MOMENTS)


CODES = (
    OutcomeCode(
        "A1",
        _staff_l("Employed in own field, permanent"),
        employed=True,
        own_field=True,
        forward=True,
    ),
    OutcomeCode(
        "A2",
        _staff_l("Employed in own field, fixed-term or part-time"),
        employed=True,
        own_field=True,
        forward=True,
    ),
    OutcomeCode(
        "A3",
        _staff_l("Self-employed in own field"),
        employed=True,
        own_field=True,
        forward=True,
    ),
    OutcomeCode("E1", _staff_l("Employed in another field"), employed=True),
    OutcomeCode(
        "E2", _staff_l("Already employed, moved to better work"), employed=True, moments=_LATER
    ),
    OutcomeCode("Q1", _staff_l("Employed below their qualification"), moments=frozenset((ENTRY,))),
    OutcomeCode("B1", _staff_l("Internship in own field"), forward=True),
    OutcomeCode("B2", _staff_l("Work trial"), forward=True),
    OutcomeCode("B3", _staff_l("Started studies or integration training"), forward=True),
    OutcomeCode("B4", _staff_l("Continued studies by own choice"), forward=True),
    OutcomeCode(
        "B5", _staff_l("Qualification obtained or applied for"), forward=True, moments=_LATER
    ),
    OutcomeCode("I1", _staff_l("Invited to a job interview"), moments=_LATER),
    OutcomeCode("J1", _staff_l("Started looking for work")),
    OutcomeCode("C1", _staff_l("More confident in working life, status unchanged"), moments=_LATER),
    OutcomeCode(
        "C2",
        _staff_l("Wider network or better professional language, status unchanged"),
        moments=_LATER,
    ),
    OutcomeCode("D0", _staff_l("No change")),
    OutcomeCode("X1", _staff_l("Left early"), moments=_LATER),
    OutcomeCode("U0", _staff_l("Not known")),
)
BY_CODE = {code.code: code for code in CODES}


def codes_at(moment: str) -> list[OutcomeCode]:
    """Those that can be said of a moment, in their order."""
    return [code for code in CODES if moment in code.moments]


_ORDER = {code.code: number for number, code in enumerate(CODES)}


def highest(codes: Iterable[str]) -> str | None:
    """The code that counts when several were observed."""
    return min(codes, key=lambda code: _ORDER[code], default=None)


DETAILS: dict[str, tuple[tuple[str, Any], ...]] = {
    QUALIFIED: (
        ("obtained", _staff_l("Obtained")),
        ("applied", _staff_l("Applied for")),
    ),
    LEFT: (
        ("work", _staff_l("Work")),
        ("study", _staff_l("Studies")),
        ("moved", _staff_l("Moved away")),
        ("family", _staff_l("Family")),
        ("health", _staff_l("Health")),
        ("mismatch", _staff_l("It did not fit")),
        ("other", _staff_l("Another reason")),
    ),
}
"""What is said besides of some codes: whether a qualification is there, why somebody left."""
CONTRACTS = (
    ("permanent", _staff_l("Permanent")),
    ("fixed_term", _staff_l("For a fixed time")),
    ("self_employed", _staff_l("Self-employed")),
    ("gig", _staff_l("Single jobs")),
)
SOURCES = {
    "staff": _staff_l("Written down by staff"),
    "self_report": _staff_l("They said so themselves"),
    "letter": _staff_l("A letter of the employer"),
    "contract": _staff_l("The contract"),
}
WITHDRAWALS = (
    ("mistake", _staff_l("It was written down by mistake")),
    ("changed", _staff_l("Something else turned out to be true")),
    ("asked", _staff_l("They asked for it")),
    ("other", _staff_l("Another reason")),
)
"""Why an observation was taken back."""
