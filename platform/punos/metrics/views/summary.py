"""A cycle's outcomes rolled up for funders: Womento's thirds, and the indicators of ESF+."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, url_for

from punos.forms.spreadsheet import write_lines
from punos.i18n import _staff
from punos.metrics.esf import GENDERS, OUTPUTS, RESULTS, EsfLine, esf_lines, esf_of
from punos.metrics.service import cohort_of
from punos.metrics.thirds import Thirds, thirds
from punos.metrics.views.base import pages
from punos.outcomes.codes import EXIT, MOMENT_LABELS, MONTHS_6, MONTHS_12
from punos.outcomes.thirds import LINES
from punos.programmes.service import cycle_by_slug, settings_of
from punos.texts import pick
from punos.web.render import render
from punos.work import Work

READ = "outcomes.read"
AFTER = (EXIT, MONTHS_6, MONTHS_12)


@pages.get("/cycles/<slug>/outcomes/summary", allow=READ)
def summary(work: Work, slug: str) -> str:
    """Both roll-ups of those whom the reader sees, from one reading."""
    cycle = cycle_by_slug(work, slug)
    cohort, settings = cohort_of(work, cycle), settings_of(work, cycle)
    rolled = [(MOMENT_LABELS[one], thirds(cohort, settings, one)) for one in AFTER]
    lines = esf_lines(cohort)
    return render(
        "metrics/summary.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        rolled=rolled,
        rows=list(_rows([each for _label, each in rolled])),
        parts=[
            (_staff("Who they were"), [one for one in lines if one.kind == OUTPUTS]),
            (_staff("What came of it"), [one for one in lines if one.kind == RESULTS]),
        ],
        genders=GENDERS,
        breadcrumbs=[
            (_staff("Cycles"), url_for("programmes.cycles")),
            (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
            (_staff("Outcomes"), url_for("outcomes.outcomes", slug=cycle.slug)),
            (_staff("Summary for funders"), None),
        ],
    )


@pages.get("/cycles/<slug>/outcomes/esf.csv", allow=READ)
def esf_file(work: Work, slug: str) -> Response:
    """The indicators as a file: counts, and nobody's row."""
    cycle = cycle_by_slug(work, slug)
    text = write_lines([_head(), *(_row(one) for one in esf_of(work, cycle))])
    headers = {"Content-Disposition": f'attachment; filename="esf-{cycle.slug}.csv"'}
    return Response(text, mimetype="text/csv", headers=headers)


def _rows(rolled: Sequence[Thirds]) -> Iterator[tuple[Any, list[int]]]:
    """A row for each line, with its number at each moment."""
    for line, label in LINES.items():
        yield label, [each.lines[line] for each in rolled]


def _head() -> list[str]:
    genders = (str(label) for label in GENDERS.values())
    return [_staff("Code"), _staff("Indicator"), *genders, _staff("All"), _staff("Known of")]


def _row(line: EsfLine) -> list[Any]:
    if line.total is None:
        return [line.code, str(line.label), *([""] * len(GENDERS)), "", ""]
    return [line.code, str(line.label), *line.by_gender.values(), line.total, line.known]
