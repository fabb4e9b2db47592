"""What a plugin does wrong in a hook harms neither the page, nor the step, nor the transaction."""

import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from markupsafe import Markup
from psycopg import connect
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from punos.db import insert_once
from punos.db.roles import libpq_address
from punos.errors import Refused, StepRefused
from punos.extend import MenuItem, Panel, Refusal, TodayItem, hookimpl
from punos.extend.dispatcher import SLOW_SECONDS
from punos.extend.guarding import TransactionEnded
from punos.units.models import Unit
from punos.units.service import add_unit, units
from punos.work import Work
from tests.extend.conftest import Open
from tests.support.database import ADMIN

FINE = MenuItem("Fine", "fine.index", "fine.see")
Act = Callable[[Work], Any]


def doing(act: Act) -> type:
    """Hooks that do the same thing in every family."""

    class Doing:
        @hookimpl
        def collect_menu(self, work: Work) -> Sequence[MenuItem]:
            return act(work) or [MenuItem("Odd", "odd.index", "odd.see")]

        @hookimpl
        def after_meeting_held(self, work: Work) -> Sequence[str]:
            return act(work) or ["Odd"]

        @hookimpl
        def decide_cycle_close(self, work: Work) -> Sequence[Refusal]:
            return act(work) or []

        @hookimpl
        def on_enrolment_changed(self, work: Work) -> None:
            act(work)

    return Doing


class Fine:
    @hookimpl
    def collect_menu(self, work: Work) -> Sequence[MenuItem]:
        work.session.scalars(select(Unit)).all()
        return [FINE]

    @hookimpl
    def after_meeting_held(self) -> Sequence[str]:
        return ["Fine"]


def fail(_work: Work) -> None:
    raise KeyError("Aino Example")


def fail_in_sql(work: Work) -> None:
    work.session.execute(select(1 / (func.count(Unit.id) * 0)))


def add(work: Work) -> None:
    add_unit(work, slug="smuggled", names={})


def add_unflushed(work: Work) -> None:
    work.session.add(Unit(slug="smuggled", names={}))


def add_past_the_flush(work: Work) -> None:
    insert_once(work.session, Unit, slug="smuggled", names={}, position=0)


def change(work: Work) -> None:
    units(work)[0].slug = "changed"


def delete(work: Work) -> None:
    work.session.delete(units(work)[0])


HARM: list[Act] = [
    fail,
    fail_in_sql,
    add,
    add_unflushed,
    add_past_the_flush,
    change,
    delete,
]


@pytest.mark.parametrize("harm", HARM)
def test_contribution_that_does_harm_is_left_out_and_the_rest_stands(
    working: Open, harm: Act
) -> None:
    work = working(odd=doing(harm), zebra=Fine)
    unit = add_unit(work, slug="north", names={})
    assert work.hooks.collect("menu") == [FINE]
    assert work.hooks.after("meeting_held", meeting=None) == ["Fine"]
    assert work.hooks.left_out == [("odd", "collect_menu"), ("odd", "after_meeting_held")]
    assert work.registry.failures == {("odd", "collect_menu"): 1, ("odd", "after_meeting_held"): 1}
    assert (unit.slug, [u.slug for u in units(work)]) == ("north", ["north"])


@pytest.mark.parametrize("harm", HARM)
def test_decision_that_does_harm_is_a_no_that_names_the_plugin(working: Open, harm: Act) -> None:
    work = working(odd=doing(harm))
    add_unit(work, slug="north", names={})
    (refusal,) = work.hooks.decide("cycle_close", cycle=None)
    assert refusal.plugin == "odd"
    assert "The odd" in str(refusal.reason)
    assert [u.slug for u in units(work)] == ["north"]


def test_what_the_core_has_not_flushed_is_not_the_plugins_fault(working: Open) -> None:
    work = working(zebra=Fine)
    work.session.add(Unit(slug="north", names={}))
    assert work.hooks.after("meeting_held", meeting=None) == ["Fine"]
    assert [u.slug for u in units(work)] == ["north"]


def test_without_the_savepoint_an_sql_error_would_spoil_the_transaction(working: Open) -> None:
    work = working()
    with pytest.raises(Exception, match="division by zero"):
        fail_in_sql(work)
    with pytest.raises(Exception, match="transaction is aborted"):
        units(work)
    work.session.rollback()


def test_hook_told_of_a_step_may_write_in_its_transaction(working: Open) -> None:
    work = working(odd=doing(add))
    work.hooks.on("enrolment_changed", enrolment=None, event=None)
    assert [u.slug for u in units(work)] == ["smuggled"]


