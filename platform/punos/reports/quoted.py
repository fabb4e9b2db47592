"""The words in a report that their authors let be shown today."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from punos.feedback.api import released_quotes
from punos.programmes.models import Cycle
from punos.reports.content import Content
from punos.work import Work

PUBLIC = "stea"
"""This audience's reports are public: nobody is named in them, whatever the author allowed."""


class Said(NamedTuple):
    """Words, their language, and by whom; None for nobody named."""

    text: str
    language: str
    said_by: str | None


def quotes_now(
    work: Work, content: Content, cycles: Iterable[Cycle], audience: str
) -> dict[str, Said]:
    """By id those quotes of the content that are still released."""
    wanted = _named(content)
    if not wanted:
        return {}
    found: dict[str, Any] = {}
    for cycle in cycles:
        for one in released_quotes(work, cycle):
            if str(one.id) in wanted:
                hidden = audience == PUBLIC and one.is_named
                said_by = one.role if hidden else one.said_by
                found[str(one.id)] = Said(one.text, one.language, said_by)
    return found


def taken_back(
    work: Work, content: Content, cycles: Iterable[Cycle], audience: str
) -> frozenset[str]:
    """The ids of those that the content still names, and that are released no more."""
    return frozenset(_named(content) - quotes_now(work, content, cycles, audience).keys())


def without(content: Content, gone: Collection[str]) -> Content:
    """The content that does not name these."""
    sections = [
        {**section, "quotes": [one for one in section["quotes"] if one not in gone]}
        for section in content["sections"]
    ]
    return {**content, "sections": sections}


def _named(content: Content) -> set[str]:
    return {one for section in content["sections"] for one in section["quotes"]}
