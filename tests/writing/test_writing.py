"""From a list to a message: who is on it, what is shown before, and what each of them gets."""

import pytest
from flask import Flask

from punos.enrolments.service import enrol
from punos.people.models import Person
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.writing.desk import TEXTS, Desk, links_in

THREE = {
    **TEXTS,
    "subject_fi": "Uutisia, {first_name}",
    "body_fi": "Hei {first_name}, {cycle} alkaa {starts_on}.",
}


def test_message_goes_to_those_on_the_list_each_in_their_language(desk: Desk) -> None:
    desk.enrol("Aino", language="fi")
    desk.enrol("Berit", language="sv")
    desk.enrol("Carl", language="en")
    page = desk.write(texts=THREE)
    assert desk.send(page).status_code == 303
    desk.deliver()
    letters = desk.letters()
    assert {name: mail.subject for name, mail in letters.items()} == {
        "Aino": "Uutisia, Aino",
        "Berit": "News, Berit",
        "Carl": "News, Carl",
    }
    assert {name: mail.language for name, mail in letters.items()} == {
        "Aino": "fi",
        "Berit": "en",
        "Carl": "en",
    }
    assert "Hei Aino, Cycle" in letters["Aino"].body
    assert {mail.state for mail in letters.values()} == {"sent"}
    assert desk.message().state == "sent"


def test_lists_filters_are_carried_over(desk: Desk) -> None:
    desk.enrol("Aino", state="applied")
    desk.enrol("Carl", role="mentor")
    listed = desk.client.get(f"/cycles/{desk.slug}/applicants?role=mentor").text
    assert f"/messages/new?audience=applicants&amp;role=mentor&amp;cycle={desk.slug}" in listed
    draft = desk.write(role="mentor")
    assert "Role: Mentor" in desk.client.get(draft).text
    desk.send(draft)
    desk.deliver()
    assert set(desk.letters()) == {"Carl"}


def test_search_of_the_list_of_people_is_carried_over(desk: Desk) -> None:
    desk.enrol("Aino")
    desk.enrol("Carl")
    assert "q=aino" in desk.client.get("/people?q=aino").text
    draft = desk.write("people", q="aino")
    assert "Search: aino" in desk.client.get(draft).text
    desk.send(draft)
    assert set(desk.copies()) == {"Aino"}


def test_somebody_who_is_on_a_list_twice_gets_one_copy(desk: Desk) -> None:
    person_id = desk.enrol("Aino")
    with desk.association.work() as work:
        person = work.session.get_one(Person, (work.tenant.id, person_id))
        enrol(work, cycle_by_slug(work, desk.slug), person, "mentor", answers={}, source="staff")
    assert "2 rows" in desk.client.get(f"/cycles/{desk.slug}/applicants").text
    desk.send(desk.write())
    desk.deliver()
    assert len(desk.mails()) == 1


def test_preview_shows_a_real_person_and_who_gets_another_language(desk: Desk) -> None:
    desk.enrol("Aino", language="fi")
    desk.enrol("Berit", language="sv", email=None)
    shown = desk.client.get(desk.write(texts=THREE)).text
    assert "As Aino" in shown
    assert "Uutisia, Aino" in shown
    assert "Svenska: 1 – they get it in another language: English" in shown
    assert "1 has no e-mail address and gets no mail." in shown
    assert "Send to 2 people" in shown
    assert desk.mails() == []


def test_unknown_field_is_refused_beside_the_text_and_nothing_typed_is_lost(desk: Desk) -> None:
    texts = {**TEXTS, "body_en": "Hello {firstname}, and {first_name}!"}
    answer = desk.try_to_write("applicants", texts)
    assert answer.status_code == 422
    assert "There is no field {firstname}." in answer.text
    assert "Hello {firstname}, and {first_name}!" in answer.text


@pytest.mark.parametrize(
    ("name", "read"),
    [("{name}", "{name}"), ("{own_page}", "{own_page}"), ("%(x)s {0.__class__}", "%(x)s")],
)
def test_what_is_put_in_is_not_merged_again(desk: Desk, name: str, read: str) -> None:
    """A name is data: a field, a format or a placeholder in it stays what it is."""
    desk.enrol("Aino", given_name=name)
    desk.send(desk.write())
    desk.deliver()
    (mail,) = desk.mails()
    assert read in mail.body
    assert len(links_in(mail)) == 1, "the one to stop mails"


def test_name_that_looks_like_an_address_does_not_become_a_link(desk: Desk) -> None:
    desk.enrol("Aino", given_name="www.bad.example")
    desk.send(desk.write())
    desk.deliver()
    assert "www.bad.example" not in desk.mails()[0].body


