"""What the network tells its members: drafts, a look at what they will see, and the sending."""

from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import select

from punos.errors import Absent, Refused
from punos.forms import Form
from punos.i18n import _staff, _staff_l, format_datetime
from punos.jobs.models import JobRun
from punos.jobs.service import latest
from punos.network.announcing import (
    SEND,
    announce,
    members_count,
    rewrite,
    throw_away,
    write,
)
from punos.network.models import NetworkAnnouncement
from punos.network.schemas import (
    IN_LANGUAGE,
    AnnouncementForm,
    announcement_of,
    announcement_values,
)
from punos.network.views.base import pages
from punos.texts import pick
from punos.web.lists import Column, Listing, Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

MANAGE = "network.manage"
DRAFT = Tag(_staff_l("Draft"))
ON_ITS_WAY = Tag(_staff_l("On its way"), "wait")
SENT = Tag(_staff_l("Sent"), "good")
NOT_SENT = Tag(_staff_l("Could not be sent"), "bad")


@pages.get("/announcements", allow=MANAGE, kind="network")
def announcements(work: Work) -> str:
    """All that was written, the newest first."""
    listing = Listing(
        work,
        request.args,
        select(NetworkAnnouncement),
        columns=[
            Column(
                "title",
                _staff_l("Title"),
                value=lambda row: pick(row.titles, work.language),
                link=lambda row: url_for("network.announcement", announcement_id=row.id),
            ),
            Column(
                "at",
                _staff_l("Written"),
                sort=NetworkAnnouncement.made_at,
                value=lambda row: format_datetime(row.made_at),
            ),
            Column(
                "sent",
                _staff_l("Members told"),
                sort=NetworkAnnouncement.sent_to,
                value=lambda row: row.sent_to or None,
                kind="number",
            ),
        ],
        default_sort="-at",
        name="announcements",
    )
    return render("network/announcements.html", listing=listing)


@pages.get("/announcements/new", allow=MANAGE, kind="network")
def new_announcement(_work: Work) -> str:
    """Write one."""
    return _form_page(Form(AnnouncementForm()), url_for("network.write_announcement"))


@pages.post("/announcements/new", allow=MANAGE, kind="network")
def write_announcement(work: Work) -> Response | tuple[str, int]:
    """Keep it as a draft and show what members will see."""
    form = Form.from_request(AnnouncementForm(), request.form)
    data = form.load()
    if data is not None:
        try:
            row = write(work, *announcement_of(data))
            return see_other(_own_page(row.id))
        except Refused as refused:
            form.add_error("_schema", str(refused.message))
    return _form_page(form, url_for("network.write_announcement")), 422


@pages.get("/announcements/<uuid:announcement_id>", allow=MANAGE, kind="network")
def announcement(work: Work, announcement_id: UUID) -> str:
    """As members see it, and what can be done with it."""
    row = _found(work, announcement_id)
    run = latest(work, SEND, row.id)
    return render(
        "network/announcement.html",
        row=row,
        run=run,
        tag_of=_tag(run),
        draft=run is None or run.state == "failed",
        written_in=[(code, IN_LANGUAGE[code]) for code in IN_LANGUAGE if code in row.titles],
        missing=[IN_LANGUAGE[code] for code in IN_LANGUAGE if code not in row.titles],
        members=members_count(work),
        breadcrumbs=_crumbs(pick(row.titles, work.language)),
    )


@pages.get("/announcements/<uuid:announcement_id>/change", allow=MANAGE, kind="network")
def change_announcement(work: Work, announcement_id: UUID) -> str:
    """The draft in the form."""
    row = _found(work, announcement_id)
    form = Form(AnnouncementForm(), announcement_values(row.titles, row.texts))
    return _form_page(form, _change(announcement_id))


@pages.post("/announcements/<uuid:announcement_id>/change", allow=MANAGE, kind="network")
def rewrite_announcement(work: Work, announcement_id: UUID) -> Response | tuple[str, int]:
    """Keep what was changed."""
    _found(work, announcement_id)
    form = Form.from_request(AnnouncementForm(), request.form)
    data = form.load()
    if data is not None:
        try:
            rewrite(work, announcement_id, *announcement_of(data))
            return see_other(_own_page(announcement_id))
        except Refused as refused:
            form.add_error("_schema", str(refused.message))
    return _form_page(form, _change(announcement_id)), 422


@pages.post("/announcements/<uuid:announcement_id>/send", allow=MANAGE, kind="network")
def send_announcement(work: Work, announcement_id: UUID) -> Response:
    """Let the worker hand it to every member."""
    announce(work, announcement_id)
    flash(_staff("It is on its way to the members."), "done")
    return see_other(_own_page(announcement_id))


@pages.post("/announcements/<uuid:announcement_id>/throw-away", allow=MANAGE, kind="network")
def throw_away_announcement(work: Work, announcement_id: UUID) -> Response:
    """Forget a draft."""
    throw_away(work, announcement_id)
    flash(_staff("The draft is thrown away."), "done")
    return see_other(url_for("network.announcements"))


def _form_page(form: Form, action: str) -> str:
    crumbs = _crumbs(_staff("Write an announcement"))
    return render("network/write_announcement.html", form=form, action=action, breadcrumbs=crumbs)


def _found(work: Work, announcement_id: UUID) -> NetworkAnnouncement:
    query = select(NetworkAnnouncement).where(NetworkAnnouncement.id == announcement_id)
    row = work.session.scalars(query).one_or_none()
    if row is None:
        raise Absent
    return row


def _tag(run: JobRun | None) -> Tag:
    if run is None:
        return DRAFT
    return {"done": SENT, "failed": NOT_SENT}.get(run.state, ON_ITS_WAY)


def _own_page(announcement_id: UUID) -> str:
    return url_for("network.announcement", announcement_id=announcement_id)


def _change(announcement_id: UUID) -> str:
    return url_for("network.rewrite_announcement", announcement_id=announcement_id)


def _crumbs(title: Any) -> list[tuple[Any, str | None]]:
    return [(_staff("Announcements"), url_for("network.announcements")), (title, None)]
