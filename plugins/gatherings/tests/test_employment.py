"""Work that was found: one writes it down, another confirms it, signed in or by a link of one use."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from punos_gatherings import confirming
from punos_gatherings.models import Employment
from sqlalchemy import select

from punos import clock
from punos.mail.models import Mail
from punos.outcomes import service as outcomes
from punos.outcomes.models import Outcome
from tests.support.clients import Client
from tests.support.races import pause, somebody_waits
from tests.support.tenants import PASSWORD, Association, Tenants

from .paths import (
    BOARD,
    LINK,
    ask,
    confirmations,
    job,
    link_to,
    mails_to,
    participant,
    state_of,
    write_down,
)
from .seasons import cycle

CONFIRM = "/gatherings/confirm"


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make(contact={"email": "office@people.example.org"})


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


@pytest.fixture
def adviser(association: Association, slug: str, client: Client) -> Client:
    assert slug
    return association.signed_in(client, "adviser")


@pytest.fixture
def page(association: Association, adviser: Client, slug: str) -> str:
    """The page of a job that the adviser has written down."""
    return write_down(adviser, participant(association, slug))


def board_member(app: Flask, association: Association) -> Client:
    """A browser that has opened the link in its mail."""
    client = Client(app, association.host)
    client.follow(client.get(link_to(association)))
    return client


# Writing down


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({}, "A1"),
        ({"hours_per_week": "20"}, "A2"),
        ({"contract": "fixed_term"}, "A2"),
        ({"contract": "gig"}, "A2"),
        ({"contract": "self_employed"}, "A3"),
        ({"own_field": "false"}, "E1"),
        ({"own_field": "false", "contract": "self_employed"}, "E1"),
    ],
)
def test_a_job_becomes_the_outcome_that_it_is(
    association: Association, adviser: Client, slug: str, typed: dict[str, str], code: str
) -> None:
    write_down(adviser, participant(association, slug), **typed)
    with association.work() as work:
        outcome = work.session.scalars(select(Outcome)).one()
        given = {**job(), **typed}
        assert (outcome.code, outcome.moment, outcome.state) == (code, "exit", "recorded")
        assert (outcome.contract, outcome.hours_per_week) == (
            given["contract"],
            int(given["hours_per_week"]),
        )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"employer": ""}, "Employer, or own business"),
        ({"starts_on": "2100-01-01"}, "This day lies ahead"),
        ({"hours_per_week": "81"}, "Hours a week"),
        ({"own_field": ""}, "Is it in their own field?"),
        ({"evidence": "rumour"}, "What have you seen of it?"),
    ],
)
def test_a_job_that_cannot_be_is_refused_in_words(
    association: Association, adviser: Client, slug: str, wrong: dict[str, str], said: str
) -> None:
    one = participant(association, slug)
    adviser.get(f"/gatherings/path/{one}/job")
    answer = adviser.post(f"/gatherings/path/{one}/job", job(**wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert state_of(association) == []


# Confirmed by a second person who signs in


def test_another_confirms_it_and_it_counts(
    association: Association, adviser: Client, app: Flask, slug: str, page: str
) -> None:
    assert "Waits for a second person" in adviser.get(page).text
    coordinator = association.signed_in(Client(app))
    coordinator.get(page)
    assert "It is confirmed" in coordinator.follow(coordinator.post(f"{page}/confirm")).text
    assert state_of(association) == [("verified", True)]
    assert confirmations(association) == [{"by": "account"}]
    assert "of 15 hoped for" in adviser.get(f"/gatherings/{slug}/work").text


def test_whoever_wrote_it_down_cannot_confirm_it(
    association: Association, adviser: Client, page: str
) -> None:
    shown = adviser.get(page).text
    assert "somebody else has to confirm it" in shown
    assert f"{page}/confirm" not in shown
    assert adviser.post(f"{page}/confirm").status_code == 409
    assert state_of(association) == [("recorded", False)]


# Confirmed by a link


def test_a_board_member_confirms_by_the_link_in_her_mail(
    association: Association, adviser: Client, app: Flask, page: str
) -> None:
    assert "The link is on its way" in adviser.follow(ask(adviser, page)).text
    chair = board_member(app, association)
    shown = chair.get(CONFIRM).text
    for word in ("Amina", "Leipomo Esimerkki", "A payslip"):
        assert word in shown
    thanks = chair.follow(chair.post(CONFIRM))
    assert "Thank you" in thanks.text
    assert "Amina" not in thanks.text
    assert state_of(association) == [("verified", False)]
    assert confirmations(association) == [{"by": "link"}]
    assert f"by a link that was sent to {BOARD}" in adviser.get(page).text


def test_the_page_of_the_link_shows_no_more_than_is_needed(
    association: Association, adviser: Client, app: Flask, page: str
) -> None:
    ask(adviser, page)
    shown = board_member(app, association).get(CONFIRM).text
    body = re.sub(r"<[^>]+>", " ", shown[shown.index("<main") : shown.index("</main>")])
    # The canary is the family name, of which only the first letter is there.
    assert association.canary not in body
    assert f"Amina {association.canary[0]}." in body
    for word in ("37", "Permanent", "permanent", "@people", "+358", "Turku"):
        assert word not in body


def test_the_mail_says_nothing_about_anybody(
    association: Association, adviser: Client, page: str
) -> None:
    ask(adviser, page)
    (mail,) = mails_to(association)
    for word in ("Amina", "Leipomo", "payslip"):
        assert word not in mail.subject + mail.body


def test_the_mail_is_in_the_language_that_was_chosen(
    association: Association, adviser: Client, page: str
) -> None:
    ask(adviser, page, language="sv")
    assert mails_to(association)[0].language == "sv"


def test_a_link_works_once(
    association: Association, adviser: Client, app: Flask, page: str
) -> None:
    ask(adviser, page)
    chair = board_member(app, association)
    chair.get(CONFIRM)
    chair.post(CONFIRM)
    again = Client(app, association.host).get(link_to(association))
    assert again.status_code == 404
    assert "Amina" not in again.text
    assert chair.get(CONFIRM).status_code in (303, 404)
    assert chair.post(CONFIRM).status_code in (303, 404)
    assert len(confirmations(association)) == 1


def test_two_clicks_at_the_same_moment_confirm_once_and_both_are_thanked(
    association: Association,
    adviser: Client,
    app: Flask,
    page: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(adviser, page)
    chairs = [board_member(app, association) for _number in range(2)]
    for chair in chairs:
        chair.get(CONFIRM)
    waits = lambda: somebody_waits(association.deployment)  # noqa: E731
    began: threading.Event = pause(monkeypatch, confirming, "use_link", waits)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(chairs[0].post, CONFIRM)
        assert began.wait(20)
        other = pool.submit(chairs[1].post, CONFIRM)
    for answer in (one.result(), other.result()):
        assert answer.status_code == 303
        assert answer.headers["Location"].endswith("/gatherings/confirmed")
    assert confirmations(association) == [{"by": "link"}]


def test_control_without_the_hold_both_clicks_would_confirm(
    association: Association,
    adviser: Client,
    app: Flask,
    page: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the link is not counted and the outcome not held, the second click is one too many."""
    ask(adviser, page)
    monkeypatch.setattr(confirming, "use_link", lambda *_arguments: None)
    monkeypatch.setattr(confirming, "held_employment", lambda _work, employment: employment)
    monkeypatch.setattr(confirming, "confirm", _confirm_whatever_stands)
    chairs = [board_member(app, association) for _number in range(2)]
    for chair in chairs:
        chair.get(CONFIRM)
        chair.post(CONFIRM)
    assert len(confirmations(association)) == 2


