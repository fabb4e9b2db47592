"""The figures of a cycle, as tiles and in words."""

from typing import NamedTuple

from punos.access import Principal
from punos.extend import Metric
from punos.i18n import _staff, _staff_l, _staff_n, format_number, format_percent
from punos.programmes.models import Cycle
from punos.work import Work

BASES = {"sample": _staff_l("a sample"), "estimate": _staff_l("an estimate")}
"""What is said of a figure that does not rest on everybody."""


class Figure(NamedTuple):
    """A figure in words; `value` is None when not enough is known. The first three make a tile."""

    label: str
    value: str | None
    counts: str
    note: str


def figures(work: Work, cycle: Cycle) -> list[Figure]:
    """What plugins give to `collect_metrics`, put into words; what cannot be is left out."""

    def draw(_plugin: str, metric: Metric) -> Figure | None:
        if not _may(work.actor, metric.permission):
            return None
        return Figure(str(metric.label), _value(metric), _counts(metric), str(metric.note))

    drawn = work.hooks.collect_drawn("metrics", draw, cycle=cycle)
    return [figure for figure in drawn if figure is not None]


def _may(actor: Principal, permission: str) -> bool:
    """Whether they may see it wherever they see cycles, since that is how widely figures are made."""
    wide, seen = actor.units(permission), actor.units("cycles.read")
    return actor.may(permission) and (wide is None or (seen is not None and seen <= wide))


def _value(metric: Metric) -> str | None:
    if metric.value is None:
        return None
    if metric.unit == "share":
        return format_percent(metric.value)
    number = format_number(metric.value)
    if metric.unit == "days":
        return _staff_n("%(num)s day", "%(num)s days", round(metric.value))
    return _staff("%(number)s h", number=number) if metric.unit == "hours" else number


def _counts(metric: Metric) -> str:
    if metric.value is None:
        return str(metric.missing) or _staff("not enough known yet")
    if metric.part is not None and metric.whole is not None:
        part, whole = format_number(metric.part), format_number(metric.whole)
        told = _staff("%(part)s of %(whole)s", part=part, whole=whole)
        return f"{told} ({BASES[metric.basis]})" if metric.basis in BASES else told
    if metric.unit in ("hours", "days") and metric.whole is not None:
        return _staff_n("%(num)s person", "%(num)s people", metric.whole)
    return ""
