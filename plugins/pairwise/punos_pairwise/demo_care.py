"""How it goes with the pairs of the demo: most go on well, one rests, and some need the staff."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from punos.plugin import (
    MENTEE,
    Cycle,
    Group,
    Membership,
    Work,
    clock,
    pause_group,
    points_at,
    say_how_it_goes,
    say_in_touch,
)
from punos.plugin.demo import noon
from punos_pairwise.model import PAIR

ASKED_AFTER = timedelta(days=32)
RESTS = timedelta(days=21)
SAID = (
    {"answer": "well"},
    {"answer": "well", "wants": "go_on", "words": "Tapaamme joka toinen viikko. Kiitos!"},
    {"answer": "unsure", "wants": "talk", "words": "Meillä on eri toiveet. Voimmeko jutella?"},
    {"answer": "well"},
    {"answer": "not", "wants": "other", "words": "Mentorillani ei ole aikaa tavata."},
)
"""What mentees say, one pair after another; mentors say that it goes well."""


def look_after(work: Work, cycle: Cycle) -> None:
    """The pairs have been in touch, have said how it goes after their first month, and one rests."""
    pairs = _pairs(work, cycle)
    with clock.at(noon(cycle.starts_on + timedelta(days=1))):
        for pair in pairs[:-1]:
            say_in_touch(work, pair)
    asked = min(cycle.starts_on + ASKED_AFTER, clock.today())
    with clock.at(noon(asked)):
        for pair, said in zip(pairs, SAID, strict=False):
            for member in _members(work, pair):
                mine = said if member.role == MENTEE else SAID[0]
                say_how_it_goes(work, pair, member.enrolment_id, mine)
    if len(pairs) > 1:
        today = clock.today()
        pause_group(work, pairs[1], from_on=today, until_on=today + RESTS, reason="away")


def _pairs(work: Work, cycle: Cycle) -> Sequence[Group]:
    query = select(Group).where(
        Group.cycle_id == cycle.id, Group.kind == PAIR, Group.state == "active"
    )
    return work.session.scalars(query.order_by(Group.id)).all()


def _members(work: Work, pair: Group) -> Sequence[Membership]:
    query = (
        select(Membership)
        .join(Group, points_at(Membership.group_id, Group))
        .where(Group.id == pair.id, Membership.left_on.is_(None))
        .order_by(Membership.id)
    )
    return work.session.scalars(query).all()
