"""Staff write down for a pair or group that they have been in touch, take a break, or go on."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.care.due import tell_of_pause
from punos.care.schemas import PauseSchema
from punos.care.service import go_on, open_pause, pause, rules_of, say_in_touch
from punos.care.views.base import MANAGE, MISTAKE, pages
from punos.errors import Absent, Refused
from punos.forms import Form
from punos.groups.models import Group
from punos.groups.reading import members_of, title_of, visible_group
from punos.i18n import _staff
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.post("/groups/<uuid:group_id>/in-touch", allow=MANAGE)
def in_touch(work: Work, group_id: UUID) -> Response:
    """They have told staff that they have been in touch."""
    say_in_touch(work, cared_group(work, group_id))
    flash(_staff("It is written down."), "done")
    return _back(group_id)


@pages.get("/groups/<uuid:group_id>/break", allow=MANAGE)
def pause_for(work: Work, group_id: UUID) -> str:
    """The days of a break."""
    group = cared_group(work, group_id)
    planned = open_pause(work, group)
    names = ("from_on", "until_on", "reason")
    known = {name: getattr(planned, name) for name in names} if planned else {}
    return _draw(work, group, Form(PauseSchema(), known))


@pages.post("/groups/<uuid:group_id>/break", allow=MANAGE)
def keep_pause_for(work: Work, group_id: UUID) -> Response:
    """Let them take a break; all of them are told."""
    group = cared_group(work, group_id)
    form = Form.from_request(PauseSchema(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, group, form), MISTAKE)
    try:
        made = pause(work, group, **data)
    except Refused as no:
        form.add_error("from_on", str(no.message))
        return make_response(_draw(work, group, form), no.status)
    tell_of_pause(work, group, made, None)
    flash(_staff("The break is written down, and they are told."), "done")
    return _back(group_id)


@pages.post("/groups/<uuid:group_id>/go-on", allow=MANAGE)
def go_on_for(work: Work, group_id: UUID) -> Response:
    """Their break is over."""
    go_on(work, cared_group(work, group_id))
    flash(_staff("The break is over. They are reminded again when they go quiet."), "done")
    return _back(group_id)


def cared_group(work: Work, group_id: UUID) -> Group:
    """A group that the reader manages, and that is cared for. Raises Absent."""
    found = visible_group(work, group_id, MANAGE)
    if rules_of(work, found) is None:
        raise Absent
    return found


def _back(group_id: UUID) -> Response:
    return see_other(url_for("groups.group", group_id=group_id))


def _draw(work: Work, group: Group, form: Form) -> str:
    return render(
        "care/pause.html",
        form=form,
        title=_staff("Let them take a break"),
        lead=_staff("Nobody reminds them meanwhile, and they do not count as quiet."),
        kicker=title_of(group, members_of(work, group)),
        action=url_for("care.keep_pause_for", group_id=group.id),
        submit=_staff("Save the break"),
        back=url_for("groups.group", group_id=group.id),
    )
