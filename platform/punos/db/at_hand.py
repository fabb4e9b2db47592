"""The embedded database for a command: the one that `punos demo` runs, or else started meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import URL

from punos.db.embedded import EmbeddedServer
from punos.db.embedded_home import Home
from punos.db.roles import ROLES
from punos.errors import ConfigurationError
from punos.keeper import AlreadyRunning

_DATABASE = "punos"
_SOCKET_LINE = 4  # of postmaster.pid, counted from 0


@contextmanager
def database_at_hand(data_dir: Path) -> Iterator[Mapping[str, str]]:
    """The addresses of all login roles. Raises ConfigurationError before the first `punos demo`."""
    data = Home(data_dir).data
    if not (data / "PG_VERSION").exists():
        raise ConfigurationError("There is no database yet. Start `punos demo` once.")
    with ExitStack() as stack:
        try:
            server = stack.enter_context(EmbeddedServer(data_dir))
        except AlreadyRunning:
            yield _addresses(data)
        else:
            yield server.urls(_DATABASE)


def _addresses(data: Path) -> dict[str, str]:
    try:
        lines = (data / "postmaster.pid").read_text(encoding="ascii").splitlines()
        folder = lines[_SOCKET_LINE].strip()
    except (OSError, IndexError) as error:
        raise ConfigurationError("Punos is just starting or stopping. Try again.") from error
    return {
        key: URL.create(
            "postgresql+psycopg", username=role, database=_DATABASE, query={"host": folder}
        ).render_as_string(hide_password=False)
        for key, role in ROLES.items()
    }
