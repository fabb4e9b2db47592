"""A backup is one when it has been restored: the drill restores, compares everything, and can fail."""

from __future__ import annotations

import io
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import create_engine, text

from punos import clock
from punos.backup import listed, made
from punos.cli import main
from punos.config import ROLE_VARIABLES
from punos.db.dump import _address, _program, fingerprint
from punos.deployment import Deployment
from punos.drill import differences
from punos.privacy.replaying import FILE as ERASURES
from tests.conftest import make_config
from tests.support.database import cloned_database
from tests.support.tenants import Tenants
from tests.sweeps.world import World, make_world


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment that changes nothing while it is dumped."""
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, tmp_path_factory.mktemp("data")))
        yield deployment
        deployment.dispose()


@pytest.fixture(scope="module")
def world(deployment: Deployment) -> World:
    """Two associations, a funder and the network's desk; one of them in every corner."""
    Tenants(deployment).make()
    for kind in ("funder", "network"):
        make_world(Tenants(deployment), kind)
    return make_world(Tenants(deployment))


def command(deployment: Deployment, *arguments: str) -> tuple[int, str]:
    """Run `punos backup …` here: the exit code, and what it prints."""
    urls = deployment.config.database_urls
    environ = {ROLE_VARIABLES[role]: url for role, url in urls.items()}
    environ |= {
        "PUNOS_ENV": "test", "PUNOS_DATA": str(deployment.config.data_dir), "SECRET_KEY": "t" * 40,
    }  # fmt: skip
    said = io.StringIO()
    with (
        patch.dict(os.environ, environ), redirect_stdout(said), redirect_stderr(said),
        pytest.raises(SystemExit) as ended,
    ):  # fmt: skip
        main(["backup", *arguments])
    return int(ended.value.code or 0), said.getvalue()


def rows(path: Path) -> int:
    found = json.loads(listed(path).read_text())["rows"]
    return sum(int(number) for tenants in found.values() for number, _sum in tenants.values())


