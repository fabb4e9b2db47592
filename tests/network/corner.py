"""What the sweeps' world has of the network: a member with frozen years, of which one is shared."""

from __future__ import annotations

from tests.network.members import counts, freeze_all, share
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """Two frozen years of two programme models; a part of one of them is published."""
    for window in ("2023", "2024"):
        figures = {model: counts(40, employed=17) for model in ("pairwise", "gatherings")}
        freeze_all(world.association, window, figures)
    share(world.association, "2024", ["N01", "N12"])
    return {}
