"""The words in a report that their authors let be shown today."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from punos.feedback.api import released_quotes
from punos.programmes.models import Cycle
from punos.reports.content import Content
from punos.work import Work

PUBLIC = "stea"
"""This audience's reports are public: nobody is named in them, whatever the author allowed."""


class Said(NamedTuple):
    """Words, their language, by whom (None for nobody named), and since when they stand so."""

    text: str
    language: str
    said_by: str | None
    since: datetime


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
                found[str(one.id)] = Said(one.text, one.language, said_by, one.since)
    return found


def taken_back(
    work: Work, content: Content, cycles: Iterable[Cycle], audience: str
) -> frozenset[str]:
    """The ids of those that the content still names, and that are released no more."""
    return frozenset(_named(content) - quotes_now(work, content, cycles, audience).keys())


def stand_since(content: Content, quotes: Mapping[str, Said]) -> datetime | None:
    """Since when its words stand as they do: a file made before tells what its author no longer lets show.

    `quotes` as `quotes_now` gives them. A far day while it names words that were taken back; None
    without words.
    """
    if _named(content) - quotes.keys():
        return datetime.max.replace(tzinfo=UTC)
    return max((one.since for one in quotes.values()), default=None)


def without(content: Content, gone: Collection[str]) -> Content:
    """The content that does not name these."""
    sections = [
        {**section, "quotes": [one for one in section["quotes"] if one not in gone]}
        for section in content["sections"]
    ]
    return {**content, "sections": sections}


def _named(content: Content) -> set[str]:
    return {one for section in content["sections"] for one in section["quotes"]}
