"""Pairs for the demo, by the same verbs that a coordinator uses."""

from collections.abc import Iterator
from datetime import datetime, time
from itertools import cycle as around
from itertools import islice
from pkgutil import resolve_name
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    MENTEE,
    MENTOR,
    Cycle,
    Group,
    Membership,
    Programme,
    Work,
    ask_proposal,
    hold_meeting,
    plan_meeting,
    points_at,
    units,
)
from punos.plugin.demo import Applicant, Chapter, Spring, Teller, earlier_springs, named, tell
from punos_pairwise.model import PAIRWISE
from punos_pairwise.service import PROPOSE_JOB, publish

OCCUPATIONS = ("2512", "2221", "2341", "2411", "2431", "2142", "2635", "2611")
SPOKEN = {
    MENTEE: [{"language": "fi", "level": "B1"}, {"language": "en", "level": "B2"}],
    MENTOR: [{"language": "fi", "level": "C2"}, {"language": "en", "level": "C1"}],
}
PAIRS = {"iwwof": 10, "womento": 18}
SPRINGS = {"iwwof": (8, 9, 10), "womento": (20, 23, 26)}
"""How many pairs each association had in the springs of the last three years."""
FEW = (3, 3, 3)
KICK_OFF = "kick_off"


def tell_story(work: Work, programme: Programme) -> None:
    """A cycle that has ended, one that runs, and one that takes applications."""
    if programme.model != PAIRWISE.name:
        return
    for spring in earlier_springs(work, programme):
        tell(spring.teller, _spring(work, spring), pair_up)
    teller = Teller.of(work, programme)
    for chapter in _chapters(work):
        tell(teller, chapter, begin)


def _spring(work: Work, spring: Spring) -> Chapter:
    pairs = SPRINGS.get(work.tenant.slug, FEW)[spring.number]
    return Chapter(
        spring.slug,
        spring.names,
        starts=spring.starts,
        length=spring.length,
        accepted=_fitting(work, pairs),
        target=pairs,
        ended=True,
        outcomes=spring.outcomes,
    )


def _chapters(work: Work) -> Iterator[Chapter]:
    pairs = PAIRS.get(work.tenant.slug, 4)
    yield Chapter(
        "previous",
        named("Previous cycle", "Edellinen kausi", "Förra perioden"),
        starts=-330,
        length=200,
        accepted=_fitting(work, pairs),
        target=pairs,
        ended=True,
    )
    yield Chapter(
        "current",
        named("Current cycle", "Nykyinen kausi", "Pågående period"),
        starts=-70,
        length=190,
        accepted=_fitting(work, pairs),
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
    """So many mentees and mentors, spread over the units, of whom anything may be true."""
    return [Applicant(role, place) for place in _places(work, number) for role in (MENTEE, MENTOR)]


def _fitting(work: Work, number: int) -> list[Applicant]:
    """The same, in couples of one profession who speak Finnish well enough to meet in it."""
    return [
        Applicant(role, place, {"occupation": occupation, "languages": SPOKEN[role]})
        for place, occupation in zip(_places(work, number), around(OCCUPATIONS), strict=False)
        for role in (MENTEE, MENTOR)
    ]


def _places(work: Work, number: int) -> list[UUID | None]:
    places: list[UUID | None] = [*(unit.id for unit in units(work))] or [None]
    return list(islice(around(places), number))


def begin(work: Work, cycle: Cycle) -> None:
    """Make the pairs, and let all of them come to the kick-off."""
    pair_up(work, cycle)
    meeting = plan_meeting(
        work,
        cycle,
        kind=KICK_OFF,
        local_start=datetime.combine(cycle.starts_on, time(10)),
        minutes=120,
    )
    in_pairs = (
        select(Membership.enrolment_id)
        .join(Group, points_at(Membership.group_id, Group))
        .where(Group.cycle_id == cycle.id)
    )
    hold_meeting(work, meeting.id, dict.fromkeys(work.session.scalars(in_pairs), "present"))


def pair_up(work: Work, cycle: Cycle) -> None:
    """Propose the best pairs of the accepted people at once, and publish them."""
    proposal = ask_proposal(work, cycle, PROPOSE_JOB)
    # Named, not imported: the solver is heavy, and pages never need it.
    resolve_name(PROPOSE_JOB.replace("propose_pairs", "fill_proposal"))(work, proposal)
    work.session.flush()
    publish(work, cycle, proposal.id, proposal.quality["count"])
