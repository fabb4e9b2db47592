"""Applying by invitation: the same form, whenever the invitation is opened."""

from flask import Response, url_for
from sqlalchemy import select

from punos.enrolments.inviting import PURPOSE, Invited, invited_to
from punos.enrolments.views.apply import Way, opened, require_role, stepped
from punos.enrolments.views.base import pages
from punos.i18n import _
from punos.texts import pick
from punos.units.models import Unit
from punos.work import Work

APPLY = "link.apply"


@pages.get("/invited", allow=APPLY, link=PURPOSE)
def invited(work: Work) -> str:
    """The form."""
    return opened(work, _way(work, invited_to(work)))


@pages.post("/invited", allow=APPLY, link=PURPOSE)
def invited_step(work: Work) -> Response | str:
    """Check what was typed, go back to it, or send it."""
    return stepped(work, _way(work, invited_to(work)))


def _way(work: Work, to: Invited) -> Way:
    require_role(work, to.cycle, to.role)
    return Way(
        to.cycle,
        to.role,
        action=url_for("enrolments.invited_step"),
        lead=_lead(work, to),
        is_open=to.cycle.state != "closed",
        source="invited",
        unit_id=to.unit_id,
    )


def _lead(work: Work, to: Invited) -> str:
    """Whoever writes about themselves is told who gets to read it."""
    unit = work.session.scalars(select(Unit).where(Unit.id == to.unit_id)).one_or_none()
    if unit is None:
        return _("You are invited to apply.")
    return _(
        "You are invited to apply. Your application goes to: %(unit)s.",
        unit=pick(unit.names, work.language).value,
    )
