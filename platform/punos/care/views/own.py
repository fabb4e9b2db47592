"""A member says that they have been in touch, how it goes, and that their pair or group takes a break."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.care.due import tell_of_pause
from punos.care.schemas import FitSchema, PauseSchema
from punos.care.service import answer_of, go_on, open_pause, pause, rules_of, say_how_it_goes
from punos.care.service import say_in_touch as keep_in_touch
from punos.care.views.base import BY_LINK, MISTAKE, OWN, pages
from punos.errors import Absent, Refused
from punos.forms import Form
from punos.groups.own import Place, own_place_in
from punos.i18n import _
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.post("/my/group/<uuid:group_id>/in-touch", allow=OWN, link=BY_LINK)
def say_in_touch_own(work: Work, group_id: UUID) -> Response:
    """We have been in touch."""
    place = _place(work, group_id)
    keep_in_touch(work, place.group)
    flash(_("Good! Write down here when you have met."), "done")
    return see_other(_own_page(work, place))


@pages.get("/my/group/<uuid:group_id>/how-it-goes", allow=OWN, link=BY_LINK)
def how_own(work: Work, group_id: UUID) -> str:
    """How it goes, what they would like, and their own words."""
    place = _place(work, group_id)
    said = answer_of(work, place.group, place.membership.enrolment_id)
    known = {} if said is None else {name: getattr(said, name) for name in _ASKED}
    return _draw_fit(work, place, Form(FitSchema(), known))


@pages.post("/my/group/<uuid:group_id>/how-it-goes", allow=OWN, link=BY_LINK)
def say_own(work: Work, group_id: UUID) -> Response:
    """Keep it: by one tap the answer alone, which leads on to the rest; else all of it."""
    place, tapped = _place(work, group_id), request.form.get("tap") == "1"
    sent = request.form.copy()
    sent.pop("tap", None)
    form = Form.from_request(FitSchema(), sent)
    said = form.load()
    if said is None:
        return make_response(_draw_fit(work, place, form), MISTAKE)
    if tapped:
        said = {"answer": said["answer"]}
    say_how_it_goes(work, place.group, place.membership.enrolment_id, said)
    if tapped:
        flash(_("Thank you. You can tell us more here, if you like."), "done")
        return see_other(url_for("care.how_own", group_id=group_id))
    flash(_("Thank you. The staff will read it."), "done")
    return see_other(_own_page(work, place))


@pages.get("/my/group/<uuid:group_id>/break", allow=OWN, link=BY_LINK)
def pause_own(work: Work, group_id: UUID) -> str:
    """The days of a break."""
    place = _place(work, group_id)
    planned = open_pause(work, place.group)
    known = {name: getattr(planned, name) for name in _PAUSE} if planned else {}
    return _draw_pause(work, place, Form(PauseSchema(), known))


@pages.post("/my/group/<uuid:group_id>/break", allow=OWN, link=BY_LINK)
def keep_pause_own(work: Work, group_id: UUID) -> Response:
    """Take a break; the others in the pair or group are told."""
    place = _place(work, group_id)
    form = Form.from_request(PauseSchema(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_pause(work, place, form), MISTAKE)
    try:
        made = pause(work, place.group, **data)
    except Refused as no:
        form.add_error("from_on", str(no.message))
        return make_response(_draw_pause(work, place, form), no.status)
    tell_of_pause(work, place.group, made, place.membership.enrolment_id)
    flash(_("Your break is written down. We tell the others in your pair or group."), "done")
    return see_other(_own_page(work, place))


@pages.post("/my/group/<uuid:group_id>/go-on", allow=OWN, link=BY_LINK)
def go_on_own(work: Work, group_id: UUID) -> Response:
    """Go on after a break, or earlier than planned."""
    place = _place(work, group_id)
    go_on(work, place.group)
    flash(_("The break is over. Agree on when you meet next."), "done")
    return see_other(_own_page(work, place))


_ASKED = ("answer", "wants", "words")
_PAUSE = ("from_on", "until_on", "reason")


def _place(work: Work, group_id: UUID) -> Place:
    """The reader's own place, in a group that is cared for. Raises Absent."""
    place = own_place_in(work, group_id)
    if rules_of(work, place.group) is None:
        raise Absent
    return place


def _own_page(work: Work, place: Place) -> str:
    if work.actor.kind == "link":
        return url_for("groups.own_group")
    return url_for("groups.own_group_of", membership_id=place.membership.id)


def _draw_fit(work: Work, place: Place, form: Form) -> str:
    return render(
        "care/how_own.html",
        form=form,
        group=place.group,
        cycle_name=pick(place.group.cycle.names, work.language),
        back=_own_page(work, place),
    )


def _draw_pause(work: Work, place: Place, form: Form) -> str:
    return render(
        "care/pause.html",
        form=form,
        title=_("Take a break"),
        lead=_(
            "Nobody reminds you of anything meanwhile. We tell the others in your pair or group."
        ),
        kicker=pick(place.group.cycle.names, work.language),
        action=url_for("care.keep_pause_own", group_id=place.group.id),
        submit=_("Take this break"),
        back=_own_page(work, place),
    )
