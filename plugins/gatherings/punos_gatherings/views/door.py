"""The door of a meeting, on a phone. Every tap is a form of its own, so it works without scripts; with
them, taps are kept on the phone while the line is bad, and sent when it is better (static/door.js).
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response, jsonify, make_response, request, url_for
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import BadRequest

from punos.plugin import (
    Absent,
    Cycle,
    Form,
    Meeting,
    Refused,
    Work,
    clock,
    format_list,
    format_time,
    mark,
    pick,
    render,
    see_other,
)
from punos_gatherings.access import DOOR, MANAGE
from punos_gatherings.codes import PARTS
from punos_gatherings.door import (
    OPENS,
    Arrival,
    Mark,
    add_newcomer,
    is_open,
    moment,
    others_at,
    our_time,
    people_at,
    take_marks,
    takes_newcomers,
)
from punos_gatherings.door_schemas import BatchSchema, NewcomerForm
from punos_gatherings.models import Occasion
from punos_gatherings.occasions import begins, contributors_of, cycle_of, occasion_of
from punos_gatherings.texts import _staff, _staff_n
from punos_gatherings.views.base import id_of, new_token, pages, span, title_of

STATES = ("present", "absent")


@pages.get("/door/<uuid:meeting_id>", allow=DOOR)
def door(work: Work, meeting_id: UUID) -> str:
    """Tonight's list: who is expected, a tap for each who comes, and a line for newcomers."""
    return _page(work, *_at(work, meeting_id), Form(NewcomerForm()), new_token())


@pages.post("/door/<uuid:meeting_id>/mark", allow=DOOR)
def door_mark(work: Work, meeting_id: UUID) -> Response:
    """One tap: somebody is here, or is not after all."""
    meeting = _at(work, meeting_id)[1]
    who, state = id_of(request.form.get("who", "")), request.form.get("state", "")
    if state not in STATES:
        raise BadRequest
    mark(work, meeting.id, who, state, marked_at=clock.now())
    return _back(meeting, f"p-{who}")


@pages.post("/door/<uuid:meeting_id>/newcomer", allow=DOOR)
def door_newcomer(work: Work, meeting_id: UUID) -> Response:
    """Somebody who was not expected, by first name."""
    occasion, meeting, cycle = _at(work, meeting_id)
    _require_open(meeting)
    form = Form.from_request(NewcomerForm(), request.form)
    data, token = form.load(), id_of(request.form.get("once", ""))
    if data is None:
        return make_response(_page(work, occasion, meeting, cycle, form, token), 422)
    added = add_newcomer(work, meeting, Arrival(token, data["given_name"], clock.now()))
    return _back(meeting, f"p-{added.id}")


@pages.post("/door/<uuid:meeting_id>/marks", allow=DOOR)
def door_marks(work: Work, meeting_id: UUID) -> Response:
    """What a phone has kept: marks and newcomers, each with its time. Sent again, it is the same."""
    _occasion, meeting, _cycle = _at(work, meeting_id)
    _require_open(meeting)
    batch, unfit = _batch_sent()
    sent = moment(batch["sent"])
    added = {
        str(one["token"]): str(
            add_newcomer(
                work,
                meeting,
                Arrival(one["token"], one["given_name"], our_time(moment(one["at"]), sent)),
            ).id
        )
        for one in batch["newcomers"]
    }
    marks = [
        Mark(one["who"], one["state"], our_time(moment(one["at"]), sent)) for one in batch["marks"]
    ]
    refused = take_marks(work, meeting, marks)
    people = people_at(work, meeting)
    return jsonify(
        here=[str(one.enrolment_id) for one in people if one.here],
        newcomers=added,
        refused=[str(one) for one in refused],
        unfit=unfit,
    )


def _at(work: Work, meeting_id: UUID) -> tuple[Occasion, Meeting, Cycle]:
    occasion = occasion_of(work, meeting_id)
    meeting: Meeting = occasion.meeting
    return occasion, meeting, cycle_of(work, meeting)


def _require_open(meeting: Meeting) -> None:
    if meeting.state == "cancelled":
        raise Absent
    if not is_open(meeting):
        raise Refused(_staff("The door opens at %(time)s.", time=_opens(meeting)))


def _opens(meeting: Meeting) -> str:
    return format_time(begins(meeting) - OPENS, meeting.zone)


def _back(meeting: Meeting, anchor: str) -> Response:
    return see_other(url_for("gatherings.door", meeting_id=meeting.id, _anchor=anchor))


def _batch_sent() -> tuple[dict[str, Any], dict[str, str]]:
    """What a phone sends, and by token why a newcomer's name cannot be kept: these are left out.

    One name that is mistyped must not hold up everybody's marks on the phone for ever.
    """
    sent = _json_sent()
    said: Any = BatchSchema().validate(sent).get("newcomers")
    wrong: dict[int, Any] = said if isinstance(said, dict) else {}
    names = {
        index: str(found["given_name"][0])
        for index, found in wrong.items()
        if found.keys() == {"given_name"}
    }
    if not names:
        return _loaded(BatchSchema(), sent), {}
    there = sent["newcomers"]
    kept = [one for index, one in enumerate(there) if index not in names]
    refused = {str(there[index]["token"]): reason for index, reason in names.items()}
    return _loaded(BatchSchema(), {**sent, "newcomers": kept}), refused


def _json_sent() -> Any:
    try:
        return request.get_json(silent=True) or {}
    except RecursionError as error:
        raise BadRequest from error


def _loaded(schema: Schema, sent: Any) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(sent)
    except ValidationError as error:
        raise BadRequest from error
    return loaded


def _page(
    work: Work, occasion: Occasion, meeting: Meeting, cycle: Cycle, form: Form, token: UUID
) -> str:
    people = people_at(work, meeting)
    return render(
        "gatherings/door.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        title=title_of(work, occasion, meeting),
        occasion=occasion,
        meeting=meeting,
        rows=list(_told(work, occasion, meeting)),
        people=people,
        others=others_at(work, meeting, people),
        present=sum(one.here for one in people),
        said_here=_said_here,
        is_open=is_open(meeting) and cycle.state != "closed",
        opens=_opens(meeting),
        form=form if takes_newcomers(work, meeting) else None,
        token=token,
        may_manage=work.actor.may(MANAGE),
    )


def _told(work: Work, occasion: Occasion, meeting: Meeting) -> Iterator[tuple[Any, Any]]:
    """What whoever leads the meeting needs to know of it."""
    yield _staff("When"), span(meeting)
    named = contributors_of(work, meeting.id)
    told: list[tuple[Any, Any]] = [
        (_staff("Place"), meeting.place),
        (_staff("Aim"), pick(occasion.aim, work.language)),
        (_staff("Themes"), pick(occasion.themes, work.language)),
        *((label, [one.name for one in named if one.part == part]) for part, label in PARTS),
    ]
    for label, value in told:
        if value:
            yield label, format_list(value) if isinstance(value, list) else value


def _said_here(number: int) -> str:
    return _staff_n("%(num)s person is here", "%(num)s people are here", number)
