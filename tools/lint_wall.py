"""Our own lint: rules that keep the tenant wall, the clock and the pages as they are meant.

    python tools/lint_wall.py [ROOT]

prints one line for each finding and ends with exit code 1 when there is any. Ruff cannot say these
rules; why each exists is in docs/decisions/0003-lint-of-the-wall.md.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import wall_pages, wall_python

# Where a rule may be broken, and why. An exception that is no longer needed is itself a finding.
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("clock", "platform/punos/clock.py"): "is the clock",
    ("driver", "platform/punos/web/errors.py"): "tells a database that is away from other errors",
    ("driver", "platform/punos/worker.py"): "the queue's own connections raise the driver's errors",
    ("markup", "platform/punos/web/qr.py"): "a library draws an address as lines",
    ("markup", "platform/punos/web/render.py"): "joins what templates have already escaped",
}
PYTHON_FOLDERS = ("platform", "plugins", "migrations")
# Tests and build results are not the product.
SKIPPED = frozenset({"tests", "build", "dist", "__pycache__", ".venv"})

Rule = Callable[[str, ast.Module], Iterator[tuple[int, str]]]


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


def findings(root: Path) -> list[Finding]:
    """Everything that breaks a rule below `root`, without what EXCEPTIONS allows."""
    raw = [*_python(root), *_pages(root)]
    used = {(one.rule, one.path) for one in raw}
    stale = [
        Finding(path, 1, rule, "the exception in tools/lint_wall.py is no longer needed")
        for rule, path in EXCEPTIONS
        if (rule, path) not in used and (root / path).exists()
    ]
    return sorted([*(one for one in raw if (one.rule, one.path) not in EXCEPTIONS), *stale])


def _python(root: Path) -> Iterator[Finding]:
    for path in _files(root, PYTHON_FOLDERS, ".py"):
        name = path.relative_to(root).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"), name)
        for rule, check in wall_python.RULES.items():
            for line, message in check(name, tree):
                yield Finding(name, line, rule, message)


def _pages(root: Path) -> Iterator[Finding]:
    for path in _files(root, ("platform", "plugins"), ".html"):
        name = path.relative_to(root).as_posix()
        for rule, line, message in wall_pages.check(path.read_text(encoding="utf-8")):
            yield Finding(name, line, rule, message)


def _files(root: Path, folders: tuple[str, ...], suffix: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((root / folder).rglob(f"*{suffix}")):
            if not SKIPPED.intersection(path.relative_to(root).parts):
                yield path


def main() -> int:
    """Print the findings below the given folder, or this checkout."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1]
    found = findings(root)
    for one in found:
        print(one)
    print(f"lint_wall: {len(found)} found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
