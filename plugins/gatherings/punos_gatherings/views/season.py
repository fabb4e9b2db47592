"""The season of a cycle, for staff: its dates, and planning it by rule."""

from datetime import time
from typing import Any

from flask import Response, make_response, request, url_for
from sqlalchemy import ColumnElement, Select, Text, cast, false, func, select
from sqlalchemy.orm import contains_eager

from punos.plugin import (
    Attendance,
    Column,
    Cycle,
    Filter,
    Form,
    Listing,
    Meeting,
    Refused,
    Tag,
    Work,
    clock,
    format_date,
    pick,
    points_at,
    render,
    see_other,
    settings_of,
)
from punos_gatherings.access import DOOR, MANAGE
from punos_gatherings.models import Occasion, Season, Seat
from punos_gatherings.schemas import SeasonForm
from punos_gatherings.season import (
    Day,
    Fate,
    Rule,
    foresee,
    plan_season,
    rule_of,
    season_of,
    unexplained,
)
from punos_gatherings.texts import _staff, _staff_l
from punos_gatherings.views.base import crumbs, cycle_of_gatherings, hours, pages

STATES = {
    "planned": Tag(_staff_l("Planned"), "wait"),
    "held": Tag(_staff_l("Held"), "good"),
    "cancelled": Tag(_staff_l("Cancelled"), "bad"),
}
FATES = {
    Fate.NEW: Tag(_staff_l("New"), "good"),
    Fate.FOLLOWS: Tag(_staff_l("Stays, by the new rule")),
    Fate.STAYS: Tag(_staff_l("Stays as it is")),
    Fate.GOES: Tag(_staff_l("Is taken away"), "bad"),
}
_ACCENTS = ("åäöéüÅÄÖÉÜ", "aaoeuaaoeu")


@pages.get("/<slug>", allow=DOOR)
def season(work: Work, slug: str) -> Response | str:
    """The dates of the season, each with its places and who was there."""
    cycle = cycle_of_gatherings(work, slug)
    found = season_of(work, cycle)
    listing = _listing(work, found)
    if listing.wants_csv:
        return listing.csv_response()
    return render(
        "gatherings/season.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        season=found,
        listing=listing,
        may_manage=work.actor.may(MANAGE) and cycle.state != "closed",
        breadcrumbs=crumbs(work, cycle, (_staff("Season"), None)),
    )


@pages.get("/<slug>/season", allow=MANAGE)
def plan(work: Work, slug: str) -> str:
    """The rule of the season: the one it has, or what is usual."""
    cycle = cycle_of_gatherings(work, slug)
    found = season_of(work, cycle)
    values = vars(rule_of(found)) if found else _usual(work, cycle)
    return _draw(work, cycle, Form(SeasonForm(), {**values, "starts": _wall(values["starts"])}))


@pages.post("/<slug>/season", allow=MANAGE)
def plan_save(work: Work, slug: str) -> Response | str:
    """Look at the dates that the rule gives, then plan them. Looking changes nothing."""
    cycle = cycle_of_gatherings(work, slug)
    form = Form.from_request(SeasonForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, cycle, form), 422)
    note = data.pop("note")
    rule = Rule(**{**data, "starts": data["starts"].replace(second=0, microsecond=0, tzinfo=None)})
    days = _foreseen(work, cycle, rule, form)
    if not note and unexplained(days):
        form.add_error("note", _staff("Some days lie outside of the programme’s period. Say why."))
    if form.errors:
        return make_response(_draw(work, cycle, form, days), 422)
    if request.form.get("submit") != "plan":
        return _draw(work, cycle, form, days)
    plan_season(work, cycle, rule, note)
    return see_other(url_for("gatherings.season", slug=slug))


def _foreseen(work: Work, cycle: Cycle, rule: Rule, form: Form) -> list[Day]:
    try:
        return foresee(work, cycle, rule)
    except Refused as no:
        form.add_error("until", str(no.message))
        return []


def _draw(work: Work, cycle: Cycle, form: Form, days: list[Day] | None = None) -> str:
    here = _staff("Plan the season")
    return render(
        "gatherings/season_plan.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        form=form,
        days=[_shown(day) for day in days or ()],
        may_plan=bool(days) and not form.errors,
        breadcrumbs=crumbs(
            work,
            cycle,
            (_staff("Season"), url_for("gatherings.season", slug=cycle.slug)),
            (here, None),
        ),
    )


