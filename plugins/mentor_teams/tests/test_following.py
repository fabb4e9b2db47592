"""What follows when somebody leaves a team, and how a team gets a mentor again."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.desk.replaying import catch_up
from punos.desk.service import switch_plugin
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.events.service import SETTLED
from punos.extend import PluginState
from punos.groups.models import Group
from punos.groups.service import end_group, leave_group
from punos.meetings.models import Meeting
from punos.meetings.service import log_meeting
from punos.outcomes.service import record_outcome
from tests.support.clients import Client
from tests.support.tenants import Tenants

from .field import Field, accept_guidelines, buttons, make_field, row


@pytest.fixture
def field(tenants: Tenants) -> Field:
    return make_field(tenants)


@pytest.fixture
def contact(field: Field, client: Client) -> Client:
    return field.contact(client)


def met(field: Field, group_id: UUID) -> None:
    """The team has met yesterday."""
    with field.work() as work:
        accept_guidelines(work, field.teams()[group_id])
        group = work.session.scalars(select(Group).where(Group.id == group_id)).one()
        yesterday = clock.now().replace(tzinfo=None) - timedelta(days=1)
        log_meeting(work, group, local_start=yesterday, minutes=90, attendance={}, theme="1")


def meetings(field: Field, group_id: UUID) -> int:
    with field.work() as work:
        query = select(Meeting.id).where(Meeting.group_id == group_id)
        return len(work.session.scalars(query).all())


def take_out(who: Client, group_id: UUID, enrolment_id: UUID) -> None:
    """Press "Take out" on the team's page, and say that one is sure."""
    who.get(f"/groups/{group_id}")
    path = f"/groups/{group_id}/members/{enrolment_id}/leave"
    answer = who.post(path, {"sure": "yes"})
    assert answer.status_code == 303, answer.text


def test_only_mentor_withdraws_and_the_next_proposal_refills_the_same_team(
    field: Field, contact: Client
) -> None:
    mentee, mentor = field.enrol("mentee", name="Aila"), field.enrol("mentor")
    field.formed(contact)
    group, _team = field.team_of(mentee)
    met(field, group)
    letters = len(field.mails())
    field.step(mentor, "left")
    assert field.teams() == {group: {mentee}}, "her team stays hers"
    assert field.state(mentee) == "accepted"
    assert meetings(field, group) == 1
    told = field.mails()[letters:]
    assert [mail.subject.partition(": ")[2] for mail in told] == [
        "we are looking for a new mentor for you"
    ]
    today = contact.get("/today").text
    waits = "1 mentee has lost the only mentor"
    assert waits in today
    assert today.index(waits) < today.index("</main>")
    assert "accepted mentee waits for mentors" not in today, "she is told of once"
    assert waits in field.page(contact)

    newcomer = field.enrol("mentor")
    other = field.enrol("mentee")
    page = field.proposed(contact)
    assert f"team-{mentee}" in page
    field.publish(contact, page)
    assert newcomer in {one for team in field.teams().values() for one in team}
    group_now, team = field.team_of(mentee)
    assert group_now == group
    assert team == {mentee, newcomer}
    assert meetings(field, group) == 1
    assert field.state(mentee) == "in_team"
    assert field.state(other) == "accepted", "whoever had a team comes first"


def test_one_mentor_is_replaced_while_the_other_stays(field: Field, contact: Client) -> None:
    mentee, [one, other] = field.enrol("mentee"), field.many("mentor", 2)
    field.formed(contact)
    group, _team = field.team_of(mentee)
    newcomer = field.enrol("mentor", name="Doris")
    take_out(contact, group, one)
    assert field.teams() == {group: {mentee, other}}
    assert field.state(one) == "accepted", "free for another team"
    assert field.state(mentee) == "in_team", "she still has a mentor"
    field.step(one, "withdrawn")

    assert "This team has one mentor" in contact.get(f"/groups/{group}").text
    page = contact.get(field.path(f"mentors/{mentee}")).text
    assert buttons(page, "mentor") == [str(newcomer)]
    sent = {"mentor": str(newcomer), "had": "1"}
    answer = contact.post(field.path(f"mentors/{mentee}"), sent)
    assert "Doris" in contact.follow(answer).text
    assert field.teams() == {group: {mentee, other, newcomer}}
    kinds = [mail.subject.partition(": ")[2] for mail in field.mails() if mail.kind == "group.link"]
    assert kinds[-3:].count("your team has a new mentor") == 2
    assert kinds[-3:].count("meet your team") == 1
    assert "This team has one mentor" not in contact.get(f"/groups/{group}").text


def test_proposal_gives_a_second_mentor_to_a_team_of_one(field: Field, contact: Client) -> None:
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor", name="Berit")
    field.formed(contact)
    group, _team = field.team_of(mentee)
    second = field.enrol("mentor")
    page = field.proposed(contact)
    assert "mentor already, and stays" in row(page, mentee)
    field.publish(contact, page)
    assert field.teams() == {group: {mentee, mentor, second}}


