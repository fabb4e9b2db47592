"""What the templates about money need in order to write it."""

from typing import Any

from punos.plugin import Work, pick
from punos_payouts.money import euros
from punos_payouts.words import KINDS, agreement_tag, left, minimum_words, promised


def drawing(work: Work) -> dict[str, Any]:
    """How amounts, lines, kinds and minimums are written, for the templates' parts."""
    return {
        "euros": euros,
        "kinds": KINDS,
        "agreement_tag": agreement_tag,
        "minimum_words": minimum_words,
        "promised": promised,
        "left": left,
        "line_name": lambda line: pick(line.names, work.language),
    }
