"""A union's workbench, as a contact person meets it."""

from uuid import UUID

import pytest
from punos_mentor_teams.teams import bring_together
from sqlalchemy import event, select

from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.errors import Refused
from punos.programmes.service import cycle_by_slug, lock_cycle
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Association, Tenants

from .field import Field, buttons, make_field, pair, publish_fields, row


@pytest.fixture
def field(tenants: Tenants) -> Field:
    return make_field(tenants)


@pytest.fixture
def contact(field: Field, client: Client) -> Client:
    return field.contact(client)


def test_page_shows_progress_while_the_worker_has_not_come(field: Field, contact: Client) -> None:
    field.enrol("mentee")
    field.enrol("mentor")
    contact.post(field.path("propose"))
    answer = contact.get(field.path())
    assert answer.headers["Refresh"] == "3"
    assert "are being worked out" in answer.text
    assert "Refresh" not in contact.get(field.path() + "?wait=no").headers
    contact.post(field.path("propose"))
    assert len(field.proposals()) == 1, "asked twice, it is the same proposal"
    drain(field.association.deployment)
    assert "Publish 1 team" in field.page(contact)


def test_mentee_with_one_mentor_and_weak_fit_stands_first(field: Field, contact: Client) -> None:
    strong, weak = field.enrol("mentee"), field.enrol("mentee", interests=["arts"])
    field.many("mentor", 3, availability=["weekday_evening"])
    page = field.proposed(contact)
    alone = weak if "One mentor only" in row(page, weak) else strong
    other = strong if alone == weak else weak
    assert page.index(f"team-{alone}") < page.index(f"team-{other}")
    assert page.count("One mentor only") == 2, "in the row and among the filters"
    assert f"team-{other}" not in field.page(contact, query="?show=one")


def test_row_tells_which_hopes_the_team_meets(field: Field, contact: Client) -> None:
    mentee = field.enrol("mentee", hopes=["networks", "interview", "own_business"])
    field.enrol("mentor", offers=["networks"])
    field.enrol("mentor", offers=["interview", "recognition"])
    part = row(field.proposed(contact), mentee)
    met = part[part.index("Hopes that the team can meet") :]
    assert met.index("Practising job interviews") < met.index("Hopes that nobody in it meets")
    assert met.index("Starting a business") > met.index("Hopes that nobody in it meets")


def test_mentors_kept_apart_are_not_in_one_team(field: Field, contact: Client) -> None:
    mentee, mentors = field.enrol("mentee"), field.many("mentor", 2)
    page = field.proposed(contact)
    [two] = buttons(row(page, mentee), "mentors")
    assert set(two.split(":")) == {str(one) for one in mentors}
    contact.post(field.path("apart"), {"mentors": two})
    page = field.page(contact)
    assert "Not in one team" in page
    assert "Left out" in row(page, mentee), "the draft does not bring them together any more"
    page = field.proposed(contact)
    assert "One mentor only" in row(page, mentee)
    assert "This draft is no longer fresh" not in page
    contact.post(field.path("apart-no-more"), {"mentors": two})
    page = field.proposed(contact)
    assert "One mentor only" not in row(page, mentee)


def test_mentor_who_stays_and_one_kept_apart_from_her_meet_nowhere(
    field: Field, contact: Client
) -> None:
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    field.formed(contact)
    second = field.enrol("mentor")
    contact.post(field.path("apart"), {"mentors": f"{mentor}:{second}"})
    page = field.proposed(contact)
    assert f"team-{mentee}" not in page
    assert "Publish" not in page


def test_mentor_left_out_is_not_published(field: Field, contact: Client) -> None:
    mentee, _mentors = field.enrol("mentee"), field.many("mentor", 2)
    first, second = buttons(field.proposed(contact), "suggestion")
    contact.post(field.path("leave-out"), {"suggestion": first})
    contact.post(field.path("leave-out"), {"suggestion": second})
    assert "Publish" not in field.page(contact)
    contact.post(field.path("take-in"), {"suggestion": second})
    assert "1 team was published" in field.publish(contact, field.page(contact))
    assert len(field.team_of(mentee)[1]) == 2


def test_pins_keep_two_mentors_and_the_newest_two_hold(field: Field, contact: Client) -> None:
    mentee, mentors = field.enrol("mentee"), field.many("mentor", 3)
    for mentor in mentors:
        contact.post(field.path("pin"), pair(mentee, mentor))
    field.formed(contact)
    assert field.team_of(mentee)[1] == {mentee, *mentors[1:]}
    assert "Kept together" not in field.page(contact), "a wish that is fulfilled is gone"


def test_pin_goes_against_what_must_agree_and_says_so(field: Field, contact: Client) -> None:
    mentee, stranger = field.enrol("mentee"), field.enrol("mentor", occupation="5321")
    page = field.proposed(contact)
    assert "profession: 1 of 1 do not fit" in page
    contact.post(field.path("pin"), pair(mentee, stranger))
    page = field.proposed(contact)
    assert "it goes against what must agree" in row(page, mentee)


