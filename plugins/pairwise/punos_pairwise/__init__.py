"""Pairwise mentoring: one mentee and one mentor who meet, as a programme model."""

from pathlib import Path

from punos.plugin import Plugin
from punos_pairwise import hooks
from punos_pairwise.texts import _staff_l

plugin = Plugin(
    name="pairwise",
    package="punos_pairwise",
    version="0.1.0",
    api=">=1.0,<2",
    label=_staff_l("Pairwise mentoring"),
    description=_staff_l("One mentee and one mentor: applications, matching, pairs, meetings."),
    hooks=hooks,
    folder=Path(__file__).parent,
    migrates=True,
    needs_core="0001",
)
