"""Going on with an application by the link of its draft, in whatever browser it is opened."""

from flask import Response
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.accounts.identify import is_usable
from punos.accounts.models import AccessLink
from punos.enrolments.drafts import PURPOSE, Place, draft_by_link
from punos.enrolments.models import ApplicationDraft
from punos.enrolments.views.apply import last_day, require_role
from punos.enrolments.views.base import pages
from punos.enrolments.views.invited import lead_of
from punos.enrolments.views.sending import receipt_of
from punos.enrolments.views.stepping import Way, opened, stepped
from punos.programmes.models import Cycle
from punos.work import Work

GO_ON = "link.draft"


@pages.get("/draft", allow=GO_ON, link=PURPOSE)
def draft(work: Work) -> Response | str:
    """What is filled in and what is missing, or one page of the form; once it is sent, its receipt."""
    way = _way(work, draft_by_link(work))
    return _receipt(work, way) or opened(work, way)


@pages.post("/draft", allow=GO_ON, link=PURPOSE)
def draft_step(work: Work) -> Response | str:
    """Keep what was typed, and go on, back or away; or send it."""
    way = _way(work, draft_by_link(work))
    return _receipt(work, way) or stepped(work, way)


def _receipt(work: Work, way: Way) -> Response | None:
    assert way.draft is not None
    return receipt_of(work, way.place, way.draft.id, None)


def _way(work: Work, found: ApplicationDraft) -> Way:
    query = select(Cycle).where(Cycle.id == found.cycle_id).options(joinedload(Cycle.programme))
    cycle = work.session.scalars(query).one()
    require_role(work, cycle, found.role)
    place = Place(cycle, found.role, found.source, found.unit_id, found.invitation_id)
    invited = place.source == "invited"
    return Way(
        place,
        page="enrolments.draft",
        lead=lead_of(work, place.unit_id) if invited else last_day(cycle),
        is_open=_may_be_sent(work, place) if invited else cycle.takes_applications(clock.today()),
        draft=found,
    )


def _may_be_sent(work: Work, place: Place) -> bool:
    """Whether the invitation still holds by which it was begun."""
    query = select(AccessLink).where(AccessLink.id == place.invitation_id)
    link = work.session.scalars(query).one_or_none()
    return link is not None and is_usable(link) and place.cycle.state != "closed"
