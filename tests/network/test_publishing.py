"""What stands where the network may read: the same every time, and reached by few roles."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import ProgrammingError

from punos.deployment import Deployment
from punos.network import publishing
from punos.network.publishing import publish
from punos.work import Work
from tests.network.members import ALL, cells, freeze, published, share
from tests.support.queue import drain
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Association, Tenants

Ask = Callable[[str, str], object]


@pytest.fixture
def member(tenants: Tenants) -> Association:
    found = tenants.make()
    freeze(found, "2024", took_part=43, employed=17, known=41)
    return found


@pytest.fixture
def ask(deployment: Deployment) -> Ask:
    """Ask the database as one of the login roles, past all of the application."""

    def asked(role: str, query: str) -> object:
        with deployment.database(role).engine.begin() as connection:
            return connection.execute(text(query)).scalar()

    return asked


def bytes_of(deployment: Deployment) -> object:
    """The published rows as the database holds them, with where they lie."""
    with deployment.database("owner").engine.begin() as connection:
        rows = connection.execute(text("SELECT ctid, f::text FROM published_fact f ORDER BY f"))
        return [tuple(row) for row in rows]


def test_publishing_twice_is_byte_identical(deployment: Deployment, member: Association) -> None:
    share(member, "2024", ["N01", "N06", "N11", "N12"])
    before = bytes_of(deployment)
    publish(deployment, member.record)
    assert bytes_of(deployment) == before
    assert len(cells(member)) == 4


def test_publishing_touches_no_other_member(
    deployment: Deployment, tenants: Tenants, member: Association
) -> None:
    other = tenants.make()
    freeze(other, "2024", took_part=30)
    share(other, "2024", ["N01"])
    share(member, "2024", ["N01"])
    share(member, "2024", [])
    assert cells(member) == {}
    assert set(cells(other)) == {("2024", "N01")}


def test_job_that_failed_halfway_leaves_what_stood(
    deployment: Deployment, member: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    share(member, "2024", ["N01", "N06"])
    before = published(deployment, member)
    real = publishing.bring_up_to_date

    def fails_at_the_end(work: Work) -> None:
        real(work)
        work.session.flush()
        raise OSError("the worker is gone")

    monkeypatch.setattr(publishing, "bring_up_to_date", fails_at_the_end)
    with pytest.raises(OSError, match="gone"):
        share(member, "2024", ["N12"])
    assert published(deployment, member) == before
    monkeypatch.undo()
    drain(deployment)
    assert set(cells(member)) == {("2024", "N12")}


def test_two_choices_at_once_end_as_the_last_one(
    deployment: Deployment, member: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    share(member, "2024", ["N01"])
    # The first one has read what is shared, and holds what it is to write.
    waits = pause(monkeypatch, publishing, "_leaves", lambda: somebody_waits(deployment))
    first = threading.Thread(target=share, args=(member, "2024", ["N01", "N06"]))
    first.start()
    assert waits.wait(10)
    share(member, "2024", ["N12"])
    first.join(20)
    assert set(cells(member)) == {("2024", "N12")}


def test_network_role_reads_what_is_published(ask: Ask, member: Association) -> None:
    share(member, "2024", ALL[1:2])
    assert ask("net", "SELECT count(*) FROM published_fact") != 0


@pytest.mark.parametrize("statement", ["DELETE FROM published_fact", "TABLE network_fact"])
def test_network_role_writes_nothing_and_reads_no_exact_figure(ask: Ask, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        ask("net", statement)


def test_network_role_reads_no_other_table(deployment: Deployment, ask: Ask) -> None:
    names = inspect(deployment.database("owner").engine).get_table_names()
    assert {"person", "outcome", "network_fact", "network_share"} <= set(names)
    may = "has_table_privilege('punos_net', '{}', 'SELECT, INSERT, UPDATE, DELETE')"
    readable = {name for name in names if ask("owner", f"SELECT {may.format(name)}")}
    assert readable == {"published_fact", "public_tenant"}


@pytest.mark.parametrize(
    "statement",
    [
        "TABLE published_fact",
        "DELETE FROM published_fact",
        "INSERT INTO published_fact (model) VALUES ('pairwise')",
        "UPDATE published_fact SET value = 1",
    ],
)
def test_role_that_serves_pages_cannot_reach_published_figures(ask: Ask, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        ask("web", statement)


@pytest.mark.parametrize("table", ["network_fact", "network_window"])
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "UPDATE {} SET frozen_at = now()"])
def test_frozen_figure_cannot_be_changed_by_who_serves(ask: Ask, table: str, deed: str) -> None:
    for role in ("web", "provisioner"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            ask(role, deed.format(table))
