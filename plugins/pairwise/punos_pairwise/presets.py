"""Programmes in pairs to begin with."""

from punos.plugin import ProgrammePreset
from punos_pairwise.texts import _l, _staff_l

SHORT = ProgrammePreset(
    "career-mentoring",
    _l("Career mentoring"),
    _l(
        "Meet a professional of your own field for some months, and find your way into working life."
    ),
    _staff_l(
        "three to four months, a meeting every other week, meetings of everybody at start and end"
    ),
    {
        "meeting_plan": {
            "pair_meetings": 6,
            "minutes": 60,
            "common": ["kick_off", "midterm", "closing", "feedback"],
        },
        "length_months": {"min": 3, "target": 3, "max": 4},
        "criteria": {"profession": "high", "interests": "high", "languages": "high"},
    },
)
LONG = ProgrammePreset(
    "long-mentoring",
    _l("Mentoring in your own field"),
    _l(
        "Eight months with a mentor of your own field: the language of your work, networks and courage."
    ),
    _staff_l("eight months, a meeting a month, group meetings besides, and one working language"),
    {
        "meeting_plan": {
            "pair_meetings": 8,
            "minutes": 90,
            "common": ["kick_off", "group_meeting", "group_meeting", "closing"],
        },
        "length_months": {"min": 6, "target": 8, "max": 8},
        "criteria": {
            "profession": "mandatory",
            "languages": "mandatory",
            "working_languages": ["fi"],
        },
    },
)
PRESETS = (SHORT, LONG)