def test_drill_restores_a_dump_of_now_and_finds_all_of_it(
    deployment: Deployment, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = command(deployment, "drill")
    with capsys.disabled():
        sys.stdout.write(f"\nrestore drill: {said}")
    assert code == 0, said
    restored = re.search(r"restored: (\d+) rows of (\d+) associations in (\d+) tables", said)
    assert restored
    number, tenants, tables = map(int, restored.groups())
    active = len(deployment.directory.active())
    assert (number > 200, tenants, tables > 100) == (True, active, True)
    assert active >= 4
    assert "signed in at" in said
    assert "all is as it was" in said
    assert list((deployment.config.data_dir / "drill").iterdir()) == []
    assert world.canary not in said


def test_dump_is_for_its_owner_alone_and_its_list_holds_no_row(
    deployment: Deployment, world: World, tmp_path: Path
) -> None:
    code, said = command(deployment, "make", str(tmp_path))
    assert code == 0, said
    (path,) = tmp_path.glob("punos-*.dump")
    for one in (path, listed(path)):
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert world.canary not in listed(path).read_text()
    assert f"{rows(path)} rows" in said
    assert command(deployment, "drill", str(path))[0] == 0


def test_drill_erases_again_who_was_erased_after_the_dump(
    deployment: Deployment, world: World, tmp_path: Path
) -> None:
    path, _found = made(deployment.config, tmp_path)
    line = {"tenant": str(world.association.record.id), "person": str(world.people["other"])}
    erasures = deployment.config.data_dir / ERASURES
    erasures.write_text(json.dumps(line) + "\n")
    code, said = command(deployment, "drill", str(path))
    erasures.unlink()
    assert code == 0, said
    assert "erased again: 1 people" in said


def test_old_backups_are_deleted_when_asked(deployment: Deployment, tmp_path: Path) -> None:
    old, other = tmp_path / "punos-20200101T000000Z.dump", tmp_path / "notes.dump"
    for path in (old, listed(old), other):
        path.touch()
    code, said = command(deployment, "make", str(tmp_path), "--keep-days", "35")
    assert code == 0, said
    assert not old.exists()
    assert not listed(old).exists()
    assert other.exists()
    assert len(list(tmp_path.glob("punos-*.dump"))) == 1


def spoilt(deployment: Deployment, tmp_path: Path, *arguments: str) -> Path:
    """A dump whose file was made otherwise than its list says."""
    path, found = made(deployment.config, tmp_path)
    url = deployment.config.database_urls["backup"]
    subprocess.run(
        [_program("pg_dump"), "--format=custom", f"--file={path}", *arguments],
        env={**os.environ, **_address(url)},
        check=True,
    )
    listed(path).write_text(json.dumps({"sha256": _sum(path), **found}))
    return path


def _sum(path: Path) -> str:
    return subprocess.run(
        ["sha256sum", path], capture_output=True, text=True, check=True
    ).stdout.split()[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--schema-only",), "0 rows restored"),
        (("--exclude-table-data=attendance",), "attendance, tenant"),
        (("--no-privileges",), "grants: missing: access_"),
    ],
)
def test_control_a_dump_that_lacks_something_fails_and_it_is_named(
    deployment: Deployment, world: World, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    path = spoilt(deployment, tmp_path, *arguments)
    code, printed = command(deployment, "drill", str(path))
    assert code != 0
    assert said in printed


def test_control_a_file_that_was_changed_on_its_way_fails(
    deployment: Deployment, world: World, tmp_path: Path
) -> None:
    path, _found = made(deployment.config, tmp_path)
    with path.open("r+b") as file:
        file.seek(-100, os.SEEK_END)
        file.write(b"x")
    code, said = command(deployment, "drill", str(path))
    assert code == 2
    assert "checksum differs" in said


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE person SET given_name = given_name || 'x'", "person, tenant"),
        ("DROP POLICY tenant_wall ON person", "policies: missing: person tenant_wall"),
        (
            "GRANT DELETE ON audit_event TO punos_web",
            "grants: too many: audit_event punos_web DELETE",
        ),
        ("ALTER TABLE person NO FORCE ROW LEVEL SECURITY", "row security: missing: person t t"),
        (
            "ALTER SEQUENCE procrastinate_jobs_id_seq RESTART WITH 4711",
            "sequences: missing: procrastinate_jobs_id_seq",
        ),
        ("DROP INDEX ix_audit_event_at", "indexes: missing"),
    ],
)
def test_control_one_thing_that_differs_is_found(
    deployment: Deployment, world: World, statement: str, said: str
) -> None:
    """Changed, looked at and undone in one transaction: each has to be seen by the comparison."""
    engine = create_engine(deployment.config.database_urls["owner"])
    with engine.connect() as connection:
        sound = fingerprint(connection)
        connection.execute(text(statement))
        problems = differences(sound, fingerprint(connection))
        connection.rollback()
        assert differences(sound, fingerprint(connection)) == []
    engine.dispose()
    assert any(one.startswith(said) for one in problems), problems


def test_control_a_dump_of_an_empty_database_fails(tmp_path: Path) -> None:
    with cloned_database() as urls:
        empty = Deployment(make_config(urls, tmp_path))
        code, said = command(empty, "drill")
        empty.dispose()
    assert code == 1
    assert "the dump is empty" in said
    assert "no association is active" in said


def test_role_that_row_security_holds_cannot_make_a_backup(
    deployment: Deployment, world: World, tmp_path: Path
) -> None:
    urls = {**deployment.config.database_urls}
    urls["backup"] = urls["web"]
    held = Deployment(make_config(urls, tmp_path))
    code, said = command(held, "make", str(tmp_path / "out"))
    held.dispose()
    assert code == 2
    assert "does not see every row" in said
    assert list((tmp_path / "out").glob("*.dump")) == []


def test_backups_name_sorts_by_time() -> None:
    assert clock.now().strftime("punos-%Y%m%dT%H%M%SZ.dump") > "punos-20200101T000000Z.dump"