def test_step_that_a_plugin_refuses_is_undone_as_a_whole(working: Open) -> None:
    def write_and_refuse(work: Work) -> None:
        add(work)
        raise Refused("First say goodbye.")

    work = working(odd=doing(write_and_refuse))
    savepoint = work.session.begin_nested()
    add_unit(work, slug="north", names={})
    with pytest.raises(StepRefused, match="First say goodbye"):
        work.hooks.on("enrolment_changed", enrolment=None, event=None)
    savepoint.rollback()
    assert units(work) == []


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
@pytest.mark.parametrize("family", ["collect", "after", "decide", "on"])
def test_hook_that_ends_the_transaction_is_never_passed_over(
    working: Open, end: str, family: str
) -> None:
    work = working(odd=doing(lambda work: getattr(work.session, end)()))
    add_unit(work, slug="north", names={})
    arguments: dict[str, tuple[str, dict[str, None]]] = {
        "collect": ("menu", {}),
        "after": ("meeting_held", {"meeting": None}),
        "decide": ("cycle_close", {"cycle": None}),
        "on": ("enrolment_changed", {"enrolment": None, "event": None}),
    }
    name, values = arguments[family]
    with pytest.raises(TransactionEnded):
        getattr(work.hooks, family)(name, **values)


def test_session_may_write_again_after_a_hook_that_failed(working: Open) -> None:
    work = working(odd=doing(fail))
    work.hooks.collect("menu")
    assert work.session.info["read_only"] == 0
    add_unit(work, slug="north", names={})
    assert [u.slug for u in units(work)] == ["north"]


def test_log_of_a_failure_names_plugin_hook_and_place_but_no_value(
    working: Open, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        working(odd=doing(fail)).hooks.collect("menu")
    (record,) = caplog.records
    assert "plugin odd failed in collect_menu: KeyError (" in record.getMessage()
    assert "test_guarding.py:" in record.getMessage()
    assert "Aino" not in caplog.text


@pytest.mark.parametrize(
    "answer",
    [
        "Odd",
        ["Odd"],
        [Panel("Odd", "odd.html", "odd.see")],
        7,
    ],
)
def test_contribution_of_another_shape_is_left_out(working: Open, answer: Any) -> None:
    work = working(odd=doing(lambda work: answer))
    assert work.hooks.collect("menu") == []
    assert work.hooks.left_out == [("odd", "collect_menu")]


def test_item_that_cannot_be_drawn_is_left_out(working: Open) -> None:
    def draw(plugin: str, item: MenuItem) -> str:
        return {"fine.index": f"/{plugin}"}[item.endpoint]

    work = working(odd=doing(lambda work: None), zebra=Fine)
    assert work.hooks.collect_drawn("menu", draw) == ["/zebra"]
    assert work.hooks.left_out == [("odd", "collect_menu")]


def broken_list() -> Iterator[MenuItem]:
    yield MenuItem("Odd", "odd.index", "odd.see")
    raise RuntimeError


def test_list_that_breaks_on_the_way_is_left_out_whole(working: Open) -> None:
    work = working(odd=doing(lambda work: broken_list()), zebra=Fine)
    assert work.hooks.collect("menu") == [FINE]


MARKUP = Markup("<b>bold</b>")


@pytest.mark.parametrize(
    "make",
    [
        lambda: MenuItem(MARKUP, "odd.index", "odd.see"),
        lambda: Panel(MARKUP, "odd.html", "odd.see"),
        lambda: TodayItem(MARKUP, "odd.index", "odd.see"),
        lambda: Refusal(MARKUP),
    ],
)
def test_markup_from_a_plugin_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="plain string, not Markup"):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: MenuItem("Odd", "odd.index", "odd.see", order="first"),  # type: ignore[arg-type]
        lambda: TodayItem("Odd", "odd.index", "odd.see", count=None),  # type: ignore[arg-type]
    ],
)
def test_number_that_is_none_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="must be whole numbers"):
        make()


def test_notice_that_is_markup_is_left_out(working: Open) -> None:
    work = working(odd=doing(lambda work: [MARKUP]), zebra=Fine)
    assert work.hooks.after("meeting_held", meeting=None) == ["Fine"]


def test_slow_hook_is_reported(working: Open, caplog: pytest.LogCaptureFixture) -> None:
    work = working(odd=doing(lambda work: time.sleep(SLOW_SECONDS + 0.05)))
    with caplog.at_level(logging.WARNING):
        assert len(work.hooks.collect("menu")) == 1
    assert work.registry.slow == {("odd", "collect_menu"): 1}
    assert "plugin odd was slow in collect_menu" in caplog.text


def test_contribution_without_sql_sends_no_statement(working: Open) -> None:
    work = working(odd=doing(lambda work: None))
    hooks = work.hooks
    units(work)
    sent: list[str] = []
    connection = work.session.connection()
    event.listen(connection, "savepoint", lambda *_: sent.append("savepoint"))
    event.listen(connection, "before_cursor_execute", lambda *a: sent.append(a[2]))
    assert len(hooks.collect("menu")) == 1
    assert sent == []


def test_database_that_goes_away_in_a_hook_is_not_the_plugins_fault(working: Open) -> None:
    def lose_the_connection(work: Work) -> None:
        ours: Any = work.session.connection().connection.dbapi_connection
        with connect(libpq_address(os.environ[ADMIN])) as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", [ours.info.backend_pid])
        units(work)

    work = working(odd=doing(lose_the_connection))
    units(work)
    with pytest.raises(OperationalError):
        work.hooks.collect("menu")
    assert work.registry.failures == {}
    work.session.rollback()
    assert units(work) == []
