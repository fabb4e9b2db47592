"""The product as real processes on a test's database, and a browser that speaks to it over a socket."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from punos.config import ROLE_VARIABLES, Config
from punos.serve import Plan, _gunicorn

ROOT = Path(__file__).resolve().parents[2]
READY = 40.0  # seconds
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([0-9a-f]+)"')


def until(holds: Callable[[], bool], seconds: float = READY) -> bool:
    """Whether it comes true in time."""
    last = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > last:
            return False
        time.sleep(0.05)
    return True


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Browser:
    """One browser at one host of a server."""

    port: int
    host: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str, **headers: str) -> Answer:
        """GET a path."""
        return self.send("GET", path, b"", headers)

    def post(self, path: str, form: Mapping[str, object]) -> Answer:
        """POST a form with the token of the page seen last."""
        body = urlencode({"csrf_token": self.token, **form}, doseq=True).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", path, body, kind)

    def sign_in(self, email: str, password: str) -> Answer:
        """Sign in through the page."""
        self.get("/sign-in")
        answer = self.post("/sign-in", {"email": email, "password": password})
        self.get("/cookies")
        return answer

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Any request, on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        known = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            cookies = {"Cookie": known} if known else {}
            connection.request(method, path, body, {"Host": self.host, **cookies, **headers})
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()
        self._remember(answer)
        return answer

    def _remember(self, answer: Answer) -> None:
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, cookie in SimpleCookie(line).items():
                self.cookies[name] = cookie.value
        if found := _TOKEN.search(answer.text):
            self.token = found.group(1)


@dataclass
class Processes:
    """The processes of one deployment, and what they wrote."""

    environ: dict[str, str]
    port: int
    log: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start one; what it says is appended to the log."""
        with self.log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=self.environ, stdout=out, stderr=out
            )
        self.running.append(process)
        return process

    def start_web(self, workers: int = 1) -> subprocess.Popen[bytes]:
        """Gunicorn with the product's own options, and wait for its first answer."""
        config = Config.from_environment(self.environ | {"WEB_CONCURRENCY": str(workers)})
        process = self.start(*_gunicorn(config, Plan())[1:])
        assert until(lambda: self.healthy() or process.poll() is not None)
        assert process.poll() is None, self.log.read_text()
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        """The worker, as `punos worker` runs it."""
        return self.start("-m", "punos.cli", "worker")

    def healthy(self) -> bool:
        """Whether the server answers."""
        try:
            return self.browser("localhost").get("/health").status == 200
        except OSError:
            return False

    def browser(self, host: str) -> Browser:
        """A browser that has not been anywhere yet."""
        return Browser(self.port, host)

    def end(self) -> None:
        """End what still runs."""
        for process in self.running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def processes(urls: Mapping[str, str], folder: Path) -> Iterator[Processes]:
    """A deployment's processes over these databases, ended afterwards."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_URL", "PUNOS_"))}
    port = free_port()
    environ = {
        **kept,
        **{ROLE_VARIABLES[role]: urls[role] for role in ("web", "net", "provisioner")},
        "PUNOS_DATA": str(folder),
        "PUNOS_ENV": "test",
        "PORT": str(port),
        "SECRET_KEY": "t" * 40,
        "PYTHONPATH": os.pathsep.join((str(ROOT / "platform"), *sys.path, str(ROOT))),
    }
    made = Processes(environ, port, folder / "processes.log")
    try:
        yield made
    finally:
        made.end()
