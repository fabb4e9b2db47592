"""From source to template: every message of a distribution, by catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from punos.i18n.tools.sources import Distribution

Keywords = dict[str, Any]

# The function that is called decides the catalogue that a message belongs to.
KEYWORDS: dict[str, Keywords] = {
    "people": {"_": None, "_n": (1, 2), "_p": ((1, "c"), 2), "_l": None},
    "staff": {"_staff": None, "_staff_n": (1, 2), "_staff_p": ((1, "c"), 2), "_staff_l": None},
}

_CALLS = {
    kind: re.compile(rb"(?<!\w)(?:" + b"|".join(map(str.encode, words)) + rb")\s*\(")
    for kind, words in KEYWORDS.items()
}


def extracted(distribution: Distribution, kind: str) -> Catalog:
    """A catalogue without translations that holds every message of ``kind``.

    Raises jinja2.TemplateSyntaxError or a Python syntax error where a file cannot be read.
    """
    template = Catalog(charset="utf-8")
    for path, method in _files(distribution):
        for message, context in _messages(path, method, kind):
            where = path.relative_to(distribution.folder).as_posix()
            template.add(message, locations=[(where, 0)], context=context)
    return template


def _files(distribution: Distribution) -> Iterator[tuple[Path, str]]:
    for path in distribution.python_files():
        yield path, "python"
    for path in distribution.template_files():
        yield path, "jinja2.ext:babel_extract"


def _messages(path: Path, method: str, kind: str) -> Iterator[tuple[Any, str | None]]:
    if not _CALLS[kind].search(path.read_bytes()):
        return
    options = {"silent": "false", "encoding": "utf-8"}
    with path.open("rb") as stream:
        for _line, message, _comments, context in extract(
            method, stream, keywords=KEYWORDS[kind], options=options
        ):
            yield message, context
