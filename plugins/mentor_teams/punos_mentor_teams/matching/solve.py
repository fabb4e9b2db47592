"""The best teams for everybody at once. Worker only: imports NumPy and SciPy."""

from __future__ import annotations

from punos_mentor_teams.matching.instance import Instance, Solution


def solve(instance: Instance, *, seconds: float = 60.0) -> Solution:
    """The best teams; raises PinsContradict when the pins cannot all be kept."""
    raise NotImplementedError
