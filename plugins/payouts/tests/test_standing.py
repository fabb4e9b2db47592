"""How agreements stand is read in four statements, however many they are, and told to the cent."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from punos_payouts.agreements import Terms, amend_line
from punos_payouts.models import Agreement, Line, LineVersion
from punos_payouts.standing import standings
from sqlalchemy import event, select

from punos import clock
from punos.errors import Refused
from tests.support.tenants import Association

from .ledgers import agree, jobs, pair, pairs, plan, running_cycle, stand

MARKS = ("BEGIN", "SAVEPOINT", "RELEASE", "SELECT set_tenant")


@contextmanager
def counted(association: Association) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(MARKS):
            sent.append(statement)

    engine = association.deployment.database("web").engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("agreements", [1, 6])
def test_standings_are_read_in_four_statements(association: Association, agreements: int) -> None:
    for number in range(agreements):
        agree(association, pairs(), jobs(), number=f"A-{number}")
    pair(association, running_cycle(association))
    with association.work() as work:
        found = work.session.scalars(select(Agreement)).all()
        with counted(association) as sent:
            stood = standings(work, found)
            assert {one.earned_cents for one in stood} == {50_000}
    assert len(sent) == 4, sent


def test_forecasts_are_at_the_minimum_at_the_target_and_as_it_is(association: Association) -> None:
    agreement_id = agree(
        association,
        plan("meetings", "lump", 300_000, "meetings_held", {"meetings": 5}),
        plan("camp", "lump", 250_000, "camp_held"),
        jobs(target_units=15),
        pairs(min_units=5, target_units=10, cap_cents=400_000),
    )
    pair(association, running_cycle(association))
    whole = stand(association, agreement_id)
    found = [whole.forecast(one) for one in ("minimum", "target", "actual")]
    assert found == [550_000 + 250_000, 775_000 + 400_000, 50_000]


def test_terms_that_fit_no_rule_are_refused(association: Association) -> None:
    for line in (
        plan("x", "lump", 100, "employed"),
        plan("x", "unit", 100, "no_such_rule"),
        plan("x", "unit", 100, "group_formed", {"meetings": -1}),
        plan("x", "unit", 100, "group_formed", {"unheard_of": 1}),
    ):
        with pytest.raises(Refused):
            agree(association, line)
    with association.work() as work:
        assert work.session.scalars(select(Agreement)).all() == []


def test_what_was_usual_is_written_down_with_the_terms(association: Association) -> None:
    agree(association, pairs(conditions={"meetings": 2}))
    with association.work() as work:
        line = work.session.scalars(select(Line)).one()
        amend_line(work, line, Terms(60_000, "group_formed"), clock.today())
        written = work.session.scalars(select(LineVersion).order_by(LineVersion.number)).all()
        assert [one.conditions["meetings"] for one in written] == [2, 1]
        assert all(one.conditions["kick_off"] for one in written)
