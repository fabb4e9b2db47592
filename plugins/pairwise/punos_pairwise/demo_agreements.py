"""What the pairs of the demo have agreed to, and what they want to reach."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import cycle as around
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    Cycle,
    Group,
    Membership,
    Programme,
    Work,
    accept_agreement,
    add_goal,
    agreement_text,
    clock,
    mark_goal,
    newest_agreement,
    points_at,
    publish_agreement,
    settings_of,
)
from punos.plugin.demo import noon
from punos_pairwise.model import PAIR

GUIDELINES, AGREEMENT = "guidelines", "agreement"
KINDS = (GUIDELINES, AGREEMENT)
LONG_AGO, LATELY = 1500, 12
"""So many days ago both were published, and the agreement once more, in every language."""
STILL_TO_ACCEPT = 5
"""Every fifth has not accepted the new version."""
AIMS = (
    ("I have a CV that works in Finland.", "Minulla on Suomessa toimiva CV."),
    ("I know five people of my own field.", "Tunnen viisi oman alani ihmistä."),
    ("I speak about my work in Finnish.", "Puhun työstäni suomeksi."),
    ("I have visited an employer.", "Olen käynyt työnantajan luona."),
)


def publish_first(work: Work, programme: Programme) -> None:
    """The guidelines and the agreement that all cycles of the story begin with."""
    for kind in KINDS:
        _publish(work, programme, kind, LONG_AGO, work.settings.languages[:1])


def agree(work: Work, cycle: Cycle) -> None:
    """Everybody who is in a pair now accepts what the cycle asks for."""
    for kind in settings_of(work, cycle).get("agreements", {}).get("kinds", ()):
        _accept(work, cycle, kind, [one.enrolment_id for one in _members(work, cycle)])


def ask_again(work: Work, cycle: Cycle) -> None:
    """The agreement is published anew, and most have accepted that by now."""
    _publish(work, cycle.programme, AGREEMENT, LATELY, work.settings.languages)
    people = [one.enrolment_id for one in _members(work, cycle)]
    with clock.at(noon(clock.today() - timedelta(days=LATELY - 3))):
        _accept(
            work,
            cycle,
            AGREEMENT,
            [one for at, one in enumerate(people) if (at + 1) % STILL_TO_ACCEPT],
        )


def have_aims(work: Work, cycle: Cycle) -> None:
    """Each pair wants to reach two things, and every second has reached one."""
    finnish = work.settings.languages[0] == "fi"
    texts = around([fi if finnish else en for en, fi in AIMS])
    with clock.at(noon(cycle.starts_on + timedelta(days=10))):
        for number, group in enumerate(_pairs(work, cycle)):
            first, _second = (add_goal(work, group, next(texts), None) for _ in range(2))
            if number % 2:
                mark_goal(work, group, first.id, "reached")


def _publish(
    work: Work, programme: Programme, kind: str, days_ago: int, languages: Sequence[str]
) -> None:
    with clock.at(noon(clock.today() - timedelta(days=days_ago))):
        texts = {code: agreement_text(kind, code) for code in languages}
        newest = newest_agreement(work, programme.id, kind)
        # With one language only there is nothing that the new version would add.
        if newest is None or newest.texts != texts:
            publish_agreement(work, programme, kind, texts)


def _accept(work: Work, cycle: Cycle, kind: str, enrolments: Sequence[UUID]) -> None:
    version = newest_agreement(work, cycle.programme_id, kind)
    if version is None:
        return
    language = next(iter(version.texts))
    for enrolment_id in enrolments:
        accept_agreement(work, enrolment_id, cycle.programme_id, version.id, language)


def _pairs(work: Work, cycle: Cycle) -> Iterator[Group]:
    query = select(Group).where(
        Group.cycle_id == cycle.id, Group.kind == PAIR, Group.state == "active"
    )
    return iter(work.session.scalars(query.order_by(Group.id)).all())


def _members(work: Work, cycle: Cycle) -> Sequence[Membership]:
    query = (
        select(Membership)
        .join(Group, points_at(Membership.group_id, Group))
        .where(Group.cycle_id == cycle.id, Group.kind == PAIR, Membership.left_on.is_(None))
        .order_by(Membership.id)
    )
    return work.session.scalars(query).all()
