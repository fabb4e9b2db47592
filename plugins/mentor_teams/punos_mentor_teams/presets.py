"""Programmes of mentor teams to begin with."""

from collections.abc import Mapping

from punos.plugin import ProgrammePreset
from punos_mentor_teams.texts import _l, _staff_l

MINUTES = 90


def _theme(en: str, fi: str, sv: str) -> Mapping[str, object]:
    return {"minutes": MINUTES, "names": {"en": en, "fi": fi, "sv": sv}}


PRESETS = (
    ProgrammePreset(
        "two-mentors",
        _l("Two mentors"),
        _l("Meet two mentors of your own profession three to five times."),
        _staff_l(
            "two mentors of one profession for each mentee, four meetings with themes, by unit"
        ),
        {
            "plan": [
                _theme(
                    "Working life and the profession in Finland",
                    "Työelämä ja ammatti Suomessa",
                    "Arbetslivet och yrket i Finland",
                ),
                _theme(
                    "Your skills and how to show them",
                    "Osaamisesi ja sen näyttäminen",
                    "Ditt kunnande och hur du visar det",
                ),
                _theme(
                    "People and networks of the field",
                    "Alan ihmiset ja verkostot",
                    "Branschens människor och nätverk",
                ),
                _theme("What comes next", "Mitä seuraavaksi", "Vad som kommer härnäst"),
            ],
        },
    ),
)
