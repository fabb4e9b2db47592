"""A member's own side: what it shares with the network, and its figures beside the network's."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from flask import Response, flash, request, url_for

from punos import clock
from punos.errors import Absent
from punos.extend import MenuItem
from punos.i18n import _staff, _staff_l, format_number
from punos.network.catalogue import BY_CODE
from punos.network.disclosure import SHOWN, Cell, Exact
from punos.network.figures import (
    LEAST,
    NetworkFigure,
    all_network_figures,
    figures_of_all_kinds,
)
from punos.network.sharing import Leaving, choose, leaving, windows
from punos.network.signs import HIDDEN, NOT_APPLICABLE, NOT_ENOUGH, SIGNS, Sign, in_words
from punos.network.views.base import deployment, pages
from punos.network.windows import Window, year
from punos.programmes.registry import programme_models
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

READ, SHARE, KIND = "network.read", "network.share", "association"
MENU = (MenuItem(_staff_l("Network"), "network.ours", READ, order=70, kind=KIND),)


class Choice(NamedTuple):
    """A figure of a window that may be shared; a line for each programme model that has it."""

    code: str
    label: Any
    shared: bool
    lines: list["Line"]


class Beside(NamedTuple):
    """A figure beside the network's. `numbers` are median, lowest and highest of so many `others`, or
    none when they are few; `wide` when those are of all kinds of programme."""

    line: "Line"
    others: int
    numbers: list[str]
    wide: bool


class Line(NamedTuple):
    """One figure of one programme model in words: as it is here, and as the network reads it."""

    label: Any
    model: Any
    here: str | Sign
    there: str | Sign
    leaving: Leaving


@pages.get("/sharing", allow=SHARE, kind=KIND)
def sharing(work: Work) -> str:
    """Choose what the network may read of a window."""
    frozen = windows(work)
    window = _asked(frozen)
    lines = _lines(work, leaving(work, window.name)) if window else []
    return render(
        "network/sharing.html",
        windows=frozen,
        window=window,
        choices=_choices(lines),
        waiting=_waiting(frozen),
        signs=[SIGNS[HIDDEN], SIGNS[NOT_ENOUGH], SIGNS[NOT_APPLICABLE]],
    )


@pages.get("/sharing/preview", allow=SHARE, kind=KIND)
def sharing_preview(work: Work) -> str:
    """Exactly what would leave by a choice, before anything does."""
    window = _asked(windows(work))
    if window is None:
        raise Absent
    chosen = set(request.args.getlist("share"))
    lines = _lines(work, leaving(work, window.name))
    if not chosen.issubset(line.leaving.fact.metric for line in lines):
        raise Absent
    return render(
        "network/sharing_preview.html",
        window=window,
        chosen=sorted(chosen),
        rows=[one for one in lines if one.leaving.cell and one.leaving.fact.metric in chosen],
        ending=[one for one in _choices(lines) if one.shared and one.code not in chosen],
        breadcrumbs=_crumbs(window),
    )


@pages.post("/sharing", allow=SHARE, kind=KIND)
def save_sharing(work: Work) -> Response:
    """Share these figures of a window and no other ones."""
    window = request.form.get("window", "")
    if window not in {one.name for one in windows(work)}:
        raise Absent
    choose(work, window, request.form.getlist("share"))
    flash(_staff("Your choice was saved. The network sees it within a minute."), "done")
    return see_other(url_for("network.sharing", window=window))


@pages.get("/ours", allow=READ, kind=KIND)
def ours(work: Work) -> str:
    """The association's exact figures beside the network's, in which nobody is named."""
    frozen = windows(work)
    window = _asked(frozen)
    lines = _lines(work, leaving(work, window.name)) if window else []
    models = list(dict.fromkeys(line.leaving.fact.model for line in lines))
    asked = request.args.get("model")
    # Another window may be without the programme that was looked at before.
    model = asked if asked in models else next(iter(models), None)
    return render(
        "network/ours.html",
        windows=frozen,
        window=window,
        models=[(name, _model(work, name)) for name in models],
        model=model,
        rows=_beside(work, [one for one in lines if one.leaving.fact.model == model]),
        least=LEAST,
        waiting=_waiting(frozen),
    )


def _beside(work: Work, lines: Sequence[Line]) -> list[Beside]:
    """Each line with the network's numbers: of the same programme model, else of all of them."""
    if not lines:
        return []
    fact, running = lines[0].leaving.fact, deployment()
    alike = all_network_figures(running, fact.model, fact.window, without=work.tenant.id)
    wide = figures_of_all_kinds(running, fact.window, without=work.tenant.id)
    return [_network(line, alike, wide) for line in lines]


def _network(
    line: Line, alike: Mapping[str, NetworkFigure], wide: Mapping[str, NetworkFigure]
) -> Beside:
    metric, unit = line.leaving.fact.metric, line.leaving.exact.indicator.unit
    for figures in (alike, wide):
        figure = figures.get(metric)
        if figure is not None and figure.median is not None:
            numbers = (figure.median, figure.lowest, figure.highest)
            told = [in_words(one, unit) for one in numbers if one is not None]
            return Beside(line, figure.contributors, told, figures is wide)
    few = alike.get(metric)
    return Beside(line, few.contributors if few else 0, [], wide=False)


def _asked(frozen: Sequence[Window]) -> Window | None:
    """The window that the address names, else the newest. Raises Absent for one that is not there."""
    if "window" not in request.args:
        return frozen[0] if frozen else None
    found = [one for one in frozen if one.name == request.args["window"]]
    if not found:
        raise Absent
    return found[0]


def _waiting(frozen: Sequence[Window]) -> list[Window]:
    """The last year and this one, as far as they are not frozen yet."""
    this = clock.today().year
    return [year(number) for number in (this - 1, this) if year(number) not in frozen]


def _lines(work: Work, found: Iterable[Leaving]) -> list[Line]:
    return [
        Line(
            BY_CODE[one.fact.metric].label,
            _model(work, one.fact.model),
            _exactly(one.exact),
            _told(one.exact, one.cell),
            one,
        )
        for one in found
    ]


def _choices(lines: Iterable[Line]) -> list[Choice]:
    def place(line: Line) -> int:
        return list(BY_CODE).index(line.leaving.fact.metric)

    grouped = groupby(sorted(lines, key=place), key=place)
    found = [list(group) for _place, group in grouped]
    return [
        Choice(group[0].leaving.fact.metric, group[0].label, group[0].leaving.shared, group)
        for group in found
    ]


def _exactly(exact: Exact) -> str | Sign:
    return _in_words(exact.indicator.unit, exact.value, exact.part, exact.whole)


def _told(exact: Exact, cell: Cell | None) -> str | Sign:
    if cell is None:
        return SIGNS[NOT_APPLICABLE]
    if cell.state != SHOWN:
        return SIGNS[cell.state]
    return _in_words(exact.indicator.unit, cell.value, cell.part, cell.whole)


def _in_words(unit: str, value: float | None, part: int | None, whole: int | None) -> str | Sign:
    if value is None:
        return SIGNS[NOT_APPLICABLE]
    if whole is None or part is None:
        return in_words(value, unit)
    return _staff(
        "%(share)s (%(part)s of %(whole)s)",
        share=in_words(value, unit),
        part=format_number(part),
        whole=format_number(whole),
    )


def _model(work: Work, name: str) -> Any:
    model = programme_models(work.registry).get(name)
    return model.label if model else name


def _crumbs(window: Window) -> list[tuple[str, str | None]]:
    back = url_for("network.sharing", window=window.name)
    return [(_staff("What you share"), back), (_staff("What would leave"), None)]
