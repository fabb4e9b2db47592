"""What waits for staff as lines of their first page, whether the core or a plugin tells it.

Items whose count is a query are all counted in one statement. When that fails, each plugin's are
counted alone, so that only the one at fault is left out.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import ScalarSelect, select

from punos.extend import TodayItem
from punos.extend.guarding import is_gone, reading
from punos.programmes.models import Cycle
from punos.texts import Text
from punos.web.render import in_order
from punos.work import Work

CORE = ""
AT_ONCE = 500
"""Items counted in one statement; PostgreSQL takes 1,664 columns."""
Line = tuple[str, str, int, Any]


class Asked(NamedTuple):
    """An item that is still to be counted, and who gave it."""

    plugin: str
    item: TodayItem


Drawn = tuple[int, Line] | Asked | None


def lines_of_waiting(work: Work, own: Iterable[TodayItem], cycles: Sequence[Cycle]) -> list[Line]:
    """The core's own items and the plugins' as (text, address, 0, detail), in their order."""
    draw = partial(_draw, work)
    drawn: list[Drawn] = [draw(CORE, item) for item in own]
    drawn += work.hooks.collect_drawn("today", draw, cycles=cycles)
    asked = [one for one in drawn if isinstance(one, Asked)]
    ready = [one for one in drawn if not isinstance(one, Asked)]
    return in_order([*ready, *_counted(work, asked)])


def _draw(work: Work, plugin: str, item: TodayItem) -> Drawn:
    if not work.actor.may(item.permission):
        return None
    url = url_for(item.endpoint, **item.values)
    if isinstance(item.count, ScalarSelect):
        return Asked(plugin, item)
    # Put into words here, under the guard; a text of the database keeps its language.
    detail = item.detail if isinstance(item.detail, Text) else str(item.detail)
    return item.order, (str(item.text), url, 0, detail)


def _counted(work: Work, asked: Sequence[Asked]) -> list[Any]:
    numbers = _all_at_once(work, asked)
    found: list[Any] = []
    begun = 0
    for plugin, given in groupby(asked, key=lambda one: one.plugin):
        items = [one.item for one in given]
        known = numbers[begun : begun + len(items)] if numbers is not None else None
        begun += len(items)
        found += _told(work, plugin, partial(_words, work, plugin, items, known))
    return found


def _all_at_once(work: Work, asked: Sequence[Asked]) -> list[int] | None:
    """The number of each, in their order; None when it could not be counted so."""
    try:
        with reading(work.session):
            return _count(work, [one.item for one in asked])
    except Exception as error:
        if is_gone(error) or all(one.plugin == CORE for one in asked):
            raise
        return None  # counted again one plugin at a time, which reports it


def _count(work: Work, items: Sequence[TodayItem]) -> list[int]:
    found: list[int] = []
    for begin in range(0, len(items), AT_ONCE):
        asked: list[Any] = [item.count for item in items[begin : begin + AT_ONCE]]
        found += work.session.execute(select(*asked)).one()
    return found


def _told(work: Work, plugin: str, words: Callable[[], list[Drawn]]) -> list[Drawn]:
    return words() if plugin == CORE else work.hooks.further(plugin, "today", words)


def _words(
    work: Work, plugin: str, items: Sequence[TodayItem], known: Sequence[int] | None
) -> list[Drawn]:
    numbers = _count(work, items) if known is None else known
    told = zip(items, numbers, strict=True)
    return [_draw(work, plugin, item.told(number)) for item, number in told if number]
