"""One figure over time: the network's range as a chart, and each member as a small line of its own."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import Response, current_app, request

from punos import clock
from punos.i18n import _staff, _staff_l
from punos.network.catalogue import CATALOGUE, PERSONAL, Indicator
from punos.network.charts import Chart, chart, spark
from punos.network.comparing import (
    Figure,
    offered_windows,
    over_time,
    sharing_members,
    value_of,
    windows_with_figures,
)
from punos.network.figures import network_trend
from punos.network.signs import HIDDEN, in_words
from punos.network.views.base import deployment, pages
from punos.network.views.desk import (
    READ,
    Choice,
    PublishedListing,
    chosen,
    drawn,
    filed,
    legend,
)
from punos.network.windows import Window
from punos.tenancy.models import PublicTenant
from punos.tenants.names import public_name
from punos.texts import pick
from punos.web.charts import nice_top
from punos.web.lists import Column, Query
from punos.web.render import render
from punos.work import Work

YEARS, STRETCHES = "years", "stretches"
MOST_YEARS = 6


class OverTime(PublishedListing):
    """The members that share one figure, with its cells by window."""

    def __init__(
        self, work: Work, model: str, metric: Indicator, windows: Sequence[Window]
    ) -> None:
        self.model, self.metric, self.windows = model, metric, windows
        self.cells: dict[UUID, dict[str, Figure]] = {}
        super().__init__(
            work,
            request.args,
            sharing_members(model, windows, metric.code),
            columns=self._columns(work),
            search=[PublicTenant.search_text],
            default_sort="name",
            name=f"over-time-{model}-{metric.code}",
        )

    def _columns(self, work: Work) -> list[Column]:
        name = Column(
            "name",
            _staff_l("Member"),
            sort=PublicTenant.sort_key,
            value=lambda row: pick(row.names, work.language),
            link=lambda row: self.url(member=row.id),
        )
        if request.args.get("format") == "csv":
            return [name, *map(self._file_column, self.windows)]
        line = Column("line", _staff_l("Line"), value=self._line)
        return [name, *map(self._page_column, self.windows), line]

    def _page_column(self, window: Window) -> Column:
        return Column(
            window.name,
            window.name,
            sort=value_of(self.model, window, self.metric.code),
            value=lambda row: drawn(self.cells[row.id][window.name], self.metric.unit),
            link=lambda row: self._elsewhere(self.cells[row.id][window.name]),
            kind="number",
        )

    def _elsewhere(self, cell: Figure) -> str | None:
        """Where a figure is that this member gives for other windows."""
        if cell.see is None:
            return None
        return self.url(span=STRETCHES if "-" in cell.see else YEARS)

    def _file_column(self, window: Window) -> Column:
        return Column(
            window.name,
            window.name,
            value=lambda row: filed(self.cells[row.id][window.name], self.metric.unit),
        )

    def _line(self, row: Any) -> Any:
        """Drawn by a macro, which escapes what it is given."""
        cells = [self.cells[row.id][window.name] for window in self.windows]
        hidden = [cell.state == HIDDEN for cell in cells]
        macros: Any = current_app.jinja_env.get_template("network/_chart.html").module
        return macros.spark(*spark([cell.value for cell in cells], hidden, self._top))

    @cached_property
    def _top(self) -> float:
        values = [cell.value for cells in self.cells.values() for cell in cells.values()]
        return nice_top(values, share=self.metric.unit == "share")

    def _read(self, query: Query) -> Sequence[Any]:
        rows = super()._read(query)
        self.cells = self.cells_of([row.id for row in rows])
        return rows

    def cells_of(self, members: Sequence[UUID]) -> dict[UUID, dict[str, Figure]]:
        """The cells of these members, by window."""
        today = clock.today()
        return over_time(deployment(), self.model, self.metric, self.windows, members, today)


@pages.get("/trend", allow=READ, kind="network")
def trend(work: Work) -> Response | str:
    """One figure of one kind of programme, window after window."""
    choice = chosen(work)
    metrics = [one for one in CATALOGUE if one.applies_to(choice.model)]
    metric = next((m for m in metrics if m.code == request.args.get("figure")), metrics[0])
    span = STRETCHES if metric.kind == PERSONAL and request.args.get("span") == STRETCHES else YEARS
    windows = _windows(choice.model, metric, span)
    listing = OverTime(work, choice.model, metric, windows)
    if listing.wants_csv:
        return listing.csv_response()
    listing.rows  # noqa: B018 (reads the page, and the cells with it)
    title = _staff("%(figure)s over time", figure=metric.label)
    return render(
        "network/trend.html",
        choice=choice,
        listing=listing,
        title=title,
        more=_more(metrics, metric, span),
        signs=legend([cell for cells in listing.cells.values() for cell in cells.values()]),
        **_network(work, choice, listing),
    )


def _windows(model: str, metric: Indicator, span: str) -> list[Window]:
    """The windows to show, the oldest first: those before the first figure are left out."""
    years, stretches = offered_windows(clock.today())
    newest = stretches if span == STRETCHES else years[:MOST_YEARS]
    windows = newest[::-1]
    known = windows_with_figures(deployment(), model, metric.code, windows)
    return windows[windows.index(known[0]) :] if known else windows[-2:]


def _more(metrics: Sequence[Indicator], metric: Indicator, span: str) -> list[Any]:
    figures = [(one.code, one.label) for one in metrics]
    more: list[Any] = [("figure", _staff("Figure"), figures, metric.code)]
    if metric.kind == PERSONAL:
        spans = [(YEARS, _staff("Year by year")), (STRETCHES, _staff("Three years together"))]
        more.append(("span", _staff("Years"), spans, span))
    return more


def _network(work: Work, choice: Choice, listing: OverTime) -> dict[str, Any]:
    """The network by window, and the chart of it with one member's own line, when one is chosen."""
    metric, windows = listing.metric, listing.windows
    names = [window.name for window in windows]
    found = network_trend(deployment(), choice.model, metric.code, names)
    member, cells = _chosen_member(work, listing)
    rows = [(name, found.get(name)) for name in names]
    series = [
        (kind, str(label), [getattr(found.get(name), key, None) for name in names])
        for kind, key, label in (
            ("edge", "lowest", _staff("Lowest")),
            ("edge", "highest", _staff("Highest")),
            ("median", "median", _staff("Median")),
        )
    ]
    if member is not None:
        series.append(("member", member.short_name[:14], [cell.value for cell in cells]))
    hidden = [cell.state == HIDDEN for cell in cells]
    return {
        "network": rows,
        "member": member,
        "chart": _chart(metric, names, series, hidden),
        "say": lambda value: in_words(value, metric.unit),
    }


def _chosen_member(work: Work, listing: OverTime) -> tuple[Any, list[Figure]]:
    try:
        member_id = UUID(request.args.get("member", ""))
    except ValueError:
        return None, []
    member = public_name(work, member_id)
    if member is None:
        return None, []
    cells = listing.cells.get(member_id) or listing.cells_of([member_id])[member_id]
    return member, [cells[window.name] for window in listing.windows]


def _chart(
    metric: Indicator, names: Sequence[str], series: Sequence[Any], hidden: Sequence[bool]
) -> Chart | None:
    values = [value for _kind, _name, line in series for value in line if value is not None]
    if not values:
        return None
    top = nice_top(values, share=metric.unit == "share")
    ticks = [(top * part, in_words(top * part, metric.unit)) for part in (0, 0.5, 1)]
    return chart(names, series, ticks, hidden)
