"""What members of a team find on their own page."""

from uuid import UUID

import pytest

from tests.accounts.seeing import statements
from tests.support.clients import Client
from tests.support.tenants import Tenants

from .field import Field, accept_guidelines, make_field
from .members import accept, accepted, by_link, membership, person, we_met

LAST = "You have held all the meetings of your plan."
LOOKED_FOR = "We are looking for a mentor for you"


@pytest.fixture
def field(tenants: Tenants) -> Field:
    return make_field(tenants)


@pytest.fixture
def coordinator(field: Field, client: Client) -> Client:
    return field.coordinator(client)


@pytest.fixture
def team(field: Field, coordinator: Client) -> tuple[UUID, UUID, UUID]:
    """A team: its group, the mentee Aila and the mentor Berit."""
    mentee, mentor = field.enrol("mentee", name="Aila"), field.enrol("mentor", name="Berit")
    field.formed(coordinator)
    return field.team_of(mentee)[0], mentee, mentor


def test_guidelines_stand_first_until_they_are_accepted(
    field: Field, client: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    aila = by_link(field, client, team[1])
    page = aila.get("/my/group").text
    assert page.index("I accept these guidelines") < page.index("Berit")
    aila.follow(accept(aila))
    page = aila.get("/my/group").text
    assert "I accept these guidelines" not in page
    assert (
        page.index("Berit")
        < page.index("Read the ethical guidelines again")
        < page.index("Be kind.")
    )
    assert "Still missing, before you can meet: Berit" in page


def test_signed_in_mentor_of_two_teams_accepts_once_for_both(
    field: Field, client: Client, coordinator: Client
) -> None:
    mentees = field.many("mentee", 2)
    mentor = field.enrol("mentor", capacity=2)
    field.formed(coordinator)
    groups = [field.team_of(mentee)[0] for mentee in mentees]
    signed_in = field.association.signed_in(
        Client(client.app), "mentor", person_id=person(field, mentor)
    )
    paths = [f"/my/groups/{membership(field, mentor, group)}" for group in groups]
    answer = accept(signed_in, paths[0])
    assert answer.headers["Location"].endswith(paths[0]), "back to the page where she was"
    assert "I accept these guidelines" not in signed_in.get(paths[1]).text
    assert accepted(field) == {mentor: [(1, "en")]}


def test_mentee_without_mentors_sees_that_one_is_looked_for(
    field: Field, client: Client, coordinator: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    _group, mentee, mentor = team
    aila, berit = by_link(field, client, mentee), by_link(field, client, mentor)
    assert LOOKED_FOR not in aila.get("/my/group").text
    field.step(mentor, "left")
    page = aila.get("/my/group").text
    assert page.index(LOOKED_FOR) < page.index("I accept these guidelines")
    assert berit.get("/my/group").status_code == 404, "she is not in the team any more"
    newcomer = field.enrol("mentor", name="Cecilia")
    field.formed(coordinator)
    page = aila.get("/my/group").text
    assert LOOKED_FOR not in page
    assert "Cecilia" in page
    assert LOOKED_FOR not in by_link(field, client, newcomer).get("/my/group").text


def test_receipt_of_the_last_planned_meeting_says_what_comes_next(
    field: Field, client: Client, coordinator: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    _group, mentee, mentor = team
    with field.work() as work:
        accept_guidelines(work, (mentee, mentor))
    aila = by_link(field, client, mentee)
    for number in (1, 2):
        answer = we_met(aila, days_ago=10 - number, theme=str(number))
        assert LAST not in aila.follow(answer).text
    assert LAST in aila.follow(we_met(aila, days_ago=7, theme="3")).text
    assert LAST not in aila.follow(we_met(aila, days_ago=6, theme="3")).text, "said once"


def test_staff_who_log_the_last_meeting_are_not_told_of_their_own_call(
    field: Field, client: Client, coordinator: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    group, mentee, mentor = team
    with field.work() as work:
        accept_guidelines(work, (mentee, mentor))
    aila = by_link(field, client, mentee)
    for number in (1, 2):
        assert we_met(aila, days_ago=10 - number, theme=str(number)).status_code == 303
    coordinator.get(f"/groups/{group}")
    answer = we_met(coordinator, days_ago=7, theme="3", path=f"/groups/{group}/meetings")
    page = coordinator.follow(answer).text
    assert "That was meeting 3 of 3." in page
    assert LAST not in page


def test_pages_of_a_team_keep_within_their_budget(
    field: Field, client: Client, coordinator: Client, team: tuple[UUID, UUID, UUID]
) -> None:
    group, mentee, mentor = team
    signed_in = field.association.signed_in(
        Client(client.app), "mentee", person_id=person(field, mentee)
    )
    own = f"/my/groups/{membership(field, mentee)}"
    pages = [
        (coordinator, f"/groups/{group}"),
        (by_link(field, client, mentee), "/my/group"),
        (signed_in, own),
    ]
    costs = [cost(field, who, path) for who, path in pages]
    with field.work() as work:
        accept_guidelines(work, (mentee, mentor))
    we_met(signed_in, path=own)
    costs += [cost(field, who, path) for who, path in pages]
    assert max(costs) <= 13, costs  # docs/decisions/0063-thirteen.md


def cost(field: Field, who: Client, path: str) -> int:
    """The statements of a page, opened for the second time."""
    assert who.get(path).status_code == 200
    with statements(field.association.deployment) as sent:
        who.get(path)
    return len([one for one in sent if "SAVEPOINT" not in one])
