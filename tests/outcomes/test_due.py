"""Who is to be asked half a year or a year after the end is on staff's first page, until it is known."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.outcomes.reporting import self_reported
from tests.outcomes.conftest import Cycle, after
from tests.support.clients import Client

LIST = "/outcomes/due"


@pytest.fixture
def ended(cycle: Cycle) -> Cycle:
    """She has completed her time."""
    with cycle.association.work() as work:
        for state in ("accepted", "paired", "completed"):
            query = select(Enrolment).where(Enrolment.id == cycle.mentee)
            if work.session.scalars(query).one().model_state != state:
                move(work, cycle.mentee, state)
    return cycle


@pytest.fixture
def wait(ended: Cycle, app: Flask, later: ExitStack) -> Callable[[int], None]:
    """So many days pass, and staff sign in."""

    def passed(days: int) -> None:
        later.enter_context(after(days))
        ended.staff = ended.association.signed_in(Client(app), "coordinator")

    return passed


def listed(cycle: Cycle, moment: str = "") -> bool:
    page = cycle.staff.get(f"{LIST}?moment={moment}").text
    return f"/cycles/{cycle.slug}/outcomes?moment=" in page


@pytest.mark.parametrize(
    ("days", "moment"), [(135, "months_6"), (224, "months_6"), (320, "months_12")]
)
def test_their_time_has_come(
    ended: Cycle, wait: Callable[[int], None], days: int, moment: str
) -> None:
    wait(days)
    assert "1 person is to be asked how it is" in ended.staff.get("/today").text
    assert listed(ended)
    others = {"months_6", "months_12"} - {moment}
    assert [listed(ended, moment), *(listed(ended, one) for one in others)] == [True, False]


@pytest.mark.parametrize("days", [134, 226, 319, 411])
def test_it_is_too_early_or_too_late(ended: Cycle, wait: Callable[[int], None], days: int) -> None:
    wait(days)
    assert "to be asked how it is" not in ended.staff.get("/today").text
    assert not listed(ended)


def test_nobody_is_asked_twice(ended: Cycle, wait: Callable[[int], None]) -> None:
    wait(180)
    ended.post(moment="months_6", code="A1", happened_on=clock.today().isoformat())
    assert not listed(ended)
    wait(185)
    assert listed(ended, "months_12"), "a year after the end it is asked anew"
    with ended.association.work() as work:
        query = select(Enrolment).where(Enrolment.id == ended.mentee)
        her = work.session.scalars(query).one()
        self_reported(work, her, "B3", "months_12", clock.today())
    assert not listed(ended), "what she has told herself waits to be taken over"


def test_file_is_noted_as_read(ended: Cycle, wait: Callable[[int], None]) -> None:
    wait(180)
    answer = ended.staff.get(f"{LIST}?format=csv")
    assert answer.mimetype == "text/csv"
    assert len(answer.text.strip().splitlines()) == 2
