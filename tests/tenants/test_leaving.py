"""An association leaves: all of it is taken out in open formats, and then nothing of it is left."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, event, text

from punos.app import create_app
from punos.db.takeout import count_rows, tenant_tables
from punos.deployment import Deployment
from punos.tenants import closing
from punos.tenants.takeout import LEFT_OUT, take_out
from tests.support.clients import Client
from tests.support.tenants import Tenants
from tests.sweeps.world import World, make_world
from tests.tenants.operator import Operator

SIGNS_IN = ("password", "token", "secret", "code_hash", "browser_hash")


@contextmanager
def reading(deployment: Deployment) -> Iterator[Connection]:
    engine = create_engine(deployment.config.database_urls["backup"])
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def counted(deployment: Deployment, world: World) -> dict[str, int]:
    with reading(deployment) as connection:
        return count_rows(connection, world.association.record.id)


def holding(deployment: Deployment, word: str) -> list[str]:
    """Every table of the deployment, of whatever kind, in which the word stands."""
    with reading(deployment) as connection:
        tables = connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).all()
        return [
            table
            for table in tables
            if connection.scalar(
                text(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE :word"),
                {"word": f"%{word}%"},
            )
        ]


@pytest.fixture
def world(own_deployment: Deployment) -> World:
    """An association with something in every corner."""
    return make_world(Tenants(own_deployment))


def test_export_of_everything_holds_every_row_of_every_table(
    operator: Operator, own_deployment: Deployment, world: World, tmp_path: Path
) -> None:
    neighbour = Tenants(own_deployment).make()
    neighbour.enrol(neighbour.cycle(), "mentee")
    target = tmp_path / "all.zip"
    said = operator("export", world.association.record.slug, str(target))
    expected = counted(own_deployment, world)
    with zipfile.ZipFile(target) as packed:
        names = packed.namelist()
        rows = {
            table: packed.read(f"rows/{table}.jsonl").decode().splitlines() for table in expected
        }
        assert {table: len(lines) for table, lines in rows.items()} == expected
        assert f"{sum(expected.values())} rows of {len(expected)} tables" in said
        people = list(
            csv.DictReader(io.StringIO(packed.read("rows/person.csv").decode("utf-8-sig")))
        )
        files = [name for name in names if name.startswith("files/") and name != "files/"]
        kept = {json.loads(line)["content"] for line in rows["stored_file"]}
        everything = b"".join(packed.read(name) for name in names)
        assert f"{sum(expected.values())} rows" in packed.read("README.txt").decode()
    assert len(people) == expected["person"]
    assert {person["family_name"] for person in people} >= {world.canary}
    assert set(files) == kept
    assert "association/tenant.toml" in names
    assert neighbour.canary.encode() not in everything
    assert b"$argon2" not in everything


def test_export_leaves_out_every_column_that_signs_somebody_in(own_deployment: Deployment) -> None:
    with reading(own_deployment) as connection:
        found = {
            (table, column)
            for table, columns in tenant_tables(connection).items()
            for column in columns
            if any(word in column for word in SIGNS_IN)
        }
    assert len(found) > 5
    assert {column for _table, column in found} <= LEFT_OUT


def test_export_does_not_write_over_what_is_there(
    operator: Operator, world: World, tmp_path: Path
) -> None:
    (tmp_path / "there").mkdir()
    code, said = operator.run("export", world.association.record.slug, str(tmp_path / "there"))
    assert code == 1
    assert "already" in said
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".take")] == []


def test_closed_association_is_gone_from_every_table_and_its_neighbour_is_whole(
    operator: Operator, own_deployment: Deployment, world: World, tmp_path: Path
) -> None:
    neighbour = make_world(Tenants(own_deployment))
    before, theirs = counted(own_deployment, world), counted(own_deployment, neighbour)
    assert len(before) > 30
    client = Client(create_app(deployment=own_deployment))
    world.association.signed_in(client)
    slug, target = world.association.record.slug, tmp_path / "taken"
    said = operator(
        *("close", slug, "--confirm", slug, "--force", "--export", str(target)),
        *("--report", str(tmp_path / "report.txt")),
    )
    assert "nothing is left" in said
    assert (tmp_path / "report.txt").read_text() == said
    assert counted(own_deployment, world) == {}
    assert counted(own_deployment, neighbour) == theirs
    assert holding(own_deployment, world.canary) == []
    assert holding(own_deployment, neighbour.canary) != []
    assert (target / "rows" / "person.jsonl").exists()
    for path in ("/today", "/", "/sign-in"):
        assert client.get(path).status_code == 404
    assert world.canary not in said


def test_closing_asks_for_the_slug_and_changes_nothing_for_another(
    operator: Operator, own_deployment: Deployment, world: World
) -> None:
    before = counted(own_deployment, world)
    code, said = operator.run("close", world.association.record.slug, "--confirm", "other")
    assert code == 1
    assert "Nothing was changed" in said
    assert counted(own_deployment, world) == before


def test_closing_waits_for_open_claims(
    operator: Operator, own_deployment: Deployment, world: World
) -> None:
    slug = world.association.record.slug
    code, said = operator.run("close", slug, "--confirm", slug)
    assert code == 1
    assert "claims" in said
    assert "person" in counted(own_deployment, world)
    record = own_deployment.directory.by_slug(slug)
    assert record is not None
    assert record.state == "active"


class CutShort(Exception):
    """What a kill looks like from within."""


def test_closing_that_was_cut_short_goes_on_when_it_is_asked_again(
    own_deployment: Deployment, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, batches = world.association.record.slug, []

    def die(table: str, _number: int) -> None:
        batches.append(table)
        if len(batches) == 9:
            raise CutShort

    with pytest.raises(CutShort):
        closing.close(own_deployment, slug, force=True, tell=die)
    left = counted(own_deployment, world)
    assert left
    again = closing.close(own_deployment, slug)
    assert again.left == {}
    assert {table: number for table, number in again.deleted.items() if table in left} == left
    assert counted(own_deployment, world) == {}


def test_what_is_written_while_rows_are_deleted_is_deleted_too(
    own_deployment: Deployment, world: World
) -> None:
    """A request that was under way when the association was closed."""
    record, late = world.association.record, []

    def write(table: str, _number: int) -> None:
        if table == "person" and not late:
            late.append(world.association.unit("late"))

    done = closing.close(own_deployment, record.slug, force=True, tell=write)
    assert late
    assert done.left == {}
    assert counted(own_deployment, world) == {}


def test_many_rows_are_deleted_in_batches_that_are_each_committed(
    own_deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("punos.db.takeout.BATCH", 3)
    here = Tenants(own_deployment).make()
    for number in range(8):
        here.unit(f"u{number}")
    told: list[tuple[str, int]] = []
    engine = own_deployment.database("owner").engine
    commits: list[int] = []
    listener = lambda _connection: commits.append(1)  # noqa: E731
    event.listen(engine, "commit", listener)
    closing.close(own_deployment, here.record.slug, tell=lambda *batch: told.append(batch))
    event.remove(engine, "commit", listener)
    assert [number for table, number in told if table == "unit"] == [3, 3, 2]
    assert len(commits) > len(told)


def test_funder_and_network_can_be_closed_too(own_deployment: Deployment) -> None:
    for kind in ("funder", "network"):
        world = make_world(Tenants(own_deployment), kind)
        done = closing.close(own_deployment, world.association.record.slug, force=True)
        assert done.left == {}
        assert counted(own_deployment, world) == {}


def test_web_role_cannot_read_anothers_rows_for_an_export(
    own_deployment: Deployment, tmp_path: Path
) -> None:
    """The export reads as a role that the wall holds: its own WHERE is not what keeps others out."""
    one, other = Tenants(own_deployment).make(), Tenants(own_deployment).make()
    other.enrol(other.cycle(), "mentee")
    statements: list[str] = []
    engine = own_deployment.database("provisioner").engine

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    take_out(own_deployment, one.record.slug, tmp_path / "one")
    event.remove(engine, "before_cursor_execute", note)
    assert any("set_tenant" in statement for statement in statements)
    assert other.canary not in "".join(
        path.read_text() for path in (tmp_path / "one" / "rows").iterdir()
    )