def test_rolling_applicants_leave_standing_teams_as_they_are(field: Field, contact: Client) -> None:
    mentees, mentors = field.many("mentee", 2), field.many("mentor", 4)
    field.formed(contact)
    before = field.teams()
    assert sorted(len(team) for team in before.values()) == [3, 3]
    late, guides = field.enrol("mentee"), field.many("mentor", 2)
    page = field.proposed(contact)
    assert not [one for one in mentees if f"team-{one}" in page]
    field.publish(contact, page)
    after = field.teams()
    assert {key: after[key] for key in before} == before
    assert field.team_of(late)[1] == {late, *guides}
    assert {field.state(one) for one in (*mentees, *mentors)} == {"in_team"}


def test_team_ends_with_its_mentee_and_its_mentors_are_free(field: Field, contact: Client) -> None:
    mentee, mentors = field.enrol("mentee"), field.many("mentor", 2)
    field.formed(contact)
    field.step(mentee, "left")
    assert field.teams() == {}
    assert [field.state(one) for one in mentors] == ["accepted"] * 2
    late = field.enrol("mentee")
    field.formed(contact)
    assert field.team_of(late)[1] == {late, *mentors}


def test_mentee_who_completes_ends_the_team_and_stays_completed(
    field: Field, contact: Client
) -> None:
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    field.formed(contact)
    field.step(mentee, "completed")
    assert field.teams() == {}
    assert (field.state(mentee), field.state(mentor)) == ("completed", "accepted")


def test_team_ends_when_its_mentee_is_taken_out(field: Field, contact: Client) -> None:
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    field.formed(contact)
    take_out(contact, field.team_of(mentee)[0], mentee)
    assert field.teams() == {}
    assert (field.state(mentee), field.state(mentor)) == ("accepted", "accepted")


def test_mentor_in_two_teams_leaves_both(field: Field, contact: Client) -> None:
    mentees = field.many("mentee", 2)
    mentor = field.enrol("mentor", capacity=2)
    field.formed(contact)
    assert len(field.teams()) == 2
    field.step(mentor, "left")
    assert sorted(field.teams().values(), key=str) == sorted(({one} for one in mentees), key=str)
    assert [field.state(one) for one in mentees] == ["accepted"] * 2


def test_mentor_with_another_team_stays_in_it(field: Field, contact: Client) -> None:
    mentees = field.many("mentee", 2)
    mentor = field.enrol("mentor", capacity=2)
    field.formed(contact)
    take_out(contact, field.team_of(mentees[0])[0], mentor)
    assert field.state(mentor) == "in_team"
    assert field.team_of(mentor)[1] == {mentees[1], mentor}


def test_cycle_closes_when_each_mentee_has_an_outcome(
    field: Field, contact: Client, client: Client
) -> None:
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    waiting = field.enrol("mentee", "doctors")
    field.formed(contact)
    coordinator = field.coordinator(client)
    coordinator.post(f"/cycles/{field.slug}/step", {"act": "start"})
    close = {"act": "close", "sure": "yes"}
    refused = coordinator.post(f"/cycles/{field.slug}/step", close)
    assert refused.status_code == 409
    assert "1 mentee has no outcome yet." in refused.text
    with field.work() as work:
        person = work.session.get_one(Enrolment, (work.tenant.id, mentee))
        record_outcome(work, person, "A2", moment="exit", happened_on=clock.today())
    letters = len(field.mails())
    assert coordinator.post(f"/cycles/{field.slug}/step", close).status_code == 303
    states = [field.state(one) for one in (mentee, mentor, waiting)]
    assert states == ["completed", "completed", "no_team"]
    assert field.teams() == {}
    assert len(field.mails()) == letters, "nobody is told that a mentor is looked for"
    assert "This cycle is closed" in field.page(contact)


def test_what_happened_while_suspended_is_made_up_for_and_done_once(
    field: Field, contact: Client
) -> None:
    mentees, mentors = field.many("mentee", 3), field.many("mentor", 3)
    field.formed(contact)
    (ended, _them), (lost, there), (left, _us) = (field.team_of(one) for one in mentees)
    [only] = there - {mentees[1]}
    with field.work() as work:
        switch_plugin(work, "mentor_teams", PluginState.SUSPENDED)
    with field.work() as work:
        end_group(work, ended, "coordinator")
        leave_group(work, lost, only, "coordinator")
        move(work, mentees[2], "left")
    assert [field.state(one) for one in mentees] == ["in_team", "in_team", "left"], "control"
    with field.work() as work:
        switch_plugin(work, "mentor_teams", PluginState.ON)
    for _turn in range(2):
        with clock.at(clock.now() + 2 * SETTLED), field.work() as work:
            catch_up(work)
    assert [field.state(one) for one in mentees] == ["accepted", "accepted", "left"]
    assert [field.state(one) for one in mentors] == ["accepted"] * 3
    assert field.teams() == {lost: {mentees[1]}}
    assert left not in field.teams()
    letters = [mail for mail in field.mails() if "looking for a new mentor" in mail.subject]
    assert len(letters) == 1
