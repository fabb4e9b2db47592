"""A contact person of one union gets nothing of another's, by any page, act or file."""

import re
from uuid import UUID, uuid4

import pytest
from flask import Flask

from punos.accounts.service import find_account, give_role
from punos.enrolments.placing import place
from punos.groups.service import leave_group
from punos.units.models import Unit
from punos.web.routing import all_routes
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Tenants

from .field import Field, buttons, make_field, pair, publish_fields

_ARGUMENT = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")
OURS, THEIRS = "engineers", "doctors"
SECRET = "Vierasnimi"


@pytest.fixture
def field(tenants: Tenants) -> Field:
    """Both unions have a team, a mentee who waits, and a draft; the other's people bear a canary."""
    return make_field(tenants)


@pytest.fixture
def contact(field: Field, client: Client) -> Client:
    return field.contact(client, OURS)


class Theirs:
    """What the other union has."""

    def __init__(self, field: Field, coordinator: Client) -> None:
        self.placed = field.enrol("mentee", THEIRS, name=SECRET)
        self.mentor = field.enrol("mentor", THEIRS, name=SECRET, capacity=2)
        field.formed(coordinator, THEIRS)
        self.group, _team = field.team_of(self.placed)
        self.mentee = field.enrol("mentee", THEIRS, name=SECRET)
        self.page = field.proposed(coordinator, THEIRS)
        [self.suggestion] = buttons(self.page, "suggestion")
        self.draft = publish_fields(self.page)

    def arguments(self, field: Field) -> dict[str, str]:
        """What an address may name."""
        return {"slug": field.slug, "unit": THEIRS, "enrolment_id": str(self.mentee)}


def plain(answer: object) -> bool:
    """The page that says nothing."""
    return answer.status_code == 404 and len(answer.data) < 200  # type: ignore[attr-defined]


def routes(app: Flask, method: str) -> list[str]:
    """The plugin's addresses that name a union."""
    return [
        route.rule
        for route in all_routes(app)
        if route.plugin == "mentor_teams" and route.method == method and "<unit>" in route.rule
    ]


def test_every_page_and_act_of_another_union_is_absent(
    app: Flask, field: Field, contact: Client, client: Client
) -> None:
    theirs = Theirs(field, field.coordinator(client))
    sent = {
        **theirs.draft,
        **pair(theirs.mentee, theirs.mentor),
        "mentors": f"{theirs.mentor}:{theirs.mentor}",
        "suggestion": theirs.suggestion,
        "mentor": str(theirs.mentor),
        "had": "0",
        "kind": "team",
        "mentee": str(theirs.mentee),
    }
    known = theirs.arguments(field)
    before = (field.teams(), [(one.state, one.id) for one in field.suggestions()])
    assert len(routes(app, "GET")) >= 3
    assert len(routes(app, "POST")) >= 10
    for method in ("GET", "POST"):
        for rule in routes(app, method):
            path = _ARGUMENT.sub(lambda m: known[m.group(1)], rule)
            contact.get("/today")
            answer = contact.get(path) if method == "GET" else contact.post(path, sent)
            assert plain(answer), f"{method} {path}: {answer.status_code}"
    assert (field.teams(), [(one.state, one.id) for one in field.suggestions()]) == before


def test_people_of_another_union_cannot_be_named_from_ones_own(
    field: Field, contact: Client, client: Client
) -> None:
    theirs = Theirs(field, field.coordinator(client))
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    other = field.enrol("mentor")
    field.proposed(contact)
    before = [(one.state, one.id) for one in field.suggestions()]
    acts = [
        *((act, pair(theirs.mentee, mentor)) for act in ("pin", "forbid", "clear")),
        *((act, pair(mentee, theirs.mentor)) for act in ("pin", "forbid", "clear")),
        *((act, {"mentors": f"{mentor}:{theirs.mentor}"}) for act in ("apart", "apart-no-more")),
        *((act, {"suggestion": theirs.suggestion}) for act in ("leave-out", "take-in")),
        ("publish", theirs.draft),
        (f"mentors/{mentee}", {"mentor": str(theirs.mentor), "had": "0"}),
        (f"mentors/{theirs.mentee}", {"mentor": str(mentor), "had": "0"}),
    ]
    for act, sent in acts:
        answer = contact.post(field.path(act), sent)
        assert plain(answer), f"{act}: {answer.status_code}"
    by_hand = {"mentor": str(other), "second": "", "kind": "team"}
    for named in (
        {"mentee": str(theirs.mentee)},
        {"mentee": str(mentee), "mentor": str(theirs.mentor)},
    ):
        answer = contact.post(field.path("by-hand"), {**by_hand, **named})
        assert answer.status_code == 422
        assert SECRET not in answer.text
    assert plain(contact.get(field.path(f"mentors/{theirs.mentee}")))
    assert [(one.state, one.id) for one in field.suggestions()] == before
    assert set(field.teams()) == {theirs.group}


def test_drafts_of_another_union_are_not_published_from_the_overview(
    field: Field, contact: Client, client: Client
) -> None:
    theirs = Theirs(field, field.coordinator(client))
    sent = {"drafts": f"{theirs.draft['proposal']}:{theirs.draft['count']}"}
    assert plain(contact.post(f"/mentor_teams/{field.slug}/publish", sent))
    assert set(field.teams()) == {theirs.group}


