"""Somebody at the command line, with folders of their own."""

from __future__ import annotations

import io
import os
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from punos.cli import main
from punos.config import ROLE_VARIABLES
from punos.deployment import Deployment

SEED = """slug = "{slug}"
hosts = ["{slug}"]
languages = ["en", "fi"]
short_name = "Braid"

[names]
en = "The Braid"
fi = "Palmikko"

[look]
accent = "#274a8f"

[units.north]
position = 1

[units.north.names]
en = "North"
"""


@dataclass
class Operator:
    """Somebody at the command line, and what they see in the database."""

    deployment: Deployment
    folder: Path

    def __call__(self, *arguments: str, ok: bool = True) -> str:
        """Run `punos tenants …` on the test's folders; what it prints."""
        below = ["--from", str(self.folder)] if arguments[0] in ("plan", "apply") else []
        code, printed = self.run(*arguments, *below)
        assert code == (0 if ok else 1), printed
        return printed

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run `punos tenants …` as it is: the exit code, and what it prints."""
        urls = self.deployment.config.database_urls
        environ = {ROLE_VARIABLES[role]: url for role, url in urls.items()}
        environ |= {"PUNOS_ENV": "test", "PUNOS_DATA": str(self.deployment.config.data_dir)}
        printed = io.StringIO()
        with (
            patch.dict(os.environ, environ),
            redirect_stdout(printed),
            redirect_stderr(printed),
            pytest.raises(SystemExit) as ended,
        ):
            main(["tenants", *arguments])
        return int(ended.value.code or 0), printed.getvalue()

    def declare(self, slug: str, text: str = SEED, **files: str) -> Path:
        """Write a folder: its `tenant.toml`, and other files by name."""
        folder = self.folder / slug
        folder.mkdir(exist_ok=True)
        (folder / "tenant.toml").write_text(text.format(slug=slug), encoding="utf-8")
        for name, content in files.items():
            path = folder / "programmes" / f"{name}.toml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return folder

    def edit(self, slug: str, old: str, new: str, file: str = "tenant.toml") -> None:
        """Replace a piece of a file of the folder."""
        path = self.folder / slug / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
