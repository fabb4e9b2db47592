"""Lines of revisions: the core's, and one for each plugin with tables.

Apart from `migrate`, so that the web process, which only has to know a plugin's history, does not load
the tools that run it.
"""

from dataclasses import dataclass
from pathlib import Path

CORE_REVISIONS = Path(__file__).resolve().parents[3] / "migrations"


@dataclass(frozen=True)
class History:
    """A line of revisions: the folder that holds `versions/`, and the table that remembers."""

    name: str
    folder: Path
    version_table: str
    needs_core: str | None = None


CORE = History("core", CORE_REVISIONS, "alembic_version")


def plugin_history(name: str, folder: Path, needs_core: str | None = None) -> History:
    """The history of one plugin."""
    return History(name, folder, f"alembic_version_{name}", needs_core)
