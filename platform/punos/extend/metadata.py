"""What a plugin says about itself."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from punos.errors import ConfigurationError
from punos.extend.contributions import plain_text

API_VERSION = "1.0"
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST = 30  # with what follows it, a table's name still fits PostgreSQL's 63 bytes
_RESERVED = frozenset({"core", "punos", "alembic", "procrastinate"})


@dataclass(frozen=True)
class Plugin:
    """A plugin, as its entry point gives it. Raises ConfigurationError for what cannot be.

    `name` is also the prefix of its tables and of its addresses. `api` is the range of API versions
    it was written for, as PEP 440 writes them (">=1.0,<2"). `hooks` is the object or module whose
    functions are marked with `hookimpl`. `package` is its import name: catalogues and templates are
    looked for there. `folder` is where that package lies; when `migrates`, its revisions are in
    `migrations/versions` below it, and `needs_core` is the core's revision that they build on.
    """

    name: str
    package: str
    version: str
    api: str
    label: Any
    description: Any
    hooks: Any
    folder: Path
    migrates: bool = False
    needs_core: str | None = None

    def __post_init__(self) -> None:
        for fault in self._faults():
            raise ConfigurationError(f"plugin {self.name!r}: {fault}")

    def fits(self, version: str = API_VERSION) -> bool:
        """Whether this core's API is one the plugin was written for."""
        return SpecifierSet(self.api).contains(version)

    def _faults(self) -> list[str]:
        checks = {
            f"a name is at most {_LONGEST} lower case letters, digits and single _": (
                isinstance(self.name, str)
                and _NAME.fullmatch(self.name)
                and len(self.name) <= _LONGEST
            ),
            "this name is the core's": self.name not in _RESERVED,
            f"version {self.version!r} is none that PEP 440 knows": _is(Version, self.version),
            f"api {self.api!r} is no range such as '>=1.0,<2'": (
                self.api and _is(SpecifierSet, self.api)
            ),
            "label and description must be texts": (
                plain_text(self.label) and plain_text(self.description)
            ),
            "it has no hooks": self.hooks is not None,
            f"there is no {self._versions}": not self.migrates or self._versions.is_dir(),
        }
        return [fault for fault, holds in checks.items() if not holds]

    @property
    def _versions(self) -> Path:
        return self.folder / "migrations" / "versions"


def _is(kind: type[Version | SpecifierSet], text: str) -> bool:
    try:
        kind(text)
    except (InvalidVersion, InvalidSpecifier, TypeError):
        return False
    return True
