"""What a member's staff see of the network's announcements."""

from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import select

from punos.i18n import _staff, _staff_l
from punos.network.announcing import put_away
from punos.network.models import ReceivedAnnouncement
from punos.network.views.base import pages
from punos.texts import pick
from punos.web.lists import Filter, Listing, Query
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

READ = "today.read"
PER_PAGE = 10


@pages.get("/news", allow=READ, kind="association")
def news(work: Work) -> str:
    """What came from the network, the newest first; what was put away is shown when asked for."""
    query = select(ReceivedAnnouncement).order_by(ReceivedAnnouncement.received_at.desc())
    away = request.args.get("show") == "away"
    if not away:
        query = query.where(ReceivedAnnouncement.put_away_at.is_(None))
    listing = Listing(
        work,
        request.args,
        query,
        columns=(),
        filters=[_shown()],
        per_page=PER_PAGE,
        name="news",
    )
    found = [
        (row, pick(row.titles, work.language), pick(row.texts, work.language))
        for row in listing.rows
    ]
    return render("network/news.html", found=found, listing=listing, away=away)


def _shown() -> Filter:
    def put_away_ones(query: Query, _value: str) -> Query:
        return query.where(ReceivedAnnouncement.put_away_at.is_not(None))

    return Filter("show", _staff_l("Show"), [("away", _staff_l("Put away"))], put_away_ones)


@pages.post("/news/<uuid:news_id>/put-away", allow=READ, kind="association")
def put_news_away(work: Work, news_id: UUID) -> Response:
    """Take it off the page, for everybody here."""
    put_away(work, news_id)
    flash(_staff("It is put away."), "done")
    return see_other(url_for("network.news"))
