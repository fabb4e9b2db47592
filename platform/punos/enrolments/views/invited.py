"""Applying by invitation: the same form, whenever the invitation is opened."""

from uuid import UUID

from flask import Response
from sqlalchemy import select

from punos.enrolments.drafts import Place, draft_in
from punos.enrolments.inviting import PURPOSE, invited_to
from punos.enrolments.views.apply import require_role
from punos.enrolments.views.base import pages
from punos.enrolments.views.stepping import Way, opened, stepped
from punos.i18n import _
from punos.texts import pick
from punos.units.models import Unit
from punos.web.cookies import DRAFT, read_cookie
from punos.work import Work

APPLY = "link.apply"


@pages.get("/invited", allow=APPLY, link=PURPOSE)
def invited(work: Work) -> Response | str:
    """A page of the form."""
    return opened(work, _way(work))


@pages.post("/invited", allow=APPLY, link=PURPOSE)
def invited_step(work: Work) -> Response | str:
    """Keep what was typed, and go on, back or away; or send it."""
    return stepped(work, _way(work))


def _way(work: Work) -> Way:
    to = invited_to(work)
    require_role(work, to.cycle, to.role)
    place = Place(to.cycle, to.role, "invited", to.unit_id, work.actor.link_id)
    return Way(
        place,
        page="enrolments.invited",
        lead=lead_of(work, to.unit_id),
        is_open=to.cycle.state != "closed",
        draft=draft_in(work, place, read_cookie(DRAFT)),
    )


def lead_of(work: Work, unit_id: UUID | None) -> str:
    """Whoever writes about themselves is told who gets to read it."""
    unit = work.session.scalars(select(Unit).where(Unit.id == unit_id)).one_or_none()
    if unit is None:
        return _("You are invited to apply.")
    return _(
        "You are invited to apply. Your application goes to: %(unit)s.",
        unit=pick(unit.names, work.language).value,
    )
