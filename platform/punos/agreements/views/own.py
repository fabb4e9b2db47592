"""A member accepts what is asked of them."""

from uuid import UUID

from flask import Response, flash, request, url_for

from punos.agreements.service import accept, newest
from punos.agreements.views.base import OWN, known_kind, pages
from punos.errors import Absent
from punos.groups.own import own_place
from punos.i18n import _
from punos.web.redirects import see_other
from punos.work import Work


@pages.post("/my/agreements/<uuid:membership_id>", allow=OWN, link="group_member")
def accept_own(work: Work, membership_id: UUID) -> Response:
    """A member accepts the version that stands on the page."""
    place = own_place(work, membership_id)
    programme_id = place.group.cycle.programme_id
    read, kind = _id_of(request.form.get("version", "")), known_kind(request.form.get("kind", ""))
    now = newest(work, programme_id, kind)
    if now is not None and now.id != read:
        flash(_("The text has just changed. Please read it once more."), "warning")
    else:
        language = request.form.get("language", "")
        accept(work, place.membership.enrolment_id, programme_id, read, language)
        flash(_("Thank you. We have written down that you accept it."), "done")
    if work.actor.kind == "link":
        return see_other(url_for("groups.own_group"))
    return see_other(url_for("groups.own_group_of", membership_id=membership_id))


def _id_of(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise Absent from error
