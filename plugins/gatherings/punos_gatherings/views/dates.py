"""One date, or one event: what is told about it, who has signed up, moving and cancelling it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.plugin import (
    Absent,
    Cycle,
    Form,
    Meeting,
    Tag,
    Work,
    pick,
    render,
    see_other,
)
from punos_gatherings.access import MANAGE
from punos_gatherings.codes import PARTS
from punos_gatherings.door import AtDoor, people_at
from punos_gatherings.model import EVENT
from punos_gatherings.models import Occasion
from punos_gatherings.occasions import (
    About,
    cancel_occasion,
    change_occasion,
    contributors_of,
    cycle_of,
    is_day_for,
    move_occasion,
    occasion_of,
    outside,
    restore_occasion,
)
from punos_gatherings.places import places_at
from punos_gatherings.schemas import CancelForm, MoveForm, date_form
from punos_gatherings.texts import _staff, _staff_l
from punos_gatherings.views.base import Crumb, crumbs, pages, span, title_of
from punos_gatherings.views.season import STATES

SEATS = {
    "taken": Tag(_staff_l("Has a place"), "good"),
    "offered": Tag(_staff_l("Is offered a place"), "wait"),
    "waiting": Tag(_staff_l("Waits for a place"), "wait"),
}


@pages.get("/dates/<uuid:meeting_id>", allow=MANAGE)
def one_date(work: Work, meeting_id: UUID) -> str:
    """A date as staff see it."""
    occasion = occasion_of(work, meeting_id)
    meeting, cycle = _placed(work, occasion)
    people = people_at(work, meeting)
    return render(
        "gatherings/date.html",
        **_frame(work, occasion, meeting, cycle),
        occasion=occasion,
        state=STATES[meeting.state],
        outside=outside(cycle, meeting.local_start.date()),
        places=places_at(work, [meeting])[meeting.id],
        present=sum(one.here for one in people),
        rows=list(_told(work, occasion, meeting)),
        people=[_row(one) for one in people],
        see_people=work.actor.may("enrolments.read"),
        may_change=cycle.state != "closed",
    )


@pages.get("/dates/<uuid:meeting_id>/change", allow=MANAGE)
def change_date(work: Work, meeting_id: UUID) -> str:
    """The form for what is told about it."""
    occasion = occasion_of(work, meeting_id)
    form = Form(date_form(work.settings.languages), _told_now(work, occasion))
    return _change_page(work, occasion, form)


@pages.post("/dates/<uuid:meeting_id>/change", allow=MANAGE)
def change_date_save(work: Work, meeting_id: UUID) -> Response | str:
    """Keep it. More places go to those who wait at once."""
    occasion = occasion_of(work, meeting_id)
    _require_open(work, occasion)
    form = Form.from_request(date_form(work.settings.languages), request.form)
    data = form.load()
    if data is None:
        return make_response(_change_page(work, occasion, form), 422)
    about = About(
        names=occasion.names,
        aim=_by_language(work, data, "aim"),
        themes=_by_language(work, data, "themes"),
        capacity=data["capacity"],
    )
    named = [
        (part, line.strip()[:200])
        for part, _label in PARTS
        for line in data[part].splitlines()
        if line.strip()
    ]
    change_occasion(work, occasion, about, named)
    return _back(occasion, _staff("Saved."))


@pages.get("/dates/<uuid:meeting_id>/move", allow=MANAGE)
def move_date(work: Work, meeting_id: UUID) -> str:
    """The form for another time."""
    occasion = occasion_of(work, meeting_id)
    meeting = occasion.meeting
    values = {
        "day": meeting.local_start.date(),
        "starts": meeting.local_start.time().isoformat("minutes"),
        "minutes": meeting.minutes,
        "place": meeting.place,
        "note": occasion.note,
    }
    return _move_page(work, occasion, Form(MoveForm(), values))


@pages.post("/dates/<uuid:meeting_id>/move", allow=MANAGE)
def move_date_save(work: Work, meeting_id: UUID) -> Response | str:
    """Move it, and tell those who have a place."""
    occasion = occasion_of(work, meeting_id)
    cycle = _require_open(work, occasion)
    form = Form.from_request(MoveForm(), request.form)
    data = form.load()
    if data is not None and outside(cycle, data["day"]) and not data["note"]:
        form.add_error("note", _staff("This day lies outside of the programme’s period. Say why."))
    if data is not None and not is_day_for(work, occasion.meeting, data["day"]):
        form.add_error("day", _staff("This day is none of the camp’s days."))
    if data is None or form.errors:
        return make_response(_move_page(work, occasion, form), 422)
    starts = data["starts"].replace(second=0, microsecond=0, tzinfo=None)
    move_occasion(
        work,
        occasion,
        datetime.combine(data["day"], starts),
        minutes=data["minutes"],
        place=data["place"],
        note=data["note"],
    )
    return _back(occasion, _staff("Saved. Those who have a place are told of a new time."))


@pages.get("/dates/<uuid:meeting_id>/cancel", allow=MANAGE)
def cancel_date(work: Work, meeting_id: UUID) -> str:
    """Asks before it is cancelled."""
    return _cancel_page(work, occasion_of(work, meeting_id), Form(CancelForm()))


@pages.post("/dates/<uuid:meeting_id>/cancel", allow=MANAGE)
def cancel_date_save(work: Work, meeting_id: UUID) -> Response | str:
    """Cancel it, and tell those who have a place."""
    occasion = occasion_of(work, meeting_id)
    _require_open(work, occasion)
    form = Form.from_request(CancelForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_cancel_page(work, occasion, form), 422)
    cancel_occasion(work, occasion, data["note"])
    return _back(occasion, _staff("It is cancelled. Those who have a place are told."))


@pages.post("/dates/<uuid:meeting_id>/restore", allow=MANAGE)
def restore_date(work: Work, meeting_id: UUID) -> Response:
    """Let it take place after all."""
    occasion = occasion_of(work, meeting_id)
    _require_open(work, occasion)
    restore_occasion(work, occasion)
    return _back(
        occasion, _staff("It takes place. Nobody is told by mail: tell those who have a place.")
    )


def _placed(work: Work, occasion: Occasion) -> tuple[Meeting, Cycle]:
    meeting: Meeting = occasion.meeting
    return meeting, cycle_of(work, meeting)


def _require_open(work: Work, occasion: Occasion) -> Cycle:
    """The cycle, unless it is closed: what was planned in it is history then."""
    cycle = _placed(work, occasion)[1]
    if cycle.state == "closed":
        raise Absent
    return cycle


def _back(occasion: Occasion, said: str) -> Response:
    flash(said, "done")
    return see_other(url_for("gatherings.one_date", meeting_id=occasion.meeting_id))


def _frame(work: Work, occasion: Occasion, meeting: Meeting, cycle: Cycle) -> dict[str, Any]:
    title = title_of(work, occasion, meeting)
    return {
        "cycle": cycle,
        "meeting": meeting,
        "title": title,
        "kicker": pick(cycle.names, work.language),
        "breadcrumbs": crumbs(work, cycle, *_way(meeting, cycle), (title, None)),
    }


def _way(meeting: Meeting, cycle: Cycle) -> list[Crumb]:
    """The season's list, for what is in it."""
    if meeting.kind == EVENT:
        return []
    return [(_staff("Season"), url_for("gatherings.season", slug=cycle.slug))]


