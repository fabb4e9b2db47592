"""One-off events of a cycle, for staff: their list, and planning one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, make_response, request, url_for

from punos.plugin import (
    Column,
    Cycle,
    Filter,
    Form,
    Listing,
    Meeting,
    Work,
    format_number,
    pick,
    render,
    see_other,
)
from punos_gatherings.access import DOOR, MANAGE
from punos_gatherings.codes import EVENT_KINDS
from punos_gatherings.event_schemas import event_form
from punos_gatherings.events import (
    EventPlan,
    events_query,
    kinds_offered,
    plan_event,
    present,
    taken,
)
from punos_gatherings.occasions import outside
from punos_gatherings.texts import _staff, _staff_l
from punos_gatherings.views.base import crumbs, cycle_of_gatherings, pages, span, title_of
from punos_gatherings.views.season import STATES


@pages.get("/<slug>/events", allow=DOOR)
def events(work: Work, slug: str) -> Response | str:
    """The cycle's events, the newest first."""
    cycle = cycle_of_gatherings(work, slug)
    listing = _listing(work, cycle)
    if listing.wants_csv:
        return listing.csv_response()
    return render(
        "gatherings/events.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        listing=listing,
        may_manage=work.actor.may(MANAGE) and cycle.state != "closed",
        breadcrumbs=crumbs(work, cycle, (_staff("Single events"), None)),
    )


@pages.get("/<slug>/events/new", allow=MANAGE)
def event_new(work: Work, slug: str) -> str:
    """An event to be planned."""
    cycle = cycle_of_gatherings(work, slug)
    return _draw(work, cycle, Form(_schema(work, cycle), {"minutes": 120}))


@pages.post("/<slug>/events/new", allow=MANAGE)
def event_new_save(work: Work, slug: str) -> Response:
    """Plan it; then it stands on the page on which people sign up."""
    cycle = cycle_of_gatherings(work, slug)
    form = Form.from_request(_schema(work, cycle), request.form)
    data = form.load()
    if data is not None and outside(cycle, data["day"]) and not data["note"]:
        form.add_error("note", _staff("This day lies outside of the programme’s period. Say why."))
    if data is None or form.errors:
        return make_response(_draw(work, cycle, form), 422)
    occasion = plan_event(work, cycle, _planned(work, data))
    return see_other(url_for("gatherings.one_date", meeting_id=occasion.meeting_id))


def _schema(work: Work, cycle: Cycle) -> Any:
    return event_form(work.settings.languages, kinds_offered(work, cycle))


def _planned(work: Work, data: Mapping[str, Any]) -> EventPlan:
    starts = data["starts"].replace(second=0, microsecond=0, tzinfo=None)
    return EventPlan(
        kind=data["kind"],
        local_start=datetime.combine(data["day"], starts),
        minutes=data["minutes"],
        names=_by_language(work, data, "name"),
        about=_by_language(work, data, "about"),
        place=data["place"],
        capacity=data["capacity"],
        note=data["note"],
    )


def _by_language(work: Work, data: Mapping[str, Any], what: str) -> dict[str, str]:
    given = {code: data[f"{what}_{code}"] for code in work.settings.languages}
    return {code: text for code, text in given.items() if text}


def _draw(work: Work, cycle: Cycle, form: Form) -> str:
    title = _staff("Plan an event")
    return render(
        "gatherings/event_form.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        title=title,
        form=form,
        breadcrumbs=crumbs(
            work,
            cycle,
            (_staff("Single events"), url_for("gatherings.events", slug=cycle.slug)),
            (title, None),
        ),
    )


def _listing(work: Work, cycle: Cycle) -> Listing:
    kinds = dict(EVENT_KINDS)
    page = "gatherings.one_date" if work.actor.may(MANAGE) else "gatherings.door"
    return Listing(
        work,
        request.args,
        events_query(cycle),
        columns=[
            Column(
                "name",
                _staff_l("Event"),
                value=lambda row: title_of(work, row.Occasion, row.Occasion.meeting),
                link=lambda row: url_for(page, meeting_id=row.Occasion.meeting_id),
            ),
            Column(
                "kind",
                _staff_l("What it is"),
                sort=Meeting.theme,
                value=lambda row: kinds.get(row.Occasion.meeting.theme),
            ),
            Column(
                "day",
                _staff_l("When"),
                sort=Meeting.local_start,
                value=lambda row: span(row.Occasion.meeting),
                csv=lambda row: row.Occasion.meeting.local_start.isoformat(" ", "minutes"),
            ),
            Column(
                "state",
                _staff_l("State"),
                sort=Meeting.state,
                value=lambda row: STATES[row.Occasion.meeting.state],
            ),
            Column("taken", _staff_l("Signed up"), sort=taken(), value=_taken),
            Column("present", _staff_l("Were there"), sort=present(), value=_came, kind="number"),
        ],
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                [(state, tag.label) for state, tag in STATES.items()],
                lambda query, value: query.where(Meeting.state == value),
            )
        ],
        default_sort="-day",
        name="events",
    )


def _taken(row: Any) -> str:
    number = format_number(row.taken)
    places = row.Occasion.capacity
    if not places:
        return number
    return _staff("%(number)s of %(places)s", number=number, places=format_number(places))


def _came(row: Any) -> int | None:
    count: int = row.present
    return count if row.Occasion.meeting.state == "held" else None
