"""What a cycle's public page says in the association's own words: kinds of text, and how one is read.

They are kept in `Cycle.page` as `{key: {language: text}}`. A text is plain: a blank line parts
paragraphs, and among questions a line that ends with a question mark is the question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from punos.i18n import LazyText, _l
from punos.programmes.models import Cycle
from punos.texts import pick

TITLES: dict[str, LazyText] = {
    "for_whom": _l("For whom"),
    "happens": _l("What happens"),
    "needed": _l("What we ask of you"),
    "questions": _l("Questions and answers"),
}
"""The parts of the page in their order; `lead` stands before them."""
LEAD = "lead"


class Block(NamedTuple):
    """A paragraph, or a question with what follows it."""

    question: str
    text: str


@dataclass(frozen=True)
class Part:
    """One part of the page, in the language it could be found in."""

    key: str
    title: Any
    lang: str
    blocks: list[Block]


def lead_of(cycle: Cycle, language: str) -> Any:
    """The first words of the page, a text with its language: its own, else the programme's summary."""
    own = pick(cycle.page.get(LEAD, {}), language)
    return own if own.value else pick(cycle.programme.summary, language)


def parts_of(cycle: Cycle, language: str) -> list[Part]:
    """The parts that have been written, in another language where this one lacks them."""
    found = [(key, pick(cycle.page.get(key, {}), language)) for key in TITLES]
    return [
        Part(key, TITLES[key], text.lang, blocks(text.value)) for key, text in found if text.value
    ]


def blocks(text: str) -> list[Block]:
    """The paragraphs of a text; one whose first line asks something is a question with its answer."""
    return [_block(one.strip()) for one in _paragraphs(text) if one.strip()]


def _paragraphs(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(lines).split("\n\n")


def _block(paragraph: str) -> Block:
    first, _, rest = paragraph.partition("\n")
    return Block(first, rest) if rest and first.endswith("?") else Block("", paragraph)


def with_texts(
    page: dict[str, Any], language: str, written: dict[str, str | None]
) -> dict[str, Any]:
    """The page with these texts in one language; what is empty is left out."""
    changed = {}
    for key in (LEAD, *TITLES):
        texts = {code: text for code, text in page.get(key, {}).items() if code != language}
        if text := (written.get(key) or "").strip():
            texts[language] = text
        if texts:
            changed[key] = texts
    return changed
