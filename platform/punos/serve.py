"""`punos demo` and `punos serve`: one parent that owns the database, the web server and the worker.

The parent stays small: what needs the product (migrating, loading) runs in a process of its own.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

from punos.access_log import FORMAT
from punos.clock import FILE_VARIABLE
from punos.config import ROLE_VARIABLES, Config
from punos.db.embedded import EmbeddedServer
from punos.db.embedded_home import Home
from punos.errors import ConfigurationError
from punos.keeper import Keeper
from punos.reloading import Sources
from punos.supervisor import Child, end_all, watch_over

ROOT = Path(__file__).resolve().parents[2]
WELCOME = "welcome.txt"
_READY = 60.0  # seconds until the first answer
_KEPT_FROM_SERVING = ("owner", "provisioner", "backup")
_FOR_THE_WORKER = (ROLE_VARIABLES["provisioner"],)


@dataclass(frozen=True)
class Plan:
    """What is asked of `run`."""

    demo: bool = False
    reset: bool = False
    reload: bool = False


class _Stop:
    """Becomes true at the first SIGINT or SIGTERM."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def __call__(self) -> bool:
        return self.asked


def run(config: Config, plan: Plan) -> None:
    """Serve until told to stop. Raises ConfigurationError when something keeps it from starting."""
    stop = _Stop()
    with Keeper(config.data_dir) as keeper:
        _require_free_port(config)
        if plan.reset:
            _forget(config)
        with _database(config, keeper) as (running, watch_database):
            environ = _environ(running)
            if plan.demo or "owner" in running.database_urls:
                _prepare(environ, plan, keeper)
            _serve(running, plan, keeper, environ, stop, watch_database)


@contextmanager
def _database(config: Config, keeper: Keeper) -> Iterator[tuple[Config, Callable[[], None]]]:
    """The configuration with its database's addresses, and what keeps that database running."""
    if not config.embedded:
        yield config, lambda: None
        return
    with EmbeddedServer(config.data_dir, keeper=keeper) as server:
        server.create_database()
        yield replace(config, database_urls=server.urls()), server.revive


def _environ(config: Config) -> dict[str, str]:
    environ = dict(os.environ)
    environ |= {ROLE_VARIABLES[role]: url for role, url in config.database_urls.items()}
    environ |= {
        "PUNOS_ENV": config.environment,
        "PUNOS_DATA": str(config.data_dir),
        "SECRET_KEY": config.secret_key,
    }
    if config.environment == "demo":
        environ.setdefault(FILE_VARIABLE, str(config.data_dir / "clock"))
    return environ


def _prepare(environ: dict[str, str], plan: Plan, keeper: Keeper) -> None:
    command = [sys.executable, "-m", "punos.cli", "prepare", *(["--demo"] if plan.demo else [])]
    process = subprocess.Popen(command, env=environ, cwd=ROOT)
    keeper.add(process.pid)
    status = process.wait()
    keeper.remove(process.pid)
    if status:
        raise ConfigurationError("The database could not be prepared; the reason is above.")


def _serve(
    config: Config,
    plan: Plan,
    keeper: Keeper,
    environ: dict[str, str],
    stop: _Stop,
    watch_database: Callable[[], None],
) -> None:
    hidden = {ROLE_VARIABLES[role] for role in _KEPT_FROM_SERVING}
    serving = {name: value for name, value in environ.items() if name not in hidden}
    web = Child("The web server", _gunicorn(config, plan), serving | _counting(config), keeper)
    # The worker alone takes on associations and publishes what the network may see.
    working = serving | {name: environ[name] for name in _FOR_THE_WORKER if name in environ}
    worker = Child("The worker", [sys.executable, "-m", "punos.cli", "worker"], working, keeper)
    children = [web, worker]
    sources = Sources(ROOT) if plan.reload else None

    def also() -> None:
        watch_database()
        if sources and sources.changed():
            end_all(children)

    try:
        for child in children:
            child.start()
        _await_ready(config, web, stop)
        if not stop():
            _welcome(config, plan)
        watch_over(children, stop, also)
    finally:
        end_all(children)


def _counting(config: Config) -> dict[str, str]:
    """Where web processes put down what they count, when anybody may read it; emptied at each start."""
    if not config.metrics_token:
        return {}
    folder = config.data_dir / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}


def _gunicorn(config: Config, plan: Plan) -> list[str]:
    access_log = config.data_dir / "access.log" if plan.demo and not plan.reload else "-"
    options = {
        "bind": f"{config.bind}:{config.port}",
        "workers": config.workers,
        # Threads keep a browser's idle connection from holding a whole process.
        "worker-class": "gthread",
        "threads": 4,
        "timeout": 60,
        "graceful-timeout": 10,
        # A slow leak in any library never grows for long.
        "max-requests": 5000,
        "max-requests-jitter": 500,
        "chdir": ROOT,
        "logger-class": "punos.access_log.AccessLog",
        "access-logfile": access_log,
        "access-logformat": FORMAT,
        "log-level": "warning",
        # Forwarded headers are the application's business, which knows TRUSTED_PROXIES.
        "forwarded-allow-ips": "",
    }
    listed = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "gunicorn", "--no-control-socket", *listed, "wsgi:app"]


def _await_ready(config: Config, web: Child, stop: _Stop) -> None:
    last = time.monotonic() + _READY
    while not stop() and not _answers(config):
        if web.ended():
            raise ConfigurationError("The web server did not start; the reason is above.")
        if time.monotonic() > last:
            raise ConfigurationError(f"The web server did not answer in {_READY:.0f} seconds.")
        time.sleep(0.1)


def _answers(config: Config) -> bool:
    host = "127.0.0.1" if config.bind == "0.0.0.0" else config.bind  # noqa: S104 (compared only)
    try:
        with urllib.request.urlopen(f"http://{host}:{config.port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _welcome(config: Config, plan: Plan) -> None:
    path = config.data_dir / WELCOME
    if plan.demo and path.exists():
        print(path.read_text(encoding="utf-8"), flush=True)
    else:
        print(f"Punos answers on port {config.port}.", flush=True)


def _require_free_port(config: Config) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.bind, config.port))
        except OSError as error:
            raise ConfigurationError(
                f"PORT {config.port} cannot be used ({error.strerror}): set another one, "
                f"as in PORT={config.port + 1} make demo."
            ) from error


def _forget(config: Config) -> None:
    """Throw the demo's data away; nothing but what Punos itself wrote."""
    if not config.embedded:
        raise ConfigurationError(
            "DATABASE_URL is set: only the embedded database can be begun afresh."
        )
    Home(config.data_dir).remove()
    for name in ("clock", "access.log", "postgresql.log", WELCOME):
        (config.data_dir / name).unlink(missing_ok=True)
