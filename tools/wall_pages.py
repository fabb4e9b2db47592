"""Rules over templates: nothing inline, nothing from outside, nothing unescaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_UNSAFE = re.compile(r"\|\s*safe\b|\bautoescape\s+false\b|\bMarkup\s*\(")
_FETCHES = {"script": "src", "link": "href", "img": "src", "iframe": "src", "use": "href"}
_OUTSIDE = re.compile(r"\s*(https?:)?//", re.IGNORECASE)


def check(source: str) -> Iterator[tuple[str, int, str]]:
    """Yield (rule, line, message) for one template."""
    bare = _COMMENT.sub(_blank, source)
    for part in _JINJA.finditer(bare):
        if _UNSAFE.search(part.group()):
            yield "markup", _line(bare, part.start()), "the escaping is switched off"
    reader = _Reader()
    reader.feed(_JINJA.sub(_blank, bare))
    reader.close()
    yield from reader.found


class _Reader(HTMLParser):
    """Collects what a strict Content-Security-Policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag and its attributes."""
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self._note("inline", f"<{tag}> without a file")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self._note("inline", f"the attribute {name}=")
            if (value or "").lower().lstrip().startswith("javascript:"):
                self._note("inline", f"a javascript: address in {name}=")
        if _OUTSIDE.match(names.get(_FETCHES.get(tag, "")) or ""):
            self._note("outside", f"<{tag}> fetches from another host")

    def _note(self, rule: str, message: str) -> None:
        self.found.append((rule, self.getpos()[0], message))


def _blank(match: re.Match[str]) -> str:
    """As much white space, so that line numbers stay; for a value a letter, so that it is one."""
    space = re.sub(r"[^\n]", " ", match.group())
    return f"x{space[1:]}" if match.group().startswith("{{") else space


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
