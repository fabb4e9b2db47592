"""What anybody may see and sign up for: the dates of a season, single events, the camp.

With an address the answer is the same for everybody, and the mail says how things stand: a stranger
may have typed it. Without one the answer shows the link to the places, once, to be noted down.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from punos.plugin import (
    Absent,
    Cycle,
    Form,
    Meeting,
    Refused,
    Work,
    clock,
    format_list,
    may_write_to,
    pick,
    render,
    see_other,
)
from punos_gatherings.camp import camps_of, takes_registrations
from punos_gatherings.letters import place_link
from punos_gatherings.model import EVENT, GATHERING
from punos_gatherings.models import Occasion
from punos_gatherings.occasions import cycle_of, occasion_of, occasions_ahead
from punos_gatherings.places import Places, places_at
from punos_gatherings.season import dates_ahead, season_of
from punos_gatherings.sign_up import (
    SignedUp,
    SignUpSchema,
    must_be_open,
    sign_up_for_date,
    sign_up_for_season,
    takes_sign_ups,
    tell,
)
from punos_gatherings.texts import _, _n
from punos_gatherings.views.base import (
    cycle_of_gatherings,
    hours,
    id_of,
    must_let_in,
    new_token,
    pages,
    span,
    title_of,
)

Act = Callable[[Mapping[str, Any], UUID], SignedUp | None]


@dataclass(frozen=True)
class Page:
    """One sign-up page: what it is for, in words, and where its form goes."""

    cycle: Cycle
    title: Any
    rows: list[tuple[Any, Any]]
    said: str
    action: str


@pages.get("/open/<slug>", public=True)
def open_dates(work: Work, slug: str) -> str:
    """What lies ahead, with how many places are free."""
    cycle = _public(work, slug)
    if cycle.state == "closed":
        return _closed(work, cycle)
    ahead = occasions_ahead(work, cycle)
    places = places_at(work, [one.meeting for one in ahead])
    shown = [_shown(work, one, places[one.meeting_id]) for one in ahead]
    today = clock.today()
    return render(
        "gatherings/open.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        summary=pick(cycle.programme.summary, work.language),
        dates=[one for one in shown if not one["event"]],
        events=[one for one in shown if one["event"]],
        camps=[
            {"camp": camp, "name": pick(camp.names, work.language)}
            for camp in camps_of(work, cycle)
            if takes_registrations(camp, cycle, today)
        ],
    )


@pages.get("/open/<slug>/season", public=True)
def open_season(work: Work, slug: str) -> Response | str:
    """Sign up for the whole season."""
    return _form_page(work, _season_page(work, slug), Form(SignUpSchema()), new_token())


@pages.post("/open/<slug>/season", public=True)
def open_season_send(work: Work, slug: str) -> Response | str:
    """A place at each date that lies ahead."""
    page = _season_page(work, slug)
    return _send(work, page, lambda data, once: sign_up_for_season(work, page.cycle, data, once))


@pages.get("/open/<slug>/<uuid:meeting_id>", public=True)
def open_date(work: Work, slug: str, meeting_id: UUID) -> str:
    """Sign up for one date or event."""
    page, _meeting = _date_page(work, slug, meeting_id)
    return _form_page(work, page, Form(SignUpSchema()), new_token())


@pages.post("/open/<slug>/<uuid:meeting_id>", public=True)
def open_date_send(work: Work, slug: str, meeting_id: UUID) -> Response | str:
    """A place, or the last one of those who wait."""
    page, meeting = _date_page(work, slug, meeting_id)
    return _send(
        work, page, lambda data, once: sign_up_for_date(work, page.cycle, meeting, data, once)
    )


@pages.get("/open/<slug>/received", public=True)
def open_received(work: Work, slug: str) -> str:
    """The receipt for whoever gave an address. It tells nothing about anybody."""
    cycle = _public(work, slug)
    return render("gatherings/received.html", cycle=cycle, name=pick(cycle.names, work.language))


def _public(work: Work, slug: str) -> Cycle:
    cycle = cycle_of_gatherings(work, slug)
    if cycle.state == "planned":
        raise Absent
    return cycle


def _closed(work: Work, cycle: Cycle) -> str:
    return render(
        "message.html",
        title=_("This programme has ended"),
        message=pick(cycle.names, work.language),
        next=(_("See what is open now"), "/"),
    )


def _shown(work: Work, occasion: Occasion, places: Places) -> dict[str, Any]:
    return {
        "event": occasion.meeting.kind == EVENT,
        "id": occasion.meeting_id,
        "title": title_of(work, occasion, occasion.meeting),
        # A date without a name is called by its day, which is not said twice.
        "span": span(occasion.meeting) if occasion.names else hours(occasion.meeting),
        "place": occasion.meeting.place,
        "aim": pick(occasion.aim, work.language),
        "themes": pick(occasion.themes, work.language),
        "places": said_of(places),
    }


def said_of(places: Places) -> str:
    """How many places are free, in words; nothing where there is no limit."""
    if places.free is None:
        return ""
    if places.free == 0:
        return _("Full. You can come on the waiting list.")
    return _n("%(num)s place is free.", "%(num)s places are free.", places.free)


def _season_page(work: Work, slug: str) -> Page:
    cycle = _public(work, slug)
    must_be_open(cycle)
    season = season_of(work, cycle)
    ahead = dates_ahead(work, season) if season else []
    if not ahead:
        raise Absent
    rows = [
        (_("Next meeting"), span(ahead[0].meeting)),
        (_("Meetings"), len(ahead)),
        (_("Place"), season.place if season else None),
    ]
    return Page(
        cycle,
        _("The whole season"),
        [(label, value) for label, value in rows if value],
        _("You get a place at each meeting. You can give up single ones later."),
        url_for("gatherings.open_season_send", slug=slug),
    )


def _date_page(work: Work, slug: str, meeting_id: UUID) -> tuple[Page, Meeting]:
    cycle = _public(work, slug)
    must_be_open(cycle)
    occasion = occasion_of(work, meeting_id)
    meeting: Meeting = occasion.meeting
    if cycle_of(work, meeting).id != cycle.id or meeting.kind not in (GATHERING, EVENT):
        raise Absent
    if not takes_sign_ups(meeting):
        raise Refused(_("You cannot sign up for this meeting any more."))
    rows = [
        (_("When"), span(meeting)),
        (_("Place"), meeting.place),
        (_("Aim"), pick(occasion.aim, work.language)),
        (_("Themes"), pick(occasion.themes, work.language)),
    ]
    page = Page(
        cycle,
        title_of(work, occasion, meeting),
        [(label, value) for label, value in rows if value],
        said_of(places_at(work, [meeting])[meeting.id]),
        url_for("gatherings.open_date_send", slug=slug, meeting_id=meeting_id),
    )
    return page, meeting


def _form_page(work: Work, page: Page, form: Form, once: UUID) -> str:
    return render(
        "gatherings/sign_up.html",
        page=page,
        name=pick(page.cycle.names, work.language),
        form=form,
        once=once,
    )


def _send(work: Work, page: Page, act: Act) -> Response | str:
    """Sign somebody up who has filled in the form; sent again, it is the same sign-up."""
    form = Form.from_request(SignUpSchema(), request.form)
    data, once = form.load(), id_of(request.form.get("once", ""))
    if data is None:
        return make_response(_form_page(work, page, form, once), 422)
    must_let_in(work)
    if not data["email"]:
        return _sign_up_without_address(work, page, act, data, once)
    may_write = may_write_to(work, data["email"])
    signed_up = act(data, once)
    if may_write:
        tell(work, page.cycle, data, signed_up)
    return see_other(url_for("gatherings.open_received", slug=page.cycle.slug))


def _sign_up_without_address(
    work: Work, page: Page, act: Act, data: Mapping[str, Any], once: UUID
) -> str:
    """The receipt is the page itself, with the link: it is shown once, and mailed to nobody."""
    signed_up = act(data, once)
    if signed_up is None:
        raise Refused(_("We could not sign you up by the form. Please write to us, or call us."))
    waits = [
        span(meeting)
        for meeting, seat in zip(signed_up.meetings, signed_up.seats, strict=True)
        if seat.state == "waiting"
    ]
    return render(
        "gatherings/signed_up.html",
        page=page,
        name=pick(page.cycle.names, work.language),
        link=place_link(work, signed_up.enrolment),
        taken=len(signed_up.seats) - len(waits),
        waits=format_list(waits) if waits else "",
        person=data["given_name"],
    )
