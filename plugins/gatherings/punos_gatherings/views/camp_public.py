"""Registering for a camp: the public page, and the receipt."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from punos.plugin import (
    Absent,
    Cycle,
    Form,
    PunosSchema,
    Refused,
    Work,
    clock,
    format_date,
    may_write_to,
    new_id,
    pick,
    render,
)
from punos_gatherings.camp import camp_by_id, takes_registrations
from punos_gatherings.camp_registering import (
    Registered,
    about_needs,
    register,
    register_schema,
    tell_registered,
)
from punos_gatherings.letters import place_link
from punos_gatherings.models import Camp
from punos_gatherings.places import places_at
from punos_gatherings.sessions import days_of, sessions_of
from punos_gatherings.sign_up import tell
from punos_gatherings.texts import _
from punos_gatherings.views.base import id_of, must_let_in, pages


@pages.get("/open/camp/<uuid:camp_id>", public=True)
def camp_register(work: Work, camp_id: UUID) -> str:
    """The form, or when registration is open."""
    camp, cycle = _camp(work, camp_id)
    if not takes_registrations(camp, cycle, clock.today()):
        return _not_now(work, camp)
    return _draw(work, camp, Form(register_schema(camp, needs=_has_room(work, camp))), new_id())


@pages.post("/open/camp/<uuid:camp_id>", public=True)
def camp_register_send(work: Work, camp_id: UUID) -> Response | str:
    """Register once, however often it is sent."""
    camp, cycle = _camp(work, camp_id)
    if not takes_registrations(camp, cycle, clock.today()):
        return _not_now(work, camp)
    form = Form.from_request(_whole(camp), request.form)
    data, once = form.load(), id_of(request.form.get("once", ""))
    if data is None:
        return make_response(_draw(work, camp, form, once), 422)
    must_let_in(work)
    may_write = bool(data["email"]) and may_write_to(work, data["email"])
    done = register(work, camp, data, once)
    if may_write:
        _tell(work, camp, cycle, done, data)
    return _received(work, camp, done, by_mail=bool(data["email"]))


def _tell(
    work: Work, camp: Camp, cycle: Cycle, done: Registered | None, data: dict[str, Any]
) -> None:
    if done is None:
        tell(work, cycle, data, None)
    else:
        tell_registered(work, camp, done)


def _camp(work: Work, camp_id: UUID) -> tuple[Camp, Cycle]:
    camp = camp_by_id(work, camp_id)
    cycle: Cycle = camp.group.cycle
    if cycle.state == "planned":
        raise Absent
    return camp, cycle


def _has_room(work: Work, camp: Camp) -> bool:
    return bool(places_at(work, [camp])[camp.id].free)


def _whole(camp: Camp) -> PunosSchema:
    """With needs, whatever has become of the last place while the form was filled in."""
    return about_needs(register_schema(camp, needs=True), camp)


def _draw(work: Work, camp: Camp, form: Form, once: UUID) -> str:
    return render(
        "gatherings/camp_register.html",
        form=form,
        once=once,
        places=places_at(work, [camp])[camp.id],
        action=url_for("gatherings.camp_register_send", camp_id=camp.id),
        **_about(work, camp),
    )


def _received(work: Work, camp: Camp, done: Registered | None, *, by_mail: bool) -> str:
    """With an address the page says the same to everybody: a stranger may have typed it."""
    if by_mail:
        return render("gatherings/camp_received.html", seat=None, link="", **_about(work, camp))
    if done is None:
        raise Refused(_("We could not register you by the form. Please write to us, or call us."))
    link = place_link(work, done.enrolment)
    return render("gatherings/camp_received.html", seat=done.seat, link=link, **_about(work, camp))


def _about(work: Work, camp: Camp) -> dict[str, object]:
    return {
        "camp": camp,
        "name": pick(camp.names, work.language),
        "told": pick(camp.about, work.language),
        "days": days_of(sessions_of(work, camp, cancelled=False)),
    }


def _not_now(work: Work, camp: Camp) -> str:
    name = pick(camp.names, work.language)
    today = clock.today()
    if today < camp.register_from:
        when = _("Registration opens on %(day)s.", day=format_date(camp.register_from))
    else:
        when = _("Registration has ended.")
    return render(
        "message.html",
        title=_("You cannot register for this camp today"),
        message=f"{name}: {when}",
        next=(_("See what is open now"), "/"),
    )
