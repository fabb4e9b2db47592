"""What the bearer of an application's link sees and may do."""

import re
from datetime import timedelta

from sqlalchemy import select

from punos import clock
from punos.enrolments.mails import link_lifetime
from punos.enrolments.models import Enrolment
from punos.mail.models import Mail
from punos.people.models import Consent, Person
from punos.programmes.models import Cycle, Phase
from tests.enrolments.test_apply import GOOD, opened, send
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


def with_link(tenants: Tenants, client: Client) -> Association:
    """Somebody has applied and opened the link of their mail."""
    here, path = opened(tenants, client)
    send(client, path)
    with here.work() as work:
        body = work.session.scalars(select(Mail.body)).one()
    link = re.search(r"http\S+/l/\S+", body)
    assert link
    answer = client.get(link.group())
    page = client.follow(answer)
    assert page.status_code == 200, page.text
    return here


def the_enrolment(here: Association) -> Enrolment:
    with here.work() as work:
        return work.session.scalars(select(Enrolment)).one()


def test_link_leads_to_state_and_answers(tenants: Tenants, client: Client) -> None:
    with_link(tenants, client)
    page = client.get("/application")
    assert "· Mentee" in page.text
    assert "We have your application and will write to you" in page.text
    assert "aino@people.example.org" in page.text
    assert "Finnish: B1" in page.text


def test_without_a_link_one_is_asked_to_sign_in_or_finds_nothing(
    tenants: Tenants, client: Client
) -> None:
    here = tenants.make()
    here.cycle()
    assert client.at(here.host).get("/application").status_code in (303, 404)
    here.signed_in(client, "coordinator")
    assert client.get("/application").status_code == 404


def test_answers_can_be_changed_until_the_window_closes(tenants: Tenants, client: Client) -> None:
    here = with_link(tenants, client)
    page = client.get("/application/change")
    assert 'value="Turku"' in page.text
    changed = {
        **{name: value for name, value in GOOD.items() if not name.startswith("consent")},
        "person-city": "Åbo",
        "pairwise-about": "Changed my mind.",
    }
    assert client.post("/application/change", changed).status_code == 303
    assert "Changed my mind." in client.get("/application").text
    with here.work() as work:
        assert work.session.scalars(select(Person.city)).one() == "Åbo"
        cycle = work.session.scalars(select(Cycle)).one()
        cycle.apply_until = clock.today() - timedelta(days=1)
    assert client.get("/application/change").status_code == 409
    refused = client.post("/application/change", {**changed, "person-city": "Oulu"})
    assert refused.status_code == 409
    with here.work() as work:
        assert work.session.scalars(select(Person.city)).one() == "Åbo"


def test_wrong_change_keeps_what_was_typed_and_the_old_answers(
    tenants: Tenants, client: Client
) -> None:
    here = with_link(tenants, client)
    client.get("/application/change")
    answer = client.post("/application/change", {"person-given_name": "", "person-city": "Kemi"})
    assert answer.status_code == 422
    assert 'value="Kemi"' in answer.text
    assert the_enrolment(here).answers["person"]["data"]["city"] == "Turku"


def test_withdrawing_asks_first_and_takes_the_consent_back(
    tenants: Tenants, client: Client
) -> None:
    here = with_link(tenants, client)
    page = client.get("/application/withdraw")
    assert "Withdraw your application?" in page.text
    assert the_enrolment(here).model_state == "applied"
    answer = client.follow(client.post("/application/withdraw"))
    assert "You have withdrawn your application." in answer.text
    found = the_enrolment(here)
    assert (found.model_state, found.state, found.end_reason) == ("withdrawn", "ended", "withdrew")
    with here.work() as work:
        decisions = work.session.scalars(select(Consent.decision).order_by(Consent.id)).all()
    assert list(decisions) == ["given", "withdrawn"]
    again = client.get("/application").text
    assert "/application/change" not in again
    assert "You have withdrawn your application." in again
    assert "Your part in this programme has ended." not in again, "they never had a part"


def test_withdrawing_twice_is_calm(tenants: Tenants, client: Client) -> None:
    here = with_link(tenants, client)
    client.get("/application/withdraw")
    client.post("/application/withdraw")
    assert client.post("/application/withdraw").status_code in (303, 409)
    assert the_enrolment(here).model_state == "withdrawn"


def test_link_ends_sixty_days_after_the_cycle(tenants: Tenants, client: Client) -> None:
    here = with_link(tenants, client)
    with here.work() as work:
        cycle = work.session.scalars(select(Cycle)).one()
        days = link_lifetime(cycle) / timedelta(days=1)
    assert 179 < days < 182


def test_what_lies_ahead_is_told_until_it_is_over(tenants: Tenants, client: Client) -> None:
    here = with_link(tenants, client)
    today = clock.today()
    with here.work() as work:
        cycle = work.session.scalars(select(Cycle)).one()
        for at, (name, first, last) in enumerate(
            [("Marketing", -20, -1), ("Interviews", -1, 6), ("Kick-off", 14, 14)]
        ):
            days = {
                "planned_from": today + timedelta(days=first),
                "planned_until": today + timedelta(days=last),
            }
            phase = Phase(cycle_id=cycle.id, kind="p", names={"en": name}, position=at, **days)
            work.session.add(phase)
    page = client.get("/application").text
    assert "What happens next" in page
    assert "Marketing" not in page
    assert "Interviews" in page
    assert "Now, until" in page
    assert page.index("Interviews") < page.index("Kick-off")
    client.post("/application/withdraw")
    assert "What happens next" not in client.get("/application").text