def test_contradicting_wishes_are_named_and_nothing_is_lost(field: Field, contact: Client) -> None:
    mentees, [mentor, _other] = field.many("mentee", 2), field.many("mentor", 2)
    field.proposed(contact)
    for mentee in mentees:
        contact.post(field.path("pin"), pair(mentee, mentor))
    page = field.proposed(contact)
    assert "The proposal could not be made" in page
    assert "this mentor is kept with more mentees than there is room for" in page
    contact.post(field.path("go-back"))
    assert "Publish 2 teams" in field.page(contact)


def test_proposing_again_shows_what_changes_and_one_may_go_back(
    field: Field, contact: Client
) -> None:
    mentee, mentors = field.enrol("mentee"), field.many("mentor", 2)
    before = buttons(field.proposed(contact), "suggestion")
    contact.post(field.path("forbid"), pair(mentee, mentors[0]))
    assert "This draft is no longer fresh" in field.page(contact)
    page = field.proposed(contact)
    assert "Changed" in row(page, mentee)
    assert "1 mentee has other mentors" in page
    contact.post(field.path("go-back"))
    assert sorted(buttons(field.page(contact), "suggestion")) == sorted(before)[1:], (
        "who is kept apart stays left out"
    )
    assert contact.post(field.path("go-back")).status_code == 409


def test_draft_tells_who_left_and_who_came(field: Field, contact: Client) -> None:
    mentees, _mentors = field.many("mentee", 2), field.many("mentor", 4)
    field.proposed(contact)
    field.step(mentees[0], "withdrawn")
    field.enrol("mentee", name="Newcomer")
    page = field.page(contact)
    assert "For 1 mentee somebody has left since" in page
    assert "Somebody has left" in row(page, mentees[0])
    assert "since they came later: Newcomer" in page
    assert "Publish 1 team" in page
    page = field.proposed(contact)
    assert "Publish 2 teams" in page
    assert "1 mentee is new in it" in page


def test_unmatched_are_told_why(field: Field, contact: Client, client: Client) -> None:
    field.many("mentee", 2)
    field.enrol("mentor")
    page = field.proposed(contact)
    assert "1 mentor would do, but has no room left." in page
    doctors = field.contact(client, "doctors")
    field.enrol("mentee", "doctors")
    assert "This union has no mentor yet." in field.proposed(doctors, "doctors")


def test_nobody_who_applied_in_both_roles_is_proposed_to_themselves(
    field: Field, contact: Client
) -> None:
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    with field.work() as work:
        both = list(work.session.scalars(select(Enrolment).order_by(Enrolment.id)))
        both[1].person_id = both[0].person_id
    assert "Publish" not in field.proposed(contact)
    assert str(mentor) not in contact.get(field.path(f"mentors/{mentee}")).text
    with field.work() as work, pytest.raises(Refused, match="their own mentor"):
        cycle = lock_cycle(work, cycle_by_slug(work, field.slug).id)
        bring_together(work, cycle, {mentee: [mentor]})


def test_capacity_of_a_mentor_is_never_exceeded(field: Field, contact: Client) -> None:
    mentees = field.many("mentee", 4)
    two, one = field.enrol("mentor", capacity=2), field.enrol("mentor", capacity=1)
    field.formed(contact)
    field.formed(contact)
    held = [member for team in field.teams().values() for member in team]
    assert (held.count(two), held.count(one)) == (2, 1)
    assert sum(field.state(mentee) == "accepted" for mentee in mentees) == 1


def test_team_is_formed_by_hand(field: Field, contact: Client) -> None:
    mentee, mentors = field.enrol("mentee"), field.many("mentor", 2)
    field.proposed(contact)
    sent = {"mentee": str(mentee), "mentor": str(mentors[0]), "second": str(mentors[1])}
    assert contact.post(field.path("by-hand"), sent).status_code == 422, "it asks what is wanted"
    twice = {**sent, "second": str(mentors[0]), "kind": "team"}
    assert "Choose two different mentors." in contact.post(field.path("by-hand"), twice).text
    answer = contact.post(field.path("by-hand"), {**sent, "kind": "team"})
    assert "They are a team now" in contact.follow(answer).text
    assert field.team_of(mentee)[1] == {mentee, *mentors}
    assert "Publish" not in field.page(contact), "the draft about her is overtaken"
    assert {one.state for one in field.suggestions()} == {"gone"}


def test_wishes_are_chosen_by_hand(field: Field, contact: Client) -> None:
    mentee, mentors = field.enrol("mentee"), field.many("mentor", 2)
    both = {"mentor": str(mentors[0]), "second": str(mentors[1])}
    missing = contact.post(field.path("by-hand"), {**both, "mentee": "", "kind": "pin"})
    assert "Choose a mentee." in missing.text
    contact.post(field.path("by-hand"), {**both, "mentee": "", "kind": "apart"})
    assert "Not in one team" in field.page(contact)
    contact.post(field.path("by-hand"), {**both, "mentee": str(mentee), "kind": "forbid"})
    assert "kept apart: 2 of 2" in field.proposed(contact)


