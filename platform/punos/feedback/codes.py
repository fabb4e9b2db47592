"""The words of feedback's codes."""

from collections.abc import Mapping
from typing import Any

from punos.i18n import _l, _staff_l

SOURCES: tuple[tuple[str, Any], ...] = (
    ("survey", _staff_l("A survey")),
    ("interview", _staff_l("An interview")),
    ("meeting", _staff_l("A meeting")),
    ("other", _staff_l("Another way")),
)
MOMENTS: tuple[tuple[str, Any], ...] = (
    ("during", _staff_l("During the cycle")),
    ("exit", _staff_l("At the end")),
    ("months_6", _staff_l("6 months later")),
    ("months_12", _staff_l("12 months later")),
)
ATTRIBUTIONS: tuple[tuple[str, Any], ...] = (
    ("none", _l("Without a name")),
    ("role", _l("As mentor or mentee, without a name")),
    ("first_name", _l("With your first name")),
    ("name", _l("With your full name")),
)
QUOTE_STATES: Mapping[str, Any] = {
    "asked": _l("Waits for your answer"),
    "released": _l("May be shown"),
    "kept": _l("Not shown"),
    "withdrawn": _l("Taken back"),
}
