"""Notices that the source has changed, for `make dev`."""

from __future__ import annotations

import time
from pathlib import Path

_KINDS = frozenset({".py", ".html", ".txt", ".po", ".css", ".js", ".toml"})
_FOLDERS = ("platform", "plugins", "tenants")
_PAUSE = 1.0  # seconds between two looks


class Sources:
    """The state of the source below `root` when it was last looked at."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen = self._state()
        self._looked = time.monotonic()

    def changed(self) -> bool:
        """Whether a file was changed, added or removed since the last time this was asked."""
        if time.monotonic() - self._looked < _PAUSE:
            return False
        found = self._state()
        self._looked = time.monotonic()
        changed = found != self._seen
        self._seen = found
        return changed

    def _state(self) -> dict[Path, int]:
        return {
            path: path.stat().st_mtime_ns
            for folder in _FOLDERS
            for path in (self._root / folder).rglob("*")
            if path.suffix in _KINDS and path.is_file()
        }
