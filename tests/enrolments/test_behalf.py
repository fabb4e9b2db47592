"""Acting for others: marks on what staff write down, links to hand over, who is responsible."""

import re
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.accounts.models import AccessLink, Account
from punos.enrolments.models import Enrolment
from punos.groups.models import Membership
from punos.groups.service import activate_group
from punos.meetings.models import Meeting
from punos.outcomes.models import Outcome
from punos.people.models import Consent, Person
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

NEW = {
    "person-given_name": "Meri",
    "pairwise-occupation": "2512",
    "pairwise-languages--language": ["fi"],
    "pairwise-languages--level": ["B1"],
}
LINK = re.compile(r"<code>([^<]+)</code>")


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def added(here: Association, client: Client, **more: str) -> UUID:
    """Somebody whom a coordinator adds by hand; the enrolment's id."""
    slug = here.cycle()
    here.signed_in(client)
    path = f"/cycles/{slug}/applicants/add/mentee"
    client.get(path)
    answer = client.post(path, {**NEW, **more})
    assert answer.status_code == 303, answer.text
    return UUID(answer.headers["Location"].rpartition("/")[2])


def consents(here: Association) -> list[Consent]:
    with here.work() as work:
        return list(work.session.scalars(select(Consent).order_by(Consent.id)))


def pair(here: Association, slug: str, *people: UUID) -> UUID:
    with here.work() as work:
        query = select(Enrolment).where(Enrolment.id.in_(people))
        members = list(work.session.scalars(query))
        return activate_group(work, cycle_by_slug(work, slug), "pair", members).id


def account_id(here: Association, email: str) -> UUID:
    with here.work() as work:
        return work.session.scalars(select(Account.id).where(Account.email == email)).one()


def test_application_entered_by_staff_says_so_to_staff_and_to_the_person(
    here: Association, client: Client, app: Flask
) -> None:
    enrolment = added(here, client, **{"agreed-how": "telephone"})
    page = client.get(f"/enrolments/{enrolment}").text
    assert "Written down by" in page
    assert f"Coordinator {here.canary}" in page
    assert "They said so on the telephone" in page
    assert here.enrolment(enrolment).entered_by is not None
    handed = client.post(f"/enrolments/{enrolment}/link").text
    own = Client(app, here.host)
    seen = own.follow(own.get(LINK.findall(handed)[0])).text
    assert "wrote this application down for you" in seen
    assert "you told us on the telephone" in seen


def test_application_of_ones_own_has_no_such_mark(here: Association, client: Client) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", state="applied")
    page = here.signed_in(client).get(f"/enrolments/{one}").text
    assert here.enrolment(one).entered_by is None
    assert "Written down by" not in page
    assert "Nothing is written down" in page


def test_consent_left_open_is_recorded_later_with_how_and_who(
    here: Association, client: Client
) -> None:
    enrolment = added(here, client)
    assert consents(here) == []
    path = f"/enrolments/{enrolment}/consent"
    client.get(path)
    assert client.post(path, {"decision": "given"}).status_code == 422
    for _twice in range(2):
        assert client.post(path, {"decision": "given", "how": "paper"}).status_code == 303
    assert client.post(path, {"decision": "withdrawn", "how": "spoken"}).status_code == 303
    found = [(one.decision, one.how, one.recorded_by is not None) for one in consents(here)]
    assert found == [("given", "paper", True), ("withdrawn", "spoken", True)]
    assert "Taken back" in client.get(f"/enrolments/{enrolment}").text


def test_handed_link_is_shown_once_in_their_language_and_can_end_the_earlier_ones(
    here: Association, client: Client, app: Flask
) -> None:
    enrolment = added(here, client, **{"person-language": "sv"})
    first = client.post(f"/enrolments/{enrolment}/link").text
    assert "<svg" in first
    assert 'lang="sv"' in first
    link = LINK.findall(first)[0]
    assert link not in client.get(f"/enrolments/{enrolment}").text
    second = LINK.findall(client.post(f"/enrolments/{enrolment}/link", {"end": "yes"}).text)[0]
    lost, kept = Client(app, here.host), Client(app, here.host)
    assert lost.follow(lost.get(link)).status_code == 404
    assert kept.follow(kept.get(second)).status_code == 200


def test_member_without_e_mail_gets_the_link_to_their_group_by_hand(
    here: Association, client: Client, app: Flask
) -> None:
    slug = here.cycle()
    mentee, mentor = here.enrol(slug, "mentee"), here.enrol(slug, "mentor", name="Mentorina")
    with here.work() as work:
        person = work.session.scalars(
            select(Person).where(Person.id == here.enrolment(mentee).person_id)
        ).one()
        person.email = person.email_folded = None
    group = pair(here, slug, mentee, mentor)
    here.signed_in(client)
    page = client.get(f"/groups/{group}").text
    assert page.count("to hand over") == 1
    handed = client.post(f"/groups/{group}/members/{mentee}/link").text
    own = Client(app, here.host)
    assert "Mentorina" in own.follow(own.get(LINK.findall(handed)[0])).text
    with here.work() as work:
        link = work.session.scalars(select(AccessLink).order_by(AccessLink.id.desc())).first()
        assert link is not None
        assert (link.purpose, link.subject_kind) == ("group_member", "membership")
        left = work.session.scalars(select(Membership)).first()
        assert left is not None
        left.left_on = clock.today()
        gone = left.enrolment_id
    assert client.post(f"/groups/{group}/members/{gone}/link").status_code == 404


