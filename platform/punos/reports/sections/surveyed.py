"""Surveys: how many answered each."""

from __future__ import annotations

from collections.abc import Sequence

from punos.extend import ReportFigure, ReportSection
from punos.i18n import _staff
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.surveys.api import responses
from punos.surveys.schemas import WAVE_NAMES
from punos.work import Work

ORDER = 40


def sections(work: Work, cycles: Sequence[Cycle], _audience: str) -> Sequence[ReportSection]:
    """The response rate of each survey, by role; of several cycles together."""
    sums: dict[tuple[str, str], list[int]] = {}
    for cycle in cycles:
        for one in responses(work, cycle):
            line = sums.setdefault((one.wave, one.role), [0, 0])
            line[0] += one.answered
            line[1] += one.asked
    if not sums:
        return ()
    roles, waves = model_of(work, cycles[0]).roles, dict(WAVE_NAMES)
    figures = [
        ReportFigure(
            code=f"survey.{wave}.{role}",
            label=_staff("%(survey)s: %(role)s", survey=waves[wave], role=roles.get(role, role)),
            value=answered / asked if asked else None,
            unit="share",
            part=answered,
            whole=asked,
            note=_staff("How many of those who were asked have answered."),
        )
        for (wave, role), (answered, asked) in sums.items()
    ]
    return (ReportSection("surveys", _staff("Surveys"), figures, order=ORDER),)
