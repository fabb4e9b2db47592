"""One time: who has chosen it, who is there, and what can be done with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos import clock
from punos.audit.service import read_page
from punos.enrolments.applying import visible_enrolment
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff
from punos.interviews import booking
from punos.interviews.changing import change
from punos.interviews.mails import when_of
from punos.interviews.models import InterviewSlot
from punos.interviews.offering import can_be_asked
from punos.interviews.reading import HOLD, may_manage, party_of, starts_at, visible_slot
from punos.interviews.schemas import SlotSchema
from punos.interviews.views.asking import visible_people
from punos.interviews.views.base import crumbs, pages, state_of
from punos.people.models import Person
from punos.programmes.service import model_of
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

MOST_NAMED = 200


@pages.get("/interviews/<uuid:slot_id>", allow=HOLD, kind="association")
def slot(work: Work, slot_id: UUID) -> str:
    """The time."""
    return _draw(work, visible_slot(work, slot_id))


@pages.post("/interviews/<uuid:slot_id>/join", allow=HOLD, kind="association")
def join(work: Work, slot_id: UUID) -> Response:
    """Come along, or stay away after all."""
    found = visible_slot(work, slot_id)
    if request.form.get("act") == "leave":
        booking.leave(work, found)
        flash(_staff("You do not come along any more."), "done")
    else:
        booking.join(work, found)
        flash(_staff("You come along. When somebody has chosen the time, you get a mail."), "done")
    return _back(found)


@pages.post("/interviews/<uuid:slot_id>/mark", allow=HOLD, kind="association")
def mark(work: Work, slot_id: UUID) -> Response:
    """It was held, or they did not come; after one that was held comes the score sheet."""
    found = _managed(work, slot_id)
    state = request.form.get("state", "")
    booking.mark(work, found, state)
    flash(_staff("Saved."), "done")
    if state == "held" and found.enrolment_id is not None:
        return see_other(url_for("interviews.score", enrolment_id=found.enrolment_id))
    return _back(found)


@pages.post("/interviews/<uuid:slot_id>/withdraw", allow=HOLD, kind="association")
def withdraw(work: Work, slot_id: UUID) -> Response | str:
    """Take it back; of one that somebody has chosen it asks first."""
    found = _managed(work, slot_id)
    if found.state == "booked" and request.form.get("sure") != "yes":
        return render("interviews/withdraw.html", slot=found, when=when_of(found))
    slug, told = found.cycle.slug, booking.withdraw(work, found)
    flash(_staff("The time is taken back."), "done")
    if told is not None:
        _warn_without_mail(told)
    return see_other(url_for("interviews.of_cycle", slug=slug))


@pages.post("/interviews/<uuid:slot_id>/change", allow=HOLD, kind="association")
def change_save(work: Work, slot_id: UUID) -> Response:
    """Another time or place."""
    found = _managed(work, slot_id)
    form = Form.from_request(SlotSchema(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, found, form), 422)
    start = datetime.combine(data["day"], data["starts"].replace(second=0, tzinfo=None))
    chosen = change(work, found, start=start, minutes=data["minutes"], place=data["place"])
    flash(_staff("The changes are saved."), "done")
    if chosen is not None:
        _warn_without_mail(chosen)
    return _back(found)


@pages.post("/interviews/<uuid:slot_id>/book", allow=HOLD, kind="association")
def book_for(work: Work, slot_id: UUID) -> Response:
    """Staff choose the time for an applicant, who has asked by telephone, say."""
    found = _managed(work, slot_id)
    try:
        wanted = UUID(request.form.get("enrolment", ""))
    except ValueError:
        flash(_staff("Choose for whom."), "problem")
        return _back(found)
    enrolment = visible_enrolment(work, wanted, HOLD)
    booking.book(work, enrolment, found.id, by_staff=True)
    flash(_staff("%(name)s has this time now.", name=enrolment.person.full_name), "done")
    return _back(found)


def _warn_without_mail(enrolment: Enrolment) -> None:
    if not can_be_asked(enrolment):
        name = enrolment.person.full_name
        flash(_staff("%(name)s has no e-mail. Tell them otherwise.", name=name), "warning")


def _managed(work: Work, slot_id: UUID) -> InterviewSlot:
    found = visible_slot(work, slot_id)
    if not may_manage(work, found):
        raise Absent
    return found


def _back(found: InterviewSlot) -> Response:
    return see_other(url_for("interviews.slot", slot_id=found.id))


def _draw(work: Work, found: InterviewSlot, form: Form | None = None) -> str:
    if found.enrolment is not None:
        read_page(work, found.enrolment.person_id, "interview")
    party = party_of(work, found)
    manages, begun = may_manage(work, found), starts_at(found) < clock.now()
    title = when_of(found)
    return render(
        "interviews/slot.html",
        slot=found,
        title=title,
        state=state_of(found),
        role=model_of(work, found.cycle).roles.get(found.role or "", ""),
        party=party,
        manages=manages,
        begun=begun,
        joins=work.account_id in {account.id for account in party},
        hosts=work.account_id == found.host_id,
        form=form or Form(SlotSchema(), _values(found)),
        candidates=_candidates(work, found) if found.state == "open" and manages else [],
        breadcrumbs=crumbs(work, found.cycle, title),
    )


def _values(found: InterviewSlot) -> dict[str, Any]:
    start = found.local_start
    return {
        "day": start.date(),
        "starts": start.time(),
        "minutes": found.minutes,
        "place": found.place,
    }


def _candidates(work: Work, found: InterviewSlot) -> list[tuple[UUID, str]]:
    """Those without a time for whom this one is."""
    query = visible_people(work).where(Enrolment.cycle_id == found.cycle_id)
    if found.role is not None:
        query = query.where(Enrolment.role == found.role)
    if found.unit_id is not None:
        query = query.where(Enrolment.unit_id == found.unit_id)
    people = work.session.scalars(query.order_by(Person.sort_key).limit(MOST_NAMED))
    return [(one.id, one.person.full_name) for one in people]
