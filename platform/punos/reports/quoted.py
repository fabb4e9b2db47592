"""The words in a report that their authors let be shown today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from punos.feedback.api import released_quotes
from punos.programmes.models import Cycle
from punos.reports.content import Content
from punos.reports.sections.voices import PUBLIC
from punos.work import Work


class Said(NamedTuple):
    """Words, their language, and by whom; None for nobody named."""

    text: str
    language: str
    said_by: str | None


def quotes_now(
    work: Work, content: Content, cycles: Iterable[Cycle], audience: str
) -> dict[str, Said]:
    """By id those quotes of the content that are still released."""
    wanted = {one for section in content["sections"] for one in section["quotes"]}
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
