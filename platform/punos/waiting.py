"""What of the core's waits for staff, as their first page tells it: counted all in one statement,
together with what plugins count."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ScalarSelect

from punos.i18n import Message
from punos.work import Work


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits, and the page on which it is dealt with.

    `count` gives a scalar subquery of how many of them the actor may see; `text` says that number, and
    is asked only when there are some. It is told to those who hold `permission`.
    """

    count: Callable[[Work], ScalarSelect[Any]]
    text: Callable[[int], Message]
    endpoint: str
    permission: str
    values: dict[str, Any] = field(default_factory=dict)
    order: int = 50
