"""One's own calendar feed: making its address, a new one, ending it."""

from flask import Response, flash, url_for

from punos.feeds.service import end_feed, feed_of, make_feed
from punos.feeds.views.base import pages
from punos.i18n import _
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/my/calendar", allow="own.groups", link="group_member")
def own_calendar(work: Work) -> str:
    """What a calendar feed is, and whether there is one."""
    return _draw(work, "feeds.make_own")


@pages.post("/my/calendar", allow="own.groups", link="group_member")
def make_own(work: Work) -> str:
    """Make a new secret address and show it, once; an older one ends."""
    return _draw(work, "feeds.make_own", make_feed(work))


@pages.post("/my/calendar/end", allow="own.groups", link="group_member")
def end_own(work: Work) -> Response:
    """The address works no longer."""
    return _ended(work, "feeds.own_calendar")


@pages.get("/account/calendar", allow="today.read")
def staff_calendar(work: Work) -> str:
    """The same for staff."""
    return _draw(work, "feeds.make_staff")


@pages.post("/account/calendar", allow="today.read")
def make_staff(work: Work) -> str:
    """Make a new secret address for one of the staff."""
    return _draw(work, "feeds.make_staff", make_feed(work))


@pages.post("/account/calendar/end", allow="today.read")
def end_staff(work: Work) -> Response:
    """The address works no longer."""
    return _ended(work, "feeds.staff_calendar")


def _ended(work: Work, back: str) -> Response:
    end_feed(work)
    flash(_("The address of your calendar does not work any more."), "done")
    return see_other(url_for(back))


def _draw(work: Work, make: str, address: str | None = None) -> str:
    staff = make == "feeds.make_staff"
    return render(
        "feeds/own.html",
        feed=feed_of(work),
        address=address,
        make=url_for(make),
        end=url_for("feeds.end_staff" if staff else "feeds.end_own"),
        staff=staff,
        back=url_for("programmes.today" if staff else _home(work)),
    )


def _home(work: Work) -> str:
    return "groups.own_group" if work.actor.kind == "link" else "groups.my"
