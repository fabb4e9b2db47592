"""Signing in tells a stranger nothing, and slows down who guesses without locking anybody out."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from punos.accounts import passwords, service
from punos.accounts.models import SignInAttempt
from punos.deployment import Deployment
from tests.accounts.seeing import account, rows, statements, without_differences
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Association

Browser = Callable[[], Client]
Later = Callable[[timedelta], None]

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "http:evil.example",
    "http:/evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,hi",
    "evil.example",
    ".evil.example",
    "@evil.example",
    "://evil.example",
    "?next=//evil.example",
    "#//evil.example",
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    "/%0d%0aLocation:evil.example\r\n",
    " //evil.example",
    "/ /evil.example",
    "\u00a0//evil.example",
    "http://localhost.evil.example",
    "https://t1.localhost@evil.example",
]


def try_from(client: Client, address: str, email: str, password: str) -> TestResponse:
    """Send the sign-in form from a network address."""
    client.get("/sign-in")
    form = {"email": email, "password": password}
    return client.post("/sign-in", form, environ_overrides={"REMOTE_ADDR": address})


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_to_no_other_host(
    target: str, here: Association, browser: Browser
) -> None:
    email = here.account("mentor")
    client = browser()
    page = client.get("/sign-in", query_string={"next": target})
    assert 'name="next" value="/"' in page.text
    answer = client.post("/sign-in", {"email": email, "password": PASSWORD, "next": target})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(
    here: Association, browser: Browser
) -> None:
    client, email = browser(), here.account("mentor")
    asked = client.get("/account/password")
    page = client.follow(asked)
    assert 'name="next" value="/account/password"' in page.text
    form = {"email": email, "password": PASSWORD, "next": "/account/password"}
    assert client.follow(client.post("/sign-in", form)).request.path == "/account/password"


def test_who_is_signed_in_already_is_told_so(here: Association, browser: Browser) -> None:
    client = here.signed_in(browser(), "mentor")
    page = client.get("/sign-in").text
    assert f"Mentor {here.canary}" in page
    assert 'type="password"' not in page


@pytest.mark.parametrize("state", ["unknown", "wrong", "invited", "closed", "elsewhere"])
def test_every_failure_is_answered_alike(
    state: str, here: Association, elsewhere: Association, browser: Browser
) -> None:
    emails = {
        "unknown": "nobody@example.org",
        "wrong": here.account("mentor"),
        "elsewhere": elsewhere.account("mentor"),
    }
    with here.work() as work:
        service.create_account(work, email="invited@example.org", name="I", role="mentor")
    emails["invited"] = "invited@example.org"
    emails["closed"] = here.account("mentee")
    with here.work() as work:
        closing = service.find_account(work, emails["closed"])
        assert closing is not None
        service.close(work, closing)
    typed = "not the password at all" if state == "wrong" else PASSWORD
    usual = browser().sign_in("nobody-else@example.org", "not the password at all")
    answer = browser().sign_in(emails[state], typed)
    assert (answer.status_code, usual.status_code) == (400, 400)
    assert without_differences(answer.text, emails[state]) == without_differences(
        usual.text, "nobody-else@example.org"
    )
    assert typed not in answer.text


def test_a_failure_costs_the_same_for_known_and_unknown_addresses(
    here: Association,
    browser: Browser,
    deployment: Deployment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Time is made of statements and of one hash; both are counted, since a clock here would lie."""
    hashed: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, kept: str, password: str) -> bool:
        hashed.append(kept.rpartition("$")[0].rpartition("$")[0])
        return verify(self, kept, password)

    passwords.fits(None, "the hash for nobody is made once")
    monkeypatch.setattr(PasswordHasher, "verify", counting)
    costs = []
    for email in (here.account("mentor"), "nobody@example.org"):
        client = browser()
        client.get("/sign-in")
        hashed.clear()
        with statements(deployment) as sent:
            client.post("/sign-in", {"email": email, "password": "not the password at all"})
        costs.append((list(sent), list(hashed)))
    assert costs[0] == costs[1]
    assert len(costs[0][1]) == 1


def test_after_ten_failures_the_right_password_has_to_wait_fifteen_minutes(
    here: Association, browser: Browser, later: Later
) -> None:
    email = here.account("mentor")
    for number in range(10):
        assert (
            try_from(browser(), f"192.0.2.{number}", email, "wrong wrong wrong").status_code == 400
        )
    wrong = try_from(browser(), "192.0.2.77", email, "wrong wrong wrong")
    right = try_from(browser(), "192.0.2.78", email, PASSWORD)
    assert right.status_code == 400
    assert without_differences(right.text) == without_differences(wrong.text)
    later(timedelta(minutes=16))
    assert try_from(browser(), "192.0.2.78", email, PASSWORD).status_code == 303


def test_nine_failures_and_then_the_right_password_is_no_matter(
    here: Association, browser: Browser
) -> None:
    email = here.account("mentor")
    for number in range(9):
        try_from(browser(), f"192.0.2.{number}", email, "wrong wrong wrong")
    assert try_from(browser(), "192.0.2.50", email, PASSWORD).status_code == 303


