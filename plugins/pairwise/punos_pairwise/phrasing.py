"""Stored codes put into words, in the language of whoever reads them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from punos_pairwise.codes import NAMES
from punos_pairwise.matching.findings import Reason
from punos_pairwise.matching.pins import Contradiction
from punos_pairwise.matching.proposal import Unmatched
from punos_pairwise.matching.reasons import common_names, contradiction, phrases, why_unmatched

Stored = Iterable[Mapping[str, Any]]


def names(kind: str, code: str) -> str:
    """The word for a code: from this plugin's own lists, else the name that everybody uses."""
    label = NAMES.get(kind, {}).get(code)
    return common_names(kind, code) if label is None else str(label)


def spoken(stored: Stored, polarity: str) -> list[str]:
    """What speaks "for" or "against" a pair, as short phrases, the heaviest first."""
    return phrases([Reason(**reason) for reason in stored], polarity, names)


def why_left(stored: Mapping[str, Any]) -> str:
    """Why somebody has no pair."""
    found = Unmatched(UUID(stored["id"]), stored["role"], stored["why"], stored["data"])
    return why_unmatched(found)


def clash(stored: Mapping[str, Any]) -> str:
    """What is wrong with a wish, without saying whom."""
    return contradiction(Contradiction(stored["code"], None, None))