def _confirm_whatever_stands(work: object, employment: Employment) -> None:
    outcomes.record_event(work, "outcome.verified", employment.outcome, data={"by": "link"})  # type: ignore[arg-type]


def test_whoever_wrote_it_down_cannot_confirm_it_by_the_link_where_she_is_signed_in(
    association: Association, adviser: Client, page: str
) -> None:
    ask(adviser, page)
    adviser.follow(adviser.get(link_to(association)))
    shown = adviser.get(CONFIRM)
    assert shown.status_code == 200
    assert adviser.post(CONFIRM).status_code == 409
    assert state_of(association) == [("recorded", False)]


def test_a_refused_try_leaves_the_link_to_the_board_member(
    association: Association, adviser: Client, app: Flask, page: str
) -> None:
    ask(adviser, page)
    adviser.follow(adviser.get(link_to(association)))
    adviser.post(CONFIRM)
    chair = board_member(app, association)
    chair.get(CONFIRM)
    chair.post(CONFIRM)
    assert state_of(association) == [("verified", False)]


def test_the_link_is_shown_to_nobody_here(
    association: Association,
    adviser: Client,
    app: Flask,
    page: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither where it is asked for nor among the mails; the demo alone, which sends none, shows them."""
    answer = adviser.follow(ask(adviser, page))
    assert LINK.search(answer.text) is None
    assert LINK.search(adviser.get(page).text) is None
    administrator = association.signed_in(Client(app), "administrator")
    with association.work() as work:
        mail_id = work.session.scalars(select(Mail.id).where(Mail.to_address == BOARD)).one()
    config = type(association.deployment.config)
    monkeypatch.setattr(config, "mails_read_here", property(lambda _self: False))
    mail = administrator.get(f"/mails/{mail_id}").text
    assert "has found work" in mail
    assert LINK.search(mail) is None


@pytest.mark.parametrize("whose", ["recorder", "asker", "person", "association"])
def test_the_link_goes_to_no_address_of_those_concerned(
    association: Association, app: Flask, slug: str, whose: str
) -> None:
    emails = {who: association.account("coordinator") for who in ("recorder", "asker")}
    clients = {who: Client(app, association.host) for who in emails}
    for who, client in clients.items():
        client.follow(client.sign_in(emails[who], PASSWORD))
    one = participant(association, slug)
    page = write_down(clients["recorder"], one)
    with association.work() as work:
        person = work.session.get_one(
            type(association.enrolment(one)), (work.tenant.id, one)
        ).person.email
    emails |= {"person": person or "", "association": "office@people.example.org"}
    answer = ask(clients["asker"], page, emails[whose].upper())
    assert answer.status_code == 422
    assert "Ask somebody" in answer.text
    assert mails_to(association, emails[whose].upper()) == []


def test_a_new_link_ends_the_one_before(
    association: Association, adviser: Client, app: Flask, page: str
) -> None:
    ask(adviser, page, "wrong@people.example.org")
    ask(adviser, page)
    first = link_to(association, "wrong@people.example.org")
    assert Client(app, association.host).get(first).status_code == 404
    assert "Amina" in board_member(app, association).get(CONFIRM).text


def test_a_job_that_is_taken_back_counts_nowhere_and_its_link_ends(
    association: Association, adviser: Client, app: Flask, slug: str, page: str
) -> None:
    ask(adviser, page)
    chair = board_member(app, association)
    assert "Take back this job?" in adviser.post(f"{page}/take-back").text
    assert state_of(association) == [("recorded", False)]
    adviser.post(f"{page}/take-back", {"sure": "yes"})
    assert state_of(association) == [("withdrawn", False)]
    assert adviser.get(page).status_code == 404
    assert chair.get(CONFIRM).status_code in (303, 404)
    assert "Leipomo" not in adviser.get(f"/gatherings/{slug}/work").text


def test_a_link_is_too_old_after_two_weeks(
    association: Association, adviser: Client, app: Flask, page: str
) -> None:
    with clock.at(clock.now() - timedelta(days=15)):
        ask(adviser, page)
    assert Client(app, association.host).get(link_to(association)).status_code == 404


# What is told of it


def tiles_of(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)", page))


def test_target_and_actual_count_people_not_jobs(
    association: Association, adviser: Client, app: Flask, slug: str
) -> None:
    first, second = participant(association, slug), participant(association, slug, "Leyla")
    pages = [
        write_down(adviser, one, employer=f"Firma {n}") for n, one in enumerate((first, first))
    ]
    write_down(adviser, second, employer="Firma 3")
    coordinator = association.signed_in(Client(app))
    for page in pages:
        coordinator.get(page)
        coordinator.post(f"{page}/confirm")
    tiles = tiles_of(coordinator.get(f"/gatherings/{slug}/work").text)
    assert tiles["People with confirmed work"] == "1"
    assert tiles["People whose work waits for a second person"] == "1"
    tiles = tiles_of(coordinator.get(f"/cycles/{slug}").text)
    assert (tiles["Found work, confirmed"], tiles["Waits for a second person"]) == ("1", "1")
    listed = coordinator.get(f"/gatherings/{slug}/work?state=recorded").text
    assert "Firma 3" in listed
    assert "Firma 1" not in listed


def test_today_names_what_waits_for_the_reader(
    association: Association, adviser: Client, app: Flask, page: str
) -> None:
    words = "1 job waits for a second person"
    coordinator = association.signed_in(Client(app))
    assert words in coordinator.get("/today").text
    assert words in adviser.get("/today").text  # she has to ask somebody
    ask(adviser, page)
    assert words not in adviser.get("/today").text
    assert words in coordinator.get("/today").text
    coordinator.post(f"{page}/confirm")
    assert words not in coordinator.get("/today").text


def test_the_file_is_for_those_who_may_take_people_out(
    association: Association, adviser: Client, app: Flask, slug: str, page: str
) -> None:
    assert page
    administrator = association.signed_in(Client(app), "administrator")
    file = administrator.get(f"/gatherings/{slug}/work?format=csv")
    assert file.mimetype == "text/csv"
    assert "Leipomo Esimerkki" in file.text
    assert adviser.get(f"/gatherings/{slug}/work?format=csv").status_code == 404
