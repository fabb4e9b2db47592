"""Pairs for the demo, by the same verbs that a coordinator uses."""

from collections.abc import Iterator
from itertools import cycle as around
from itertools import islice
from pkgutil import resolve_name
from uuid import UUID

from punos.plugin import MENTEE, MENTOR, Cycle, Programme, Work, ask_proposal, units
from punos.plugin.demo import Applicant, Chapter, Teller, named, tell
from punos_pairwise.model import PAIRWISE
from punos_pairwise.service import PROPOSE_JOB, publish


def tell_story(work: Work, programme: Programme) -> None:
    """A cycle that has ended, one that runs, and one that takes applications."""
    if programme.model != PAIRWISE.name:
        return
    teller = Teller.of(work, programme)
    for chapter in _chapters(work):
        tell(teller, chapter, pair_up)


def _chapters(work: Work) -> Iterator[Chapter]:
    pairs = 10 if work.tenant.slug == "iwwof" else 18
    yield Chapter(
        "previous",
        named("Previous cycle", "Edellinen kausi", "Förra perioden"),
        starts=-330,
        length=200,
        accepted=_both(work, pairs),
        target=pairs,
        ended=True,
    )
    yield Chapter(
        "current",
        named("Current cycle", "Nykyinen kausi", "Pågående period"),
        starts=-70,
        length=190,
        accepted=_both(work, pairs),
        waiting=_both(work, 4),
        target=pairs,
    )
    yield Chapter(
        "next",
        named("Next cycle", "Seuraava kausi", "Nästa period"),
        starts=40,
        length=200,
        waiting=_both(work, 14),
        open_until=20,
    )


def _both(work: Work, number: int) -> list[Applicant]:
    """So many mentees and mentors, spread over the units."""
    places: list[UUID | None] = [*(unit.id for unit in units(work))] or [None]
    return [
        Applicant(role, place)
        for place in islice(around(places), number)
        for role in (MENTEE, MENTOR)
    ]


def pair_up(work: Work, cycle: Cycle) -> None:
    """Propose the best pairs of the accepted people at once, and publish them."""
    proposal = ask_proposal(work, cycle, PROPOSE_JOB)
    # Named, not imported: the solver is heavy, and pages never need it.
    resolve_name(PROPOSE_JOB.replace("propose_pairs", "fill_proposal"))(work, proposal)
    work.session.flush()
    publish(work, cycle, proposal.id, proposal.quality["count"])
