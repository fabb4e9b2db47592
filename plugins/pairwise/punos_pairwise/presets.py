"""Programmes in pairs to begin with, as associations have run them. Every number can be changed.

What a programme does not state is ours: how often the pairs of Turku meet, and how long each meeting is.
FIKA asks for a residence permit: no form of ours does, so that is talked about in the interview.
"""

from punos.plugin import ProgrammePreset
from punos_pairwise.for_whom import OF_TURKU, OF_WOMENTO, TURKU_ASKS, WOMENTO_ASKS
from punos_pairwise.texts import _l, _staff_l

_BOTH = {"kinds": ["guidelines", "agreement"], "before_meeting": False}
TURKU = ProgrammePreset(
    "career-mentoring",
    _l("Career mentoring"),
    _l(
        "Meet a professional of your own field for some months, and find your way into working life."
    ),
    _staff_l(
        "as in Turku in 2023: three months, ten pairs, meetings of everybody at the start, midterm and"
        " end, and a day at work or an interview with an employer"
    ),
    {
        "agreements": _BOTH,
        "meeting_plan": {
            "pair_meetings": 6,
            "minutes": 60,
            "common": ["kick_off", "midterm", "closing", "feedback"],
        },
        "length_months": {"min": 3, "target": 3, "max": 4},
        "criteria": {"profession": "high", "interests": "high", "languages": "high"},
        "pairs_min": 5,
        "pairs_target": 10,
        "employer_visit": "required",
        "asks": TURKU_ASKS,
        "eligibility": OF_TURKU,
    },
)
_OWN_FIELD = {
    "profession": "mandatory",
    "languages": "mandatory",
    "working_languages": ["fi"],
    "mentee_language_level": "A2",
    "mentor_language_level": "C1",
}
_GROUPS = {"wanted": True, "min": 5, "max": 8}
WOMENTO = ProgrammePreset(
    "long-mentoring",
    _l("Mentoring in your own field"),
    _l(
        "Eight months with a mentor of your own field: the language of your work, networks and courage."
    ),
    _staff_l(
        "as Womento today: eight months online and in Finnish, a meeting a month and four group"
        " meetings, applications in January and August"
    ),
    {
        "agreements": _BOTH,
        "meeting_plan": {
            "pair_meetings": 8,
            "minutes": 90,
            "common": ["kick_off", "group_meeting", "group_meeting", "closing"],
        },
        "length_months": {"min": 6, "target": 8, "max": 8},
        "criteria": {**_OWN_FIELD, "place": "off"},
        "pairs_target": 20,
        "meets": "online",
        "intakes": ["january", "august"],
        "circles": _GROUPS,
        "asks": WOMENTO_ASKS,
        "eligibility": OF_WOMENTO,
    },
)
WOMENTO_EARLY = ProgrammePreset(
    "city-mentoring",
    _l("Mentoring in your own city"),
    _l(
        "Six to eight months with a mentor of your own field, and a group of pairs in your own city."
    ),
    _staff_l(
        "as Womento from 2012 to 2014: six to eight months, three group meetings, groups of pairs"
        " that live near; make each city a unit, and its figures are told apart"
    ),
    {
        "agreements": _BOTH,
        "meeting_plan": {
            "pair_meetings": 8,
            "minutes": 90,
            "common": ["kick_off", "group_meeting", "closing"],
        },
        "length_months": {"min": 6, "target": 7, "max": 8},
        "criteria": {**_OWN_FIELD, "place": "mandatory"},
        "meets": "in_person",
        "circles": _GROUPS,
        "asks": WOMENTO_ASKS,
        "eligibility": OF_WOMENTO,
    },
)
FIKA = ProgrammePreset(
    "mentoring-in-swedish",
    _l("Mentoring in Swedish"),
    _l("Half a year with a mentor who shares your interests and speaks Swedish with you."),
    _staff_l(
        "as FIKA of Luckan: six months in Swedish, four to eight hours a month, an introduction"
        " together, applications in January and August"
    ),
    {
        "agreements": _BOTH,
        "meeting_plan": {
            "pair_meetings": 24,
            "minutes": 90,
            "common": ["kick_off"],
            "hours_min": 4,
            "hours_max": 8,
        },
        "length_months": {"min": 6, "target": 6, "max": 6},
        "criteria": {
            "interests": "high",
            "profession": "high",
            "hopes": "medium",
            "languages": "mandatory",
            "working_languages": ["sv"],
        },
        "pairs_target": 20,
        "intakes": ["january", "august"],
    },
)
PRESETS = (TURKU, WOMENTO, WOMENTO_EARLY, FIKA)
