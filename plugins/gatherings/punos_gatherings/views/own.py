"""One's own places, by link or signed in: see them, give them up, take an offer, tell one's needs."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.plugin import Absent, Form, Work, pick, render, see_other
from punos_gatherings.access import OWN_SEAT, SEAT_LINK
from punos_gatherings.camp import camp_by_id
from punos_gatherings.camp_registering import NeedsSchema, about_needs
from punos_gatherings.models import Camp, Seat
from punos_gatherings.needs import FIELDS, may_tell, take_back_needs, tell_needs, told_at
from punos_gatherings.own_places import days_at, own_enrolments, own_seat, places_of
from punos_gatherings.places import host_of
from punos_gatherings.seat_mails import host_name
from punos_gatherings.seats import accept_offer, give_up, take_seat
from punos_gatherings.texts import _
from punos_gatherings.views.base import pages


@pages.get("/mine", allow=OWN_SEAT, link=SEAT_LINK)
def own_places(work: Work) -> str:
    """What lies ahead, camps first."""
    enrolments = own_enrolments(work)
    places = places_of(work, enrolments)
    return render(
        "gatherings/own_places.html",
        places=places,
        days={place.seat.id: days_at(work, place) for place in places},
        name=pick(enrolments[0].cycle.names, work.language) if len(enrolments) == 1 else "",
    )


@pages.post("/mine/<uuid:seat_id>/give-up", allow=OWN_SEAT, link=SEAT_LINK)
def own_give_up(work: Work, seat_id: UUID) -> Response | str:
    """Give up a place, an offer or a turn. It asks first."""
    seat = own_seat(work, seat_id)
    if request.form.get("sure") != "yes":
        return render(
            "gatherings/own_give_up.html", seat=seat, name=host_name(work, host_of(work, seat))
        )
    give_up(work, seat.id)
    flash(_("You have given up your place. Thank you for telling us."), "done")
    return _back()


@pages.post("/mine/<uuid:seat_id>/accept", allow=OWN_SEAT, link=SEAT_LINK)
def own_accept(work: Work, seat_id: UUID) -> Response:
    """Take the place that is offered, unless the offer has ended meanwhile."""
    seat = accept_offer(work, own_seat(work, seat_id).id)
    if seat.state == "taken":
        flash(_("The place is yours. See you there!"), "done")
    else:
        flash(
            _("This offer has ended. You can wait again, at the end of the waiting list."),
            "warning",
        )
    return _back()


@pages.post("/mine/<uuid:seat_id>/wait", allow=OWN_SEAT, link=SEAT_LINK)
def own_wait(work: Work, seat_id: UUID) -> Response:
    """Ask anew, after an offer has ended."""
    seat = own_seat(work, seat_id)
    if seat.state == "given_up":
        raise Absent
    seat = take_seat(work, host_of(work, seat), seat.enrolment)
    if seat.state == "taken":
        flash(_("A place was free. It is yours."), "done")
    else:
        flash(_("You are on the waiting list again."), "done")
    return _back()


@pages.get("/mine/<uuid:seat_id>/needs", allow=OWN_SEAT, link=SEAT_LINK)
def own_needs_form(work: Work, seat_id: UUID) -> str:
    """Tell what one needs, tell it anew, or take it back. What was told is not shown."""
    seat, camp = _place(work, seat_id)
    return _draw(work, seat, camp, Form(about_needs(NeedsSchema(), camp)))


@pages.post("/mine/<uuid:seat_id>/needs", allow=OWN_SEAT, link=SEAT_LINK)
def own_needs_save(work: Work, seat_id: UUID) -> Response:
    """Keep what one needs, in place of what was told before."""
    seat, camp = _place(work, seat_id)
    form = Form.from_request(about_needs(NeedsSchema(), camp), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, seat, camp, form), 422)
    if not any(data[name] for name in FIELDS):
        flash(_("You wrote nothing, so nothing has changed."), "note")
        return _back()
    tell_needs(work, seat.id, **{name: data[name] for name in FIELDS})
    flash(_("Thank you. We have what you need at the camp."), "done")
    return _back()


@pages.post("/mine/<uuid:seat_id>/needs/take-back", allow=OWN_SEAT, link=SEAT_LINK)
def own_needs_take_back(work: Work, seat_id: UUID) -> Response:
    """Erase at once what was told."""
    take_back_needs(work, own_seat(work, seat_id).id)
    flash(_("What you told about your needs is erased."), "done")
    return _back()


def _place(work: Work, seat_id: UUID) -> tuple[Seat, Camp]:
    """A place of one's own at a camp for which needs can be told. Raises Absent."""
    seat = own_seat(work, seat_id)
    if seat.camp_id is None:
        raise Absent
    camp = camp_by_id(work, seat.camp_id)
    if not may_tell(camp, seat):
        raise Absent
    return seat, camp


def _draw(work: Work, seat: Seat, camp: Camp, form: Form) -> str:
    return render(
        "gatherings/own_needs.html",
        form=form,
        seat=seat,
        told_at=told_at(work, seat.id),
        name=pick(camp.names, work.language),
    )


def _back() -> Response:
    return see_other(url_for("gatherings.own_places"))
