"""What others may use of the occupations: find one, name one, and tell how near two are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from punos.occupations.table import TABLE_LANGUAGES, Row, rows
from punos.texts import fold

# By the number of leading digits that two codes share. The shape follows ISCO-08: 4 digits are
# one occupation, 3 its closest kin, 2 a field, 1 a level of skill.
NEARNESS = (0.0, 0.2, 0.5, 0.8, 1.0)


@dataclass(frozen=True)
class Occupation:
    """A group of ISCO-08 as a reader sees it: code of 1, 2 or 4 digits, label in one language."""

    code: str
    label: str


def is_known(code: str) -> bool:
    """Whether the table names this very code."""
    return code in rows()


def label(code: str, language: str) -> str:
    """The name of a group. A code without a name of its own takes its parent's; else the code."""
    for length in range(len(code), 0, -1):
        if row := rows().get(code[:length]):
            return row.labels.get(language, row.labels["en"])
    return code


def every(language: str) -> list[Occupation]:
    """The occupations (four digits) in the order of the classification."""
    return [Occupation(code, label(code, language)) for code in rows() if len(code) == 4]


def groups(language: str) -> list[Occupation]:
    """The groups of two digits, which are fields of work, in the order of the classification."""
    return [Occupation(code, label(code, language)) for code in rows() if len(code) == 2]


def search(text: str, language: str, limit: int = 20) -> list[Occupation]:
    """Occupations (four digits) found by every word of ``text``, best first.

    Words are looked for without case and accents, in all languages and in other common words
    for the occupation; what is found in ``language`` comes first. A code is found by its start.
    """
    words = fold(text).split()
    if not words:
        return []
    ranked = sorted(_ranked(words, language))
    return [Occupation(code, label(code, language)) for _, code in ranked[:limit]]


def _ranked(words: list[str], language: str) -> Iterator[tuple[int, str]]:
    for row in rows().values():
        rank = _rank(row, words, language)
        if rank is not None and len(row.code) == 4:
            yield rank, row.code


def _rank(row: Row, words: list[str], language: str) -> int | None:
    own = row.folded.get(language, "")
    others = " ".join(row.folded[code] for code in TABLE_LANGUAGES)
    everything = f"{others} {row.also}"
    if own.startswith(words[0]) and _all_in(words, own):
        return 0
    if _all_in(words, own):
        return 1
    if _all_in(words, everything):
        return 2
    return 3 if row.code.startswith(words[0]) and len(words) == 1 else None


def _all_in(words: list[str], text: str) -> bool:
    return all(word in text for word in words)


@lru_cache(maxsize=20_000)  # a cohort holds the same few codes again and again
def shared_digits(a: str, b: str) -> int:
    """How many leading digits two codes share, 0 to 4."""
    count = 0
    for one, other in zip(a[:4], b[:4], strict=False):
        if one != other:
            break
        count += 1
    return count


def nearness(a: str, b: str) -> float:
    """From 0 to 1: the same 4 digits 1.0, the same first 3 0.8, 2 0.5, 1 0.2, else 0.

    A code given in less than four digits is near only as far as it goes: 25 and 25 are 0.5.
    """
    return NEARNESS[shared_digits(a, b)]