def test_whoever_asks_for_all_asks_for_ones_own_union(
    field: Field, contact: Client, client: Client
) -> None:
    Theirs(field, field.coordinator(client))
    before = len(field.proposals())
    field.enrol("mentee")
    contact.post(f"/mentor_teams/{field.slug}/propose")
    new = field.proposals()[before:]
    assert [one.unit_id for one in new] == [field.units[OURS]]


def test_no_page_or_file_shows_a_person_or_a_number_of_another_union(
    field: Field, contact: Client, client: Client
) -> None:
    theirs = Theirs(field, field.coordinator(client))
    field.step(theirs.placed, "left")
    field.enrol("mentee", name="Omanimi")
    pages = [
        "/today",
        f"/cycles/{field.slug}",
        f"/cycles/{field.slug}/applicants",
        f"/cycles/{field.slug}/groups",
        "/people",
        f"/mentor_teams/{field.slug}",
        field.path(),
        field.path("by-hand"),
    ]
    shown = {}
    for path in pages:
        for query in ("", "?format=csv", f"?q={SECRET[:6]}"):
            shown[path + query] = contact.follow(contact.get(path + query)).text
    assert [key for key, text in shown.items() if SECRET in text] == []
    assert "Omanimi" in shown[f"/cycles/{field.slug}/applicants"]
    assert "1 accepted mentee waits for mentors" in shown["/today"]
    assert "Draft" not in shown["/today"]
    tiles = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)", shown[f"/cycles/{field.slug}"]))
    assert tiles["Mentees without a mentor"].strip() == "1"
    assert tiles["Mentors with room"].strip() == "0"
    assert "Union of doctors" not in shown[f"/cycles/{field.slug}"]
    assert contact.get(f"/groups/{theirs.group}").status_code == 404


def test_contact_person_is_led_to_their_own_union(field: Field, contact: Client) -> None:
    answer = contact.get(f"/mentor_teams/{field.slug}")
    assert answer.status_code == 303
    assert answer.headers["Location"] == field.path()


def test_contact_person_of_two_unions_sees_both_and_no_third(field: Field, client: Client) -> None:
    email = field.association.account("contact", unit_id=field.units[OURS])
    with field.work() as work:
        third = Unit(slug="bakers", names={"en": "Union of bakers"})
        work.session.add(third)
        account = find_account(work, email)
        assert account is not None
        give_role(work, account, "contact", field.units[THEIRS])
    both = Client(client.app, field.association.host)
    both.sign_in(email, PASSWORD)
    page = both.get(f"/mentor_teams/{field.slug}").text
    assert ["Union of engineers" in page, "Union of doctors" in page] == [True, True]
    assert "Union of bakers" not in page
    assert "since no unit" not in page


@pytest.mark.parametrize("role", ["readonly", "facilitator", "adviser", "mentor"])
def test_pages_are_absent_for_others(field: Field, client: Client, role: str) -> None:
    other = field.association.signed_in(Client(client.app), role)
    for path in (f"/mentor_teams/{field.slug}", field.path()):
        assert other.get(path).status_code == 404
    assert other.post(field.path("propose")).status_code == 404


def test_foreign_and_unknown_ids_answer_alike(
    tenants: Tenants, field: Field, client: Client
) -> None:
    foreign = make_field(tenants)
    stranger, strange_mentor = foreign.enrol("mentee"), foreign.enrol("mentor")
    strange_draft = foreign.proposed(foreign.coordinator(client))
    coordinator = field.coordinator(client)
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    acts = [
        ("pin", pair(stranger, mentor), pair(uuid4(), mentor)),
        ("forbid", pair(mentee, strange_mentor), pair(mentee, uuid4())),
        ("pin", pair(mentor, mentee), {"pair": "no ids"}),
        ("publish", publish_fields(strange_draft), {"proposal": str(uuid4()), "count": "1"}),
        (
            "leave-out",
            {"suggestion": buttons(strange_draft, "suggestion")[0]},
            {"suggestion": str(uuid4())},
        ),
    ]
    for act, one, other in acts:
        for sent in (one, other):
            coordinator.get("/today")
            assert plain(coordinator.post(field.path(act), sent)), act
    for path in (
        f"/mentor_teams/{foreign.slug}",
        f"/mentor_teams/{foreign.slug}/engineers",
        field.path(union="bakers"),
        field.path(f"mentors/{stranger}"),
        field.path(f"mentors/{UUID(int=0)}"),
    ):
        assert plain(coordinator.get(path)), path


def test_mentor_moved_to_another_union_is_a_name_in_the_earlier_team_and_no_more(
    field: Field, contact: Client, client: Client
) -> None:
    field.enrol("mentee")
    mentor = field.enrol("mentor", name=SECRET)
    field.formed(contact)
    team, _them = field.team_of(mentor)
    with field.work() as work:
        leave_group(work, team, mentor, "coordinator")
        place(work, mentor, field.units[THEIRS])
    page = contact.get(f"/groups/{team}").text
    assert SECRET in page
    assert str(mentor) not in page, "no address that leads nowhere"
    assert plain(contact.get(f"/enrolments/{mentor}"))
    assert field.contact(client, THEIRS).get(f"/groups/{team}").status_code == 404
    assert str(mentor) in field.coordinator(client).get(f"/groups/{team}").text


def test_cycle_of_pairs_has_no_teams(field: Field, client: Client) -> None:
    pairs = field.association.cycle()
    coordinator = field.coordinator(client)
    assert plain(coordinator.get(f"/mentor_teams/{pairs}"))
    assert plain(coordinator.get(f"/mentor_teams/{pairs}/engineers"))
    assert "/mentor_teams/" not in coordinator.get(f"/cycles/{pairs}").text
