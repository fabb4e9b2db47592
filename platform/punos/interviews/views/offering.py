"""Offering times: one day at once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.enrolments.responsible import Worker, workers
from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff, _staff_n
from punos.interviews.offering import offer, starts_between
from punos.interviews.reading import HOLD, local_now
from punos.interviews.schemas import OfferSchema, interview_plan
from punos.interviews.views.base import crumbs, pages
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of, settings_of
from punos.texts import pick
from punos.units.service import units
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

STARTS, ENDS = "10:00", "12:00"


@pages.get("/cycles/<slug>/interviews/offer", allow=HOLD, kind="association")
def add(work: Work, slug: str) -> str:
    """The form: a day, from when until when, and where."""
    cycle = _open(work, slug)
    plan, staff = interview_plan(settings_of(work, cycle)), workers(work, HOLD)
    usual = {
        "host": str(work.account_id),
        "starts": STARTS,
        "ends": ENDS,
        "minutes": plan.minutes,
        "pause": 0,
    }
    return _draw(work, cycle, Form(_schema(work, cycle, staff), usual))


@pages.post("/cycles/<slug>/interviews/offer", allow=HOLD, kind="association")
def add_save(work: Work, slug: str) -> Response:
    """Offer the times that fit."""
    cycle, staff = _open(work, slug), workers(work, HOLD)
    form = Form.from_request(_schema(work, cycle, staff), request.form)
    data = form.load()
    if data is not None:
        _check(work, form, data, staff)
    if data is None or form.errors:
        return make_response(_draw(work, cycle, form), 422)
    count = offer(
        work,
        cycle,
        host_id=UUID(data["host"]),
        starts=_starts(data),
        minutes=data["minutes"],
        place=data["place"],
        role=data["role"],
        unit_id=_unit(work, data.get("unit")),
    )
    if count:
        flash(_staff_n("%(num)s time is offered.", "%(num)s times are offered.", count), "done")
    else:
        flash(_staff("No new times: there are interviews already at these times."), "note")
    return see_other(url_for("interviews.of_cycle", slug=slug))


def _open(work: Work, slug: str) -> Cycle:
    cycle = cycle_by_slug(work, slug)
    if cycle.state == "closed":
        raise Absent
    return cycle


def _schema(work: Work, cycle: Cycle, staff: list[Worker]) -> OfferSchema:
    limits = work.actor.units(HOLD)
    known = [unit for unit in units(work) if limits is None or unit.id in limits]
    asks_unit = bool(known) and not (limits is not None and len(known) == 1)
    schema = OfferSchema(exclude=() if asks_unit else ("unit",)).offer(
        host=[(str(one.id), one.name) for one in staff],
        role=list(model_of(work, cycle).roles.items()),
    )
    if asks_unit:
        schema.offer(unit=[(str(unit.id), pick(unit.names, work.language)) for unit in known])
        schema.fields["unit"].required = limits is not None
        schema.fields["unit"].allow_none = limits is None
    return schema


def _unit(work: Work, chosen: str | None) -> UUID | None:
    """The unit that was chosen; of somebody limited to one, that one."""
    limits = work.actor.units(HOLD)
    if chosen:
        return UUID(chosen)
    return None if limits is None else next(iter(limits))


def _check(work: Work, form: Form, data: Mapping[str, Any], staff: list[Worker]) -> None:
    """The day lies ahead, and whoever interviews may see the unit's applicants."""
    if data["day"] < local_now().date():
        form.add_error("day", _staff("This day is over. Choose a later one."))
    host = next((one for one in staff if str(one.id) == data["host"]), None)
    if host is None or not host.sees(_unit(work, data.get("unit"))):
        form.add_error("host", _staff("They do not see these applicants. Choose somebody else."))


def _starts(data: Mapping[str, Any]) -> Any:
    first, last = (data[name].replace(second=0, tzinfo=None) for name in ("starts", "ends"))
    return starts_between(data["day"], first, last, data["minutes"], data["pause"])


def _draw(work: Work, cycle: Cycle, form: Form) -> str:
    title = _staff("Offer times for interviews")
    return render(
        "interviews/offer.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        title=title,
        form=form,
        breadcrumbs=crumbs(work, cycle, title),
    )
