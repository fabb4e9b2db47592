"""Codes: the only texts that audit, events and the border's envelope may carry.

A code is a short word of ours in lower case. It keeps names, addresses and sentences out; what a
person typed is not a code.
"""

import re

_CODE = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,59}")


def is_code(value: object) -> bool:
    """Whether the value is a code: lower case, no blanks, at most 60 characters."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def require_code(value: object, what: str) -> str:
    """The code itself. Raises ValueError, without repeating the value, for anything else."""
    if not isinstance(value, str) or not is_code(value):
        raise ValueError(f"{what} must be a short code in lower case")
    return value
