"""Pairs for the demo, by the same verbs that a coordinator uses."""

from pkgutil import resolve_name

from punos.plugin import Cycle, Work
from punos_pairwise.model import PAIRWISE
from punos_pairwise.service import PROPOSE_JOB, ask_proposal, publish


def pair_up(work: Work, cycle: Cycle) -> None:
    """Propose the best pairs of the accepted people at once, and publish them."""
    if cycle.programme.model != PAIRWISE.name:
        return
    proposal = ask_proposal(work, cycle)
    # Named, not imported: the solver is heavy, and pages never need it.
    resolve_name(PROPOSE_JOB.replace("propose_pairs", "fill_proposal"))(work, proposal)
    work.session.flush()
    publish(work, cycle, proposal.id, proposal.quality["count"])
