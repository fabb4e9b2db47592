"""One's own pair or group, by account or by link."""

from uuid import UUID

from flask import Response, request, url_for

from punos.errors import Absent
from punos.forms import Form
from punos.group_parts import group_panels
from punos.groups.diary import Diary
from punos.groups.own import Place, has_applied, own_place, own_places
from punos.groups.views.base import REFUSED, pages, save_meeting
from punos.i18n import _
from punos.materials.reading import first_meeting_waits, materials_for, to_read
from punos.programmes.service import model_of
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render, render_panels
from punos.work import Work
from punos.writing.api import shown_to


@pages.get("/my", allow="own.groups")
def my(work: Work) -> Response | str:
    """The first page of a mentor or mentee: their pair at once when there is just one."""
    places = own_places(work)
    if len(places) == 1:
        return see_other(url_for("groups.own_group_of", membership_id=places[0].membership.id))
    return render(
        "groups/my.html",
        places=[(place, pick(place.group.cycle.names, work.language)) for place in places],
        applied=has_applied(work),
    )


@pages.get("/my/group", allow="own.groups", link="group_member")
def own_group(work: Work) -> str:
    """The bearer's own pair or group: who the others are, and the meetings so far."""
    return _page(work, own_place(work))


@pages.get("/my/groups/<uuid:membership_id>", allow="own.groups")
def own_group_of(work: Work, membership_id: UUID) -> str:
    """The same for somebody signed in, who may be in several."""
    return _page(work, own_place(work, membership_id))


@pages.post("/my/group", allow="own.groups", link="group_member")
def log_own_meeting(work: Work) -> Response | tuple[str, int] | str:
    """Record that we met."""
    return _log(work, own_place(work), url_for("groups.own_group"))


@pages.post("/my/groups/<uuid:membership_id>", allow="own.groups")
def log_own_meeting_of(work: Work, membership_id: UUID) -> Response | tuple[str, int] | str:
    """The same for somebody signed in."""
    back = url_for("groups.own_group_of", membership_id=membership_id)
    return _log(work, own_place(work, membership_id), back)


def _page(work: Work, place: Place, form: Form | None = None) -> str:
    diary = _diary(work, place)
    there = materials_for(work, place.membership.enrolment, work.language)
    return render(
        "groups/own.html",
        materials=there,
        to_read=to_read(there) if place.group.state == "active" else [],
        messages=shown_to(work),
        form=form or diary.form(),
        action=request.path,
        place=place,
        group=place.group,
        cycle_name=pick(place.group.cycle.names, work.language),
        roles=model_of(work, place.group.cycle).roles,
        diary=diary,
        panels=render_panels(
            work,
            "group_panels",
            group_panels(work, place.group, place.membership.enrolment),
            group=place.group,
            enrolment=place.membership.enrolment,
        ),
    )


def _diary(work: Work, place: Place) -> Diary:
    others = {one.enrolment_id: one.name for one in place.companions}
    return Diary(work, place.group, {place.membership.enrolment_id: _("You"), **others})


def _log(work: Work, place: Place, back: str) -> Response | tuple[str, int] | str:
    if place.group.state != "active" or not place.kind.self_led:
        raise Absent
    diary = _diary(work, place)
    form = diary.form(request.form)
    waits = None if diary.held else first_meeting_waits(work, place.membership.enrolment)
    if waits is not None:
        form.add_error("_schema", waits)
        return _page(work, place, form), REFUSED
    problem = save_meeting(work, diary, form)
    if problem is not None:
        return _page(work, place, form), problem
    return see_other(back)
