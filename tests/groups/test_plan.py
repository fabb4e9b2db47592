"""Meetings beside the plan: their themes, who was there, and how far the group is."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from punos import clock
from punos.groups.service import leave_group
from punos.meetings.attendance import attendance_of
from punos.meetings.models import Meeting
from punos.meetings.plan import plan_of
from punos.meetings.planning import plan_meeting
from tests.accounts.seeing import statements
from tests.groups.circles import CircleHooks
from tests.groups.conftest import Circles
from tests.support.clients import Client

MOST = 12


def met(client: Client, path: str, days_ago: int, **answers: object) -> TestResponse:
    """Send "We met" for some days ago, as it is proposed but for these answers."""
    day = clock.today() - timedelta(days=days_ago)
    proposed = {"held_on": day.isoformat(), "starts": "17:00", "minutes": "60", "topic": ""}
    page = client.get(path.removesuffix("/meetings")).text
    for name, kind in (("theme", "radio"), ("present", "checkbox")):
        chosen = re.findall(
            rf'<input type="{kind}"[^>]*name="{name}" value="([^"]+)" checked', page
        )
        if chosen:
            proposed[name] = chosen
    return client.post(path, {**proposed, **answers})


def chosen(page: str, name: str) -> list[str]:
    """What the page proposes for a choice."""
    return re.findall(rf'name="{name}" value="([^"]+)" checked', page)


def meetings(here: Circles) -> list[Meeting]:
    with here.work() as work:
        return list(work.session.scalars(select(Meeting).order_by(Meeting.local_start)))


def test_member_logs_the_next_theme_by_link_and_is_told_how_far_they_are(here: Circles) -> None:
    guest = here.person("Vieno")
    here.group(guest, here.person("Helmi", "host"))
    member = here.member(guest)
    page = member.get("/my/group").text
    assert [name in page for name in ("The start", "The network", "The goal")] == [True] * 3
    assert (chosen(page, "theme"), chosen(page, "minutes")) == (["start"], ["75"])
    assert 'name="present"' not in page, "of two nobody asks who was there"
    receipt = member.follow(met(member, "/my/group", 3)).text
    assert "Your meeting was saved." in receipt
    assert "That was meeting 1 of 3." in receipt
    assert chosen(receipt, "theme") == ["network"]
    assert "That was meeting 2 of 3." in member.follow(met(member, "/my/group", 2)).text
    assert [one.theme for one in meetings(here)] == ["start", "network"]


def test_another_theme_can_be_chosen_and_one_outside_of_the_plan(here: Circles) -> None:
    guest = here.person("Vieno")
    here.group(guest)
    member = here.member(guest)
    met(member, "/my/group", 3, theme="goal")
    page = member.follow(met(member, "/my/group", 2, theme="-", topic="CV")).text
    assert chosen(page, "theme") == ["start"]
    assert [one.theme for one in meetings(here)] == ["goal", None]
    wrong = met(member, "/my/group", 1, theme="invented")
    assert wrong.status_code == 422
    assert len(meetings(here)) == 2


def test_more_meetings_than_planned_are_said_so(here: Circles) -> None:
    here.plan(meetings=1)
    guest = here.person("Vieno")
    here.group(guest)
    member = here.member(guest)
    assert 'name="theme"' not in member.get("/my/group").text
    page = member.follow(met(member, "/my/group", 3)).text
    assert "That was meeting 1 of 1." in page
    assert "1 of 1 planned meetings held" in page
    page = member.follow(met(member, "/my/group", 2)).text
    assert "That was meeting 2. You had planned 1." in page


def test_plan_is_that_of_the_groups_unit(here: Circles) -> None:
    few = here.association.unit("few")
    usual, own = here.group(here.person("Aune")), here.group(here.person("Vieno", unit_id=few))
    with here.work() as work:
        lengths = [len(plan_of(work, here.found(work, one))) for one in (usual, own)]
    assert lengths == [3, 2]


def test_who_was_there_is_said_where_there_are_more_than_two(here: Circles) -> None:
    host, guest, other = (
        here.person("Helmi", "host"),
        here.person("Vieno"),
        here.person("Aune"),
    )
    group_id, member, staff = here.group(host, guest, other), here.member(guest), here.staff()
    page = member.get("/my/group").text
    assert sorted(chosen(page, "present")) == sorted(map(str, (host, guest, other)))
    assert "You" in page
    shown = member.follow(met(member, "/my/group", 3, present=[str(host), str(guest)])).text
    assert re.search(r"Not there: Aune", shown)
    assert "Not there: Aune" in staff.get(f"/groups/{group_id}").text
    with here.work() as work:
        found = attendance_of(work, meetings(here)[0].id)
    assert found == {host: "present", guest: "present", other: "absent"}
    assert met(member, "/my/group", 2, present=[]).status_code == 422, "somebody was there"


def test_nobody_of_another_group_can_be_said_to_have_been_there(here: Circles) -> None:
    three = [here.person(name) for name in ("Vieno", "Aune", "Helmi")]
    here.group(*three)
    stranger = here.person("Outi")
    here.group(stranger)
    member = here.member(three[0])
    assert "Outi" not in member.get("/my/group").text
    sent = [str(three[0]), str(stranger)]
    assert met(member, "/my/group", 2, present=sent).status_code == 422
    assert meetings(here) == []


def test_staff_see_the_plan_and_log_a_theme(here: Circles) -> None:
    group_id, staff = here.group(here.person("Vieno")), here.staff()
    page = staff.follow(met(staff, f"/groups/{group_id}/meetings", 4)).text
    assert "That was meeting 1 of 3." in page
    assert "The start" in page
    assert chosen(page, "theme") == ["network"]


def test_meeting_that_a_plugin_refuses_is_not_saved_and_nothing_typed_is_lost(
    here: Circles,
) -> None:
    guest = here.person("Vieno")
    group_id, member, staff = here.group(guest), here.member(guest), here.staff()
    CircleHooks.reasons[:] = ["Agree on the rules first."]
    for client, path in ((member, "/my/group"), (staff, f"/groups/{group_id}/meetings")):
        answer = met(client, path, 2, topic="Hakukirje", theme="goal")
        assert answer.status_code == 409
        assert answer.text.count("Agree on the rules first.") == 1
        assert 'value="Hakukirje"' in answer.text
        assert chosen(answer.text, "theme") == ["goal"]
    assert meetings(here) == []
    CircleHooks.reasons.clear()
    assert met(member, "/my/group", 2).status_code == 303


def test_plugins_parts_are_on_both_pages_each_with_the_reader(here: Circles) -> None:
    guest = here.person("Vieno")
    group_id = here.group(guest)
    own, staffs = here.member(guest).get("/my/group").text, here.staff().get(f"/groups/{group_id}")
    assert ("for the guest" in own, "for staff of circle" in own) == (True, False)
    assert ("for the guest" in staffs.text, "for staff of circle" in staffs.text) == (False, True)


def test_planned_meeting_is_shown_as_planned_and_counts_when_it_is_logged(here: Circles) -> None:
    guest = here.person("Vieno")
    group_id, member = here.group(guest), here.member(guest)
    when = datetime.combine(clock.today() - timedelta(days=2), datetime.min.time()).replace(hour=17)
    with here.work() as work:
        group = here.found(work, group_id)
        plan_meeting(work, group, kind="group", local_start=when, minutes=75, theme="goal")
    page = member.get("/my/group").text
    assert "Planned:" in page
    assert "No meeting has been saved yet." in page
    page = member.follow(met(member, "/my/group", 2)).text
    assert "Planned:" not in page
    assert "That was meeting 1 of 3." in page
    assert [(one.theme, one.state) for one in meetings(here)] == [("goal", "held")]


@pytest.mark.parametrize("size", [3, 40])
def test_pages_of_a_group_cost_the_same_however_many_are_in_it(here: Circles, size: int) -> None:
    unit = here.association.unit("any")
    people = [here.person(f"Kasvu{number}", unit_id=unit) for number in range(size)]
    group_id, member, staff = here.group(*people), here.member(people[0]), here.staff()
    met(member, "/my/group", 3)
    for client, path in ((member, "/my/group"), (staff, f"/groups/{group_id}")):
        with statements(here.association.deployment) as sent:
            assert client.get(path).status_code == 200
        asked = [one for one in sent if not one.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]
        assert len(asked) <= MOST, asked


def test_somebody_in_many_groups_finds_them_in_few_statements(here: Circles) -> None:
    host = here.person("Helmi", "host")
    with here.work() as work:
        person_id = here.enrolment(work, host).person_id
    groups = [here.group(host, here.person(f"Vieno{number}")) for number in range(12)]
    client = here.staff("mentor", person_id=person_id)
    with statements(here.association.deployment) as sent:
        page = client.get("/my").text
    assert all(f"Vieno{number}" in page for number in range(12))
    assert len(sent) <= MOST
    with here.work() as work:
        leave_group(work, groups[0], host, "moved_away")
    assert "Vieno0 " not in client.get("/my").text
