"""Months by their names in a settings file, and as the reader calls them."""

from collections.abc import Sequence

from punos_pairwise.texts import locale

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def month_names() -> Sequence[tuple[str, str]]:
    """Each month with its name in the reader's language, as it stands alone."""
    names = locale().months["stand-alone"]["wide"]
    return [(month, str(names[number])) for number, month in enumerate(MONTHS, 1)]
