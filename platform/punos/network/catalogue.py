"""The fixed list of figures that may cross to the network. Nothing else ever does.

A figure keeps its definition: one that is counted otherwise gets a new version, and what was frozen
under the old one stays as it was. A figure that is known only half a year or a year after a cycle was
closed (N14, N17) is not among them: a year is frozen before, and would keep what was not known yet.
"""

from dataclasses import dataclass
from typing import Any

from punos.i18n import _staff_l

ACTIVITY = "activity"
"""What an association does. It crosses exactly, once it is shared."""
PERSONAL = "personal"
"""What is derived from what became of people. It crosses under disclosure control."""


@dataclass(frozen=True)
class Indicator:
    """A figure of the network by its code, the same as of `collect_metrics`.

    `kind` is ACTIVITY or PERSONAL, `unit` "count" or "share". `models` are the programme models to
    which it applies; None: to each.
    """

    code: str
    label: Any
    kind: str
    unit: str
    definition: int = 1
    models: frozenset[str] | None = None

    def applies_to(self, model: str) -> bool:
        """Whether cycles of this programme model have such a figure at all."""
        return self.models is None or model in self.models


_IN_PAIRS_OR_TEAMS = frozenset({"pairwise", "mentor_teams"})
_WITH_GROUP_MEETINGS = frozenset({"pairwise", "gatherings"})

CATALOGUE = (
    Indicator(
        "G01",
        _staff_l("Pairs and groups formed"),
        ACTIVITY,
        "count",
        models=_IN_PAIRS_OR_TEAMS,
    ),
    Indicator("N01", _staff_l("Took part"), ACTIVITY, "count"),
    Indicator("N02", _staff_l("Accepted"), ACTIVITY, "share", models=_IN_PAIRS_OR_TEAMS),
    Indicator("N03", _staff_l("Matched in time"), ACTIVITY, "share", models=_IN_PAIRS_OR_TEAMS),
    Indicator(
        "N05",
        _staff_l("With two mentors"),
        ACTIVITY,
        "share",
        models=frozenset({"mentor_teams"}),
    ),
    Indicator("N06", _staff_l("Completed"), ACTIVITY, "share"),
    Indicator("N07", _staff_l("Plan fulfilled"), ACTIVITY, "share"),
    Indicator(
        "N09",
        _staff_l("Attendance at group meetings"),
        ACTIVITY,
        "share",
        models=_WITH_GROUP_MEETINGS,
    ),
    Indicator("N10", _staff_l("Visited an employer"), ACTIVITY, "share"),
    Indicator("N11", _staff_l("In work in own field at the end"), PERSONAL, "share", 2),
    Indicator("N12", _staff_l("In work at the end"), PERSONAL, "share", 2),
    Indicator("N13", _staff_l("A step forward at the end"), PERSONAL, "share", 2),
    Indicator("N15", _staff_l("More confident than at the start"), PERSONAL, "share"),
    Indicator("N16", _staff_l("Feel more at home in Finland"), PERSONAL, "share"),
)
BY_CODE = {indicator.code: indicator for indicator in CATALOGUE}
PARTICIPANTS = "N01"