def test_search_and_filter_are_in_the_address_and_acts_lead_back(
    field: Field, contact: Client
) -> None:
    mentee, mentor = field.enrol("mentee", name="Ærøskøbing"), field.enrol("mentor")
    other = field.enrol("mentee")
    field.enrol("mentor")
    field.proposed(contact)
    page = field.page(contact, query="?q=ærøs")
    assert f"team-{mentee}" in page
    assert f"team-{other}" not in page
    assert "No team fits this search" in field.page(contact, query="?q=nobody&page=99&show=odd")
    sent = {**pair(mentee, mentor), "q": "ærøs", "page": ""}
    there = contact.post(field.path("pin"), sent).headers["Location"]
    assert there.startswith(field.path())
    assert there.endswith(f"#team-{mentee}")


def test_draft_that_a_colleague_replaced_is_not_published(field: Field, contact: Client) -> None:
    field.enrol("mentee")
    field.enrol("mentor")
    page = field.proposed(contact)
    field.proposed(contact)
    answer = contact.post(field.path("publish"), publish_fields(page))
    assert answer.status_code == 409
    assert "There is a newer proposal" in answer.text
    assert field.teams() == {}


def test_coordinator_proposes_and_publishes_in_every_union_at_once(
    field: Field, client: Client
) -> None:
    coordinator = field.coordinator(client)
    overview = f"/mentor_teams/{field.slug}"
    pairs = [(field.enrol("mentee", u), field.enrol("mentor", u)) for u in field.units]
    field.enrol("mentee", None)
    said = coordinator.follow(coordinator.post(f"{overview}/propose"))
    assert "Teams are being worked out for 2 unions." in said.text
    drain(field.association.deployment)
    page = coordinator.get(overview).text
    assert "Publish 2 teams" in page
    assert {one.unit_id for one in field.proposals()} == set(field.units.values())
    answer = coordinator.post(f"{overview}/publish", publish_fields(page))
    assert "2 teams were published." in coordinator.follow(answer).text
    assert [field.team_of(mentee)[1] == {mentee, mentor} for mentee, mentor in pairs] == [True] * 2
    again = coordinator.post(f"{overview}/publish", publish_fields(page))
    assert "Nothing was done twice." in coordinator.follow(again).text


def test_overview_names_unions_of_the_settings_that_are_not_there(
    tenants: Tenants, client: Client
) -> None:
    unions = {"engineers": {"professions": ["251"]}, "bakers": {"professions": ["751"]}}
    field = make_field(tenants, unions=unions)
    page = field.coordinator(client).get(f"/mentor_teams/{field.slug}").text
    assert "since no unit has this short name: bakers." in page


def test_closed_cycle_keeps_its_teams(field: Field, contact: Client) -> None:
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    page = field.proposed(contact)
    with field.work() as work:
        field.cycle(work).state = "closed"
    sent = {"mentor": str(mentor), "had": "0"}
    acts = {
        "publish": publish_fields(page),
        "pin": pair(mentee, mentor),
        "propose": {},
        f"mentors/{mentee}": sent,
    }
    told = [contact.post(field.path(act), data) for act, data in acts.items()]
    assert [answer.status_code for answer in told] == [409] * len(acts)
    assert field.teams() == {}


def test_reasons_are_told_in_the_readers_language(field: Field, contact: Client) -> None:
    mentee = field.enrol("mentee")
    field.enrol("mentor")
    field.proposed(contact)
    contact.post("/language", {"language": "fi", "next": "/"})
    assert "Ohjelmistokehittäjät" in row(field.page(contact), mentee)


def statements(association: Association, who: Client, path: str) -> list[str]:
    """What a page asks of the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    engine = association.deployment.database("web").engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert who.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen


def paths(field: Field, mentee: UUID) -> dict[str, str]:
    """The pages that are held to the budget."""
    return {
        "workbench": field.path(),
        "overview": f"/mentor_teams/{field.slug}",
        "by hand": field.path("by-hand"),
        "mentors": field.path(f"mentors/{mentee}"),
    }


def grown(field: Field, coordinator: Client, people: int) -> dict[str, int]:
    """A draft over so many people; what each page costs then, by name."""
    mentees = field.many("mentee", people)
    field.many("mentor", people)
    field.proposed(coordinator)
    coordinator.post(field.path("forbid"), pair(mentees[0], mentees[0]))
    costs = {}
    for name, path in paths(field, mentees[0]).items():
        coordinator.get(path)
        sent = statements(field.association, coordinator, path)
        assert len(sent) <= 12, f"{name}: {len(sent)}\n" + "\n".join(one[:200] for one in sent)
        costs[name] = len(sent)
    return costs


def test_pages_take_as_many_statements_for_five_hundred_people_as_for_ten(
    tenants: Tenants, client: Client
) -> None:
    costs = []
    for people in (5, 250):
        field = make_field(tenants)
        costs.append(grown(field, field.coordinator(client), people))
    assert costs[0] == costs[1]


def test_resting_page_keeps_within_the_budget(field: Field, client: Client) -> None:
    coordinator = field.coordinator(client)
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    field.formed(coordinator)
    with field.work() as work:
        move(work, mentor, "left")
    for path in paths(field, mentee).values():
        assert len(statements(field.association, coordinator, path)) <= 12
