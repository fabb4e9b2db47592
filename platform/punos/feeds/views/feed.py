"""The feed itself, read by calendar programs without a cookie: the token is in the address."""

from flask import Response

from punos.accounts.models import Account
from punos.feeds.reading import entries_of
from punos.feeds.service import owner_of
from punos.feeds.views.base import pages
from punos.i18n import reset_language, set_language
from punos.mail.calendar import feed_text
from punos.texts import pick
from punos.web.render import render
from punos.work import Work


@pages.get("/calendar/<token>.ics", public=True)
def feed(work: Work, token: str) -> Response:
    """Somebody's meetings in their language; a plain 404 once the address does not work any more."""
    owner = owner_of(work, token)
    chosen = owner.language if owner.language in work.settings.languages else work.language
    work.language = chosen or work.language
    before = set_language(work.language)
    try:
        name = pick(work.settings.names, work.language).value
        text = feed_text(entries_of(work, owner), name, work.tenant.host)
    finally:
        reset_language(before)
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="punos.ics"'
    return answer


@pages.get("/calendar/about", allow="link.calendar", link="calendar")
def about(work: Work) -> str:
    """Where somebody comes who opens the address of a calendar as one opens other links."""
    owner = work.actor.subject_kind
    return render("feeds/about.html", staff=owner == Account.__tablename__)
