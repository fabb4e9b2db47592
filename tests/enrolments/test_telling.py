"""Telling people what was decided: what they get, once, in their language, and what they see before."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from punos.accounts.links import issue
from punos.audit.models import AccessEntry, AuditEvent
from punos.enrolments.models import Enrolment
from punos.enrolments.telling import MAIL
from punos.mail.models import Mail
from punos.materials.service import add_material, add_version
from punos.people.models import Person
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def mails(here: Association) -> list[Mail]:
    with here.work() as work:
        query = select(Mail).where(Mail.kind == MAIL).order_by(Mail.id)
        return list(work.session.scalars(query))


def change_person(here: Association, enrolment_id: UUID, **values: str | None) -> None:
    with here.work() as work:
        query = select(Person).where(Person.id == here.enrolment(enrolment_id).person_id)
        person = work.session.scalars(query).one()
        for name, value in values.items():
            setattr(person, name, value)


def tell(client: Client, slug: str, kind: str, chosen: list[UUID], **more: str) -> object:
    client.get(f"/cycles/{slug}/selection")
    sent = {"chosen": [str(one) for one in chosen], "act": "tell", **more}
    return client.post(f"/cycles/{slug}/selection/{kind}", sent)


def own_page(here: Association, app: Flask, enrolment_id: UUID) -> str:
    """What the applicant sees by their own link."""
    return browser(here, app, enrolment_id).get("/application").text


def browser(here: Association, app: Flask, enrolment_id: UUID) -> Client:
    """The applicant's browser, with their own link opened."""
    with here.work() as work:
        person_id = here.enrolment(enrolment_id).person_id
        link = issue(work, "application", "enrolment", enrolment_id, person_id=person_id)
    client = Client(app).at(here.host)
    page = client.follow(client.get(link))
    assert page.status_code == 200, page.text
    return client


def test_decisions_are_told_once_to_those_who_are_ticked(here: Association, client: Client) -> None:
    slug = here.cycle()
    first, second = (here.enrol(slug, "mentee", name=name) for name in ("Aino", "Bea"))
    here.signed_in(client)
    assert (
        "2 people have a place and do not know it" in client.get(f"/cycles/{slug}/selection").text
    )
    page = client.follow(tell(client, slug, "accepted", [first])).text
    assert "1 person is told." in page
    assert "1 person has a place and does not know it yet" in page
    (mail,) = mails(here)
    assert "you have a place in" in mail.body
    assert "/l/" in mail.body
    assert here.enrolment(first).told_state == "accepted"
    assert here.enrolment(second).told_state is None
    again = client.follow(tell(client, slug, "accepted", [first])).text
    assert "Nobody was written to" in again
    assert len(mails(here)) == 1
    with here.work() as work:
        told = select(AuditEvent.fields).where(AuditEvent.action == "enrolment.told")
        assert work.session.scalars(told).one() == ["accepted"]


def test_mail_is_in_the_readers_language_with_the_words_added_in_it(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    english, finnish, swedish = (here.enrol(slug, "mentee") for _each in range(3))
    change_person(here, finnish, language="fi")
    change_person(here, swedish, language="sv")
    here.signed_in(client)
    added = {"added_en": "Bring your own cup.", "added_fi": "Ota kuppi mukaan."}
    looked = client.post(
        f"/cycles/{slug}/selection/accepted", {"act": "look", "chosen": [str(english)], **added}
    )
    assert "Bring your own cup." in looked.text
    assert "Ota kuppi mukaan." in looked.text
    assert mails(here) == []
    tell(client, slug, "accepted", [english, finnish, swedish], **added)
    by_language = {mail.language: mail.body for mail in mails(here)}
    assert "Bring your own cup." in by_language["en"]
    assert "Ota kuppi mukaan." in by_language["fi"]
    # Nothing was written in Swedish: its reader gets the association's first language.
    assert "Bring your own cup." in by_language["sv"]


def test_refusal_and_waiting_list_say_why_in_plain_words(here: Association, client: Client) -> None:
    slug = here.cycle()
    refused, waiting = (here.enrol(slug, "mentee", state="applied") for _each in range(2))
    here.signed_in(client).get(f"/cycles/{slug}/applicants")
    for one, state in ((refused, "refused"), (waiting, "waiting")):
        client.post(f"/enrolments/{one}/step/{state}", {"reason": "full"})
        tell(client, slug, state, [one])
    no, later = (mail.body for mail in mails(here))
    assert "we cannot offer you a place this time" in no
    assert "More people applied than there are places." in no
    assert "You are on the waiting list" in later
    assert "More people applied than there are places." in later


def test_decision_is_not_shown_to_its_person_before_it_is_told(
    here: Association, client: Client, app: Flask
) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", state="applied")
    here.signed_in(client).get(f"/cycles/{slug}/applicants")
    client.post(f"/enrolments/{one}/step/waiting", {"reason": "full"})
    assert "waiting list" not in own_page(here, app, one)
    tell(client, slug, "waiting", [one])
    assert "You are on the waiting list." in own_page(here, app, one)
    client.post(f"/enrolments/{one}/move", {"state": "accepted"})
    before = own_page(here, app, one)
    assert "You are on the waiting list." in before
    assert "Welcome!" not in before
    tell(client, slug, "accepted", [one])
    assert "Welcome!" in own_page(here, app, one)
    assert len(mails(here)) == 2


def test_decision_that_was_changed_meanwhile_is_not_told(here: Association, client: Client) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee")
    here.signed_in(client)
    assert "Tell who has a place" in client.get(f"/cycles/{slug}/selection/accepted").text
    client.post(f"/enrolments/{one}/move", {"state": "applied"})
    tell(client, slug, "accepted", [one])
    assert mails(here) == []
    assert here.enrolment(one).told_state is None


def test_two_who_press_at_once_tell_everybody_once(here: Association, app: Flask) -> None:
    slug = here.cycle()
    several = [here.enrol(slug, "mentee") for _each in range(4)]
    staff = [here.signed_in(Client(app)) for _each in range(2)]
    for browser in staff:
        browser.get(f"/cycles/{slug}/selection")
    ready = Barrier(2)

    def press(browser: Client) -> int:
        ready.wait()
        sent = {"chosen": [str(one) for one in several], "act": "tell"}
        return browser.post(f"/cycles/{slug}/selection/accepted", sent).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(press, staff)) == [303, 303]
    assert len(mails(here)) == len(several)