def test_own_page_leads_to_the_readers_own_application(desk: Desk, app: Flask) -> None:
    desk.enrol("Aino")
    desk.enrol("Carl")
    texts = {"subject_en": "Look", "body_en": "Here: {own_page}", "needed": "yes"}
    desk.send(desk.write(texts=texts))
    desk.deliver()
    for name, mail in desk.letters().items():
        (link,) = links_in(mail)
        reader = Client(app, desk.association.host)
        page = reader.follow(reader.get(link))
        assert name in page.text


def test_test_goes_to_whoever_writes_and_to_nobody_else(desk: Desk) -> None:
    desk.enrol("Aino")
    page = desk.write(texts=THREE)
    shown = desk.client.follow(desk.client.post(f"{page}/test"))
    assert "coordinator" in shown.text
    assert desk.mails() == []
    assert desk.message().state == "draft"


def test_list_that_has_changed_meanwhile_is_looked_at_again(desk: Desk) -> None:
    desk.enrol("Aino")
    page = desk.write()
    desk.client.get(page)
    desk.enrol("Carl")
    answer = desk.client.follow(desk.client.post(f"{page}/send", {"people": "1"}))
    assert "The list has changed" in answer.text
    assert desk.copies() == {}


def test_sent_twice_by_two_taps_goes_out_once(desk: Desk) -> None:
    desk.enrol("Aino")
    page = desk.write()
    for _tap in range(2):
        assert desk.client.post(f"{page}/send", {"people": "1"}).status_code == 303
    desk.deliver()
    assert len(desk.mails()) == 1


def test_message_that_was_sent_stays_as_it_is(desk: Desk) -> None:
    desk.enrol("Aino")
    page = desk.write()
    desk.send(page)
    assert desk.client.post(f"{page}/change", TEXTS).status_code == 409
    assert desk.client.post(f"{page}/throw-away").status_code == 409


def test_draft_is_changed_and_thrown_away(desk: Desk) -> None:
    page = desk.write()
    assert "we meet soon" in desk.client.get(f"{page}/change").text
    changed = {**TEXTS, "subject_en": "Other news"}
    assert desk.client.post(f"{page}/change", changed).status_code == 303
    assert "Other news" in desk.client.get("/messages").text
    desk.client.post(f"{page}/throw-away")
    assert "Other news" not in desk.client.get("/messages").text


def test_log_tells_of_each_person_what_became_of_their_copy(desk: Desk) -> None:
    desk.enrol("Aino")
    person = desk.enrol("Berit", email=None, phone="+358 40 1234567")
    page = desk.write()
    desk.send(page)
    desk.deliver()
    log = desk.client.get(f"{page}/people").text
    assert log.index("Aino") < log.index("Sent", log.index("Aino")) < log.index("Berit")
    assert "No e-mail address" in log
    assert "Aino" not in desk.client.get(f"{page}/people?state=no_address").text
    one = desk.client.get(f"{page}/people/{person}").text
    assert "Hello Berit" in one
    assert "sms:+358401234567?body=Hello%20Berit" in one


def test_addresses_and_numbers_are_there_to_copy(desk: Desk) -> None:
    desk.enrol("Aino", email="aino@people.example.org", phone="+358 40 1")
    desk.enrol("Carl", email=None, phone="+358 40 2")
    shown = desk.client.get(f"{desk.write()}/addresses").text
    assert "1 e-mail address" in shown
    assert "aino@people.example.org" in shown
    assert "+358 40 1\n+358 40 2" in shown


def test_text_for_a_chat_names_nobody(desk: Desk) -> None:
    desk.enrol("Aino")
    page = desk.write()
    desk.send(page)
    assert "Hello all,\nwe meet soon." in desk.client.get(page).text


def test_page_to_begin_offers_lists_of_each_cycle(desk: Desk) -> None:
    shown = desk.client.get("/messages/new").text
    assert f"/messages/new?audience=cycle&amp;cycle={desk.slug}" in shown
    assert f"/messages/new?audience=cycle&amp;cycle={desk.slug}&amp;role=mentor" in shown


@pytest.mark.parametrize("query", ["audience=nobody", "audience=cycle&cycle=x", "audience=group"])
def test_list_that_is_not_there_is_not_there(desk: Desk, query: str) -> None:
    assert desk.client.get(f"/messages/new?{query}").status_code == 404
    assert desk.client.post(f"/messages/new?{query}", TEXTS).status_code == 404


def test_mail_is_found_by_its_subject_and_read_with_its_links(desk: Desk) -> None:
    """Without a mail server, as in the demo, this is where mails are read."""
    desk.enrol("Aino")
    desk.enrol("Carl")
    desk.send(desk.write())
    desk.deliver()
    found = desk.client.get("/mails?q=news, aino").text
    assert "News, Aino" in found
    assert "News, Carl" not in found
    mail = desk.letters()["Aino"]
    assert f'href="{links_in(mail)[0]}"' in desk.client.get(f"/mails/{mail.id}").text
