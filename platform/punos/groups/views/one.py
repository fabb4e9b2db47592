"""One pair or group, for staff: its members, its meetings, its end."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, request, url_for

from punos.accounts.service import account_names
from punos.audit.service import read_page
from punos.enrolments.handing import GROUP, hand_out
from punos.enrolments.looked_after import choose_responsible
from punos.enrolments.responsible import Worker, workers
from punos.errors import Absent
from punos.forms import Form
from punos.group_parts import group_panels
from punos.groups.coming import plans_ahead
from punos.groups.diary import Diary
from punos.groups.models import Group
from punos.groups.reading import Member, members_of, title_of, visible_group
from punos.groups.service import end_group, leave_group
from punos.groups.views.base import crumbs, pages, save_meeting
from punos.i18n import _staff
from punos.notes.reading import may_write, notes_about
from punos.programmes.service import model_of
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render, render_panels
from punos.work import Work


@pages.get("/groups/<uuid:group_id>", allow="groups.read")
def group(work: Work, group_id: UUID) -> str:
    """One group: its members and meetings."""
    found = visible_group(work, group_id, "groups.read")
    return _page(work, found, members_of(work, found))


@pages.post("/groups/<uuid:group_id>/meetings", allow="meetings.log")
def log_for_group(work: Work, group_id: UUID) -> Response | tuple[str, int]:
    """Staff record a meeting on behalf of the group."""
    found = visible_group(work, group_id, "meetings.log")
    members = members_of(work, found)
    diary = _diary(work, found, members)
    form = diary.form(request.form)
    kind = model_of(work, found.cycle).group_kind(found.kind)
    problem = save_meeting(work, diary, form, on_behalf=kind.self_led)
    if problem is not None:
        return _page(work, found, members, form), problem
    return see_other(url_for("groups.group", group_id=group_id))


@pages.post("/groups/<uuid:group_id>/members/<uuid:enrolment_id>/link", allow="groups.manage")
def hand_link(work: Work, group_id: UUID, enrolment_id: UUID) -> str:
    """Make a link to the group for a member without e-mail, and show it, once."""
    found = visible_group(work, group_id, "groups.manage")
    member = _one_of(work, found, enrolment_id)
    if not member.is_in:
        raise Absent
    read_page(work, member.Person.id, "group.link")
    own = member.Membership
    end = request.form.get("end") == "yes"
    sheet = hand_out(work, own.enrolment, GROUP, own.id, end_earlier=end)
    back = url_for("groups.group", group_id=group_id)
    return render(
        "enrolments/handed.html",
        sheet=sheet,
        back=back,
        breadcrumbs=[*crumbs(work, found.cycle), (member.Person.full_name, None)],
    )


@pages.post("/groups/<uuid:group_id>/responsible", allow="groups.manage")
def look_after(work: Work, group_id: UUID) -> Response:
    """Choose who is responsible."""
    found = visible_group(work, group_id, "groups.manage")
    choose_responsible(work, [found], "groups.manage")
    return see_other(url_for("groups.group", group_id=group_id))


@pages.post("/groups/<uuid:group_id>/end", allow="groups.manage")
def end(work: Work, group_id: UUID) -> Response | str:
    """End a pair or group; asks first."""
    found = visible_group(work, group_id, "groups.manage")
    if request.form.get("sure") != "yes":
        return render(
            "groups/end.html", group=found, title=title_of(found, members_of(work, found))
        )
    end_group(work, found.id, "coordinator")
    flash(_staff("It has ended. Its meetings are kept."), "done")
    return see_other(url_for("groups.group", group_id=group_id))


@pages.post("/groups/<uuid:group_id>/members/<uuid:enrolment_id>/leave", allow="groups.manage")
def take_out(work: Work, group_id: UUID, enrolment_id: UUID) -> Response | str:
    """Take somebody out of a group that goes on without them; asks first."""
    found = visible_group(work, group_id, "groups.manage")
    if request.form.get("sure") != "yes":
        return render(
            "groups/take_out.html", group=found, member=_leaver(work, found, enrolment_id)
        )
    leave_group(work, found.id, enrolment_id, "coordinator")
    flash(_staff("Taken out. The group goes on, and its meetings are kept."), "done")
    return see_other(url_for("groups.group", group_id=group_id))


def _leaver(work: Work, group: Group, enrolment_id: UUID) -> Member:
    """The member, where one may be taken out. Raises Absent."""
    if not _is_open(work, group):
        raise Absent
    return _one_of(work, group, enrolment_id)


def _one_of(work: Work, group: Group, enrolment_id: UUID) -> Member:
    """The member, be it one of earlier days. Raises Absent."""
    for member in members_of(work, group):
        if member.Membership.enrolment_id == enrolment_id:
            return member
    raise Absent


def _is_open(work: Work, group: Group) -> bool:
    """Whether members may come and go."""
    return group.state == "active" and model_of(work, group.cycle).group_kind(group.kind).open


def _opens(work: Work, members: Sequence[Member]) -> set[UUID]:
    """Whose applications the reader may open; who left may have been moved to another unit since."""
    limits = work.actor.units("enrolments.read")
    return {
        member.Membership.enrolment_id
        for member in members
        if limits is None or member.unit_id in limits
    }


def _writers(work: Work, diary: Diary, staff: Sequence[Worker]) -> dict[UUID, str]:
    """The names of whoever looks after the group or wrote down its meetings, for the staff."""
    names = {one.id: one.name for one in staff}
    wrote = {one.recorded_by for one in diary.held if one.on_behalf and one.recorded_by}
    others = wrote - names.keys()
    return names | account_names(work, others) if others else names


def _diary(work: Work, group: Group, members: Sequence[Member]) -> Diary:
    here = [member for member in members if member.is_in]
    return Diary(work, group, {one.Membership.enrolment_id: one.Person.full_name for one in here})


def _page(work: Work, group: Group, members: Sequence[Member], form: Form | None = None) -> str:
    diary, title = _diary(work, group, members), title_of(group, members)
    staff = workers(work, "groups.manage")
    return render(
        "groups/group.html",
        group=group,
        title=title,
        cycle_name=pick(group.cycle.names, work.language),
        members=members,
        opens=_opens(work, members),
        breadcrumbs=[*crumbs(work, group.cycle), (title, None)],
        roles=model_of(work, group.cycle).roles,
        may_take_out=_is_open(work, group) and work.actor.may("groups.manage"),
        plans=plans_ahead(work, group) and work.actor.may("meetings.log"),
        diary=diary,
        staff=staff,
        written_by=_writers(work, diary, staff),
        notes=notes_about(work, group),
        writes_notes=may_write(work, group),
        form=form or diary.form(),
        panels=render_panels(
            work, "group_panels", group_panels(work, group, None), group=group, enrolment=None
        ),
    )
