"""Four pairs against a minimum of five, in each meaning that a minimum may have."""

from datetime import timedelta
from uuid import UUID

import pytest
from punos_payouts.accrual import due

from punos import clock
from tests.support.tenants import Association

from .ledgers import (
    agree,
    earned,
    employed,
    jobs,
    line_of,
    pair,
    pairs,
    plan,
    running_cycle,
    withdraw,
)

AFTER = timedelta(days=202)


def four_pairs(association: Association, mode: str) -> tuple[UUID, str]:
    """An agreement of at least five pairs under which four were formed; with their cycle."""
    agreement_id = agree(association, pairs(min_units=5, min_mode=mode, target_units=10))
    slug = running_cycle(association)
    for _pair in range(4):
        pair(association, slug)
    return agreement_id, slug


def tick(association: Association) -> None:
    """What the worker does every minute."""
    with association.work() as work:
        due(work)


@pytest.mark.parametrize(
    ("mode", "claimable"),
    [("condition", 0), ("guaranteed_minimum", 200_000), ("target_only", 200_000)],
)
def test_four_of_five_are_earned_and_claimable_as_the_minimum_means(
    association: Association, mode: str, claimable: int
) -> None:
    agreement_id, slug = four_pairs(association, mode)
    tick(association)
    found = line_of(association, agreement_id)
    assert (found.earned_cents, found.claimable_cents) == (200_000, claimable)
    assert (found.min_missing, found.waits_for_minimum) == (1, mode == "condition")
    pair(association, slug)
    found = line_of(association, agreement_id)
    assert (found.claimable_cents, found.min_missing) == (250_000, 0)


@pytest.mark.parametrize(
    ("mode", "cents"),
    [("condition", 200_000), ("guaranteed_minimum", 250_000), ("target_only", 200_000)],
)
def test_once_the_agreement_has_ended_a_guarantee_alone_is_topped_up(
    association: Association, mode: str, cents: int
) -> None:
    agreement_id, _slug = four_pairs(association, mode)
    with clock.at(clock.now() + AFTER):
        for _minute in range(3):
            tick(association)
        found = line_of(association, agreement_id)
    assert (found.units, found.earned_cents, found.min_missing) == (4, cents, 1)
    assert len(earned(association)) == (5 if mode == "guaranteed_minimum" else 4)


def test_a_guarantee_is_topped_up_with_nothing_when_enough_were_formed(
    association: Association,
) -> None:
    agreement_id, slug = four_pairs(association, "guaranteed_minimum")
    pair(association, slug)
    with clock.at(clock.now() + AFTER):
        tick(association)
        assert line_of(association, agreement_id).earned_cents == 250_000


def test_a_guarantee_follows_what_becomes_known_after_the_end(association: Association) -> None:
    guaranteed = {"min_units": 3, "min_mode": "guaranteed_minimum"}
    agreement_id = agree(association, jobs(**guaranteed))
    slug = running_cycle(association)
    first, second = [employed(association, association.enrol(slug, "mentee")) for _one in range(2)]
    today = clock.today()
    with clock.at(clock.now() + AFTER):
        tick(association)
        assert line_of(association, agreement_id, "jobs").earned_cents == 45_000
        withdraw(association, first)
        found = line_of(association, agreement_id, "jobs")
        assert (found.units, found.earned_cents) == (1, 45_000)
        for _one in range(2):
            employed(association, association.enrol(slug, "mentee"), happened_on=today)
        found = line_of(association, agreement_id, "jobs")
        assert (found.units, found.earned_cents) == (3, 45_000)
        withdraw(association, second)
        assert line_of(association, agreement_id, "jobs").earned_cents == 45_000


def test_a_guarantee_waits_for_the_last_day_on_which_work_may_begin(
    association: Association,
) -> None:
    line = jobs(conditions={"days_after": 30}, min_units=1, min_mode="guaranteed_minimum")
    agreement_id = agree(association, line)
    with clock.at(clock.now() + AFTER):
        tick(association)
        assert line_of(association, agreement_id, "jobs").earned_cents == 0
    with clock.at(clock.now() + AFTER + timedelta(days=30)):
        tick(association)
        assert line_of(association, agreement_id, "jobs").earned_cents == 15_000


def test_a_guarantee_above_the_cap_is_not_earned(association: Association) -> None:
    line = pairs(min_units=5, min_mode="guaranteed_minimum", cap_cents=100_000)
    agreement_id = agree(association, line)
    with clock.at(clock.now() + AFTER):
        for _minute in range(2):
            tick(association)
        assert line_of(association, agreement_id).earned_cents == 0


def test_what_was_agreed_from_the_beginning_is_earned_on_the_first_day(
    association: Association,
) -> None:
    line = plan("start", "lump", 500_000, "agreement_begun")
    agreement_id = agree(association, line, starts=3)
    tick(association)
    assert line_of(association, agreement_id, "start").earned_cents == 0
    with clock.at(clock.now() + timedelta(days=3)):
        tick(association)
        tick(association)
        assert line_of(association, agreement_id, "start").earned_cents == 500_000
