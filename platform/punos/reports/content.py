"""What stands in a report: the sections of core and plugins, joined, protected and put into words.

It is plain data, so that a finished report stays as it was. Of quotes only ids are kept: their words are
read anew each time, so that what its author takes back is gone at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from punos.extend import ReportFigure, ReportSection, ReportTable
from punos.i18n import _staff, _staff_n, format_number, format_percent
from punos.programmes.models import Cycle
from punos.reports.protecting import HIDDEN, is_recognisable, masked, told_together
from punos.reports.sections import PARTS
from punos.work import Work

Content = dict[str, Any]


def worked_out(work: Work, cycles: Sequence[Cycle], audience: str) -> Content:
    """The sections in their order, in the language in use. `cycles` are of one programme."""
    given = [one for part in PARTS for one in part(work, cycles, audience)] if cycles else []
    if cycles:
        asked = {"cycles": list(cycles), "audience": audience}
        given += work.hooks.collect_drawn("report_sections", _tried, **asked)
    return {"sections": [_section(one) for one in joined(given)]}


def _tried(_plugin: str, section: ReportSection) -> ReportSection:
    """The section, if it can be put into words; joined with others it is put into words anew."""
    _section(section)
    return section


def joined(sections: Iterable[ReportSection]) -> list[ReportSection]:
    """Those of one name as one, in their order."""
    found: dict[str, ReportSection] = {}
    for one in sections:
        there = found.get(one.name)
        found[one.name] = one if there is None else _both(there, one)
    return sorted(found.values(), key=lambda one: (one.order, one.name))


def _both(first: ReportSection, more: ReportSection) -> ReportSection:
    return ReportSection(
        first.name,
        first.title,
        [*first.figures, *more.figures],
        [*first.tables, *more.tables],
        [*first.quotes, *more.quotes],
        min(first.order, more.order),
    )


def _section(section: ReportSection) -> Mapping[str, Any]:
    figures = told_together(section.figures)
    return {
        "name": section.name,
        "title": str(section.title),
        "figures": [_figure(one) for one in figures],
        "tables": [_table(masked(one, figures)) for one in section.tables],
        "quotes": list(section.quotes),
    }


def _figure(figure: ReportFigure) -> Mapping[str, Any]:
    hidden = is_recognisable(figure)
    told = None if hidden else figure
    return {
        "code": figure.code,
        "label": str(figure.label),
        "shown": _staff("Too few to tell") if hidden else _in_words(figure),
        "value": told.value if told else None,
        "part": told.part if told else None,
        "whole": told.whole if told else None,
        "unit": figure.unit,
        "basis": figure.basis,
        "response": list(figure.response) if figure.response else None,
        "version": figure.version,
        "note": str(figure.note),
        "hidden": hidden,
    }


def _in_words(figure: ReportFigure) -> str:
    if figure.value is None:
        return str(figure.missing) or _staff("Not enough is known")
    number = format_number(figure.value)
    if figure.unit == "share":
        if figure.part is None or figure.whole is None:
            return format_percent(figure.value)
        return _staff(
            "%(percent)s (%(part)s of %(whole)s)",
            percent=format_percent(figure.value),
            part=format_number(figure.part),
            whole=format_number(figure.whole),
        )
    if figure.unit == "hours":
        return _staff("%(number)s h", number=number)
    if figure.unit == "days":
        return _staff_n("%(num)s day", "%(num)s days", round(figure.value))
    return number


def _table(table: ReportTable) -> Mapping[str, Any]:
    return {
        "title": str(table.title),
        "headings": [str(one) for one in table.headings],
        "rows": [[_cell(one) for one in row] for row in table.rows],
        "note": str(table.note),
        "protected": any(cell == HIDDEN for row in table.rows for cell in row),
    }


def _cell(cell: Any) -> Any:
    if cell == HIDDEN:
        return "–"
    return cell if isinstance(cell, int) else str(cell if cell is not None else "")


def differences(before: Content, now: Content) -> dict[str, str]:
    """By code of a figure what it would say now, where that is something else."""
    then, today = _figures(before), _figures(now)
    return {
        code: today[code]["shown"] if code in today else _staff("No longer known")
        for code, figure in then.items()
        if code not in today or today[code]["shown"] != figure["shown"]
    }


def _figures(content: Content) -> dict[str, Mapping[str, Any]]:
    return {
        f"{figure['code']}|{figure['label']}": figure
        for section in content["sections"]
        for figure in section["figures"]
    }


def key_of(figure: Mapping[str, Any]) -> str:
    """By which a figure is found in `differences`."""
    return f"{figure['code']}|{figure['label']}"
