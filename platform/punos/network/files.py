"""The comparison as a spreadsheet. Worker only: it loads the writer of such files."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from punos import clock
from punos.deployment import Deployment
from punos.files.models import StoredFile
from punos.files.service import store
from punos.i18n import _staff, use_language
from punos.jobs.models import JobRun
from punos.jobs.service import JobFailed, progress
from punos.network.catalogue import Indicator
from punos.network.comparing import (
    Figure,
    around,
    compared,
    indicators_of,
    is_shown,
    sharing_members,
)
from punos.network.figures import NetworkFigure, all_network_figures
from punos.network.reading import read
from punos.network.signs import SIGNS, exported, heading, plain
from punos.network.windows import Window, named
from punos.papers.xlsx import XLSX, Cell, Sheet, write_xlsx
from punos.tenancy.models import PublicTenant
from punos.texts import pick
from punos.work import Work

PURPOSE = "comparison"
KEPT = timedelta(days=7)
"""A file is made again in a moment, with what is shared then."""
AT_ONCE = 200


def write_comparison(deployment: Deployment, work: Work, run: JobRun) -> None:
    """The job. `run.result` says what is asked for (model, window, figures, language), then the file."""
    asked = run.result
    try:
        model, window = str(asked["model"]), named(str(asked["window"]))
        language = str(asked["language"])
    except (KeyError, ValueError) as error:
        raise JobFailed("asked_wrongly") from error
    indicators = indicators_of(model, window, few=asked.get("figures") == "few")
    with use_language(language):
        sheets = [
            _members(deployment, run, model, window, indicators, language),
            _network(deployment, model, window, indicators),
            _signs(),
        ]
        content = write_xlsx(sheets)
    _forget_old(work)
    word = _staff("comparison")
    file = store(work, f"{word}-{model}-{window.name}.xlsx", XLSX, content, PURPOSE)
    run.result = {**asked, "file": str(file.id)}


def _members(
    deployment: Deployment,
    run: JobRun,
    model: str,
    window: Window,
    indicators: list[Indicator],
    language: str,
) -> Sheet:
    query = sharing_members(model, [window, *around(window)])
    members = read(deployment, query.order_by(PublicTenant.sort_key, PublicTenant.id))
    headings = [_staff("Member"), *(text for one in indicators for text in _headings(one))]
    rows: list[list[Cell]] = []
    for start in range(0, len(members), AT_ONCE):
        part = members[start : start + AT_ONCE]
        cells = compared(deployment, model, window, [row.id for row in part], clock.today())
        for row in part:
            figures = (_cells(cells[row.id][one.code], one) for one in indicators)
            rows.append(
                [str(pick(row.names, language)), *(cell for pair in figures for cell in pair)]
            )
        progress(run.id, len(rows), len(members))
    return Sheet(_staff("Members"), headings, rows)


def _headings(one: Indicator) -> Iterator[str]:
    yield heading(one)
    if one.unit != "count":
        yield _staff("%(figure)s: of how many", figure=one.label)


def _cells(figure: Figure, one: Indicator) -> Iterator[Cell]:
    yield exported(figure.value, one.unit) if is_shown(figure) else plain(SIGNS[figure.state])
    if one.unit != "count":
        yield figure.whole


def _network(
    deployment: Deployment, model: str, window: Window, indicators: list[Indicator]
) -> Sheet:
    found = all_network_figures(deployment, model, window.name)
    headings = [
        _staff("Figure"),
        _staff("Members"),
        _staff("Lowest"),
        _staff("Median"),
        _staff("Highest"),
        _staff("Total"),
    ]
    rows = [list(_network_row(one, found.get(one.code))) for one in indicators]
    return Sheet(_staff("The whole network"), headings, rows)


def _network_row(one: Indicator, figure: NetworkFigure | None) -> Iterator[Cell]:
    yield heading(one)
    yield figure.contributors if figure else 0
    for name in ("lowest", "median", "highest"):
        yield exported(getattr(figure, name, None), one.unit)
    yield exported(figure.total, one.unit) if figure and one.unit == "count" else None


def _signs() -> Sheet:
    rows: list[list[Any]] = [[plain(sign), str(sign.meaning)] for sign in SIGNS.values()]
    return Sheet(_staff("What the signs mean"), [_staff("Word"), _staff("Meaning")], rows)


def _forget_old(work: Work) -> None:
    old = select(StoredFile).where(
        StoredFile.purpose == PURPOSE, StoredFile.created_at < clock.now() - KEPT
    )
    for file in work.session.scalars(old):
        work.session.delete(file)
