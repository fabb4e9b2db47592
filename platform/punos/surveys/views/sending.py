"""The surveys of a cycle: which were sent, who answers, and sending one in one step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for

from punos import clock
from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff, format_date
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.surveys import sending
from punos.surveys.api import WaveResponse, responses
from punos.surveys.asked import Asked, asked_by
from punos.surveys.models import Survey
from punos.surveys.schemas import LastDaySchema
from punos.surveys.views.base import MANAGE, WAVES, crumbs_of_cycle, pages
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

EARLY = timedelta(days=45)


@dataclass(frozen=True)
class Line:
    """A survey of a cycle as its list shows it; `survey` is None while it was not sent."""

    wave: Any
    role: Any
    asked: Asked
    survey: Survey | None
    response: WaveResponse | None
    people: int
    with_mail: int
    due_on: date

    @property
    def comes(self) -> bool:
        """Whether its day is near or over: long before it, it is not sent by a slip of the hand."""
        return self.due_on <= clock.today() + EARLY

    @property
    def percent(self) -> float | None:
        """The share of those asked who have answered."""
        counts = self.response
        return counts.answered / counts.asked if counts and counts.asked else None


@pages.get("/cycles/<slug>/surveys", allow=MANAGE)
def of_cycle(work: Work, slug: str) -> str:
    """Each survey of the cycle with its response rate, or the button that sends it."""
    cycle = cycle_by_slug(work, slug)
    return render(
        "surveys/cycle.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        lines=_lines(work, cycle),
        sends=cycle.state != "planned" and not cycle.is_sample,
        breadcrumbs=crumbs_of_cycle(work, cycle),
    )


@pages.post("/cycles/<slug>/surveys", allow=MANAGE)
def send(work: Work, slug: str) -> Response:
    """Ask everybody of a role."""
    cycle = cycle_by_slug(work, slug)
    model = model_of(work, cycle)
    wanted = (request.form.get("wave"), request.form.get("role"))
    surveys = asked_by(work, cycle.programme, model)
    found = [one for one in surveys if (one.wave, one.role) == wanted]
    if not found:
        raise Absent
    survey = sending.send(work, cycle, found[0])
    day = format_date(survey.closes_on)
    flash(
        _staff("The survey is sent: the mails go out now. It is open until %(day)s.", day=day),
        "done",
    )
    return see_other(url_for("surveys.survey", survey_id=survey.id))


@pages.post("/surveys/<uuid:survey_id>/step", allow=MANAGE)
def close_or_extend(work: Work, survey_id: UUID) -> Response:
    """Close it, or take answers for longer."""
    act = request.form.get("submit", "")
    if act == "close":
        sending.close(work, survey_id)
        flash(_staff("The survey is closed."), "done")
    elif act == "extend":
        _extend(work, survey_id)
    else:
        raise Absent
    return see_other(url_for("surveys.survey", survey_id=survey_id))


def _extend(work: Work, survey_id: UUID) -> None:
    data = Form.from_request(LastDaySchema(), request.form).load()
    if data is None:
        day = format_date(clock.today(), "short")
        flash(_staff("Type a day, for example %(day)s.", day=day), "problem")
        return
    sending.extend(work, survey_id, data["closes_on"])
    flash(_staff("The last day is changed."), "done")


def _lines(work: Work, cycle: Cycle) -> list[Line]:
    model = model_of(work, cycle)
    there = sending.surveys_of(work, cycle)
    counts = {(one.wave, one.role): one for one in responses(work, cycle)}
    people = sending.reachable(work, cycle)
    return [
        Line(
            WAVES[one.wave],
            model.roles[one.role],
            one,
            there.get((one.wave, one.role)),
            counts.get((one.wave, one.role)),
            *people.get((one.wave in sending.WHILE_IT_RUNS, one.role), (0, 0)),
            sending.due_on(cycle, one.wave),
        )
        for one in asked_by(work, cycle.programme, model)
    ]
