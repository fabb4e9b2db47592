"""The days of the programme of Turku in 2023, and of the pilot before it in the autumn of 2021.

Months are those of its plan; the days within them are made up, and so is all that the plan does not
state. The plan was on an agenda of 27 February, while people were to be selected in January and
February: so selection is written down as having lasted into March.
"""

from collections.abc import Mapping
from datetime import date

from punos.plugin.demo import Calendar, PhasePlan, named

Text = Mapping[str, str]

SELECTION = named("Interviews and selection", "Haastattelut ja valinta", "Intervjuer och urval")
MATCHING = named("Matching", "Parien muodostaminen", "Matchning")
CLOSING = named("Closing and feedback", "Päätös ja palaute", "Avslutning och respons")
SUMMARY = named("Summary and what comes next", "Yhteenveto ja jatko", "Sammandrag och fortsättning")
PARTNERS: Mapping[str, str] = {
    "City of Turku, International House Turku": "organiser",
    "Turku University of Applied Sciences": "counselling",
    "University of Turku": "counselling",
    "Maahanmuuttajien osaamiskeskus": "coaching",
    "Auralan Setlementti": "recruiter",
}
"""What each partner does in a cycle, by its name."""


def _phase(kind: str, names: Text, first: date, last: date) -> PhasePlan:
    return PhasePlan(kind, names, first, last)


TURKU = Calendar(
    apply_from=date(2022, 12, 1),
    apply_until=date(2023, 1, 31),
    starts_on=date(2023, 3, 31),
    ends_on=date(2023, 6, 30),
    phases=(
        _phase(
            "planning",
            named(
                "Planning with partners", "Suunnittelu kumppanien kanssa", "Planering i samarbete"
            ),
            date(2022, 10, 1),
            date(2022, 11, 30),
        ),
        _phase(
            "applications",
            named(
                "Marketing and applications", "Markkinointi ja haku", "Marknadsföring och ansökan"
            ),
            date(2022, 12, 1),
            date(2023, 1, 31),
        ),
        _phase("selection", SELECTION, date(2023, 1, 2), date(2023, 2, 28)),
        _phase("matching", MATCHING, date(2023, 3, 1), date(2023, 3, 30)),
        _phase(
            "tools",
            named(
                "Networking and communication",
                "Verkostoituminen ja viestintä",
                "Nätverk och kommunikation",
            ),
            date(2023, 3, 31),
            date(2023, 4, 30),
        ),
        _phase(
            "midterm",
            named("Midterm", "Välitapaaminen", "Halvtid"),
            date(2023, 5, 1),
            date(2023, 5, 31),
        ),
        _phase("closing", CLOSING, date(2023, 6, 1), date(2023, 6, 30)),
        _phase("summary", SUMMARY, date(2023, 8, 1), date(2023, 8, 31)),
    ),
    actual={
        "selection": (date(2023, 1, 9), date(2023, 3, 10)),
        "matching": (date(2023, 3, 11), date(2023, 3, 30)),
    },
    meetings=(
        ("kick_off", date(2023, 3, 31)),
        ("midterm", date(2023, 5, 12)),
        ("closing", date(2023, 6, 9)),
        ("feedback", date(2023, 6, 16)),
    ),
)
PILOT = Calendar(
    apply_from=date(2021, 8, 2),
    apply_until=date(2021, 8, 31),
    starts_on=date(2021, 9, 15),
    ends_on=date(2021, 12, 10),
    meetings=(("kick_off", date(2021, 9, 15)), ("closing", date(2021, 12, 8))),
)
