"""People who may be the same, side by side: made one, or said to be two. It is about the whole
association, since one of them may be with another unit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos.audit.service import read_page
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.i18n import _staff, format_date, own_name
from punos.people.merging import (
    found_pairs,
    last_look,
    look_through,
    merge,
    set_apart,
)
from punos.people.models import Person
from punos.texts import pick
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

pages = Pages("alike", "punos.people", url_prefix="/people/alike")
EDIT = "people.edit"
LOOK_AGAIN_SECONDS = "3"


@pages.get("", allow=EDIT)
def pairs(work: Work) -> Response:
    """The pairs of the last look; while one is being made, how far it is."""
    _require_whole(work)
    run = last_look(work)
    busy = run is not None and run.state in ("queued", "running")
    found = [] if busy else found_pairs(work, run)
    page = render(
        "people/alike.html",
        run=run,
        busy=busy,
        rows=[_row(one, other) for one, other in found],
        breadcrumbs=[*_crumbs(), (_staff("Maybe the same"), None)],
    )
    answer = make_response(page)
    if busy and request.args.get("wait") != "no":
        answer.headers["Refresh"] = LOOK_AGAIN_SECONDS
    return answer


@pages.post("", allow=EDIT)
def look(work: Work) -> Response:
    """Look through everybody anew."""
    _require_whole(work)
    look_through(work)
    return see_other(url_for("alike.pairs"))


@pages.get("/<uuid:person_id>/<uuid:other_id>", allow=EDIT)
def pair(work: Work, person_id: UUID, other_id: UUID) -> str:
    """Both with everything that tells them apart, and what making them one would do."""
    people = _both(work, person_id, other_id)
    for one in people:
        read_page(work, one.id, "person.alike")
    return render(
        "people/merge.html",
        people=people,
        rows=_details(work, people),
        action=url_for("alike.join", person_id=person_id, other_id=other_id),
        apart_action=url_for("alike.apart", person_id=person_id, other_id=other_id),
        breadcrumbs=[
            *_crumbs(),
            (_staff("Maybe the same"), url_for("alike.pairs")),
            (_staff("Side by side"), None),
        ],
    )


@pages.post("/<uuid:person_id>/<uuid:other_id>", allow=EDIT)
def join(work: Work, person_id: UUID, other_id: UUID) -> Response:
    """Make them one; `keep` says whose details stay."""
    one, other = _both(work, person_id, other_id)
    keep = request.form.get("keep", "")
    if keep not in (str(one.id), str(other.id)):
        flash(_staff("Choose whose details stay."), "problem")
        return see_other(url_for("alike.pair", person_id=person_id, other_id=other_id))
    kept, gone = (one, other) if keep == str(one.id) else (other, one)
    merge(work, kept, gone)
    flash(_staff("They are one person now."), "done")
    return see_other(url_for("people.person", person_id=kept.id))


@pages.post("/<uuid:person_id>/<uuid:other_id>/apart", allow=EDIT)
def apart(work: Work, person_id: UUID, other_id: UUID) -> Response:
    """They are two people, and nobody is asked again."""
    set_apart(work, *_both(work, person_id, other_id))
    flash(_staff("It is remembered that these are two people."), "done")
    return see_other(url_for("alike.pairs"))


def _require_whole(work: Work) -> None:
    if work.actor.units(EDIT) is not None:
        raise Absent


def _both(work: Work, person_id: UUID, other_id: UUID) -> tuple[Person, Person]:
    _require_whole(work)
    here = Person.erased_at.is_(None)
    query = select(Person).where(Person.id.in_((person_id, other_id)), here)
    found = {one.id: one for one in work.session.scalars(query)}
    if len(found) != 2:
        raise Absent
    return found[person_id], found[other_id]


def _row(one: Person, other: Person) -> dict[str, Any]:
    return {
        "url": url_for("alike.pair", person_id=one.id, other_id=other.id),
        "names": (one.full_name, other.full_name),
        "emails": [person.email for person in (one, other) if person.email],
    }


def _details(work: Work, people: tuple[Person, Person]) -> list[tuple[str, list[Any]]]:
    """(label, of both) of what they are recognised by."""
    applications = [_applications(work, one) for one in people]
    return [
        (_staff("Name"), [one.full_name for one in people]),
        (_staff("E-mail address"), [one.email for one in people]),
        (_staff("Phone number"), [one.phone for one in people]),
        (_staff("City"), [one.city for one in people]),
        (_staff("Is written to in"), [own_name(one.language) for one in people]),
        (_staff("Here since"), [format_date(one.created_at) for one in people]),
        (_staff("Applications and programmes"), applications),
    ]


def _applications(work: Work, person: Person) -> str:
    query = select(Enrolment).where(Enrolment.person_id == person.id).order_by(Enrolment.id)
    found = work.session.scalars(query.options(joinedload(Enrolment.cycle)))
    return ", ".join(str(pick(one.cycle.names, work.language)) for one in found)


def _crumbs() -> list[tuple[Any, str | None]]:
    return [(_staff("People"), url_for("people.people"))]
