"""The texts of a report that people write, and what it is called."""

from collections.abc import Iterator
from typing import Any

from punos.i18n import _staff
from punos.reports.models import Report
from punos.texts import pick
from punos.work import Work


def asked_texts() -> Iterator[tuple[str, Any]]:
    """The texts that every report has, by name: before its sections, and after them."""
    yield "summary", _staff("Summary")
    yield "next_steps", _staff("Proposal for next steps")


def title_of(work: Work, report: Report) -> str:
    """What it is called, in the language in use."""
    if report.cycle is not None:
        return _staff("Report: %(name)s", name=pick(report.cycle.names, work.language).value)
    name = pick(report.programme.names, work.language).value
    return _staff("Report on the year %(year)s: %(name)s", year=report.year, name=name)


def names_of_texts(report: Report) -> list[tuple[str, str]]:
    """Every text of a report, the sections' own between: (name, title)."""
    content = report.content or {"sections": []}
    fixed = dict(asked_texts())
    sections = [(one["name"], one["title"]) for one in content["sections"]]
    return [("summary", fixed["summary"]), *sections, ("next_steps", fixed["next_steps"])]
