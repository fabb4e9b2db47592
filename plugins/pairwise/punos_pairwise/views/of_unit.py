"""The pairs in which one of the two is of the reader's unit: to look at, not to change."""

from flask import url_for

from punos.plugin import Absent, Work, cycle_by_slug, pick, render
from punos_pairwise.model import PAIRWISE
from punos_pairwise.of_unit import SEE, own_pairs, said
from punos_pairwise.texts import _staff
from punos_pairwise.views.base import pages


@pages.get("/<slug>/ours", allow=SEE)
def ours(work: Work, slug: str) -> str:
    """Each proposed pair with what speaks for and against it."""
    cycle = cycle_by_slug(work, slug)
    if cycle.programme.model != PAIRWISE.name:
        raise Absent
    name = pick(cycle.names, work.language)
    return render(
        "pairwise/ours.html",
        cycle=cycle,
        name=name,
        rows=own_pairs(work, cycle),
        said=said,
        breadcrumbs=[
            (name, url_for("programmes.cycle", slug=slug)),
            (_staff("Your people in matching"), None),
        ],
    )
