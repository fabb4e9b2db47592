"""The data map of docs/privacy.md: every table, what it holds about people, and what erasure does."""

from collections.abc import Iterator

from punos.extend import PluginRegistry
from punos.extend.holdings import Blank, Delete, Holding
from punos.i18n import SOURCE_LANGUAGE, use_language
from punos.privacy.holdings import holdings


def data_map(registry: PluginRegistry) -> list[str]:
    """The table in Markdown, by the names of the database's tables; then what is about nobody."""
    known = sorted(holdings(registry), key=lambda one: one.table)
    with use_language(SOURCE_LANGUAGE):
        return [*_about_people(known), "", *_about_nobody(known)]


def _about_people(known: list[Holding]) -> Iterator[str]:
    yield "| table | what | why | sensitivity | kept as | at erasure |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for one in known:
        if one.about is not None:
            cells = (one.label, one.purpose, one.sensitivity, one.category, _erasure(one))
            yield f"| `{one.table}` | " + " | ".join(str(cell) for cell in cells) + " |"


def _about_nobody(known: list[Holding]) -> Iterator[str]:
    yield "| table | why it is about nobody |"
    yield "| --- | --- |"
    for one in known:
        if one.about is None:
            yield f"| `{one.table}` | {one.label} |"


def _erasure(one: Holding) -> str:
    if isinstance(one.at_erasure, Delete):
        return "goes"
    if isinstance(one.at_erasure, Blank):
        emptied = ", ".join(f"`{name}`" for name in one.at_erasure.values)
        return f"emptied: {emptied}"
    return "stays"
