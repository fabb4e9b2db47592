"""Lists of many rows: search, filter, sort, page and export, all of it kept in the address.

A list costs two statements, one that counts and one that reads a page, however many rows there
are. The query comes in already limited to what the reader may see (``punos.access.scope``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from flask import Response
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from werkzeug.datastructures import MultiDict

from punos.audit.service import read_page
from punos.clock import now
from punos.errors import Refused
from punos.forms.spreadsheet import write_csv
from punos.forms.words import Words
from punos.i18n import _, _l, _staff_l
from punos.texts import fold
from punos.web.cells import Line, labels, line
from punos.work import Work

MOST_EXPORTED = 10_000
PER_PAGE = 50
MOST_WORDS = 8

Query = Select[Any]
PersonOf = Callable[[Any], UUID]
"""Whom a row is about."""


@dataclass(frozen=True)
class Tag:
    """A state as a cell shows it. ``tone``: "" | "good" | "wait" | "bad"."""

    label: Words
    tone: str = ""

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class Column:
    """One column. ``value`` is a function of the row or the name of its attribute.

    ``sort`` is the expression to sort by (none: no sorting); ``link`` gives the address that a
    cell leads to; ``csv`` what the export writes where that differs from ``value``. The first
    column names the row.
    """

    key: str
    label: Words
    sort: ColumnElement[Any] | Any | None = None
    value: Callable[[Any], Any] | str | None = None
    csv: Callable[[Any], Any] | None = None
    link: Callable[[Any], str | None] | None = None
    kind: Literal["text", "number"] = "text"

    def of(self, row: Any) -> Any:
        """What the cell shows."""
        return self.value(row) if callable(self.value) else getattr(row, self.value or self.key)

    def exported(self, row: Any) -> Any:
        """What the export writes."""
        shown = self.csv(row) if self.csv else self.of(row)
        return shown if isinstance(shown, int | float | Decimal | date | None) else str(shown)


@dataclass(frozen=True)
class Filter:
    """A choice that narrows the list. ``apply`` gets the query and one of the options' values."""

    name: str
    label: Words
    options: Sequence[tuple[str, Words]]
    apply: Callable[[Query, str], Query]


@dataclass(frozen=True)
class PageLink:
    """A page to go to; a gap stands for pages left out."""

    number: int
    url: str
    current: bool = False
    gap: bool = False


@dataclass(frozen=True)
class Heading:
    """The head of a column: where a tap on it leads, and how the list is sorted by it now."""

    column: Column
    url: str | None
    sorted: Literal["ascending", "descending"] | None


def page_number(wanted: str, last: int) -> int:
    """The page that an address asks for, counted from one; what means nothing there is the first."""
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else 1
    return min(max(1, number), last)


