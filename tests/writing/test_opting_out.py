"""Whoever wants no such mails says so by one button, and gets only what is needed to take part."""

import pytest
from flask import Flask

from tests.support.clients import Client
from tests.writing.desk import TEXTS, Desk, links_in


@pytest.fixture
def reader(desk: Desk, app: Flask) -> Client:
    """Somebody who has opened the link below her mail."""
    desk.enrol("Aino")
    desk.send(desk.write())
    desk.deliver()
    (mail,) = desk.mails()
    (link,) = links_in(mail)
    assert mail.stop_link == link
    reader = Client(app, desk.association.host)
    assert "Send me no more such mails" in reader.follow(reader.get(link)).text
    return reader


def written_again(desk: Desk) -> int:
    """How many mails another message makes."""
    before = len(desk.mails())
    desk.send(desk.write())
    desk.deliver()
    return len(desk.mails()) - before


def test_link_that_a_scanner_opens_changes_nothing(desk: Desk, reader: Client) -> None:
    for _visit in range(2):
        assert reader.get("/my/mails").status_code == 200
    assert written_again(desk) == 1


def test_button_stops_mails_and_takes_it_back(desk: Desk, reader: Client) -> None:
    reader.get("/my/mails")
    answer = reader.follow(reader.post("/my/mails", {"want": "no"}))
    assert "only the mails that you need" in answer.text
    assert written_again(desk) == 0
    reader.post("/my/mails", {"want": "yes"})
    assert written_again(desk) == 1


def test_stopping_twice_is_stopping_once(desk: Desk, reader: Client) -> None:
    reader.get("/my/mails")
    for _tap in range(2):
        assert reader.post("/my/mails", {"want": "no"}).status_code == 303
    assert written_again(desk) == 0


def test_needed_mail_has_no_such_link(desk: Desk) -> None:
    desk.enrol("Aino")
    desk.send(desk.write(texts={**TEXTS, "needed": "yes"}))
    desk.deliver()
    (mail,) = desk.mails()
    assert (links_in(mail), mail.stop_link) == ([], None)


def test_list_says_before_how_many_want_none_and_copies_leave_them_out(
    desk: Desk, reader: Client
) -> None:
    reader.get("/my/mails")
    reader.post("/my/mails", {"want": "no"})
    page = desk.write()
    assert "1 wants only mails that are needed to take part." in desk.client.get(page).text
    assert "0 e-mail addresses" in desk.client.get(f"{page}/addresses").text


def test_person_page_leads_to_what_they_were_written_and_want(desk: Desk) -> None:
    person = desk.enrol("Aino")
    desk.send(desk.write())
    desk.deliver()
    assert f"/people/{person}/messages" in desk.client.get(f"/people/{person}").text
    shown = desk.client.get(f"/people/{person}/messages").text
    assert "News, {first_name}" in shown
    desk.client.post(f"/people/{person}/messages", {"want": "no"})
    assert "Wants only mails" in desk.client.get(f"/people/{person}/messages").text
