"""What staff do with somebody who was referred to this association."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.enrolments.views.base import chosen_unit
from punos.errors import Absent, Refused
from punos.forms import Form
from punos.i18n import _staff
from punos.programmes.cycles import cycle_by_slug
from punos.referrals.models import ReceivedReferral
from punos.referrals.receiving import accept, decline, invite, make_own
from punos.referrals.views.base import ASSOCIATION, MANAGE, pages
from punos.referrals.views.received import (
    INVITE,
    can_invite,
    draw,
    invite_schema,
    own_person,
    visible,
)
from punos.web.redirects import see_other
from punos.work import Work

_ONE = "/referrals/received/<uuid:received_id>"


@pages.post(f"{_ONE}/accept", allow=MANAGE, kind=ASSOCIATION)
def accept_received(work: Work, received_id: UUID) -> Response:
    """Say yes; the other association is told that, and nothing more."""
    found = accept(work, visible(work, received_id))
    flash(_staff("Accepted. The other association is told."), "done")
    return _back(found)


@pages.post(f"{_ONE}/decline", allow=MANAGE, kind=ASSOCIATION)
def decline_received(work: Work, received_id: UUID) -> Response:
    """Say no; what was handed over is erased."""
    found = decline(work, visible(work, received_id))
    flash(_staff("Declined. What was handed over is erased here."), "done")
    return _back(found)


@pages.post(f"{_ONE}/invite", allow=MANAGE, kind=ASSOCIATION)
def invite_received(work: Work, received_id: UUID) -> Response:
    """Invite this person to apply: by mail, or with a link to hand on."""
    found = visible(work, received_id)
    if not work.actor.may(INVITE):
        raise Absent
    if not can_invite(work, found):
        raise Refused(_staff("This is not possible any more: look at how it stands now."))
    form = Form.from_request(invite_schema(work, found), request.form)
    data = form.load()
    if data is None:
        return make_response(draw(work, found, form), 422)
    slug, _colon, role = data["place"].partition(":")
    link = invite(
        work,
        found,
        cycle_by_slug(work, slug),
        role,
        unit_id=chosen_unit(work, INVITE, data.get("unit")),
        language=data.get("language") or work.settings.languages[0],
    )
    if not found.data["values"].get("email"):
        return make_response(draw(work, found, form, link))
    flash(_staff("The invitation is on its way."), "done")
    return _back(found)


@pages.post(f"{_ONE}/own", allow=MANAGE, kind=ASSOCIATION)
def own_received(work: Work, received_id: UUID) -> Response:
    """Say which participant of ours this person is."""
    found = visible(work, received_id)
    make_own(work, found, own_person(work, _chosen()))
    flash(_staff("Saved: this person is a participant of yours."), "done")
    return _back(found)


def _chosen() -> UUID:
    try:
        return UUID(request.form.get("person", ""))
    except ValueError:
        raise Absent from None


def _back(found: ReceivedReferral) -> Response:
    return see_other(url_for("referrals.received_one", received_id=found.id))
