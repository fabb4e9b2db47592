"""Members who come and go while their group stands."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.audit.models import AuditEvent
from punos.desk.replaying import catch_up
from punos.desk.service import switch_plugin
from punos.errors import Absent, Refused
from punos.events.models import Event
from punos.events.service import SETTLED
from punos.extend import PluginState
from punos.groups.models import Membership
from punos.groups.service import add_member, end_group, leave_group, memberships
from punos.ids import new_id
from tests.groups.circles import CircleHooks
from tests.groups.conftest import Circles


def join(here: Circles, group_id: UUID, enrolment_id: UUID) -> None:
    with here.work() as work:
        add_member(work, here.found(work, group_id), here.enrolment(work, enrolment_id))


def leave(here: Circles, group_id: UUID, enrolment_id: UUID) -> None:
    with here.work() as work:
        leave_group(work, group_id, enrolment_id, "moved_away")


def inside(here: Circles, group_id: UUID) -> list[UUID]:
    with here.work() as work:
        return [membership.enrolment_id for membership in memberships(work, group_id)]


def happened(here: Circles) -> list[tuple[str, object, object]]:
    with here.work() as work:
        query = select(Event).where(Event.kind.in_(("group.joined", "group.left")))
        found = work.session.scalars(query.order_by(Event.id)).all()
        return [(one.kind, one.data["enrolment"], one.data.get("reason")) for one in found]


def test_member_joins_leaves_and_joins_again(here: Circles) -> None:
    host, guest = here.person("Helmi", "host"), here.person("Vieno")
    group_id = here.group(host)
    for _twice in range(2):
        join(here, group_id, guest)
    assert inside(here, group_id) == [host, guest]
    for _twice in range(2):
        leave(here, group_id, guest)
    assert inside(here, group_id) == [host]
    join(here, group_id, guest)
    assert inside(here, group_id) == [host, guest]
    who = str(guest)
    told = [("group.joined", who, None), ("group.left", who, "moved_away")]
    assert happened(here) == [*told, told[0]]
    assert [kind for kind, group, one in CircleHooks.told if (group, one) == (group_id, guest)] == [
        "group.joined",
        "group.left",
        "group.joined",
    ]
    with here.work() as work:
        actions = list(work.session.scalars(select(AuditEvent.action)))
        rows = list(
            work.session.scalars(select(Membership).where(Membership.enrolment_id == guest))
        )
    assert [actions.count(action) for action in ("group.joined", "group.left")] == [2, 1]
    assert [row.left_on for row in rows] == [None], "one row, whoever comes and goes"


def test_guest_of_one_circle_cannot_join_another_before_leaving(here: Circles) -> None:
    guest = here.person("Vieno")
    first, second = here.group(guest), here.group()
    with pytest.raises(Refused):
        join(here, second, guest)
    assert inside(here, second) == []
    leave(here, first, guest)
    join(here, second, guest)
    with pytest.raises(Refused):
        join(here, first, guest)
    assert (inside(here, first), inside(here, second)) == ([], [guest])


def test_two_who_place_the_same_guest_at_once_place_her_once(here: Circles) -> None:
    guest = here.person("Vieno")
    groups, gate = [here.group(), here.group()], Barrier(2)

    def place(group_id: UUID) -> bool:
        gate.wait()
        try:
            join(here, group_id, guest)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as people:
        placed = list(people.map(place, groups))
    assert sorted(placed) == [False, True]
    assert sorted(inside(here, one) == [guest] for one in groups) == [False, True]
    assert [kind for kind, *_rest in happened(here)] == ["group.joined"]


def test_host_may_be_in_several_circles(here: Circles) -> None:
    host = here.person("Helmi", "host")
    groups = [here.group(), here.group()]
    for group_id in groups:
        join(here, group_id, host)
    assert [inside(here, one) for one in groups] == [[host], [host]]


def test_nobody_joins_a_group_that_has_ended_or_of_a_kind_that_is_not_open(here: Circles) -> None:
    guest, other = here.person("Vieno"), here.person("Aune")
    ended, closed = here.group(), here.group(other, kind="closed")
    with here.work() as work:
        end_group(work, ended, "coordinator")
    with pytest.raises(Refused):
        join(here, ended, guest)
    with pytest.raises(Absent):
        join(here, closed, guest)
    with pytest.raises(Absent):
        leave(here, closed, other)
    assert CircleHooks.told == []


def test_nobody_joins_a_group_of_another_cycle(here: Circles) -> None:
    group_id = here.group()
    here.plan()
    with pytest.raises(Absent):
        join(here, group_id, here.person("Vieno"))


def test_whoever_never_was_in_a_group_cannot_leave_it(here: Circles) -> None:
    group_id = here.group()
    with pytest.raises(Absent):
        leave(here, group_id, here.person("Vieno"))
    with pytest.raises(Absent):
        leave(here, new_id(), here.person("Aune"))


def test_staff_take_a_member_out_after_having_been_asked(here: Circles) -> None:
    host, guest = here.person("Helmi", "host"), here.person("Vieno")
    group_id = here.group(host, guest)
    staff, member = here.staff(), here.member(guest)
    page = staff.get(f"/groups/{group_id}")
    assert "Take Vieno out" in page.text
    asked = staff.post(f"/groups/{group_id}/members/{guest}/leave")
    assert "Take this person out of the group?" in asked.text
    assert "Vieno" in asked.text
    assert inside(here, group_id) == [host, guest]
    done = staff.post(f"/groups/{group_id}/members/{guest}/leave", {"sure": "yes"})
    page = staff.follow(done)
    assert inside(here, group_id) == [host]
    assert "Taken out." in page.text
    assert "Take Vieno out" not in page.text
    assert member.get("/my/group").status_code == 404, "her link shows the group no longer"
    join(here, group_id, guest)
    assert member.get("/my/group").status_code == 200, "and again when she is back"


def test_nobody_is_taken_out_of_a_pair_by_address(here: Circles) -> None:
    guest = here.person("Vieno")
    group_id, staff = here.group(guest, kind="closed"), here.staff()
    assert "Take Vieno out" not in staff.get(f"/groups/{group_id}").text
    for sure in ({}, {"sure": "yes"}):
        answer = staff.post(f"/groups/{group_id}/members/{guest}/leave", sure)
        assert answer.status_code == 404
    assert inside(here, group_id) == [guest]


def test_contact_person_takes_nobody_out_of_another_units_group(here: Circles) -> None:
    ours, theirs = here.association.unit("ours"), here.association.unit("theirs")
    guest = here.person("Vieno", unit_id=theirs)
    group_id = here.group(guest)
    contact = here.staff("contact", unit_id=ours)
    assert contact.get(f"/groups/{group_id}").status_code == 404
    for sure in ({}, {"sure": "yes"}):
        answer = contact.post(f"/groups/{group_id}/members/{guest}/leave", sure)
        assert answer.status_code == 404
    assert inside(here, group_id) == [guest]
    own = here.staff("contact", unit_id=theirs)
    path = f"/groups/{group_id}/members/{guest}/leave"
    assert own.post(path, {"sure": "yes"}).status_code == 303
    assert inside(here, group_id) == []


def test_group_page_and_list_name_those_who_are_in_it_now(here: Circles) -> None:
    host, guest = here.person("Helmi", "host"), here.person("Vieno")
    group_id, staff = here.group(host, guest), here.staff()
    leave(here, group_id, guest)
    assert "Vieno" not in staff.get(f"/cycles/{here.slug}/groups").text
    page = staff.get(f"/groups/{group_id}").text
    assert "Vieno" in page, "she is told of below"
    assert "Vieno" not in page.partition("</h1>")[0]
    leave(here, group_id, host)
    assert "Nobody at the moment" in staff.get(f"/cycles/{here.slug}/groups").text
    assert staff.get(f"/groups/{group_id}").status_code == 200


def test_whoever_is_alone_in_a_group_sees_it(here: Circles) -> None:
    host, guest = here.person("Helmi", "host"), here.person("Vieno")
    group_id = here.group(host, guest)
    member = here.member(guest)
    assert "Helmi" in member.get("/my/group").text
    leave(here, group_id, host)
    page = member.get("/my/group")
    assert page.status_code == 200
    assert "Helmi" not in page.text


def test_members_of_a_group_that_others_lead_see_nobody_and_log_nothing(here: Circles) -> None:
    guest = here.person("Vieno")
    here.group(guest, here.person("Aune"), kind="camp")
    member = here.member(guest)
    page = member.get("/my/group")
    assert page.status_code == 200
    assert "Aune" not in page.text
    assert "aune" not in page.text
    assert "We met" not in page.text
    today = {"held_on": clock.today().isoformat(), "starts": "00:01", "minutes": "60"}
    assert member.post("/my/group", {**today, "theme": "-"}).status_code == 404


def test_plugin_that_was_suspended_is_told_who_came_and_went_meanwhile(here: Circles) -> None:
    guest, group_id = here.person("Vieno"), here.group()
    with here.work() as work:
        switch_plugin(work, "circles", PluginState.SUSPENDED)
    join(here, group_id, guest)
    leave(here, group_id, guest)
    assert CircleHooks.told == []
    with here.work() as work:
        switch_plugin(work, "circles", PluginState.ON)
    with clock.at(clock.now() + SETTLED + timedelta(minutes=1)), here.work() as work:
        catch_up(work)
    told = [("group.joined", group_id, guest), ("group.left", group_id, guest)]
    assert CircleHooks.told == told


def test_group_with_somebody_of_another_unit_is_no_units_any_more(here: Circles) -> None:
    first, second = here.association.unit("first"), here.association.unit("second")
    group_id = here.group(here.person("Helmi", "host", unit_id=first))
    join(here, group_id, here.person("Vieno", unit_id=first))
    with here.work() as work:
        assert here.found(work, group_id).unit_id == first
    join(here, group_id, here.person("Tuuli", unit_id=second))
    with here.work() as work:
        assert here.found(work, group_id).unit_id is None
