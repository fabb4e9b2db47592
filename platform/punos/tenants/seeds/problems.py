"""What is wrong with a declared folder: file, line and reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from punos.errors import ConfigurationError


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong. `line` counts from 1."""

    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class SeedRefused(ConfigurationError):
    """A folder is refused as a whole: nothing of it was applied."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
