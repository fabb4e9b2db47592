"""Programmes of gatherings to begin with."""

from punos.plugin import ProgrammePreset
from punos_gatherings.texts import _l, _staff_l

PRESETS = (
    ProgrammePreset(
        "open-meetings",
        _l("Open meetings"),
        _l("Meetings every second week and a camp. Free of charge, and you can join at any time."),
        _staff_l("meetings that anybody may come to, a list at the door, a camp, help with work"),
        {"capacity": 30},
    ),
)
