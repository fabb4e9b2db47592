"""Mentor teams, as Punos finds it."""

from pathlib import Path

from punos.plugin import Plugin
from punos_mentor_teams import hooks
from punos_mentor_teams.texts import _staff_l

plugin = Plugin(
    name="mentor_teams",
    package="punos_mentor_teams",
    version="0.1.0",
    api=">=1.0,<2",
    label=_staff_l("Mentor teams"),
    description=_staff_l(
        "One mentee and preferably two mentors of the same profession, found by unions."
    ),
    hooks=hooks,
    folder=Path(__file__).parent,
    migrates=True,
    needs_core="0001",
)
