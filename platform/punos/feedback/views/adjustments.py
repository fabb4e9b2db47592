"""The log of adjustments of a cycle."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos import clock
from punos.feedback.adjusting import adjustment_of, drop_adjustment, of_cycle, write_adjustment
from punos.feedback.codes import SOURCES
from punos.feedback.models import Adjustment
from punos.feedback.schemas import AdjustmentForm
from punos.feedback.views.base import crumbs, pages
from punos.forms import Form
from punos.i18n import _staff, _staff_l
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

MANAGE = "feedback.manage"


@pages.get("/cycles/<slug>/adjustments", allow=MANAGE)
def adjustments(work: Work, slug: str) -> Response | str:
    """What was heard and changed, the newest first."""
    cycle = cycle_by_slug(work, slug)
    listing = _listing(work, cycle)
    if listing.wants_csv:
        return listing.csv_response()
    title = _staff("What was heard and changed")
    return render(
        "feedback/adjustments.html",
        cycle=cycle,
        title=title,
        name=pick(cycle.names, work.language),
        listing=listing,
        breadcrumbs=crumbs(work, cycle, (title, None)),
    )


@pages.get("/cycles/<slug>/adjustments/add", allow=MANAGE)
def adjustment_add(work: Work, slug: str) -> str:
    """The form for one more."""
    form = Form(AdjustmentForm(), {"heard_on": clock.today()})
    return _draw(work, cycle_by_slug(work, slug), form)


@pages.post("/cycles/<slug>/adjustments/add", allow=MANAGE)
def adjustment_add_save(work: Work, slug: str) -> Response:
    """Write it down."""
    return _save(work, cycle_by_slug(work, slug))


@pages.get("/cycles/<slug>/adjustments/<uuid:adjustment_id>", allow=MANAGE)
def adjustment(work: Work, slug: str, adjustment_id: UUID) -> str:
    """One of them, to be changed: what was changed for it comes later, as a rule."""
    cycle = cycle_by_slug(work, slug)
    found = adjustment_of(work, cycle, adjustment_id)
    names = ("source", "heard_on", "heard", "changed", "changed_on")
    return _draw(
        work, cycle, Form(AdjustmentForm(), {name: getattr(found, name) for name in names}), found
    )


@pages.post("/cycles/<slug>/adjustments/<uuid:adjustment_id>", allow=MANAGE)
def adjustment_save(work: Work, slug: str, adjustment_id: UUID) -> Response:
    """Keep it as it is now."""
    cycle = cycle_by_slug(work, slug)
    return _save(work, cycle, adjustment_of(work, cycle, adjustment_id))


@pages.post("/cycles/<slug>/adjustments/<uuid:adjustment_id>/drop", allow=MANAGE)
def adjustment_drop(work: Work, slug: str, adjustment_id: UUID) -> Response | str:
    """Take it out; asks first."""
    cycle = cycle_by_slug(work, slug)
    found = adjustment_of(work, cycle, adjustment_id)
    if request.form.get("sure") != "yes":
        return render("feedback/drop.html", cycle=cycle, adjustment=found)
    drop_adjustment(work, cycle, adjustment_id)
    flash(_staff("It is taken out."), "done")
    return see_other(url_for("feedback.adjustments", slug=slug))


def _save(work: Work, cycle: Cycle, found: Adjustment | None = None) -> Response:
    form = Form.from_request(AdjustmentForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, cycle, form, found), 422)
    write_adjustment(work, cycle, data, found.id if found else None)
    flash(_staff("Saved."), "done")
    return see_other(url_for("feedback.adjustments", slug=cycle.slug))


def _draw(work: Work, cycle: Cycle, form: Form, found: Adjustment | None = None) -> str:
    title = _staff("What was heard") if found else _staff("Write down what you heard")
    back = url_for("feedback.adjustments", slug=cycle.slug)
    return render(
        "feedback/adjustment.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        title=title,
        form=form,
        adjustment=found,
        back=back,
        breadcrumbs=crumbs(
            work, cycle, (_staff("What was heard and changed"), back), (title, None)
        ),
    )


def _listing(work: Work, cycle: Cycle) -> Listing:
    sources = dict(SOURCES)
    return Listing(
        work,
        request.args,
        of_cycle(cycle),
        columns=[
            Column(
                "heard_on",
                _staff_l("Heard on"),
                sort=Adjustment.heard_on,
                value=lambda row: row.heard_on,
                link=lambda row: url_for(
                    "feedback.adjustment", slug=cycle.slug, adjustment_id=row.id
                ),
            ),
            Column("source", _staff_l("Where"), value=lambda row: sources[row.source]),
            Column("heard", _staff_l("Heard"), value=lambda row: row.heard),
            Column("changed", _staff_l("Changed"), value=lambda row: row.changed or ""),
            Column(
                "changed_on",
                _staff_l("Changed on"),
                sort=Adjustment.changed_on,
                value=lambda row: row.changed_on or "",
            ),
        ],
        filters=[
            Filter(
                "changed",
                _staff_l("Changed?"),
                [("no", _staff_l("Nothing was changed yet")), ("yes", _staff_l("Changed"))],
                lambda query, value: query.where(
                    Adjustment.changed_on.is_(None)
                    if value == "no"
                    else Adjustment.changed_on.is_not(None)
                ),
            )
        ],
        default_sort="-heard_on",
        name="adjustments",
    )
