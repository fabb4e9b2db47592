"""A pair or group ends before its time: staff say why, and what comes next for each."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.care.ending import end_early as end_now
from punos.care.ending import undecided
from punos.care.schemas import STOPS, ending_schema
from punos.care.views.base import MANAGE, MISTAKE, pages
from punos.care.views.resting import cared_group
from punos.enrolments.models import Enrolment
from punos.errors import Refused
from punos.forms import Form, PunosSchema
from punos.groups.models import Group
from punos.groups.reading import Member, members_of, title_of
from punos.i18n import _staff, _staff_n
from punos.outcomes.codes import DETAILS, LEFT
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/groups/<uuid:group_id>/end-early", allow=MANAGE)
def end_early(work: Work, group_id: UUID) -> str:
    """Why, and what comes next for each of them."""
    group = cared_group(work, group_id)
    members = members_of(work, group)
    return _draw(group, members, Form(_schema(work, group, members)))


@pages.post("/groups/<uuid:group_id>/end-early", allow=MANAGE)
def end_it(work: Work, group_id: UUID) -> Response:
    """End it; then what became of those who left is to be written down."""
    group = cared_group(work, group_id)
    members = members_of(work, group)
    form = Form.from_request(_schema(work, group, members), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(group, members, form), MISTAKE)
    stops = [one.Membership.enrolment_id for one in members if data.get(_key(one)) == STOPS]
    try:
        left = end_now(work, group, data["reason"], stops)
    except Refused as no:
        form.add_error("_schema", str(no.message))
        return make_response(_draw(group, members, form), no.status)
    return _after(group, left)


def _after(group: Group, left: Sequence[Enrolment]) -> Response:
    flash(_staff("It has ended. Its meetings are kept."), "done")
    if not left:
        return see_other(url_for("groups.group", group_id=group.id))
    told = _staff_n(
        "Write down now what has become of whoever left, as far as you know it.",
        "Write down now what has become of those who left, as far as you know it.",
        len(left),
    )
    flash(told, "note")
    return see_other(url_for("outcomes.person", enrolment_id=left[0].id))


def _schema(work: Work, group: Group, members: Sequence[Member]) -> PunosSchema:
    asked = {one.enrolment_id for one in undecided(work, group)}
    choices = [
        (_key(one), one.Person.full_name)
        for one in members
        if one.is_in and one.Membership.enrolment_id in asked
    ]
    return ending_schema(DETAILS[LEFT], choices)


def _key(member: Member) -> str:
    return f"next_{member.Membership.enrolment_id.hex}"


def _draw(group: Group, members: Sequence[Member], form: Form) -> str:
    return render("care/end_early.html", group=group, title=title_of(group, members), form=form)
