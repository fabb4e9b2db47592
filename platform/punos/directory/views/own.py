"""The directory of one's cycle: who wants to be found, and whether one wants it oneself."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.directory.reading import chosen, languages_of, name_of, profession_of, shown_in
from punos.directory.schemas import EntryForm
from punos.directory.service import entry_of, is_open, show, take_back
from punos.directory.views.base import BY_LINK, OWN, pages
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.forms import Form
from punos.groups.chat import members_set
from punos.groups.own import Place, own_place_in
from punos.i18n import _, _l
from punos.people.models import Person
from punos.programmes.service import model_of
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/my/group/<uuid:group_id>/directory", allow=OWN, link=BY_LINK)
def directory(work: Work, group_id: UUID) -> str:
    """Those who want to be found, and what the reader shows of herself."""
    return _draw(work, _place(work, group_id))


@pages.post("/my/group/<uuid:group_id>/directory", allow=OWN, link=BY_LINK)
def show_me(work: Work, group_id: UUID) -> Response:
    """Show the reader, or change what is shown."""
    place = _place(work, group_id)
    form = Form.from_request(EntryForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, place, form), 422)
    show(work, place.membership.enrolment, data["shows"], data["about"])
    flash(_("The others of your programme see this now. You can take it back at any time."), "done")
    return see_other(url_for("directory.directory", group_id=group_id))


@pages.post("/my/group/<uuid:group_id>/directory/take-back", allow=OWN, link=BY_LINK)
def take_me_out(work: Work, group_id: UUID) -> Response:
    """The reader is not shown any more."""
    take_back(work, _place(work, group_id).membership.enrolment)
    flash(_("You are not shown any more."), "done")
    return see_other(url_for("directory.directory", group_id=group_id))


def _place(work: Work, group_id: UUID) -> Place:
    """The reader's own place in a group that its members lead, while the cycle goes on."""
    place = own_place_in(work, group_id)
    if place.group.state != "active" or not members_set(work, place.group):
        raise Absent
    if not is_open(place.membership.enrolment):
        raise Absent
    return place


def _draw(work: Work, place: Place, form: Form | None = None) -> str:
    entry = entry_of(work, place.membership.enrolment)
    known = {"shows": entry.shows, "about": entry.about} if entry else {}
    return render(
        "directory/directory.html",
        listing=_listing(work, place),
        entry=entry,
        form=form or Form(EntryForm(), known),
        group_id=place.group.id,
        cycle_name=pick(place.group.cycle.names, work.language),
        back=_own_page(work, place),
    )


def _own_page(work: Work, place: Place) -> str:
    if work.actor.kind == "link":
        return url_for("groups.own_group")
    return url_for("groups.own_group_of", membership_id=place.membership.id)


def _listing(work: Work, place: Place) -> Listing:
    """Without a search, which would find people by what they do not show."""
    roles = model_of(work, place.group.cycle).roles
    return Listing(
        work,
        request.args,
        shown_in(place.group.cycle),
        columns=_columns(work, {name: str(label) for name, label in roles.items()}),
        filters=[
            Filter(
                "role",
                _l("Role"),
                list(roles.items()),
                lambda query, value: query.where(Enrolment.role == value),
            )
        ],
        default_sort="name",
        name="directory",
    )


def _columns(work: Work, roles: dict[str, str]) -> Sequence[Column]:
    return [
        Column("name", _l("Name"), sort=Person.given_name, value=name_of),
        Column("role", _l("Role"), value=lambda row: roles.get(row.role, row.role)),
        Column(
            "profession",
            _l("Profession"),
            value=lambda row: profession_of(row, work.language),
        ),
        Column("city", _l("City"), value=lambda row: chosen(row, "city")),
        Column("languages", _l("Languages"), value=languages_of),
        Column(
            "email",
            _l("E-mail address"),
            value=lambda row: chosen(row, "email"),
            link=lambda row: f"mailto:{row.email}" if chosen(row, "email") else None,
        ),
        Column("phone", _l("Phone number"), value=lambda row: chosen(row, "phone")),
        Column("about", _l("About them")),
    ]
