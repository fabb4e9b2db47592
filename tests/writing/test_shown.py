"""A message on its readers' own pages: theirs alone, in their language, until its day."""

from datetime import timedelta

import pytest
from flask import Flask

from punos import clock
from punos.accounts.links import issue
from tests.support.clients import Client
from tests.writing.desk import TEXTS, Desk, links_in

UNTIL = str(clock.today() + timedelta(days=3))


def reader(desk: Desk, app: Flask, enrolment: object) -> Client:
    """Somebody with the link to her application."""
    row = desk.association.enrolment(enrolment)  # type: ignore[arg-type]
    with desk.association.work() as work:
        link = issue(work, "application", "enrolment", row.id, person_id=row.person_id)
    client = Client(app, desk.association.host)
    client.follow(client.get(link))
    return client


def announced(desk: Desk, **more: str) -> str:
    page = desk.write(texts={**TEXTS, "shown_until": UNTIL, **more})
    desk.send(page)
    return page


def test_message_stands_on_its_readers_page_and_on_nobody_elses(desk: Desk, app: Flask) -> None:
    ours = desk.association.enrol(desk.slug, "mentee", name="Aino")
    announced(desk)
    late = desk.association.enrol(desk.slug, "mentee", name="Carl")
    shown = reader(desk, app, ours).get("/application").text
    assert "News, Aino" in shown
    assert "Hello Aino,<br>we meet soon." in shown
    assert "News, " not in reader(desk, app, late).get("/application").text


def test_message_to_a_pair_leads_to_their_page_and_stands_there(desk: Desk, app: Flask) -> None:
    group = desk.pair()
    texts = {**TEXTS, "body_en": "See {own_page}", "shown_until": UNTIL}
    desk.send(desk.write("group", texts=texts, group=str(group)))
    desk.deliver()
    letters = desk.letters()
    assert set(letters) == {"Aino", "Carl"}
    client = Client(app, desk.association.host)
    page = client.follow(client.get(links_in(letters["Aino"])[0]))
    assert "Your mentoring" in page.text
    assert "News, Aino" in page.text


def test_message_without_a_day_is_not_shown(desk: Desk, app: Flask) -> None:
    ours = desk.association.enrol(desk.slug, "mentee", name="Aino")
    desk.send(desk.write())
    assert "News, " not in reader(desk, app, ours).get("/application").text


def test_message_is_shown_until_its_day_and_no_longer(
    desk: Desk, app: Flask, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = desk.association.enrol(desk.slug, "mentee", name="Aino")
    announced(desk)
    client = reader(desk, app, ours)
    monkeypatch.setenv(clock.FILE_VARIABLE, f"{tmp_path}/clock")
    clock.set_offset(timedelta(days=3))
    assert "News, Aino" in client.get("/application").text
    clock.set_offset(timedelta(days=4))
    assert "News, Aino" not in client.get("/application").text


def test_message_is_taken_down(desk: Desk, app: Flask) -> None:
    ours = desk.association.enrol(desk.slug, "mentee", name="Aino")
    page = announced(desk)
    desk.client.get(page)
    assert desk.client.post(f"{page}/take-down").status_code == 303
    assert "News, Aino" not in reader(desk, app, ours).get("/application").text


def test_who_gets_no_mail_still_finds_it_on_their_page(desk: Desk, app: Flask) -> None:
    ours = desk.association.enrol(desk.slug, "mentee", name="Aino")
    person = desk.association.enrolment(ours).person_id
    desk.client.post(f"/people/{person}/messages", {"want": "no"})
    announced(desk)
    desk.deliver()
    assert desk.mails() == []
    assert "News, Aino" in reader(desk, app, ours).get("/application").text


def test_text_in_another_language_says_so_and_markup_in_it_stays_text(
    desk: Desk, app: Flask
) -> None:
    ours = desk.association.enrol(desk.slug, "mentee", name="Aino")
    texts = {
        "subject_sv": "Hej",
        "body_sv": "<b>Kom</b> till https://x.example.org/a",
        "shown_until": UNTIL,
    }
    desk.send(desk.write(texts=texts))
    shown = reader(desk, app, ours).get("/application").text
    assert '<section class="notice note" lang="sv"' in shown
    assert "&lt;b&gt;Kom&lt;/b&gt;" in shown
    assert 'href="https://x.example.org/a"' in shown


def test_day_that_is_over_is_refused(desk: Desk) -> None:
    texts = {**TEXTS, "shown_until": str(clock.today() - timedelta(days=1))}
    answer = desk.try_to_write("applicants", texts)
    assert answer.status_code == 422
    assert "That day is over." in answer.text