def _shown(day: Day) -> dict[str, Any]:
    state = day.occasion.meeting.state if day.occasion else "planned"
    return {
        "day": format_date(day.day, length="full"),
        "fate": FATES[day.fate] if state == "planned" else STATES[state],
        "outside": day.outside,
        "note": day.occasion.note if day.occasion else None,
    }


def _usual(work: Work, cycle: Cycle) -> dict[str, Any]:
    """Every second week from the cycle's first day, in the afternoon."""
    settings = settings_of(work, cycle)
    return {
        "first_on": max(cycle.starts_on, clock.today()),
        "until": cycle.ends_on,
        "rule": "FREQ=WEEKLY;INTERVAL=2",
        "starts": time(14),
        "minutes": settings["minutes"],
        "capacity": settings["capacity"],
    }


def _wall(starts: time) -> str:
    return starts.isoformat("minutes")


def _listing(work: Work, season: Season | None) -> Listing:
    return Listing(
        work,
        request.args,
        _rows(season),
        columns=_columns(work),
        search=[_folded(Occasion.aim), _folded(Occasion.themes), _folded(Meeting.place)],
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                [(state, tag.label) for state, tag in STATES.items()],
                lambda query, value: query.where(Meeting.state == value),
            )
        ],
        default_sort="day",
        name="season",
    )


def _rows(season: Season | None) -> Select[Any]:
    """Each date with how many have a place, wait and were there: all in one statement."""
    return (
        select(
            Occasion,
            _seats("taken", "offered").label("taken"),
            _seats("waiting").label("waiting"),
            _present().label("present"),
        )
        .join(Meeting, points_at(Occasion.meeting_id, Meeting))
        .options(contains_eager(Occasion.meeting))
        .where(Occasion.season_id == season.id if season else false())
    )


def _seats(*states: str) -> Any:
    return (
        select(func.count())
        .select_from(Seat)
        .where(points_at(Seat.meeting_id, Meeting), Seat.state.in_(states))
        .correlate(Meeting)
        .scalar_subquery()
    )


def _present() -> Any:
    return (
        select(func.count())
        .select_from(Attendance)
        .where(points_at(Attendance.meeting_id, Meeting), Attendance.state == "present")
        .correlate(Meeting)
        .scalar_subquery()
    )


def _columns(work: Work) -> list[Column]:
    may_manage = work.actor.may(MANAGE)
    page = "gatherings.one_date" if may_manage else "gatherings.door"
    return [
        Column(
            "day",
            _staff_l("When"),
            sort=Meeting.local_start,
            value=lambda row: _when(row.Occasion.meeting),
            csv=lambda row: row.Occasion.meeting.local_start.isoformat(" ", "minutes"),
            link=lambda row: url_for(page, meeting_id=row.Occasion.meeting_id),
        ),
        Column(
            "aim", _staff_l("Aim"), value=lambda row: pick(row.Occasion.aim, work.language) or None
        ),
        Column(
            "state",
            _staff_l("State"),
            sort=Meeting.state,
            value=lambda row: STATES[row.Occasion.meeting.state],
        ),
        Column("taken", _staff_l("Signed up"), sort=_seats("taken", "offered"), kind="number"),
        Column("free", _staff_l("Free places"), value=_free, kind="number"),
        Column("waiting", _staff_l("Waiting"), kind="number"),
        Column("present", _staff_l("Were there"), value=_came, sort=_present(), kind="number"),
        Column("note", _staff_l("Note"), value=lambda row: row.Occasion.note),
    ]


def _when(meeting: Meeting) -> str:
    return f"{format_date(meeting.local_start)}, {hours(meeting)}"


def _free(row: Any) -> Any:
    """None where the date is over; a word where there is no limit."""
    if row.Occasion.meeting.state != "planned":
        return None
    if row.Occasion.capacity is None:
        return _staff("No limit")
    return max(0, row.Occasion.capacity - row.taken)


def _came(row: Any) -> int | None:
    count: int = row.present
    return count if row.Occasion.meeting.state == "held" else None


def _folded(column: Any) -> ColumnElement[str]:
    """A text as it is searched. The database knows no letters beyond ASCII (collation C)."""
    return func.translate(func.lower(func.coalesce(cast(column, Text), "")), *_ACCENTS)
