"""An application under gunicorn with two sync workers, and what it costs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.load import read

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 2
_READY = 40.0  # seconds


@dataclass(frozen=True)
class Target:
    """A page of a running application."""

    name: str
    port: int
    host: str
    path: str
    cookie: str
    pid: int

    def _workers(self) -> list[psutil.Process]:
        return list(psutil.Process(self.pid).children())

    def cpu(self) -> float:
        """CPU seconds that the application's workers have taken."""
        taken = (worker.cpu_times() for worker in self._workers())
        return float(sum(times.user + times.system for times in taken))

    def memory(self) -> tuple[float, float]:
        """(RSS, PSS) of the largest worker in MB; what workers share counts once in PSS."""
        found = [worker.memory_full_info() for worker in self._workers()]
        rss, pss = (max(getattr(m, kind) for m in found) / 1e6 for kind in ("rss", "pss"))
        return rss, pss

    def load(self, count: int) -> float:
        """Read the page so many times from a second process; the seconds it took."""
        told = [str(self.port), self.host, self.path, self.cookie, str(count)]
        command = [sys.executable, "-m", "bench.load", *told]
        done = subprocess.run(
            command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=120
        )
        return float(done.stdout)

    def size(self) -> int:
        """Bytes of the page's HTML."""
        headers = {"Host": self.host, "Cookie": self.cookie}
        return read(self.port, self.path, headers)[1]


@contextmanager
def served(
    app: str, environ: Mapping[str, str], name: str, host: str, path: str, cookie: str, log: Path
) -> Iterator[Target]:
    """Serve `app` ("module:name") until the block ends; it has answered when the block begins."""
    port = _free_port()
    options = f"--bind=127.0.0.1:{port} --workers={WORKERS} --worker-class=sync --log-level=warning"
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", *options.split(), app]
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=_environ(environ, port), stdout=out, stderr=out
        )
    try:
        target = Target(name, port, host, path, cookie, process.pid)
        _await(target, process, log)
        yield target
    finally:
        process.terminate()
        process.wait(20)


def _environ(more: Mapping[str, str], port: int) -> dict[str, str]:
    own = ("DATABASE_URL", "PUNOS_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(own)}
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**kept, "PORT": str(port), "PYTHONPATH": os.pathsep.join(paths), **more}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _await(target: Target, process: subprocess.Popen[bytes], log: Path) -> None:
    last = time.monotonic() + _READY
    headers = {"Host": target.host, "Cookie": target.cookie}
    while time.monotonic() < last and process.poll() is None:
        try:
            if read(target.port, target.path, headers)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{target.name} does not answer with 200: {log.read_text()[-2000:]}")
