"""The running product: one parent, a database, a web server and a worker that come back."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from punos.config import ROLE_VARIABLES
from tests.support.database import cloned_database

READY = 60.0
ANSWERS = b"Punos answers"


@dataclass
class Service:
    """A `punos serve` of its own."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    def child(self, word: str) -> psutil.Process:
        """The child whose command line holds `word`; it is waited for, since it may be starting."""
        found: list[psutil.Process] = []

        def is_alone() -> bool:
            # Looked at once: one that was just killed may be gone at a second look.
            found[:] = self._children(word)
            return len(found) == 1

        assert within(20, is_alone)
        return found[0]

    def _children(self, word: str) -> list[psutil.Process]:
        children = psutil.Process(self.process.pid).children()
        return [one for one in children if word in _words(one)]

    def healthy(self) -> bool:
        try:
            address = f"http://127.0.0.1:{self.port}/health"
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _words(process: psutil.Process) -> list[str]:
    try:
        command, *arguments = process.cmdline() or [""]
    except psutil.Error:
        return []  # it has just ended
    return [Path(command).name, *arguments]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if holds():
            return True
        time.sleep(0.1)
    return False


def environ(folder: Path, port: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_URL", "PUNOS_"))}
    return kept | {"PUNOS_DATA": str(folder), "PORT": str(port), "WEB_CONCURRENCY": "1"}


def start(folder: Path, addresses: Mapping[str, str] | None = None) -> Service:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "punos.cli", "serve"],
        env=environ(folder, port) | (addresses or {}),
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    # The access log comes on the same stream.
    if not any(line.startswith(ANSWERS) for line in process.stdout):
        pytest.fail(f"it did not start, and ended with {process.wait()}")
    return Service(process, port, folder)


def stop(service: Service) -> int:
    service.process.terminate()
    service.process.communicate(timeout=30)
    return service.process.returncode


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    folder = Path(tempfile.mkdtemp(prefix="punos-test-"))
    folder.chmod(0o755)
    running = start(folder)
    yield running
    if running.process.poll() is None:
        stop(running)
    shutil.rmtree(folder)


def test_second_start_over_the_same_folder_says_that_one_is_running(service: Service) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "punos.cli", "serve"],
        env=environ(service.folder, free_port()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"already running from {service.folder} (process {service.process.pid})" in done.stderr
    assert service.healthy()


def test_port_that_is_taken_is_said_by_name(service: Service, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "punos.cli", "serve"],
        env=environ(tmp_path, service.port),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"punos: PORT {service.port} cannot be used")


def test_web_server_that_is_killed_answers_again(service: Service) -> None:
    killed = service.child("gunicorn")
    killed.send_signal(signal.SIGKILL)
    assert within(20, lambda: not killed.is_running() and service.healthy())


def test_web_process_that_is_killed_is_replaced(service: Service) -> None:
    assert within(20, lambda: bool(service.child("gunicorn").children()))
    (killed,) = service.child("gunicorn").children()
    killed.send_signal(signal.SIGKILL)
    assert within(20, lambda: not killed.is_running() and service.healthy())


def test_worker_that_is_killed_is_started_again(service: Service) -> None:
    killed = service.child("worker")
    killed.send_signal(signal.SIGKILL)
    assert within(20, lambda: service.child("worker").pid != killed.pid)


def test_database_that_is_killed_comes_back(service: Service) -> None:
    killed = service.child("postgres")
    killed.send_signal(signal.SIGKILL)
    assert within(30, lambda: not killed.is_running() and service.child("postgres").is_running())
    assert within(20, service.healthy)


def test_web_server_is_not_given_the_addresses_of_mightier_roles(service: Service) -> None:
    given = service.child("gunicorn").environ()
    assert "punos_web" in given["DATABASE_URL"]
    mightier = {f"DATABASE_URL_{role}" for role in ("OWNER", "PROVISIONER", "BACKUP")}
    assert not mightier & set(given)


def test_parent_that_is_killed_leaves_nothing_and_starts_again(service: Service) -> None:
    left = psutil.Process(service.process.pid).children(recursive=True)
    service.process.kill()
    service.process.communicate()
    again = start(service.folder)  # which waits until all of the first has ended
    service.process, service.port = again.process, again.port
    assert service.healthy()
    assert [one for one in left if one.is_running() and one.status() != "zombie"] == []


def test_service_that_is_stopped_ends_in_order(service: Service) -> None:
    left = psutil.Process(service.process.pid).children(recursive=True)
    assert stop(service) == 0
    assert [one for one in left if one.is_running() and one.status() != "zombie"] == []


def test_configured_database_is_used_and_none_is_started(tmp_path: Path) -> None:
    with cloned_database() as urls:
        own = start(tmp_path, {ROLE_VARIABLES[role]: url for role, url in urls.items()})
        assert own.healthy()
        assert not (tmp_path / "postgresql").exists()
        assert stop(own) == 0


def test_demo_without_the_owners_address_names_it(tmp_path: Path) -> None:
    with cloned_database() as urls:
        done = subprocess.run(
            [sys.executable, "-m", "punos.cli", "demo"],
            env=environ(tmp_path, free_port()) | {"DATABASE_URL": urls["web"]},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "DATABASE_URL_OWNER is required" in done.stderr


def test_configured_database_is_never_begun_afresh(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "punos.cli", "demo", "--reset"],
        env=environ(tmp_path, free_port()) | {"DATABASE_URL": "postgresql://db.example.org/punos"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "only the embedded database can be begun afresh" in done.stderr
