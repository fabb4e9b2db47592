"""What a plugin says about itself."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from punos.errors import ConfigurationError

API_VERSION = "1.0"
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True)
class Plugin:
    """A plugin, as its entry point gives it.

    `name` is also the prefix of its tables and of its addresses. `api` is the range of API versions
    it was written for, as PEP 440 writes them (">=1.0,<2"). `hooks` is the object or module whose
    functions are marked with `hookimpl`. `package` is its import name: catalogues, templates and,
    when `migrates`, a folder `migrations/versions` are looked for there.
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
        if not _NAME.fullmatch(self.name) or len(self.name) > 30:
            raise ConfigurationError(
                f"plugin {self.name!r}: a name is lower case letters, digits and single _"
            )
        try:
            SpecifierSet(self.api)
        except InvalidSpecifier as error:
            raise ConfigurationError(f"plugin {self.name}: api {self.api!r} is no range") from error

    def fits(self, version: str = API_VERSION) -> bool:
        """Whether this core's API is one the plugin was written for."""
        return SpecifierSet(self.api).contains(version)
