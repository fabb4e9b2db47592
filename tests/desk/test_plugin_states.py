"""Switching a plugin: what happens while it is suspended reaches it afterwards, by the worker."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.desk.replaying import catch_up
from punos.desk.service import CATCHING_UP, switch_plugin
from punos.enrolments.models import Enrolment
from punos.enrolments.service import lock_enrolments, move
from punos.events.service import SETTLED
from punos.extend import PluginState
from punos.groups.models import Group
from punos.groups.service import activate_group
from punos.programmes.service import cycle_by_slug
from punos.tenancy.models import TenantPlugin
from tests.support.tenants import Association, Tenants


def pair_up(association: Association) -> UUID:
    """A cycle with one pair; the mentee's enrolment."""
    slug = association.cycle()
    mentee, mentor = association.enrol(slug, "mentee"), association.enrol(slug, "mentor")
    with association.work() as work:
        both = lock_enrolments(work, [mentee, mentor])
        activate_group(work, cycle_by_slug(work, slug), "pair", both.values())
        for enrolment_id in both:
            move(work, enrolment_id, "paired")
    return mentee


def switch(association: Association, state: PluginState) -> None:
    """Switch pairwise there."""
    with association.work() as work:
        switch_plugin(work, "pairwise", state)


def group_states(association: Association) -> list[str]:
    """The states of all groups there."""
    with association.work() as work:
        return list(work.session.scalars(select(Group.state)))


def test_what_happened_while_suspended_is_made_up_for(tenants: Tenants) -> None:
    association = tenants.make()
    mentee = pair_up(association)
    switch(association, PluginState.SUSPENDED)
    with association.work() as work:
        move(work, mentee, "left", reason="moved")
    assert group_states(association) == ["active"], "control: a suspended plugin is not told"
    switch(association, PluginState.ON)
    with clock.at(clock.now() + SETTLED + timedelta(minutes=1)), association.work() as work:
        assert catch_up(work) > 0
    assert group_states(association) == ["ended"]


def test_catching_up_ends_and_changes_nothing_when_repeated(tenants: Tenants) -> None:
    association = tenants.make()
    mentee = pair_up(association)
    switch(association, PluginState.SUSPENDED)
    with association.work() as work:
        move(work, mentee, "left", reason="moved")
    switch(association, PluginState.ON)
    for _turn in range(2):
        with clock.at(clock.now() + 2 * SETTLED), association.work() as work:
            catch_up(work)
    with association.work() as work:
        row = work.session.scalars(select(TenantPlugin)).one()
        assert CATCHING_UP not in row.settings
        states = set(work.session.scalars(select(Enrolment.model_state)))
    assert states == {"left", "accepted"}


def test_plugin_that_was_off_is_not_told_of_the_past(tenants: Tenants) -> None:
    association = tenants.make()
    mentee = pair_up(association)
    switch(association, PluginState.OFF)
    with association.work() as work:
        move(work, mentee, "left", reason="moved")
    switch(association, PluginState.ON)
    with clock.at(clock.now() + 2 * SETTLED), association.work() as work:
        assert catch_up(work) == 0
    assert group_states(association) == ["active"]
