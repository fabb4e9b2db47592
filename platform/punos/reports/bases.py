"""On what a figure of a report rests, in words."""

from collections.abc import Mapping
from typing import Any

from punos.i18n import _staff, _staff_l

BASES = {
    "collected": _staff_l("Collected from everybody"),
    "sample": _staff_l("A sample"),
    "estimate": _staff_l("An estimate"),
}


def rests_on(figure: Mapping[str, Any]) -> str:
    """Basis and response rate of a figure of a report's content."""
    basis = str(BASES[figure["basis"]])
    if figure["response"]:
        answered, asked = figure["response"]
        told = _staff("%(answered)s of %(asked)s answered", answered=answered, asked=asked)
        return f"{basis}; {told}"
    return basis
