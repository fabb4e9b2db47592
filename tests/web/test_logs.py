"""No log says who somebody is: words planted in everything that people type are in no line of any log."""

import logging
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos.accounts.links import issue
from punos.accounts.models import Account
from punos.deployment import Deployment
from punos.mail.models import Mail
from punos.people.models import Person
from punos.web.errors import unexpected
from punos.work import Work
from tests.enrolments.test_apply import GOOD
from tests.support.clients import Client
from tests.support.served import Browser, Processes, processes, until
from tests.support.tenants import PASSWORD, Association, Tenants

FORM = "application/x-www-form-urlencoded"
WORDS = {
    "name": "Kanerva",
    "family": "Salaisuus",
    "email": "kanerva.salaisuus@people.example.org",
    "phone": "+358 40 765 4321",
    "text": "Pelkaanpimeaa",
    "password": "Arvaamaton-salasana-77",
    "search": "Hakusanani",
    "token": "Vaaratunniste99",
}


def planted_in(text: str, *more: str) -> set[str]:
    """Which of the planted words a log holds, also as addresses and forms write them."""
    low = text.lower()
    words = {*WORDS.values(), *filter(None, more), "kanerva", "765 4321", "7654321", PASSWORD}
    return {word for word in words if word.lower() in low}


@pytest.fixture(scope="module")
def running(
    deployment: Deployment, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Processes]:
    """A web server and a worker whose logs nobody else writes to."""
    with processes(deployment.config.database_urls, tmp_path_factory.mktemp("logs")) as made:
        made.start_web()
        made.start_worker()
        yield made


def visit(browser: Browser, slug: str) -> None:
    """Apply, right and wrong; try to sign in; search; open links that are none; send nonsense."""
    path = f"/apply/{slug}/mentee"
    typed = {
        **GOOD,
        "person-given_name": WORDS["name"],
        "person-family_name": WORDS["family"],
        "person-email": WORDS["email"],
        "person-phone": WORDS["phone"],
        "pairwise-about": WORDS["text"],
    }
    browser.get(path)
    for changes in ({"submit": "next"}, {"submit": "next", "person-email": WORDS["name"]}):
        browser.post(path, {**typed, **changes})
    assert browser.post(path, {**typed, "submit": "send"}).status == 303
    assert browser.post(path, {**typed, "submit": "send"}).status in (303, 409)
    browser.sign_in(WORDS["email"], WORDS["password"])
    browser.post("/sign-in", {"email": f"{WORDS['email']}\x00", "password": WORDS["password"]})
    browser.get(f"/l/{WORDS['token']}")
    browser.get(f"/?q={WORDS['search']}&next=/{WORDS['search']}", Referer=f"/{WORDS['token']}")
    browser.get(f"/{WORDS['search']}/{WORDS['token']}", **{"User-Agent": WORDS["token"]})
    browser.send("POST", "/sign-in", WORDS["email"].encode() * 500_000, {"Content-Type": FORM})


def staff_work(browser: Browser, here: Association, slug: str) -> None:
    """Look at people, search them, take them out as a file, and make a mistake."""
    with here.work() as work:
        person = work.session.scalars(select(Person)).one()
    for path in (
        f"/people?q={WORDS['name']}",
        f"/people/{person.id}",
        "/people?format=csv",
        f"/cycles/{slug}/applicants?q={WORDS['family']}&format=csv",
        "/mails",
        f"/cycles/{WORDS['search']}",
    ):
        assert browser.get(path).status in (200, 404), path
    browser.post(f"/people/{person.id}", {"given_name": WORDS["name"], "email": WORDS["name"]})


def test_logs_of_web_and_worker_hold_nothing_that_people_typed(
    running: Processes, tenants: Tenants
) -> None:
    here = tenants.make()
    slug, email = here.cycle(), here.account("administrator")
    visit(running.browser(here.host), slug)
    browser = running.browser(here.host)
    assert browser.sign_in(email, PASSWORD).status == 303
    staff_work(browser, here, slug)
    with here.work() as work:
        link = issue(work, "sign_in", "account", account_id(work, email))
    token = link.rpartition("/")[2]
    assert running.browser(here.host).get(f"/l/{token}").status == 303
    assert until(lambda: mails_left(here) == 0, 20), "the worker does its part"
    log = running.log.read_text()
    assert f"{here.host} POST /apply/<slug>/<role> 303" in log
    assert planted_in(log, email, token, here.canary, *browser.cookies.values()) == set()
    assert sorted(path.name for path in running.log.parent.rglob("*.log")) == ["processes.log"]


def account_id(work: Work, email: str) -> UUID:
    return work.session.scalars(select(Account.id).where(Account.email == email)).one()


def mails_left(here: Association) -> int:
    with here.work() as work:
        return len(work.session.scalars(select(Mail).where(Mail.state == "queued")).all())


def test_log_of_an_error_of_ours_says_where_and_not_what(
    app: Flask, tenants: Tenants, caplog: pytest.LogCaptureFixture
) -> None:
    """A message may hold what was typed, the database's most of all; the place in the code may not."""
    here = tenants.make()

    def trouble() -> None:
        try:
            raise KeyError(WORDS["name"])
        except KeyError as error:
            raise ValueError(f"{WORDS['email']} is wrong") from error

    def broken_statement() -> None:
        with here.work() as work:
            work.session.scalars(
                select(Mail).where(Mail.to_address == f"{WORDS['email']}\x00")
            ).all()

    for fail in (trouble, broken_statement):
        with app.test_request_context("/"), caplog.at_level(logging.DEBUG):
            with pytest.raises(Exception, match=".") as caught:
                fail()
            answer = unexpected(caught.value)
        assert answer.status_code == 500
        assert planted_in(answer.get_data(as_text=True)) == set()
    assert "unexpected ValueError" in caplog.text
    assert "unexpected DataError" in caplog.text
    assert f"{Path(__file__).name}" in caplog.text
    assert "after KeyError" in caplog.text
    assert planted_in(caplog.text) == set()


def test_refusals_and_errors_in_a_request_are_logged_without_what_was_typed(
    app: Flask, tenants: Tenants, caplog: pytest.LogCaptureFixture
) -> None:
    here = tenants.make()
    slug = here.cycle()
    client = Client(app, here.host)
    with caplog.at_level(logging.INFO):
        client.get(f"/apply/{slug}/mentee")
        client.post(f"/apply/{slug}/mentee", {**GOOD, "person-email": WORDS["email"]})
        client.sign_in(WORDS["email"], WORDS["password"])
        client.get(f"/l/{WORDS['token']}")
    assert planted_in(caplog.text) == set()


def test_control_a_planted_word_is_found() -> None:
    assert planted_in(f"GET /people?q={WORDS['name'].upper()} 200") == {"kanerva", "Kanerva"}
