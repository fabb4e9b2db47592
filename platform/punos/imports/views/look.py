"""A file on its way: how far it is, what it would do, what it did."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import func, select

from punos import clock
from punos.forms.tabular import write_lines
from punos.i18n import _staff, _staff_l, _staff_n
from punos.imports.models import ImportRow, ImportRun
from punos.imports.service import begin_adding, discard
from punos.imports.views.base import (
    RUN,
    VERDICTS,
    address,
    around,
    import_of,
    name_in,
    pages,
    problems_of,
)
from punos.imports.views.columns import draw_columns
from punos.web.lists import Column, Filter, Listing
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

LOOK_AGAIN_SECONDS = "2"
LONG_WAIT_SECONDS = 90
_WORDS = {
    "not_allowed": _staff_l("You may not bring in people any more."),
    "cycle_closed": _staff_l("The cycle has ended meanwhile, so nobody can be added to it."),
}
_UNKNOWN = _staff_l("Something went wrong on our side. Nothing that was added is lost.")


@pages.get("/<uuid:import_id>", allow=RUN)
def look(work: Work, slug: str, import_id: UUID) -> Response | str:
    """The page of the file's present state."""
    run = import_of(work, slug, import_id)
    draw: dict[str, Callable[[Work, ImportRun], Response | str]] = {
        "mapping": draw_columns,
        "checked": _draw_checked,
        "done": _draw_done,
        "discarded": _draw_over,
        "failed": _draw_over,
    }
    return draw.get(run.state, _draw_waiting)(work, run)


@pages.post("/<uuid:import_id>/add", allow=RUN)
def add(work: Work, slug: str, import_id: UUID) -> Response:
    """Let everybody be added who is good and not there yet; or go on with it."""
    run = import_of(work, slug, import_id)
    begin_adding(work, run)
    return see_other(address("look", run.cycle, run))


@pages.post("/<uuid:import_id>/drop", allow=RUN)
def drop(work: Work, slug: str, import_id: UUID) -> Response:
    """Let go of the file. Whom it has added stays."""
    run = import_of(work, slug, import_id)
    discard(work, run)
    if run.state == "done":
        flash(_staff("The file is deleted. Whom it had added stays."), "done")
        return see_other(address("look", run.cycle, run))
    flash(_staff("Nobody was added, and the file is deleted."), "done")
    return see_other(url_for("imports.choose", slug=slug))


@pages.get("/<uuid:import_id>/problems", allow=RUN)
def problems(work: Work, slug: str, import_id: UUID) -> Response:
    """The rows with problems as a file with the same headings, to be mended and brought in again."""
    run = import_of(work, slug, import_id)
    query = select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.verdict == "broken")
    rows = work.session.scalars(query.order_by(ImportRow.number))
    headings = [*run.headings, _staff("What is wrong")]
    text = write_lines([headings, *(_to_mend(run, row) for row in rows)])
    headers = {"Content-Disposition": 'attachment; filename="problems.csv"'}
    return Response(text, mimetype="text/csv", headers=headers)


def _to_mend(run: ImportRun, row: ImportRow) -> list[str]:
    """One with too many or too few cells stays so until somebody mends it: nothing is guessed."""
    width = len(run.headings)
    if len(row.raw) < width:
        return row.raw
    return [*row.raw[:width], " ".join(problems_of(row)), *row.raw[width:]]


def _draw_waiting(work: Work, run: ImportRun) -> Response | str:
    """Progress in real numbers. It looks again by itself, unless the reader would rather not."""
    job = run.job
    if job is None or job.state not in ("queued", "running"):
        return _draw_stopped(work, run)
    by_itself = request.args.get("wait") != "no"
    waited = (clock.now() - job.created_at).total_seconds()
    page = render(
        "imports/waiting.html",
        **around(work, run),
        job=job,
        slow=job.state == "queued" and waited > LONG_WAIT_SECONDS,
        stay=address("look", run.cycle, run, wait="no") if by_itself else "",
    )
    answer = make_response(page)
    if by_itself:
        answer.headers["Refresh"] = LOOK_AGAIN_SECONDS
    return answer


