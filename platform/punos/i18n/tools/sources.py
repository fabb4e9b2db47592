"""Where the texts are: the distributions of a checkout, and the files of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TEMPLATE_SUFFIXES = (".html", ".txt", ".xml", ".svg")


@dataclass(frozen=True)
class Distribution:
    """One installable part: the core, or a plugin. ``folder`` is its Python package."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def translations(self) -> Path:
        return self.folder / "translations"

    @property
    def same_as_english(self) -> Path:
        """The list of messages that may be as in English, with the reason for each."""
        return self.translations / "same_as_english.toml"

    def po_file(self, kind: str, language: str) -> Path:
        return self.translations / kind / f"{language}.po"

    def python_files(self) -> Iterator[Path]:
        return iter(sorted(self.folder.rglob("*.py")))

    def template_files(self) -> Iterator[Path]:
        for path in sorted(self.folder.rglob("*")):
            inside = path.relative_to(self.folder).parts[:-1]
            if path.suffix in TEMPLATE_SUFFIXES and "templates" in inside:
                yield path


def distributions(root: Path) -> list[Distribution]:
    """The core and the plugins under ``root``; in a plugin's own checkout, that plugin."""
    folders = [
        *root.glob("platform/punos"),
        *sorted(root.glob("plugins/*/punos_*")),
        *sorted(root.glob("punos_*")),
    ]
    return [Distribution(folder) for folder in folders if (folder / "__init__.py").is_file()]


def checkout(start: Path) -> Path:
    """The nearest folder from ``start`` upwards that holds distributions, else ``start``."""
    return next((at for at in (start, *start.parents) if distributions(at)), start)
