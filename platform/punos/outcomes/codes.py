"""The codes of outcomes, in the order in which one counts above another.

Any work in one's own field counts highest, then other work, training, and gains without a change of
status. The codes are data: a funder's own reading maps to them.
"""

from dataclasses import dataclass
from typing import Any

from punos.i18n import _staff_l


@dataclass(frozen=True)
class OutcomeCode:
    """A code and its plain words.

    `employed` says that it means work, `own_field` work in one's own field, `forward` a step forward by
    the network's reading: work in one's own field, practice in it, studies or a qualification.
    """

    code: str
    label: Any
    employed: bool = False
    own_field: bool = False
    forward: bool = False


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
    OutcomeCode("E2", _staff_l("Already employed, moved to better work"), employed=True),
    OutcomeCode("B1", _staff_l("Internship in own field"), forward=True),
    OutcomeCode("B2", _staff_l("Work trial"), forward=True),
    OutcomeCode("B3", _staff_l("Started studies or integration training"), forward=True),
    OutcomeCode("B4", _staff_l("Continued studies by own choice"), forward=True),
    OutcomeCode("B5", _staff_l("Qualification obtained or applied for"), forward=True),
    OutcomeCode("J1", _staff_l("Started looking for work")),
    OutcomeCode("C1", _staff_l("More confident in working life, status unchanged")),
    OutcomeCode("C2", _staff_l("Wider network or better professional language, status unchanged")),
    OutcomeCode("D0", _staff_l("No change")),
    OutcomeCode("X1", _staff_l("Left early")),
    OutcomeCode("U0", _staff_l("Not known")),
)
BY_CODE = {code.code: code for code in CODES}


def highest(codes: list[str]) -> str | None:
    """The code that counts when several were observed."""
    order = {code.code: number for number, code in enumerate(CODES)}
    return min(codes, key=lambda code: order[code], default=None)