class Listing:
    """A page of rows and the way to all the others.

    ``args`` are the address's arguments; values that mean nothing there are passed over.
    ``search`` are folded columns (``search_text``); each word must be found in one of them.
    ``default_sort`` is a column's key, with ``-`` before it for descending. ``name`` names the
    exported file; with a ``prefix`` several lists share one address. ``read_as`` is what the access
    log calls the file, and whose row it is: each person in it is then noted as read. Rows about people
    who have no record here are noted by ``note`` instead, which is called with each.
    """

    def __init__(
        self,
        work: Work,
        args: MultiDict[str, str],
        query: Query,
        *,
        columns: Sequence[Column],
        search: Sequence[Any] = (),
        filters: Sequence[Filter] = (),
        default_sort: str = "",
        per_page: int = PER_PAGE,
        name: str = "list",
        prefix: str = "",
        read_as: tuple[str, PersonOf] | None = None,
        note: Callable[[Any], None] | None = None,
    ) -> None:
        self._read_as, self._note = read_as, note
        self.work, self.columns, self.filters = work, columns, filters
        self.name, self._prefix = name, prefix
        self.per_page = per_page
        self.can_search = bool(search)
        self._args = args
        self.q = self._argument("q").replace("\x00", "").strip()[:200]
        self.chosen = {one.name: self._option(one) for one in filters}
        self.sort = self._sort(default_sort)
        self._default_sort = default_sort
        self._query = self._narrowed(query, search)

    def _argument(self, key: str) -> str:
        return self._args.get(self.parameter(key), "")

    def parameter(self, key: str) -> str:
        """The name under which the address keeps something of this list."""
        return f"{self._prefix}{key}"

    def _option(self, one: Filter) -> str:
        value = self._argument(one.name)
        return value if value in {option for option, _label in one.options} else ""

    def _sort(self, default: str) -> str:
        wanted = self._argument("sort")
        sortable = {column.key for column in self.columns if column.sort is not None}
        return wanted if wanted.removeprefix("-") in sortable else default

    def _narrowed(self, query: Query, search: Sequence[Any]) -> Query:
        for one in self.filters:
            if value := self.chosen[one.name]:
                query = one.apply(query, value)
        if not search:
            return query
        words = fold(self.q).split()[:MOST_WORDS]
        found = [
            or_(*(column.contains(word, autoescape=True) for column in search)) for word in words
        ]
        return query.where(and_(*found)) if found else query

    @property
    def found(self) -> Query:
        """The query with search and filters at work, in no order: for whoever needs all of the rows."""
        return self._query.order_by(None)

    @property
    def choices(self) -> dict[str, str]:
        """What narrows the list now, to be carried to another page."""
        return {key: value for key, value in {"q": self.q, **self.chosen}.items() if value}

    @property
    def choices_in_words(self) -> list[str]:
        """What narrows the list now, as its filters call it."""
        named = [
            f"{one.label}: {dict(one.options)[self.chosen[one.name]]}"
            for one in self.filters
            if self.chosen[one.name]
        ]
        return [*named, f"{_('Search')}: {self.q}"] if self.q else named

    @cached_property
    def total(self) -> int:
        """How many rows there are in all, by search and filters: the first statement."""
        row = self._query.column_descriptions[0]["entity"]
        bare = self._query.with_only_columns(row.id, maintain_column_froms=True)
        counted = bare.order_by(None).subquery()
        return self._count(select(func.count()).select_from(counted))

    def _count(self, query: Query) -> int:
        return self.work.session.scalar(query) or 0

    @property
    def pages_count(self) -> int:
        """How many pages, at least one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def page(self) -> int:
        """The page shown, counted from one; beyond the last it is the last."""
        return page_number(self._argument("page"), self.pages_count)

    @cached_property
    def rows(self) -> Sequence[Any]:
        """The rows of this page: the second statement."""
        start = (self.page - 1) * self.per_page
        return self._read(self._sorted().offset(start).limit(self.per_page)) if self.total else []

    @property
    def lines(self) -> list[Line]:
        """The rows of this page as the template shows them."""
        columns = labels(self.columns)
        return [line(row, columns) for row in self.rows]

    def _read(self, query: Query) -> Sequence[Any]:
        result = self.work.session.execute(query)
        return result.scalars().all() if len(query.column_descriptions) == 1 else result.all()

    def _sorted(self) -> Query:
        """In the order chosen; equal rows by id, so that no row is on two pages or on none."""
        last = self._query.column_descriptions[0]["entity"].id
        column = next((c for c in self.columns if c.key == self.sort.removeprefix("-")), None)
        if column is None or column.sort is None:
            return self._query.order_by(last)
        order = column.sort.desc() if self.sort.startswith("-") else column.sort.asc()
        return self._query.order_by(None).order_by(order.nulls_last(), last)

    @property
    def narrowed(self) -> bool:
        """Whether a search or a filter is at work: no rows then means no match, not empty."""
        return bool(self.q or any(self.chosen.values()))

    @property
    def headings(self) -> list[Heading]:
        """The heads of the columns."""
        return [self._heading(column) for column in self.columns]

    def _heading(self, column: Column) -> Heading:
        if column.sort is None:
            return Heading(column, None, None)
        if self.sort == column.key:
            return Heading(column, self.url(sort=f"-{column.key}", page=""), "ascending")
        turned = "descending" if self.sort == f"-{column.key}" else None
        return Heading(column, self.url(sort=column.key, page=""), turned)  # type: ignore[arg-type]

    def url(self, **changes: Any) -> str:
        """This list's address with some things changed; an empty value leaves it out."""
        state = {"q": self.q, **self.chosen, "sort": self.sort, "page": ""} | changes
        if state["sort"] == self._default_sort:
            state["sort"] = ""
        own = {self.parameter(key) for key in (*state, "format")}
        others = [(key, value) for key, value in self._args.items(multi=True) if key not in own]
        kept = [(self.parameter(key), str(value)) for key, value in state.items() if value]
        return "?" + urlencode(others + kept)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the search form carries along unseen: the state of other lists on the page."""
        mine = {self.parameter(key) for key in ("q", "sort", "page", "format", *self.chosen)}
        return [(key, value) for key, value in self._args.items(multi=True) if key not in mine]

    @property
    def orders(self) -> list[tuple[str, Words]]:
        """The orders to choose from where there is no room for the heads of columns."""
        sortable = [column for column in self.columns if column.sort is not None]
        return [
            order
            for column in sortable
            for order in (
                (column.key, _l("%(column)s, from the first", column=column.label)),
                (f"-{column.key}", _l("%(column)s, from the last", column=column.label)),
            )
        ]

    @property
    def page_links(self) -> list[PageLink]:
        """The first, the last and those around this one."""
        links: list[PageLink] = []
        near = {1, self.pages_count, *range(self.page - 1, self.page + 2)}
        for number in sorted(n for n in near if 1 <= n <= self.pages_count):
            if links and number > links[-1].number + 1:
                links.append(PageLink(number - 1, "", gap=True))
            links.append(PageLink(number, self.url(page=number), number == self.page))
        return links

    @property
    def span(self) -> tuple[int, int]:
        """The numbers of the first and the last row shown."""
        start = (self.page - 1) * self.per_page
        return start + 1, start + len(self.rows)

    @property
    def wants_csv(self) -> bool:
        """Whether the address asks for the file: then the view returns ``csv_response()``."""
        return self._argument("format") == "csv"

    def csv_response(self) -> Response:
        """All rows of the search and filters, in their order, as a file for spreadsheets.

        Raises Refused beyond 10,000 rows: half a file would look like a whole one.
        """
        if self.total > MOST_EXPORTED:
            raise Refused(_staff_l("The list is too long for one file. Narrow it and try again."))
        heads = [(column.key, column.label) for column in self.columns]
        rows = self._read(self._sorted())
        self._note_read(rows)
        text = write_csv(heads, self._exported(rows))
        filename = f"{self.name}-{now():%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
        return Response(text, mimetype="text/csv", headers=headers)

    def _note_read(self, rows: Iterable[Any]) -> None:
        for row in rows:
            if self._read_as is not None:
                page, person_of = self._read_as
                read_page(self.work, person_of(row), page)
            if self._note is not None:
                self._note(row)

    def _exported(self, rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
        for row in rows:
            yield {column.key: column.exported(row) for column in self.columns}
