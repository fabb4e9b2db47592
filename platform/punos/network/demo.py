"""What the demo's members share: nearly all, as most would, and some of them not."""

from punos.deployment import Deployment
from punos.network.freezing import MEMBER, freeze_due
from punos.network.publishing import publish
from punos.network.sharing import choose, leaving, windows

KEPT = {("aurala", "2023"): {"N09"}, ("akava", "2024"): {"N06", "N07"}, ("esimerkki", "2024"): None}
"""What an association keeps for itself of a window; None: everything."""


def share_figures(deployment: Deployment) -> None:
    """Freeze the windows that lie behind, choose what is shared of each, and publish it."""
    for tenant in deployment.directory.active():
        if tenant.kind != MEMBER:
            continue
        with deployment.work(tenant) as work:
            freeze_due(work)
            work.session.flush()
            for window in windows(work):
                kept = KEPT.get((tenant.slug, window.name), set())
                offered = {line.fact.metric for line in leaving(work, window.name)}
                choose(work, window.name, set() if kept is None else offered - kept)
        publish(deployment, tenant)
