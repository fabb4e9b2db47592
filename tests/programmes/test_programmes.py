"""Programmes, the versions of their settings, and their cycles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from punos.deployment import Deployment
from punos.errors import Absent, Refused
from punos.events.models import Event
from punos.programmes.models import Cycle, Programme, ProgrammeVersion
from punos.programmes.service import (
    SettingsRefused,
    close_cycle,
    create_cycle,
    create_programme,
    current_cycles,
    model_of,
    new_version,
    newest_version,
    open_cycle,
    settings_of,
    start_cycle,
)
from punos.tenancy.directory import TenantRecord
from punos.work import Work
from tests.programmes.loom import LoomHooks


def test_settings_are_kept_with_their_defaults(work: Work, programme: Programme) -> None:
    assert newest_version(work, programme).settings == {"strands": 3, "colour": "red"}


@pytest.mark.parametrize(
    "settings", [{}, {"strands": 12}, {"strands": "three"}, {"strands": 3, "x": 1}]
)
def test_settings_that_do_not_fit_are_refused(
    work: Work, programme: Programme, settings: dict[str, Any]
) -> None:
    with pytest.raises(SettingsRefused) as refused:
        new_version(work, programme, settings)
    assert refused.value.errors
    assert newest_version(work, programme).number == 1


def test_model_that_nobody_provides_is_absent(work: Work) -> None:
    with pytest.raises(Absent):
        create_programme(work, slug="x", names={"en": "X"}, model="none", settings={})


def test_second_programme_of_the_same_slug_is_refused(work: Work, programme: Programme) -> None:
    with pytest.raises(Refused):
        create_programme(
            work, slug=programme.slug, names={"en": "X"}, model="loom", settings={"strands": 1}
        )


def test_cycle_keeps_the_settings_it_began_with(
    work: Work, programme: Programme, cycle: Cycle
) -> None:
    version = new_version(work, programme, {"strands": 5})
    assert version.number == 2
    assert settings_of(work, cycle)["strands"] == 3
    assert model_of(work, cycle).name == "loom"


def test_equal_settings_make_no_new_version(work: Work, programme: Programme) -> None:
    assert new_version(work, programme, {"strands": 3, "colour": "red"}).number == 1


def test_version_once_written_cannot_be_changed(
    own_deployment: Deployment, tenant: TenantRecord, programme: Programme, work: Work
) -> None:
    work.session.commit()
    with own_deployment.work(tenant) as other:
        other.session.scalars(select(ProgrammeVersion)).one().settings = {"strands": 9}
        with pytest.raises(Exception, match="permission denied"):
            other.session.flush()
        other.session.rollback()


def test_cycle_that_ends_before_it_starts_is_refused(work: Work, programme: Programme) -> None:
    with pytest.raises(Refused):
        create_cycle(
            work,
            programme,
            slug="back",
            names={"en": "Back"},
            starts_on=date(2027, 6, 1),
            ends_on=date(2027, 5, 1),
        )


def test_cycle_goes_through_its_states(work: Work, cycle: Cycle) -> None:
    assert current_cycles(work) == []
    assert open_cycle(work, cycle).state == "open"
    assert current_cycles(work) == [cycle]
    assert start_cycle(work, cycle).state == "running"
    with pytest.raises(Refused):
        open_cycle(work, cycle)
    assert close_cycle(work, cycle).closed_at is not None
    assert current_cycles(work) == []


def test_cycle_closed_twice_is_closed_once(work: Work, cycle: Cycle) -> None:
    closed_at = close_cycle(work, cycle).closed_at
    assert close_cycle(work, cycle).closed_at == closed_at
    count = select(func.count(Event.id)).where(Event.kind == "cycle.closed")
    assert work.session.scalar(count) == 1


def test_cycle_is_not_closed_while_a_plugin_says_no(
    work: Work, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        LoomHooks, "reasons", ("Two outcomes are missing.", "One pair still meets.")
    )
    with pytest.raises(Refused) as refused:
        close_cycle(work, cycle)
    assert "Two outcomes are missing. One pair still meets." in str(refused.value.message)
    assert cycle.state == "planned"