def test_refused_tries_do_not_make_the_wait_longer(
    here: Association, browser: Browser, later: Later
) -> None:
    email = here.account("mentor")
    for number in range(10):
        try_from(browser(), f"192.0.2.{number}", email, "wrong wrong wrong")
    later(timedelta(minutes=10))
    for number in range(10):
        try_from(browser(), f"192.0.2.{number}", email, "wrong wrong wrong")
    later(timedelta(minutes=6))
    assert try_from(browser(), "192.0.2.50", email, PASSWORD).status_code == 303


def test_one_network_address_cannot_try_many_accounts(here: Association, browser: Browser) -> None:
    victim = here.account("mentor")
    for number in range(10):
        try_from(browser(), "198.51.100.7", f"somebody{number}@example.org", PASSWORD)
    assert try_from(browser(), "198.51.100.7", victim, PASSWORD).status_code == 400
    assert try_from(browser(), "198.51.100.8", victim, PASSWORD).status_code == 303


def test_a_forwarded_address_is_not_believed(here: Association, browser: Browser) -> None:
    victim = here.account("mentor")
    for number in range(11):
        client = browser()
        client.get("/sign-in")
        answer = client.post(
            "/sign-in",
            {"email": victim, "password": PASSWORD if number == 10 else "wrong wrong wrong"},
            headers={"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": f"for=192.0.2.{number}"},
        )
    assert answer.status_code == 400


def test_failures_at_one_association_do_not_count_at_another(
    here: Association, elsewhere: Association, browser: Browser, app: Flask
) -> None:
    for number in range(10):
        try_from(browser(), "198.51.100.9", f"somebody{number}@example.org", PASSWORD)
    other = Client(app, elsewhere.host)
    assert try_from(other, "198.51.100.9", elsewhere.account("mentor"), PASSWORD).status_code == 303


def test_guesses_at_the_same_moment_pass_the_limit_by_no_more_than_run_at_once(
    here: Association, browser: Browser
) -> None:
    email, at_once, rounds = here.account("mentor"), 4, 6
    gate = threading.Barrier(at_once)

    def guess(number: int) -> None:
        client = browser()
        client.get("/sign-in")
        for _round in range(rounds):
            gate.wait(30)
            try_from(client, f"192.0.2.{number}", email, "wrong wrong wrong")

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 10 <= len(rows(here, SignInAttempt)) <= 10 + at_once - 1


def test_tries_are_kept_without_addresses_of_people_or_networks(
    here: Association, browser: Browser
) -> None:
    email = here.account("mentor")
    try_from(browser(), "203.0.113.5", email, "wrong wrong wrong")
    (attempt,) = rows(here, SignInAttempt)
    assert (len(attempt.account_key), len(attempt.address_key)) == (64, 64)
    assert email not in f"{attempt.account_key} {attempt.address_key}"
    assert "203.0.113.5" not in attempt.address_key


def test_a_password_longer_than_any_is_refused_before_it_is_hashed(
    here: Association, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_given: object) -> bool:
        raise AssertionError("hashed")

    monkeypatch.setattr(PasswordHasher, "verify", never)
    answer = browser().sign_in(here.account("mentor"), "a" * 129)
    assert answer.status_code == 400
    assert "128" in answer.text


def test_a_hash_of_yesterdays_cost_is_made_anew_at_sign_in(
    here: Association, browser: Browser
) -> None:
    email = here.account("mentor")
    with here.work() as work:
        weak = service.find_account(work, email)
        assert weak is not None
        weak.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(
            PASSWORD
        )
    assert browser().sign_in(email, PASSWORD).status_code == 303
    kept = account(here, email).password_hash
    assert kept is not None
    assert not passwords.is_outdated(kept)
    assert browser().sign_in(email, PASSWORD).status_code == 303


@pytest.mark.parametrize(
    "form",
    [
        {"email": ["a@example.org", "b@example.org"], "password": PASSWORD},
        {"email": "a@example.org", "password": [PASSWORD, "another long password"]},
        {"email[]": "a@example.org", "password": PASSWORD},
        {"email": "a@example.org", "password": PASSWORD, "role": "administrator"},
        {"email": "a\x00@example.org", "password": PASSWORD},
        {"email": "", "password": ""},
        {},
    ],
)
def test_a_form_of_another_shape_is_refused(
    form: dict[str, object], here: Association, browser: Browser
) -> None:
    answer = browser().post("/sign-in", form)
    assert answer.status_code == 400
    assert rows(here, SignInAttempt) == []


def test_without_the_token_of_its_browser_a_form_is_refused(
    here: Association, browser: Browser
) -> None:
    email = here.account("mentor")
    answer = browser().post("/sign-in", {"email": email, "password": PASSWORD}, token="0" * 64)
    assert answer.status_code == 400
    assert rows(here, SignInAttempt) == []


def test_no_token_works_in_an_address(here: Association, browser: Browser) -> None:
    client = here.signed_in(browser(), "mentor")
    token = client.cookies()["punos"]
    for name in ("token", "auth_token", "session", "punos"):
        assert browser().get("/account", query_string={name: token}).status_code == 303
