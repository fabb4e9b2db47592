"""Where a group talks: set by its members, or by staff for a circle."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.errors import Absent
from punos.forms import Form
from punos.groups.chat import OWN, STAFF, ChatForm, members_set, set_chat
from punos.groups.models import Group
from punos.groups.own import Place, own_place_in
from punos.groups.reading import members_of, title_of, visible_group
from punos.groups.views.base import crumbs, pages
from punos.i18n import _, _staff
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

BY_LINK = "group_member"


@pages.get("/my/group/<uuid:group_id>/chat", allow=OWN, link=BY_LINK)
def own_chat(work: Work, group_id: UUID) -> str:
    """The address, to be set, changed or taken away."""
    place = _place(work, group_id)
    return _draw_own(work, place, Form(ChatForm(), {"url": place.group.chat_url}))


@pages.post("/my/group/<uuid:group_id>/chat", allow=OWN, link=BY_LINK)
def set_own_chat(work: Work, group_id: UUID) -> Response:
    """Keep it."""
    place = _place(work, group_id)
    form = Form.from_request(ChatForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_own(work, place, form), 422)
    set_chat(work, place.group, data["url"])
    flash(_("The change is saved."), "done")
    return see_other(_own_page(work, place))


@pages.get("/groups/<uuid:group_id>/chat", allow=STAFF)
def chat(work: Work, group_id: UUID) -> str:
    """The same for staff."""
    group = _group(work, group_id)
    return _draw(work, group, Form(ChatForm(), {"url": group.chat_url}))


@pages.post("/groups/<uuid:group_id>/chat", allow=STAFF)
def chat_save(work: Work, group_id: UUID) -> Response:
    """Keep it."""
    group = _group(work, group_id)
    form = Form.from_request(ChatForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, group, form), 422)
    set_chat(work, group, data["url"])
    flash(_staff("The change is saved."), "done")
    return see_other(url_for("groups.group", group_id=group_id))


def _place(work: Work, group_id: UUID) -> Place:
    place = own_place_in(work, group_id)
    if place.group.state != "active" or not members_set(work, place.group):
        raise Absent
    return place


def _group(work: Work, group_id: UUID) -> Group:
    group = visible_group(work, group_id, STAFF)
    if group.state != "active" or members_set(work, group):
        raise Absent
    return group


def _own_page(work: Work, place: Place) -> str:
    if work.actor.kind == "link":
        return url_for("groups.own_group")
    return url_for("groups.own_group_of", membership_id=place.membership.id)


def _draw_own(work: Work, place: Place, form: Form) -> str:
    return render(
        "groups/chat.html",
        title=_("Talk between the meetings"),
        lead=_("All of you see this link on your own page. Nobody else does."),
        form=form,
        action=url_for("groups.set_own_chat", group_id=place.group.id),
        submit=_("Save the link"),
        back=_own_page(work, place),
    )


def _draw(work: Work, group: Group, form: Form) -> str:
    title: Any = _staff("Where they talk")
    there = url_for("groups.group", group_id=group.id)
    named = title_of(group, members_of(work, group))
    return render(
        "groups/chat.html",
        title=title,
        lead=_staff("Everybody in it sees this link on their own page."),
        form=form,
        action=url_for("groups.chat_save", group_id=group.id),
        submit=_staff("Save the link"),
        back=there,
        breadcrumbs=[*crumbs(work, group.cycle), (named, there), (title, None)],
    )