def _told(work: Work, occasion: Occasion, meeting: Meeting) -> Iterator[tuple[Any, Any]]:
    yield _staff("When"), span(meeting)
    yield _staff("Place"), meeting.place
    yield _staff("Aim"), pick(occasion.aim, work.language).value
    yield _staff("Themes"), pick(occasion.themes, work.language).value
    named = contributors_of(work, meeting.id)
    for part, label in PARTS:
        names = [one.name for one in named if one.part == part]
        if names:
            yield label, "\n".join(names)


def _row(one: AtDoor) -> dict[str, Any]:
    return {**vars(one), "seat": SEATS.get(one.seat or "")}


def _told_now(work: Work, occasion: Occasion) -> dict[str, Any]:
    named = contributors_of(work, occasion.meeting_id)
    told = {
        f"{field}_{code}": getattr(occasion, field).get(code, "")
        for field in ("aim", "themes")
        for code in work.settings.languages
    }
    parts = {
        part: "\n".join(one.name for one in named if one.part == part) for part, _label in PARTS
    }
    return {**told, **parts, "capacity": occasion.capacity}


def _by_language(work: Work, data: Mapping[str, Any], name: str) -> dict[str, str]:
    return {
        code: data[f"{name}_{code}"] for code in work.settings.languages if data[f"{name}_{code}"]
    }


def _form_page(
    work: Work, occasion: Occasion, form: Form, act: str, title: str, lead: str, submit: str
) -> str:
    meeting, cycle = _placed(work, occasion)
    frame = _frame(work, occasion, meeting, cycle)
    way = [
        (title_of(work, occasion, meeting), url_for("gatherings.one_date", meeting_id=meeting.id))
    ]
    frame["breadcrumbs"] = crumbs(work, cycle, *_way(meeting, cycle), *way, (title, None))
    return render(
        "gatherings/date_form.html",
        **{**frame, "title": title, "kicker": frame["title"]},
        form=form,
        action=url_for(f"gatherings.{act}_save", meeting_id=meeting.id),
        lead=lead,
        submit=submit,
    )


def _change_page(work: Work, occasion: Occasion, form: Form) -> str:
    lead = _staff("Everybody who opens the page of the season reads the aim and the themes.")
    return _form_page(
        work, occasion, form, "change_date", _staff("What is told about it"), lead, _staff("Save")
    )


def _move_page(work: Work, occasion: Occasion, form: Form) -> str:
    lead = _staff("Those who have a place, or wait for one, get a mail with the new time.")
    return _form_page(
        work, occasion, form, "move_date", _staff("Move this date"), lead, _staff("Move it")
    )


def _cancel_page(work: Work, occasion: Occasion, form: Form) -> str:
    lead = _staff("Those who have a place, or wait for one, get a mail. You can undo this later.")
    return _form_page(
        work, occasion, form, "cancel_date", _staff("Cancel this date"), lead, _staff("Cancel it")
    )
