"""When what people need at a camp is erased: with the place, with the camp, and on the promised day."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

import pytest
from punos_gatherings.camp import camp_by_id, cancel_camp
from punos_gatherings.needs import erased_on, take_back_needs
from sqlalchemy import select

from punos import clock
from punos.audit.models import AuditEvent
from punos.desk.service import switch_plugin
from punos.enrolments.service import move
from punos.errors import Refused
from punos.extend import PluginState
from punos.i18n import format_date, use_language
from punos.jobs.tick import tick
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .camps import camp_row, cycle, leave, resize, states
from .test_camp import plan
from .test_needs import needs, told


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


def test_needs_are_erased_at_once_with_the_place(association: Association, slug: str) -> None:
    _camp, _who, seats = told(association, slug)
    leave(association, seats[0])
    assert needs(association) == []


def test_needs_are_erased_at_once_with_whoever_leaves_the_programme(
    association: Association, slug: str
) -> None:
    _camp, who, _seats = told(association, slug)
    with association.work() as work:
        move(work, who[0], "withdrawn")
    assert needs(association) == []


def test_needs_are_erased_with_whoever_leaves_also_after_the_camp(
    association: Association, slug: str
) -> None:
    _camp, who, seats = told(association, slug)
    with clock.at(clock.now() + timedelta(days=33)), association.work() as work:
        move(work, who[0], "withdrawn")
    assert needs(association) == []
    assert states(association, seats) == ["taken", "taken"]


def test_needs_are_erased_at_once_with_a_camp_that_is_cancelled(
    association: Association, slug: str
) -> None:
    camp_id, _who, seats = told(association, slug)
    with association.work() as work:
        cancel_camp(work, camp_by_id(work, camp_id))
    assert needs(association) == []
    assert states(association, seats) == ["taken", "taken"]


@contextmanager
def after_the_camp(association: Association, camp_id: UUID, days: int) -> Iterator[None]:
    """Noon so many days after the camp's last day."""
    gone = (camp_row(association, camp_id).last_on - clock.today()).days + days
    with clock.at(clock.now() + timedelta(days=gone)):
        yield


def test_needs_are_erased_by_the_tick_when_their_days_have_passed(
    association: Association, slug: str
) -> None:
    camp_id, _who, _seats = told(association, slug)
    with after_the_camp(association, camp_id, 14):
        tick(association.deployment)
        assert len(needs(association)) == 1
    with after_the_camp(association, camp_id, 15):
        tick(association.deployment)
        assert needs(association) == []
        erased_at = camp_row(association, camp_id).needs_erased_at
        assert erased_at is not None
        tick(association.deployment)
        assert camp_row(association, camp_id).needs_erased_at == erased_at
    with association.work() as work:
        rows = work.session.scalars(
            select(AuditEvent).where(AuditEvent.action == "gatherings.needs_erased")
        ).all()
    assert [(row.subject_id, row.fields) for row in rows] == [(camp_id, ["1"])]


def test_needs_are_erased_also_when_the_plugin_was_suspended_meanwhile(
    association: Association, slug: str
) -> None:
    camp_id, _who, _seats = told(association, slug)
    with association.work() as work:
        switch_plugin(work, "gatherings", PluginState.SUSPENDED)
    with after_the_camp(association, camp_id, 100):
        tick(association.deployment)
        assert len(needs(association)) == 1
        with association.work() as work:
            switch_plugin(work, "gatherings", PluginState.ON)
        tick(association.deployment)
    assert needs(association) == []


def test_whoever_left_while_the_plugin_was_suspended_has_no_place_when_it_is_back(
    association: Association, slug: str
) -> None:
    _camp, who, seats = told(association, slug, places=1)
    with association.work() as work:
        switch_plugin(work, "gatherings", PluginState.SUSPENDED)
    with association.work() as work:
        move(work, who[0], "withdrawn")
    assert states(association, seats) == ["taken", "waiting"]
    with association.work() as work:
        switch_plugin(work, "gatherings", PluginState.ON)
    with clock.at(clock.now() + timedelta(hours=1)):
        tick(association.deployment)
    assert states(association, seats) == ["given_up", "offered"]
    assert needs(association) == []


def later(association: Association, camp_id: UUID, days: int) -> dict[str, date]:
    """The camp's days, moved by so many."""
    row = camp_row(association, camp_id)
    return {
        "first_on": row.first_on + timedelta(days=days),
        "last_on": row.last_on + timedelta(days=days),
    }


def test_the_day_that_was_promised_becomes_no_later_once_somebody_has_told(
    association: Association, slug: str
) -> None:
    camp_id, _who, seats = told(association, slug)
    day = erased_on(camp_row(association, camp_id))
    moved = later(association, camp_id, 5)
    for wanted in ({"needs_days": 15}, moved, later(association, camp_id, 20) | {"needs_days": 0}):
        with pytest.raises(Refused):
            resize(association, camp_id, **wanted)
        assert erased_on(camp_row(association, camp_id)) == day
    resize(association, camp_id, **moved, needs_days=9)
    assert erased_on(camp_row(association, camp_id)) == day
    # Sooner is kept too: whoever tells now is promised the new day.
    resize(association, camp_id, needs_days=5)
    with pytest.raises(Refused):
        resize(association, camp_id, needs_days=9)
    with association.work() as work:
        take_back_needs(work, seats[0])
    resize(association, camp_id, needs_days=90)


def test_camp_form_says_beside_the_field_what_was_promised(
    association: Association, client: Client, slug: str
) -> None:
    camp_id, _who, _seats = told(association, slug)
    coordinator = association.signed_in(client)
    row = camp_row(association, camp_id)
    page = f"/gatherings/camp/{camp_id}/change"
    with use_language("en"):
        promised = f"erased on {format_date(erased_on(row))}"
    for typed, field, said in (
        (plan(row.first_on, needs_days="15"), "needs_days", "Choose at most 14 days."),
        (plan(row.first_on + timedelta(days=5)), "needs_days", "Choose at most 9 days."),
        (plan(row.first_on + timedelta(days=20)), "last_on", "The camp has to end by"),
    ):
        shown = coordinator.post(page, typed)
        assert shown.status_code == 422
        (error,) = re.findall(rf'id="[^"]*{field}-error">(.*?)</span>', shown.text, re.DOTALL)
        assert promised in error
        assert said in error
    good = plan(row.first_on + timedelta(days=5), needs_days="9")
    assert coordinator.post(page, good).status_code == 303
