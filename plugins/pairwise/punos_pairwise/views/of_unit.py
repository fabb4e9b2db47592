"""The pairs in which one of the two is of the reader's unit: to look at, not to change."""

from flask import url_for

from punos.plugin import Absent, Work, cycle_by_slug, pick, read_page, render
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
    name, rows = pick(cycle.names, work.language), own_pairs(work, cycle)
    for person_id in sorted({one.person_id for row in rows for one in (row.mentee, row.mentor)}):
        read_page(work, person_id, "pairwise.ours")
    return render(
        "pairwise/ours.html",
        cycle=cycle,
        name=name,
        rows=rows,
        said=said,
        breadcrumbs=[
            (name, url_for("programmes.cycle", slug=slug)),
            (_staff("Your people in matching"), None),
        ],
    )
