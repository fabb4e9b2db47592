"""Teams for the demo, by the same verbs that contact persons and their teams use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import cycle as around
from itertools import islice
from pkgutil import resolve_name
from typing import NamedTuple
from uuid import UUID

from punos.plugin import (
    MENTEE,
    MENTOR,
    Cycle,
    Programme,
    Proposal,
    Work,
    accept_agreement,
    agreement_text,
    clock,
    held_counts,
    memberships,
    move,
    newest_agreement,
    publish_agreement,
    unit_by_slug,
    units,
)
from punos.plugin.demo import (
    Applicant,
    Chapter,
    Spring,
    Teller,
    applications,
    earlier_springs,
    named,
    noon,
    tell,
)
from punos_mentor_teams import service
from punos_mentor_teams.model import NAME
from punos_mentor_teams.standing import Roster, Team, read_roster

CITIES = ("Helsinki", "Helsinki", "Espoo", "Tampere", "Turku", "Oulu", "Jyväskylä", "Vaasa")
GUIDELINES = "guidelines"
AGREED_BEFORE, AGREED_ANEW = 1500, 20
"""So many days ago the guidelines were published first, and again."""


class Share(NamedTuple):
    """How many of a union take part, and their professions."""

    mentees: int
    mentors: int
    professions: tuple[str, ...]


CURRENT: Mapping[str, Share] = {
    "laakariliitto": Share(7, 9, ("2212", "2211")),
    "psykologiliitto": Share(4, 6, ("2634",)),
    "kuntoutus": Share(4, 3, ("2264",)),
    "farmasialiitto": Share(4, 4, ("2262",)),
    "oaj": Share(8, 11, ("2341", "2342")),
    "professoriliitto": Share(2, 0, ("2310",)),
    "talentia": Share(3, 4, ("2635",)),
    "yhteiskunta-ala": Share(4, 5, ("2422", "2632")),
    "safa": Share(3, 1, ("2161",)),
    "kt": Share(1, 2, ("3112",)),
    "tek": Share(14, 20, ("2512", "2519", "2152", "2113")),
    "ekonomit": Share(9, 12, ("2411", "2412", "2431")),
    "tral": Share(4, 5, ("3313", "3323")),
    "lakimiesliitto": Share(3, 1, ("2611",)),
    "erityisalat": Share(4, 8, ("2643", "2651")),
}
"""Some unions with plenty of mentors, some with one, one with none."""
PREVIOUS: Mapping[str, Share] = {
    "laakariliitto": Share(3, 5, ("2212",)),
    "oaj": Share(3, 5, ("2341",)),
    "tek": Share(5, 9, ("2512", "2152")),
    "ekonomit": Share(3, 5, ("2411",)),
    "erityisalat": Share(2, 3, ("2643",)),
}
EARLIER: Mapping[str, Share] = {
    "oaj": Share(1, 2, ("2341",)),
    "tek": Share(2, 4, ("2512", "2152")),
    "ekonomit": Share(1, 2, ("2411",)),
}
NEXT: Mapping[str, Share] = {
    "laakariliitto": Share(3, 2, ("2212",)),
    "psykologiliitto": Share(1, 2, ("2634",)),
    "oaj": Share(3, 2, ("2341",)),
    "tek": Share(6, 7, ("2512", "2519")),
    "ekonomit": Share(3, 4, ("2411",)),
    "lakimiesliitto": Share(2, 1, ("2611",)),
}
LATE: Mapping[str, Share] = {
    "laakariliitto": Share(2, 2, ("2212",)),
    "tek": Share(3, 5, ("2512",)),
    "ekonomit": Share(2, 3, ("2411",)),
}
"""Who was accepted this week: their unions have a draft to look at, but for the doctors'."""
UNDRAFTED = "laakariliitto"
NO_UNION = ("2142", "2221", "5120", "2142", "5131")
"""A civil engineer could belong to two unions; the others to none."""


def tell_story(work: Work, programme: Programme) -> None:
    """A cycle that has ended, one that runs, and one that takes applications."""
    if programme.model != NAME:
        return
    _publish_guidelines(work, programme, AGREED_BEFORE, languages=work.settings.languages[:1])
    for spring in earlier_springs(work, programme):
        tell(spring.teller, _spring(spring), meet)
    teller = Teller.of(work, programme)
    tell(teller, _previous(teller), meet)
    current = tell(teller, _current(teller), partial(meet, quiet=1))
    _publish_guidelines(work, programme, AGREED_ANEW, languages=work.settings.languages)
    _some_accept(teller, current)
    _lose_a_mentor(work, current)
    _come_late(teller, current)
    tell(teller, _next(teller), meet)


def _spring(spring: Spring) -> Chapter:
    return Chapter(
        spring.slug,
        spring.names,
        starts=spring.starts,
        length=spring.length,
        accepted=list(_applicants(spring.teller, EARLIER)),
        target=10,
        ended=True,
        outcomes=spring.outcomes,
    )


def _previous(teller: Teller) -> Chapter:
    return Chapter(
        "previous",
        named("Previous round", "Edellinen kierros", "Förra omgången"),
        starts=-340,
        length=180,
        accepted=list(_applicants(teller, PREVIOUS)),
        target=20,
        ended=True,
    )


