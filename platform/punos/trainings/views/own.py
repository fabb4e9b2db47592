"""The trainings to which somebody may come: signing up and cancelling by one tap."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, url_for

from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.i18n import _
from punos.materials.own import own_enrolments
from punos.texts import pick
from punos.trainings.mails import PURPOSE, when_of
from punos.trainings.places import give_up, sign_up
from punos.trainings.reading import attended_by, own_trainings
from punos.trainings.views.base import pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

OWN = "own.trainings"
LINKS = ("application", "group_member", PURPOSE)


@pages.get("/my/trainings", allow=OWN, link=LINKS)
def own(work: Work) -> str:
    """Those to come, each with its button, and those at which one was."""
    enrolments = own_enrolments(work, OWN)
    attended = attended_by(work, [one.id for one in enrolments])
    return render(
        "trainings/own.html",
        trainings=own_trainings(work, enrolments),
        attended=[
            (pick(one.titles, work.language), one.meeting.local_start.date())
            for trainings in attended.values()
            for one in trainings
        ],
        name=pick(enrolments[0].cycle.names, work.language) if enrolments else "",
        when_of=when_of,
    )


@pages.post("/my/trainings/<uuid:training_id>/sign-up", allow=OWN, link=LINKS)
def own_sign_up(work: Work, training_id: UUID) -> Response:
    """Come to a training, or wait for a seat."""
    try:
        place = sign_up(work, training_id, _whose(work, training_id))
    except Refused as no:
        flash(str(no.message), "problem")
        return _back()
    if place.state == "signed":
        flash(_("You have a place. We have sent you a mail."), "done")
    else:
        flash(_("All seats are taken. You are on the waiting list."), "note")
    return _back()


@pages.post("/my/trainings/<uuid:training_id>/cancel", allow=OWN, link=LINKS)
def own_cancel(work: Work, training_id: UUID) -> Response:
    """Not come after all."""
    try:
        give_up(work, training_id, _whose(work, training_id))
    except Refused as no:
        flash(str(no.message), "problem")
        return _back()
    flash(_("You have cancelled your place."), "done")
    return _back()


def _whose(work: Work, training_id: UUID) -> Enrolment:
    """Through which of their enrolments the reader may come to a training. Raises Absent."""
    enrolments = {one.id: one for one in own_enrolments(work, OWN)}
    for one in own_trainings(work, list(enrolments.values())):
        if one.training.id == training_id:
            return enrolments[one.enrolment_id]
    raise Absent


def _back() -> Response:
    return see_other(url_for("trainings.own"))
