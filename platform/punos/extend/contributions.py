"""What hooks give back: plain values, drawn by the core.

A text is a plain string or a lazy one. Markup is refused: what a plugin says is always escaped.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from sqlalchemy import ScalarSelect

from punos.i18n import LazyText


def plain_text(value: object) -> bool:
    """Whether this is a text that the core will escape: a str or a lazy text, and no markup."""
    return isinstance(value, str | LazyText) and not hasattr(value, "__html__")


def _require(owner: object, text: object, *numbers: object) -> None:
    kind = type(owner).__name__
    if not plain_text(text):
        raise TypeError(f"{kind}: its text must be a plain string, not {type(text).__name__}")
    if not all(isinstance(number, int) for number in numbers):
        raise TypeError(f"{kind}: its order and count must be whole numbers")


@dataclass(frozen=True)
class MenuItem:
    """An entry of the main menu, shown to those who hold `permission`.

    `kind` limits it to tenants of one kind: the network's desk has no people or cycles of its own.
    """

    label: Any
    endpoint: str
    permission: str
    values: Mapping[str, Any] = field(default_factory=dict)
    order: int = 50
    kind: str | None = None

    def __post_init__(self) -> None:
        _require(self, self.label, self.order)


@dataclass(frozen=True)
class Panel:
    """A part of a page, drawn from the plugin's own template."""

    title: Any
    template: str
    permission: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 50

    def __post_init__(self) -> None:
        _require(self, self.title, self.order)


@dataclass(frozen=True)
class TodayItem:
    """Something that waits for staff, and the page on which it is done.

    `text` says how many wait; `detail`, on a line of its own, says where (the cycle's name, say).
    `count` may be a scalar subquery: it is then counted in one statement together with all others, and
    `text` is a function of the number, asked only when there are some. The first page of staff has
    few statements to spare, so this is the way for whatever is only counted.
    """

    text: Any
    endpoint: str
    permission: str
    values: Mapping[str, Any] = field(default_factory=dict)
    count: int | ScalarSelect[Any] = 1
    order: int = 50
    detail: Any = ""

    def __post_init__(self) -> None:
        if not isinstance(self.count, ScalarSelect):
            _require(self, self.text, self.order, self.count)
        elif not callable(self.text):
            raise TypeError(
                "TodayItem: where `count` is a query, its text is a function of the number"
            )

    def told(self, number: int) -> "TodayItem":
        """The same with the number that was counted, in words."""
        return replace(self, text=self.text(number), count=number)


@dataclass(frozen=True)
class Refusal:
    """A plugin's no, with its reason. `plugin` is filled in by the core."""

    reason: Any
    plugin: str = ""

    def __post_init__(self) -> None:
        _require(self, self.reason)


BASES = ("collected", "sample", "estimate")


@dataclass(frozen=True)
class Metric:
    """A figure of a cycle; `value` is None when not enough is known yet.

    `name` is the figure's code, the same in every programme ("N01"). `unit` is "count", "share" (the
    value is from 0 to 1), "hours" or "days". `part` and `whole` are the counts behind it, "12 of 15". `note`
    says in plain words what is counted, of what, and what it is based on. It is shown to those who
    hold `permission` wherever they see cycles. `basis` is "collected", "sample" or "estimate";
    `response` is how many answered of how many who were asked, where it rests on answers; `version` is
    the number of its definition, which rises when the same name means something else. `missing` says
    why there is no value, where that is another reason than that nothing is known yet.
    """

    name: str
    label: Any
    value: float | None
    unit: str = "count"
    part: int | None = None
    whole: int | None = None
    note: Any = ""
    permission: str = "cycles.read"
    basis: str = "collected"
    response: tuple[int, int] | None = None
    version: int = 1
    missing: Any = ""

    def __post_init__(self) -> None:
        if self.basis not in BASES:
            raise TypeError(f"Metric: there is no basis {self.basis!r}")
        counts = (count for count in (self.part, self.whole) if count is not None)
        _require(self, self.label, *counts)
        _require(self, self.note)
        _require(self, self.missing)
        if self.unit not in ("count", "share", "hours", "days"):
            raise TypeError(f"Metric: there is no unit {self.unit!r}")
        if self.value is not None and not isfinite(self.value):
            raise TypeError("Metric: its value must be a number")


@dataclass(frozen=True)
class ReportFigure:
    """A figure of a report. `code` and `version` are those of its definition, as a metric has them.

    `value`, `unit`, `part`, `whole`, `basis`, `response` and `missing` are as in `Metric`. A `personal`
    one tells what became of people, or what they answered: the core hides it where so few stand behind
    it that somebody might be recognised, and those that name the `same` people with it. `gives_away`
    says that it is to be hidden since with others it tells of so few.
    """

    code: str
    label: Any
    value: float | None
    unit: str = "count"
    part: int | None = None
    whole: int | None = None
    note: Any = ""
    basis: str = "collected"
    response: tuple[int, int] | None = None
    version: int = 1
    missing: Any = ""
    personal: bool = False
    same: str = ""
    gives_away: bool = False

    def __post_init__(self) -> None:
        for text in (self.label, self.note, self.missing):
            _require(self, text)
        if self.basis not in BASES:
            raise TypeError(f"ReportFigure: there is no basis {self.basis!r}")


@dataclass(frozen=True)
class ReportTable:
    """A table of a report: headings, and rows of texts and whole numbers, None for what is not known.

    Of a `personal` one the core hides small numbers, and as many more as it takes that no sum gives them
    away: `total` says that a row's last number is the sum of those before it; `excluding`, where the first
    row counts everybody, which rows no two of which count the same person. The columns `open` hide
    nothing, `same_as` names by row the code of the figure that tells the same, and `apart` are the same
    tables of the parts that are told elsewhere by themselves.
    """

    title: Any
    headings: Sequence[Any]
    rows: Sequence[Sequence[Any]]
    note: Any = ""
    personal: bool = False
    total: bool = False
    excluding: Sequence[Sequence[int]] | None = None
    open: Collection[int] = ()
    same_as: Mapping[int, str] = field(default_factory=dict)
    apart: Sequence[Any] = ()

    def __post_init__(self) -> None:
        for text in (self.title, self.note, *self.headings):
            _require(self, text)


@dataclass(frozen=True)
class ReportSection:
    """A part of a report. Sections of one `name` are joined: the first title stands, all else is added.

    `quotes` are ids of words that their authors have released; only the core gives them.
    """

    name: str
    title: Any
    figures: Sequence[ReportFigure] = ()
    tables: Sequence[ReportTable] = ()
    quotes: Sequence[str] = ()
    order: int = 50

    def __post_init__(self) -> None:
        _require(self, self.title, self.order)
