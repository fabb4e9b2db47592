"""TOML as this product needs it: read with line numbers, and written.

The standard library reads TOML without saying where a key stood, and does not write it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from punos.tenants.seeds.problems import Problem, SeedRefused

KeyPath = tuple[str, ...]

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_PAIR = re.compile(rf"\s*({_DOTTED})\s*=")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True)
class TomlFile:
    """A file that was read, with the means to say where a key stands in it."""

    path: Path
    text: str
    data: dict[str, Any]

    @cached_property
    def _lines(self) -> dict[KeyPath, int]:
        return dict(_keys(self.text))

    def line(self, path: KeyPath) -> int:
        """The line of the key, or of the nearest table around it; the first line otherwise."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1

    def problem(self, path: KeyPath, reason: str) -> Problem:
        """A problem at this key."""
        return Problem(self.path, self.line(path), reason)


def read_toml(path: Path) -> TomlFile:
    """Read a file. Raises SeedRefused with the line that cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise SeedRefused([Problem(path, 1, reason)]) from error
    try:
        text = raw.decode("utf-8")
        return TomlFile(path, text, tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SeedRefused([Problem(path, line, "the file is not written in UTF-8")]) from error
    except tomllib.TOMLDecodeError as error:
        raise SeedRefused([Problem(path, _line_of(error, text), str(error))]) from error


def _line_of(error: tomllib.TOMLDecodeError, text: str) -> int:
    found = _AT_LINE.search(str(error))
    return int(found.group(1)) if found else text.count("\n") + 1


def _keys(text: str) -> Iterator[tuple[KeyPath, int]]:
    """Each key and table header of the text with its line; what stands within a text is passed over."""
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    within = ""
    for number, line in enumerate(text.splitlines(), 1):
        if within:
            within = "" if line.count(within) % 2 else within
            continue
        if header := _TABLE.match(line):
            table = _parts(header.group(2))
            if header.group(1) == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, str(counts[table]))
            yield table, number
        elif pair := _PAIR.match(line):
            yield (*table, *_parts(pair.group(1))), number
        within = next((q for q in ('"""', "'''") if line.count(q) % 2), "")


def _parts(dotted: str) -> KeyPath:
    return tuple(
        json.loads(part) if part[0] == '"' else part.strip("'") for part in re.findall(_KEY, dotted)
    )


def write_toml(data: Mapping[str, Any], *, note: str = "") -> str:
    """The data as TOML: single values first, then a table each. None is left out."""
    lines = [f"# {line}" for line in note.splitlines()]
    lines.extend(_table((), data))
    return "\n".join(lines).strip() + "\n"


def _table(path: KeyPath, data: Mapping[str, Any]) -> Iterator[str]:
    tables = {key: value for key, value in data.items() if isinstance(value, Mapping)}
    values = {k: v for k, v in data.items() if k not in tables and v is not None}
    if path and (values or not tables):
        yield from ("", f"[{'.'.join(map(_key, path))}]")
    for key, value in values.items():
        yield f"{_key(key)} = {_value(value)}"
    for key, table in tables.items():
        yield from _table((*path, key), table)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, Mapping):
        pairs = (f"{_key(k)} = {_inline(v)}" for k, v in value.items() if v is not None)
        return "{" + ", ".join(pairs) + "}"
    if all(isinstance(item, Mapping) for item in value) and value:
        return "[\n" + "".join(f"  {_value(item)},\n" for item in value) + "]"
    return "[" + ", ".join(_inline(item) for item in value) + "]"


def _inline(value: Any) -> str:
    # Inside an inline table a text stays on its line.
    return _quoted(value) if isinstance(value, str) else _value(value)


def _text(value: str) -> str:
    if "\n" not in value:
        return _quoted(value)
    lines = (_quoted(line)[1:-1] for line in value.split("\n"))
    return '"""\n' + "\n".join(lines) + '"""'


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