def test_whoever_has_no_address_is_listed_printed_and_ticked_off(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee", name="Aino")
    change_person(here, one, email=None, phone="+358 40 000 0000", language="fi")
    here.signed_in(client)
    page = client.get(f"/cycles/{slug}/selection/accepted").text
    assert "Without e-mail: tell them in another way" in page
    assert "+358 40 000 0000" in page
    letters = client.get(f"/cycles/{slug}/selection/accepted/letters").text
    assert 'lang="fi"' in letters
    assert "Aino" in letters
    tell(client, slug, "accepted", [one])
    assert mails(here) == []
    assert here.enrolment(one).told_state is None
    told = {"chosen": [str(one)]}
    done = client.post(f"/cycles/{slug}/selection/accepted/otherwise", told)
    assert "1 person is told." in client.follow(done).text
    assert here.enrolment(one).told_state == "accepted"


def test_preview_is_as_the_person_who_was_chosen_and_leaves_a_trace(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.enrol(slug, "mentee", name="Aino")
    second = here.enrol(slug, "mentee", name="Bea")
    here.signed_in(client)
    page = client.get(f"/cycles/{slug}/selection/accepted?as={second}").text
    assert "Hello Bea," in page
    assert "Hello Aino," not in page
    with here.work() as work:
        read = select(AccessEntry.person_id).where(AccessEntry.page == "decision.preview")
        assert work.session.scalars(read).all() == [here.enrolment(second).person_id]


def test_contact_tells_their_unit_alone(here: Association, client: Client) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    mine = here.enrol(slug, "mentee", unit_id=ours, name="Omena")
    other = here.enrol(slug, "mentee", unit_id=theirs, name="Vieras")
    here.signed_in(client, "contact", unit_id=ours)
    page = client.get(f"/cycles/{slug}/selection/accepted").text
    assert "Omena" in page
    assert "Vieras" not in page
    assert tell(client, slug, "accepted", [mine, other]).status_code == 404
    assert mails(here) == []


@pytest.mark.parametrize("role", ["readonly", "adviser"])
def test_whoever_does_not_decide_tells_nobody(here: Association, client: Client, role: str) -> None:
    slug = here.cycle()
    one = here.enrol(slug, "mentee")
    here.signed_in(client, role)
    assert client.get(f"/cycles/{slug}/selection").status_code == 200
    assert client.get(f"/cycles/{slug}/selection/accepted").status_code == 404
    assert tell(client, slug, "accepted", [one]).status_code == 404
    assert client.get(f"/cycles/{slug}/selection/nonsense").status_code == 404


def test_first_page_counts_what_is_not_told_and_places_for_the_waiting_list(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    for state in ("accepted", "refused", "waiting", "waiting"):
        here.enrol(slug, "mentee", state=state)
    page = here.signed_in(client).get("/today").text
    assert "4 decisions are not told yet" in page
    assert "2 places are free for people on the waiting list" in page
    with here.work() as work:
        for row in work.session.scalars(select(Enrolment)):
            row.told_state = row.model_state
    assert "not told yet" not in client.get("/today").text


@pytest.mark.parametrize("state", ["waiting", "refused", "accepted"])
def test_decision_shows_on_no_page_of_its_person_before_it_is_told(
    here: Association, app: Flask, state: str
) -> None:
    slug = here.cycle()
    decided, open_still = (
        here.enrol(slug, "mentee", state=state),
        here.enrol(slug, "mentor", state="applied"),
    )
    with here.work() as work:
        material = add_material(work, cycle_by_slug(work, slug).programme, "Leaflet")
        add_version(work, material, language="en", kind="text", title="Leaflet", text="Read me.")
    own, other = browser(here, app, decided), browser(here, app, open_still)
    for page in ("/application", "/my/materials"):
        assert "Leaflet" not in own.get(page).text
    held = own.get("/my/data").text
    assert "Applied" in held
    assert not [
        told for told in ("On the waiting list", "Not accepted", "Accepted") if told in held
    ]
    kept = {
        one["table"]: one["rows"] for one in own.get("/my/data/file?as=json").get_json()["held"]
    }
    (row,) = kept["enrolment"]
    assert (row["state"], row["decided_at"], row["ended_at"]) == ("candidate", None, None)
    withdraw = 'href="/application/withdraw"'
    assert withdraw in other.get("/application").text
    assert withdraw in own.get("/application").text
    own.get("/application/withdraw")
    assert own.post("/application/withdraw").status_code == 303
    assert here.enrolment(decided).model_state == "withdrawn"


def test_decision_that_was_told_stands_in_ones_own_data(here: Association, app: Flask) -> None:
    refused = here.enrol(here.cycle(), "mentee", state="refused")
    with here.work() as work:
        work.session.execute(
            update(Enrolment).where(Enrolment.id == refused).values(told_state="refused")
        )
    own = browser(here, app, refused)
    assert "Not accepted" in own.get("/my/data").text
    assert '"state": "refused"' in own.get("/my/data/file?as=json").text
    assert "/application/withdraw" not in own.get("/application").text
