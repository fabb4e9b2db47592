"""What happens in the cycle that is played, noted as it happens, and the figures counted from these notes."""

from datetime import date
from statistics import median
from uuid import UUID

from tests.support.tenants import PAIRWISE_SETTINGS

from .played import Played

PAIRS = 12
MENTEES = [f"Mentee{number}" for number in range(PAIRS)]
MENTORS = [f"Mentor{number}" for number in range(PAIRS + 1)]
MISMATCH, LEAVES, QUIET, RESTS, SILENT = (MENTEES[number] for number in (4, 6, 3, 5, 11))
PLAN = 8
SETTINGS = {
    **PAIRWISE_SETTINGS,
    "meeting_plan": {
        "pair_meetings": PLAN,
        "minutes": 60,
        "common": ["kick_off", "group_meeting", "midterm", "closing"],
    },
    "length_months": {"min": 6, "target": 8, "max": 8},
    "employer_visit": "required",
    "agreements": {"kinds": ["guidelines", "agreement"], "before_meeting": True},
    "care": {"quiet_days": 70},
    "surveys": {"waves": ["start", "midterm", "end", "months_6", "months_12"]},
}
STARTS, ENDS = date(2027, 2, 1), date(2027, 9, 30)
CONFIDENCE = [f"confidence_{number}" for number in range(1, 6)]


class Told:
    """What has happened, as those who played it know it."""

    def __init__(self) -> None:
        self.meetings: list[tuple[UUID, str, date, int]] = []
        self.common: list[tuple[set[str], set[str], int]] = []
        self.visited: set[str] = set()
        self.answered: dict[str, dict[str, dict[str, str]]] = {}
        self.exit: dict[str, str] = {}
        self.half_year: dict[str, str] = {}
        self.again: list[str] = []


def counted(told: Told) -> dict[str, str]:
    """The figures of the cycle's page, from what was noted."""
    groups: dict[UUID, int] = {}
    minutes = dict.fromkeys(MENTEES, 0)
    for group, mentee, _day, length in told.meetings:
        groups[group] = groups.get(group, 0) + 1
        minutes[mentee] += length
    together = {
        name: sum(length for _all, there, length in told.common if name in there)
        for name in MENTEES
    }
    own = sum(code in ("A1", "A2", "A3") for code in told.exit.values())
    work = own + sum(code == "E1" for code in told.exit.values())
    forward = own + sum(code[0] == "B" for code in told.exit.values())
    known = sum(code != "U0" for code in told.exit.values())
    found = {
        "Took part": str(PAIRS),
        "Pairs and groups formed": str(PAIRS + 1),
        "Accepted": of_all(PAIRS, PAIRS + 1),
        "Matched in time": of_all(PAIRS, PAIRS),
        "Wait for a pair": f"{(STARTS - date(2027, 1, 11)).days} days",
        "Completed": of_all(PAIRS - 1, PAIRS),
        "Completed, or left for work or studies": of_all(PAIRS, PAIRS),
        "Plan fulfilled": of_all(
            sum(min(one, PLAN) for one in groups.values()), (PAIRS + 1) * PLAN
        ),
        "Hours of mentoring": f"{hours(minutes)} h",
        "Hours in group meetings": f"{hours(together)} h",
        "Attendance at group meetings": of_all(
            sum(len(there) for _all, there, _length in told.common),
            sum(len(everybody) for everybody, _there, _length in told.common),
        ),
        "Visited an employer": of_all(len(told.visited), PAIRS),
        "In work in own field at the end": f"{of_all(own, known)} (an estimate)",
        "In work at the end": f"{of_all(work, known)} (an estimate)",
        "A step forward at the end": of_all(forward, known),
        **surveyed(told),
        "Mentors who came again": of_all(len(told.again), len(MENTORS)),
    }
    if told.half_year:
        found["In work 6 months later"] = of_all(
            sum(code in ("A2", "E1") for code in told.half_year.values()), len(told.half_year)
        )
    return found


def surveyed(told: Told) -> dict[str, str]:
    """What was answered, and by how many of the mentees who were asked."""
    before, after = (
        {
            name: sum(int(one[key]) for key in CONFIDENCE) / 5
            for name, one in said.items()
            if CONFIDENCE[0] in one
        }
        for said in (told.answered["start"], told.answered["end"])
    )
    both = before.keys() & after.keys()
    said = told.answered["end"].values()
    marks = [int(mark) for one in said if (mark := one.get("helped_integration"))]
    waves = {
        "start": "Answered at the start",
        "midterm": "Answered at midterm",
        "end": "Answered at the end",
        "months_6": "Answered 6 months later",
        "months_12": "Answered 12 months later",
    }
    return {
        "More confident than at the start": of_all(
            sum(after[name] - before[name] >= 0.5 for name in both), len(both)
        ),
        "Feel more at home in Finland": of_all(sum(mark >= 4 for mark in marks), len(marks)),
        **{waves[wave]: of_all(len(said), PAIRS) for wave, said in told.answered.items()},
    }


def of_all(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def hours(minutes: dict[str, int]) -> str:
    value = round(median(minutes.values()) / 60, 1)
    return f"{value:g}"


def compare(played: Played, told: Told) -> None:
    """Every figure of the cycle's page is what was counted."""
    shown, expected = played.figures(), counted(told)
    assert {name: shown.get(name) for name in expected} == expected