def test_meeting_and_outcome_by_staff_are_marked(
    here: Association, client: Client, app: Flask
) -> None:
    slug = here.cycle()
    mentee, mentor = here.enrol(slug, "mentee"), here.enrol(slug, "mentor")
    group = pair(here, slug, mentee, mentor)
    here.signed_in(client).get(f"/groups/{group}")
    form = {"held_on": f"{clock.today():%d.%m.%Y}", "starts": "00:05", "minutes": "60"}
    assert client.post(f"/groups/{group}/meetings", form).status_code == 303
    client.get(f"/cycles/{slug}/outcomes")
    assert client.post(f"/cycles/{slug}/outcomes", {f"outcome-{mentee}": "B2"}).status_code == 303
    assert (
        f"Written down for them by Coordinator {here.canary}" in client.get(f"/groups/{group}").text
    )
    assert "Written down for them by" in client.get(f"/cycles/{slug}/outcomes").text
    with here.work() as work:
        meeting = work.session.scalars(select(Meeting)).one()
        outcome = work.session.scalars(select(Outcome)).one()
        assert meeting.on_behalf
        assert outcome.on_behalf
        assert meeting.recorded_by == outcome.recorded_by is not None
    own = here.signed_in(Client(app), "mentee", person_id=here.enrolment(mentee).person_id)
    assert "Written down for you by the staff" in own.follow(own.get("/my")).text


def test_meeting_that_members_log_themselves_has_no_mark(here: Association, app: Flask) -> None:
    slug = here.cycle()
    mentee, mentor = here.enrol(slug, "mentee"), here.enrol(slug, "mentor")
    pair(here, slug, mentee, mentor)
    own = here.signed_in(Client(app), "mentee", person_id=here.enrolment(mentee).person_id)
    page = own.follow(own.get("/my"))
    form = {"held_on": f"{clock.today():%d.%m.%Y}", "starts": "00:05", "minutes": "60"}
    assert "Written down" not in own.follow(own.post(page.request.path, form)).text
    with here.work() as work:
        assert not work.session.scalars(select(Meeting)).one().on_behalf


def test_many_are_looked_after_at_once_and_the_list_shows_mine(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    mine = [here.enrol(slug, "mentee", state="applied", name=name) for name in ("Aava", "Beda")]
    here.enrol(slug, "mentee", state="applied", name="Ceda")
    me = here.account("coordinator")
    client.at(here.host).sign_in(me, "a-long-password-for-tests")
    path = f"/cycles/{slug}/applicants"
    client.get(path)
    chosen = {"responsible": str(account_id(here, me)), "chosen": [str(one) for one in mine]}
    assert client.post(f"{path}/responsible", chosen).status_code == 303
    others = client.get(f"{path}?worker=others").text
    assert "Aava" not in others
    mine_only, nobodys = (
        client.get(f"{path}?worker=mine").text,
        client.get(f"{path}?worker=nobody").text,
    )
    assert "Aava" in mine_only
    assert "Beda" in mine_only
    assert "Ceda" not in mine_only
    assert "Aava" not in nobodys
    assert "Ceda" in nobodys
    client.post(f"/enrolments/{mine[0]}/responsible", {"responsible": "nobody"})
    assert "Aava" in client.get(f"{path}?worker=nobody").text


def test_somebody_else_is_chosen_on_a_page_for_those_that_were_ticked(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", state="applied", name="Aava")
    contact = account_id(here, here.account("contact"))
    path = f"/cycles/{slug}/applicants"
    here.signed_in(client).get(path)
    asked = client.post(f"{path}/responsible", {"responsible": "ask", "chosen": [str(one)]})
    assert f"Contact {here.canary}" in asked.text
    assert str(one) in asked.text
    client.post(f"{path}/responsible", {"responsible": str(contact), "chosen": [str(one)]})
    assert here.enrolment(one).responsible_id == contact
    page = client.get(f"{path}?worker=others").text
    assert "Aava" in page
    assert f"Contact {here.canary}" in page


def test_group_is_looked_after_and_found_again(here: Association, client: Client) -> None:
    slug = here.cycle()
    group = pair(here, slug, here.enrol(slug, "mentee", name="Aava"), here.enrol(slug, "mentor"))
    me = here.account("coordinator")
    client.at(here.host).sign_in(me, "a-long-password-for-tests")
    path = f"/cycles/{slug}/groups"
    client.get(path)
    assert "Aava" not in client.get(f"{path}?worker=mine").text
    chosen = {"responsible": str(account_id(here, me)), "chosen": [str(group)]}
    assert client.post(f"{path}/responsible", chosen).status_code == 303
    assert "Aava" in client.get(f"{path}?worker=mine").text
    client.post(f"/groups/{group}/responsible", {"responsible": "nobody"})
    assert "Aava" in client.get(f"{path}?worker=nobody").text


def test_worker_of_another_unit_is_not_made_responsible(here: Association, client: Client) -> None:
    slug = here.cycle()
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    one = here.enrol(slug, "mentee", state="applied", unit_id=ours)
    contact = account_id(here, here.account("contact", unit_id=theirs))
    mentee = account_id(here, here.account("mentee"))
    here.signed_in(client).get(f"/enrolments/{one}")
    path = f"/enrolments/{one}/responsible"
    assert client.post(path, {"responsible": str(contact)}).status_code == 409
    for nobody in (str(mentee), "nonsense"):
        assert client.post(path, {"responsible": nobody}).status_code == 404
    assert here.enrolment(one).responsible_id is None


def test_who_moves_to_another_unit_has_nobody_responsible_any_more(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    one = here.enrol(slug, "mentee", state="applied", unit_id=ours)
    contact = account_id(here, here.account("contact", unit_id=ours))
    here.signed_in(client).get(f"/enrolments/{one}")
    client.post(f"/enrolments/{one}/responsible", {"responsible": str(contact)})
    assert here.enrolment(one).responsible_id == contact
    client.post(f"/enrolments/{one}/place", {"unit": str(theirs)})
    assert here.enrolment(one).responsible_id is None