def _draw_stopped(work: Work, run: ImportRun) -> str:
    """The worker gave up; what was done until then stands."""
    return render(
        "imports/stopped.html",
        **around(work, run),
        said=_WORDS.get(run.job.problem if run.job else "", _UNKNOWN),
        again=address("add", run.cycle, run) if run.state == "adding" else "",
        columns_url=address("columns_save", run.cycle, run) if run.state == "checking" else "",
        fields={f"c{at}": name for at, name in run.mapping.items()},
        drop_action=address("drop", run.cycle, run),
    )


def _draw_checked(work: Work, run: ImportRun) -> str:
    counts = _counts(work, run)
    return render(
        "imports/checked.html",
        **around(work, run, (_staff("Look at it first"), None)),
        **counts,
        tiles=_tiles(counts),
        words_url=address("words", run.cycle, run),
        listing=_listing(work, run),
        label=_label(counts),
        add_action=address("add", run.cycle, run),
        drop_action=address("drop", run.cycle, run),
        alike_url=address("alike", run.cycle, run),
        columns_url=address("columns", run.cycle, run),
        problems_url=address("problems", run.cycle, run),
    )


def _draw_done(work: Work, run: ImportRun) -> str:
    return render(
        "imports/done.html",
        **around(work, run, (_staff("What was done"), None)),
        **_counts(work, run),
        problems_url=address("problems", run.cycle, run) if run.headings else "",
    )


def _draw_over(work: Work, run: ImportRun) -> str:
    job = run.job
    said = job.result.get("said", "") if job is not None else ""
    return render("imports/over.html", **around(work, run), said=said)


def _counts(work: Work, run: ImportRun) -> dict[str, int]:
    """How many rows of each kind; one that stands for somebody new is one to add."""
    query = select(ImportRow.verdict, ImportRow.decision, func.count(ImportRow.id)).where(
        ImportRow.run_id == run.id
    )
    found = work.session.execute(query.group_by(ImportRow.verdict, ImportRow.decision)).all()

    def many(verdict: str, *decisions: str | None) -> int:
        wanted = decisions or (None, "same", "other", "skip")
        return sum(n for kind, decided, n in found if kind == verdict and decided in wanted)

    return {
        "to_add": many("new") + many("alike", "same", "other"),
        "undecided": many("alike", None),
        "alike": many("alike"),
        "skipped": many("alike", "skip"),
        "there": many("there"),
        "broken": many("broken"),
    }


def _tiles(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [
        (_staff("Will be added"), counts["to_add"]),
        (_staff("To be decided"), counts["undecided"]),
        (_staff("There already"), counts["there"]),
        (_staff("Rows with problems"), counts["broken"]),
    ]


def _listing(work: Work, run: ImportRun) -> Listing:
    return Listing(
        work,
        request.args,
        select(ImportRow).where(ImportRow.run_id == run.id),
        columns=_columns(run),
        filters=[
            Filter(
                "verdict",
                _staff_l("What becomes of it"),
                [(name, tag.label) for name, tag in VERDICTS.items()],
                lambda query, value: query.where(ImportRow.verdict == value),
            )
        ],
        default_sort="row",
        name="rows",
    )


def _columns(run: ImportRun) -> list[Column]:
    return [
        Column(
            "row",
            _staff_l("Row"),
            sort=ImportRow.number,
            value=lambda row: row.number,
            kind="number",
        ),
        Column("name", _staff_l("Name"), value=lambda row: name_in(run, row)),
        Column(
            "verdict",
            _staff_l("What becomes of it"),
            sort=ImportRow.verdict,
            value=lambda row: VERDICTS.get(row.verdict, row.verdict),
        ),
        Column("wrong", _staff_l("What is wrong"), value=lambda row: " ".join(problems_of(row))),
    ]


def _label(counts: dict[str, int]) -> str:
    """What the button does, in numbers."""
    people = _staff_n("%(num)s person", "%(num)s people", counts["to_add"])
    if not counts["broken"]:
        return _staff("Add %(people)s", people=people)
    rows = _staff_n("%(num)s row with problems", "%(num)s rows with problems", counts["broken"])
    return _staff("Add %(people)s, leave out %(rows)s", people=people, rows=rows)
