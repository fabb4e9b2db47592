"""The difference between a folder and an association, key by key.

For each key three values are compared: the one last applied, the one in the database now, and the
folder's new one. What was changed on a page since the last time is drift; it is kept unless the
folder is told to win.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from punos.tenants.seeds.toml import KeyPath

# Things of their own, named by their second key. A folder that stops mentioning one does not remove
# it, since people and cycles may belong to it.
COLLECTIONS = frozenset({"plugins", "units", "partners", "programmes"})


class Missing(Enum):
    """The value of a key that is not there."""

    MISSING = "–"


MISSING = Missing.MISSING
Document = Mapping[str, Any]
Leaves = dict[KeyPath, Any]


class Verdict(Enum):
    """What becomes of a key."""

    SAME = "unchanged"
    APPLY = "to apply"
    DRIFT = "drift, kept"


@dataclass(frozen=True)
class Change:
    """One key with its three values; MISSING stands for none."""

    path: KeyPath
    applied: Any
    current: Any
    new: Any
    verdict: Verdict

    @property
    def key(self) -> str:
        """The key as it is written on the command line."""
        return ".".join(self.path)

    @property
    def target(self) -> Any:
        """The value that the key will have."""
        return self.new if self.verdict is Verdict.APPLY else self.current


@dataclass(frozen=True)
class Overrides:
    """The keys at which the folder wins over what was changed on a page; a key covers those below."""

    keys: frozenset[str] = frozenset()
    all: bool = False

    def covers(self, path: KeyPath) -> bool:
        """Whether the folder wins at this key."""
        return self.all or any(".".join(path[:n]) in self.keys for n in range(1, len(path) + 1))


def compare(
    applied: Document, current: Document, new: Document, overrides: Overrides
) -> list[Change]:
    """Every key of the three documents with what becomes of it, in the order of the folder."""
    before, now, then = leaves(applied), leaves(current), leaves(new)
    things = _Things(before, now, then)
    changes = []
    for path in dict.fromkeys((*then, *now, *before)):
        values = (before.get(path, MISSING), now.get(path, MISSING), then.get(path, MISSING))
        held = things.held(path)
        # What was removed on a page comes back as a whole or not at all.
        wins = overrides.covers(path[:2] if held else path)
        verdict = _verdict(values, held=held, folder_wins=wins)
        changes.append(Change(path, *values, verdict))
    return [change for change in changes if not _is_nothing(change)]


def _verdict(values: tuple[Any, Any, Any], *, held: bool, folder_wins: bool) -> Verdict:
    applied, current, new = values
    if new == current:
        return Verdict.SAME
    if folder_wins and not (held and new is MISSING):
        return Verdict.APPLY
    return Verdict.APPLY if current == applied and not held else Verdict.DRIFT


def _is_nothing(change: Change) -> bool:
    return change.current is MISSING and change.new is MISSING


class _Things:
    """The units, plugins … that the three documents mention."""

    def __init__(self, *sides: Leaves) -> None:
        self._before, self._now, self._then = ({path[:2] for path in side} for side in sides)

    def held(self, path: KeyPath) -> bool:
        """Whether the key's thing stays as it is: gone from the folder, or removed on a page."""
        thing = path[:2]
        if path[0] not in COLLECTIONS:
            return False
        return thing not in self._then or (thing in self._before and thing not in self._now)


def leaves(document: Document, path: KeyPath = ()) -> Leaves:
    """The document as one level: key path → value. Lists are values."""
    found: Leaves = {}
    for key, value in document.items():
        if isinstance(value, Mapping) and value:
            found.update(leaves(value, (*path, key)))
        else:
            found[(*path, key)] = value
    return found


def document(found: Iterable[tuple[KeyPath, Any]]) -> dict[str, Any]:
    """The levels again, without what is missing."""
    whole: dict[str, Any] = {}
    for path, value in found:
        if value is MISSING:
            continue
        level = whole
        for key in path[:-1]:
            # A page may have turned a single value into a table, or the other way round.
            if not isinstance(level.get(key), dict):
                level[key] = {}
            level = level[key]
        if value != {} or path[-1] not in level:
            level[path[-1]] = value
    return whole


def target(changes: Iterable[Change]) -> dict[str, Any]:
    """The document that the association will have."""
    return document((change.path, change.target) for change in changes)