def _current(teller: Teller) -> Chapter:
    return Chapter(
        "current",
        named("Current round", "Nykyinen kierros", "Pågående omgång"),
        starts=-75,
        length=200,
        accepted=list(_applicants(teller, CURRENT)),
        waiting=[_applicant(teller, MENTEE, code) for code in NO_UNION],
        target=70,
    )


def _next(teller: Teller) -> Chapter:
    return Chapter(
        "next",
        named("Next round", "Seuraava kierros", "Nästa omgång"),
        starts=60,
        length=200,
        waiting=[
            *_applicants(teller, NEXT, invited=False),
            *(_applicant(teller, MENTEE, code) for code in NO_UNION[:2]),
        ],
        target=70,
        open_until=20,
    )


def _applicants(
    teller: Teller, shares: Mapping[str, Share], *, invited: bool = True
) -> Iterator[Applicant]:
    """Those of the unions; who is `invited` applies by a union's link, and is one of its own at once."""
    known = {unit.slug: unit.id for unit in units(teller.work)} if invited else {}
    for slug, share in shares.items():
        for role, number in ((MENTEE, share.mentees), (MENTOR, share.mentors)):
            for occupation in islice(around(share.professions), number):
                yield _applicant(teller, role, occupation, known.get(slug))


def _applicant(
    teller: Teller, role: str, occupation: str, unit_id: UUID | None = None
) -> Applicant:
    """Somebody of a profession, which says to which union they belong unless that is known."""
    random = teller.random
    finnish = random.choice(("A2", "B1", "B1", "B2")) if role == MENTEE else "C2"
    spoken = [
        {"language": "en", "level": random.choice(("B2", "C1", "C1"))},
        {"language": "fi", "level": finnish},
    ]
    said = {
        "occupation": occupation,
        "languages": spoken,
        "union": None,
        "capacity": random.choice((1, 1, 2)),
        "city": random.choice(CITIES),
    }
    return Applicant(role, unit_id, said)


def meet(work: Work, cycle: Cycle, quiet: int = 0) -> None:
    """Propose the best teams of each union at once and publish them; then all agree but the quiet."""
    roster = read_roster(work, cycle)
    seeking = {one.unit_id for one in roster.seekers()}
    made = [_proposed(work, cycle, unit.slug) for unit in units(work) if unit.id in seeking]
    drafts = [service.Draft(one.id, one.quality["count"]) for one in made]
    service.publish(work, cycle, drafts)
    work.session.flush()
    for team in _teams(read_roster(work, cycle))[quiet:]:
        for member in memberships(work, team.id):
            _accept(work, cycle, member.enrolment_id)


def _proposed(work: Work, cycle: Cycle, slug: str) -> Proposal:
    proposal = service.ask(work, cycle, unit_by_slug(work, slug).id)
    # Named, not imported: the solver is heavy, and pages never need it.
    fill = resolve_name(service.PROPOSE_JOB.replace("propose_teams", "fill_proposal"))
    fill(work, proposal)
    work.session.flush()
    return proposal


def _publish_guidelines(
    work: Work, programme: Programme, days_ago: int, *, languages: Sequence[str]
) -> None:
    texts = {code: agreement_text(GUIDELINES, code) for code in languages}
    with clock.at(noon(_days_ago(days_ago))):
        publish_agreement(work, programme, GUIDELINES, texts)


def _accept(work: Work, cycle: Cycle, enrolment_id: UUID) -> None:
    newest = newest_agreement(work, cycle.programme_id, GUIDELINES)
    if newest is not None:
        language = work.settings.languages[0]
        accept_agreement(work, enrolment_id, cycle.programme_id, newest.id, language)


def _some_accept(teller: Teller, cycle: Cycle) -> None:
    """Half of those in teams have accepted the new version by now."""
    work = teller.work
    with clock.at(noon(_days_ago(AGREED_ANEW - 5))):
        for team in _teams(read_roster(work, cycle))[1:]:
            for member in memberships(work, team.id):
                if teller.random.random() < 0.5:
                    _accept(work, cycle, member.enrolment_id)


def _lose_a_mentor(work: Work, cycle: Cycle) -> None:
    """A doctor whose mentor was her only one, and who has met, has lost that mentor."""
    roster = read_roster(work, cycle, unit_by_slug(work, UNDRAFTED).id)
    teams = [team for team in _teams(roster) if len(team.mentors) == 1]
    met = held_counts(work, [team.id for team in teams])
    lost = next(team for team in teams if met.get(team.id))
    with clock.at(noon(_days_ago(3))):
        move(work, lost.mentors[0], "left")


def _come_late(teller: Teller, cycle: Cycle) -> None:
    """This week's applicants are accepted; most unions have looked for mentors for them."""
    work = teller.work
    with clock.at(noon(_days_ago(2))):
        for enrolment in applications(teller, cycle, _applicants(teller, LATE)):
            move(work, enrolment.id, "accepted")
        work.session.flush()
        for slug in LATE.keys() - {UNDRAFTED}:
            _proposed(work, cycle, slug)


def _teams(roster: Roster) -> list[Team]:
    return sorted(roster.teams.values(), key=lambda team: team.id)


def _days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)
