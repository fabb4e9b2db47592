"""What happened while the plugin was suspended is earned, and falls away, when it is on again."""

from datetime import timedelta

from punos import clock
from punos.desk.replaying import catch_up
from punos.desk.service import switch_plugin
from punos.events.service import SETTLED
from punos.extend import PluginState
from tests.support.tenants import Association

from .ledgers import (
    agree,
    earned,
    employed,
    hold,
    jobs,
    line_of,
    meet,
    pair,
    pairs,
    running_cycle,
    stand,
    withdraw,
)


def switch(association: Association, state: PluginState) -> None:
    """Switch the plugin there."""
    with association.work() as work:
        switch_plugin(work, "payouts", state)


def replay(association: Association) -> int:
    """What the worker does once everything has settled; how many events it told."""
    with clock.at(clock.now() + SETTLED + timedelta(minutes=1)), association.work() as work:
        return catch_up(work)


def test_a_replay_earns_what_was_missed_and_nothing_twice(association: Association) -> None:
    agreement_id = agree(association, pairs(conditions={}), jobs())
    slug = running_cycle(association)
    early = pair(association, slug)
    meet(association, early)
    withdrawn = employed(association, association.enrol(slug, "mentee"))
    switch(association, PluginState.SUSPENDED)
    hold(association, slug, "kick_off")
    meet(association, pair(association, slug))
    employed(association, association.enrol(slug, "mentee"))
    withdraw(association, withdrawn)
    assert stand(association, agreement_id).earned_cents == 15_000, "control: it is not told"
    switch(association, PluginState.ON)
    assert replay(association) > 0
    assert line_of(association, agreement_id).units == 2
    assert line_of(association, agreement_id, "jobs").earned_cents == 15_000
    before = earned(association)
    replay(association)
    assert earned(association) == before


def test_what_came_and_went_while_suspended_never_stood_in_the_ledger(
    association: Association,
) -> None:
    agree(association, jobs())
    mentee = association.enrol(running_cycle(association), "mentee")
    switch(association, PluginState.SUSPENDED)
    withdraw(association, employed(association, mentee))
    switch(association, PluginState.ON)
    replay(association)
    assert earned(association) == []


def test_a_replay_beside_what_happens_meanwhile_earns_each_once(association: Association) -> None:
    agreement_id = agree(association, pairs())
    slug = running_cycle(association)
    switch(association, PluginState.SUSPENDED)
    missed = [pair(association, slug) for _pair in range(2)]
    switch(association, PluginState.ON)
    pair(association, slug)
    replay(association)
    replay(association)
    assert line_of(association, agreement_id).units == len(missed) + 1
