"""Nothing is ever earned above a cap; what finds no room waits, and earns when there is some."""

import pytest
from punos_payouts.agreements import set_cap
from punos_payouts.models import Agreement, Cap, Line
from sqlalchemy import select

from punos.errors import Refused
from tests.support.tenants import Association

from .ledgers import (
    agree,
    day,
    earned,
    employed,
    jobs,
    line_of,
    pair,
    pairs,
    plan,
    running_cycle,
    stand,
    withdraw,
)


def set_to(association: Association, cap_cents: int, *, line: bool = False) -> None:
    """Another cap of the only agreement, or of its first line."""
    with association.work() as work:
        agreement = work.session.scalars(select(Agreement)).one()
        first = work.session.scalars(select(Line).order_by(Line.position)).first()
        set_cap(work, agreement, cap_cents, first if line else None)


def spent(association: Association) -> list[tuple[int, int]]:
    """The caps in force with what is spent of them, the agreement's last."""
    query = select(Cap.spent_cents, Cap.cap_cents).where(Cap.closed_at.is_(None))
    with association.work() as work:
        return [tuple(row) for row in work.session.execute(query.order_by(Cap.line_id))]


@pytest.mark.parametrize("of", ["line", "agreement"])
def test_what_is_beyond_a_cap_is_counted_and_not_earned(association: Association, of: str) -> None:
    caps = {"cap_cents": 130_000} if of == "line" else {}
    whole = 130_000 if of == "agreement" else 2_500_000
    agreement_id = agree(association, pairs(**caps), cap_cents=whole)
    slug = running_cycle(association)
    for _pair in range(4):
        pair(association, slug)
    found = line_of(association, agreement_id)
    assert (found.units, found.earned_cents, found.beyond) == (2, 100_000, 2)


def test_a_reversal_gives_room_to_whoever_has_waited_longest(association: Association) -> None:
    agreement_id = agree(association, jobs(cap_cents=15_000))
    slug = running_cycle(association)
    outcomes = [
        employed(association, association.enrol(slug, "mentee"), happened_on=day(-when))
        for when in (1, 3, 9)
    ]
    assert line_of(association, agreement_id, "jobs").beyond == 2
    withdraw(association, outcomes[0])
    found = line_of(association, agreement_id, "jobs")
    assert (found.units, found.beyond, found.earned_cents) == (1, 1, 15_000)
    assert [(when, stands) for _code, _cents, when, stands in earned(association)] == [
        (day(-1), False),
        (day(-9), True),
    ]


def test_room_that_one_line_leaves_is_taken_by_another_that_fits(association: Association) -> None:
    agreement_id = agree(association, jobs(20_000), pairs(), cap_cents=60_000)
    slug = running_cycle(association)
    outcomes = [employed(association, association.enrol(slug, "mentee")) for _one in range(2)]
    pair(association, slug)
    assert line_of(association, agreement_id).beyond == 1
    withdraw(association, outcomes[0])
    assert line_of(association, agreement_id).beyond == 1
    withdraw(association, outcomes[1])
    assert line_of(association, agreement_id).units == 1


def test_one_who_waits_and_falls_away_waits_no_more(association: Association) -> None:
    agreement_id = agree(association, jobs(cap_cents=15_000))
    slug = running_cycle(association)
    _first, second = [employed(association, association.enrol(slug, "mentee")) for _one in range(2)]
    withdraw(association, second)
    assert line_of(association, agreement_id, "jobs").beyond == 0


def test_a_higher_cap_lets_those_earn_who_waited(association: Association) -> None:
    agreement_id = agree(association, pairs(cap_cents=50_000))
    slug = running_cycle(association)
    for _pair in range(4):
        pair(association, slug)
    set_to(association, 150_000, line=True)
    found = line_of(association, agreement_id)
    assert (found.units, found.beyond, found.cap_cents) == (3, 1, 150_000)
    assert spent(association) == [(150_000, 150_000), (150_000, 2_500_000)]


def test_a_cap_below_what_was_earned_is_refused(association: Association) -> None:
    agree(association, pairs())
    pair(association, running_cycle(association))
    with pytest.raises(Refused):
        set_to(association, 49_999)
    set_to(association, 50_000)
    assert spent(association) == [(50_000, 50_000)]


def test_a_lines_first_cap_begins_with_what_the_line_has_earned(association: Association) -> None:
    agree(association, pairs())
    pair(association, running_cycle(association))
    with pytest.raises(Refused):
        set_to(association, 49_999, line=True)
    set_to(association, 60_000, line=True)
    assert spent(association) == [(50_000, 60_000), (50_000, 2_500_000)]


def test_nothing_more_is_earned_once_the_agreement_is_closed_but_things_still_fall_away(
    association: Association,
) -> None:
    agreement_id = agree(association, jobs(), plan("start", "lump", 100, "agreement_begun"))
    slug = running_cycle(association)
    outcome_id = employed(association, association.enrol(slug, "mentee"))
    with association.work() as work:
        work.session.scalars(select(Agreement)).one().state = "closed"
    employed(association, association.enrol(slug, "mentee"))
    assert line_of(association, agreement_id, "jobs").units == 1
    withdraw(association, outcome_id)
    assert stand(association, agreement_id).earned_cents == 100
