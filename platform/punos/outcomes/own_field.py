"""Whether work is in somebody's own field: worked out from two occupations, or as somebody has said.

Two occupations are of one field when their groups of ISCO-08 share two digits: the nearness that the
classification itself calls a field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from punos.occupations.api import nearness
from punos.outcomes.codes import BY_CODE, MOVED, OTHER_WORK

ONE_FIELD = 0.5
"""The nearness of two occupations from which they are of one field."""
_BY_CONTRACT = {"permanent": "A1", "self_employed": "A3"}
_USUAL = "A2"


def profession_of(answers: Mapping[str, Any]) -> str | None:
    """The ISCO-08 group that somebody gave as their profession when they applied, if they were asked."""
    said = (part["data"].get("occupation") for part in answers.values() if "data" in part)
    return next((code for code in said if code), None)


def computed(profession: str | None, occupation: str | None) -> bool | None:
    """What the two occupations tell; None when one of them is not known."""
    if not profession or not occupation:
        return None
    return nearness(profession, occupation) >= ONE_FIELD


def in_own_field(
    code: str, said: bool | None, profession: str | None, occupation: str | None
) -> bool:
    """Whether an observation is of work in one's own field: as said by hand, else as computed."""
    if said is not None and code == MOVED:
        return said
    return BY_CODE[code].own_field or (code == MOVED and bool(computed(profession, occupation)))


def settled(code: str, in_field: bool | None, contract: str | None) -> str:
    """The code that an observation of work has, once it is known whether it is in one's own field.

    `in_field` None: it is not known, so what was chosen stays.
    """
    if BY_CODE[code].own_field and in_field is False:
        return OTHER_WORK
    if code == OTHER_WORK and in_field:
        return _BY_CONTRACT.get(contract or "", _USUAL)
    return code
