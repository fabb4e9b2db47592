"""What the desk's pages share: what is compared, as the address says it, and lists of published rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from punos import clock
from punos.extend import MenuItem
from punos.i18n import _staff, _staff_l
from punos.network.catalogue import Indicator
from punos.network.comparing import (
    Figure,
    indicators_of,
    is_shown,
    most_common_model,
    newest_settled,
    offered_windows,
)
from punos.network.reading import read
from punos.network.signs import SIGNS, Sign, exported, in_words, plain
from punos.network.views.base import deployment
from punos.network.windows import Window
from punos.programmes.service import programme_models
from punos.web.lists import Listing, Query
from punos.work import Work

READ = "network.read"
MANAGE = "network.manage"
FEW, ALL = "few", "all"
MENU = (
    MenuItem(_staff_l("Comparison"), "network.compare", READ, order=10, kind="network"),
    MenuItem(_staff_l("Over time"), "network.trend", READ, order=20, kind="network"),
    MenuItem(_staff_l("Members"), "network.members", READ, order=30, kind="network"),
    MenuItem(_staff_l("Announcements"), "network.announcements", MANAGE, order=40, kind="network"),
    MenuItem(_staff_l("News"), "network.news", "today.read", order=75, kind="association"),
)


@dataclass(frozen=True)
class Choice:
    """What is compared: a programme model, a window of time, and few figures or all."""

    models: Sequence[tuple[str, Any]]
    model: str
    window: Window
    few: bool

    @property
    def indicators(self) -> list[Indicator]:
        """The figures to show."""
        return indicators_of(self.model, self.window, few=self.few)

    @property
    def windows(self) -> list[tuple[str, list[str]]]:
        """The windows to choose from, in two groups."""
        years, stretches = offered_windows(clock.today())
        return [
            (_staff("One year"), [one.name for one in years]),
            (_staff("Three years together"), [one.name for one in stretches]),
        ]

    @property
    def arguments(self) -> dict[str, Any]:
        """The same in an address."""
        figures = FEW if self.few else ALL
        return {"model": self.model, "window": self.window.name, "figures": figures}


def chosen(work: Work) -> Choice:
    """What the address asks for; what means nothing there is the newest year and what most run."""
    return chosen_in(work, request.args)


def chosen_in(work: Work, given: Mapping[str, str]) -> Choice:
    """The same of a form."""
    models = all_models(work)
    years, stretches = offered_windows(clock.today())
    known = {one.name: one for one in (*years, *stretches)}
    window = known.get(given.get("window", ""), newest_settled(clock.today()))
    model = _model(models, window, given.get("model", ""))
    return Choice(models, model, window, given.get("figures") != ALL)


def all_models(work: Work) -> list[tuple[str, Any]]:
    """Every programme model that is installed, with its label."""
    return sorted((name, model.label) for name, model in programme_models(work.registry).items())


def _model(models: Sequence[tuple[str, Any]], window: Window, wanted: str) -> str:
    names = [name for name, _label in models]
    if wanted in names or not names:
        return wanted
    return most_common_model(deployment(), names, window)


class PublishedListing(Listing):
    """A list whose rows are read as the role *net*."""

    def _count(self, query: Query) -> int:
        [(total,)] = read(deployment(), query)
        return int(total)

    def _read(self, query: Query) -> Sequence[Any]:
        return read(deployment(), query)


def drawn(figure: Figure, unit: str) -> Sign | str:
    """A cell's number, or the sign in its place."""
    if is_shown(figure):
        return in_words(figure.value or 0.0, unit)
    return SIGNS[figure.state]


def legend(figures: Iterable[Figure]) -> list[Sign]:
    """The signs that are to be explained beside these cells, each once."""
    seen = {figure.state for figure in figures}
    return [sign for state, sign in SIGNS.items() if state in seen]


def filed(figure: Figure, unit: str) -> int | float | str | None:
    """A cell in a file: a plain number, or what the sign says."""
    return exported(figure.value, unit) if is_shown(figure) else plain(SIGNS[figure.state])
