"""What the privacy notice says is kept, made from what the tables say of themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from punos.i18n import Message
from punos.privacy.holdings import told_here
from punos.privacy.schedule import BY_NAME, Category, kept_for
from punos.work import Work


@dataclass
class Kept:
    """Things that are kept equally long for the same reason."""

    purpose: Any
    how_long: Message
    labels: list[Any] = field(default_factory=list)


def kept(work: Work) -> list[Kept]:
    """Everything that may be held about somebody here."""
    groups: dict[tuple[str, str], Kept] = {}
    for one in told_here(work):
        category: Category = BY_NAME[one.category]
        group = groups.setdefault(
            (str(one.purpose), category.name), Kept(one.purpose, kept_for(work, category))
        )
        # Several tables may hold one kind of thing.
        if str(one.label) not in map(str, group.labels):
            group.labels.append(one.label)
    return list(groups.values())
