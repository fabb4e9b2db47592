"""Signed links: opening changes nothing, sending acts, and each works as often as it may and no more."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from punos.accounts import links, service
from punos.accounts.models import AccessLink, Account, AccountSession
from punos.db import TenantSession
from punos.deployment import Deployment
from tests.accounts.seeing import account, link_in, mails, rows, statements, without_differences
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Association

Browser = Callable[[], Client]
Later = Callable[[timedelta], None]
NEW = "seven lanterns over water"
SAID = {"/sign-in/link": "account.sign_in_link", "/password/new": "account.new_password"}


def asked(at: Association, client: Client, page: str, email: str) -> str:
    """Ask for a mail with a link on a page; the link."""
    client.get(page)
    assert client.post(page, {"email": email}).status_code == 200
    return link_in(mails(at)[-1])


def is_in(client: Client) -> bool:
    """Whether this browser is signed in."""
    return client.get("/account").status_code == 200


def test_a_sign_in_link_signs_in_by_the_button_and_once(
    here: Association, browser: Browser
) -> None:
    client, email = browser(), here.account("mentor")
    link = asked(here, client, "/sign-in/link", email)
    assert link.startswith(f"http://{here.host}:8000/l/")
    landing = client.get(link)
    assert (landing.status_code, landing.headers["Location"]) == (303, "/sign-in/by-link")
    page = client.get("/sign-in/by-link")
    assert f"Mentor {here.canary}" in page.text
    assert not is_in(client)
    client.get("/sign-in/by-link")
    assert client.post("/sign-in/by-link").status_code == 303
    assert is_in(client)
    assert browser().get(link).status_code == 404


def test_opening_a_link_changes_nothing(here: Association, browser: Browser) -> None:
    link = asked(here, browser(), "/sign-in/link", here.account("mentor"))
    (before,) = rows(here, AccessLink)
    for _scanner in range(3):
        scanner = browser()
        scanner.follow(scanner.get(link))
    (after,) = rows(here, AccessLink)
    assert (after.uses, after.revoked_at) == (before.uses, None) == (0, None)
    assert rows(here, AccountSession) == []


def test_only_the_hash_of_a_link_is_kept(here: Association, browser: Browser) -> None:
    link = asked(here, browser(), "/sign-in/link", here.account("mentor"))
    (row,) = rows(here, AccessLink)
    token = link.rpartition("/")[2]
    assert len(token) >= 43
    assert token not in str({c.name: getattr(row, c.name) for c in row.__table__.columns})


@pytest.mark.parametrize(
    ("page", "lives"),
    [("/sign-in/link", timedelta(minutes=15)), ("/password/new", timedelta(hours=1))],
)
def test_a_link_ends_in_time(
    page: str, lives: timedelta, here: Association, browser: Browser, later: Later
) -> None:
    client, email = browser(), here.account("mentor")
    link = asked(here, client, page, email)
    later(lives - timedelta(seconds=30))
    assert browser().get(link).status_code == 303
    client.follow(client.get(link))
    later(timedelta(minutes=1))
    assert browser().get(link).status_code == 404
    landing = "/sign-in/by-link" if page == "/sign-in/link" else "/password/choose"
    assert client.post(landing, {"password": NEW}).status_code == 404
    assert client.sign_in(email, PASSWORD).status_code == 303


def test_a_newer_link_ends_the_older_one(here: Association, browser: Browser) -> None:
    client, email = browser(), here.account("mentor")
    older = asked(here, client, "/password/new", email)
    newer = asked(here, client, "/password/new", email)
    assert browser().get(older).status_code == 404
    assert browser().get(newer).status_code == 303


def test_a_new_password_ends_all_sessions_and_the_old_password(
    here: Association, browser: Browser
) -> None:
    signed_in, client, email = browser(), browser(), here.account("coordinator")
    signed_in.sign_in(email, PASSWORD)
    page = client.follow(client.get(asked(here, client, "/password/new", email)))
    assert (page.status_code, email in page.text) == (200, True)
    assert client.post("/password/choose", {"password": NEW}).status_code == 303
    assert [is_in(client), is_in(signed_in)] == [True, False]
    assert browser().sign_in(email, PASSWORD).status_code == 400
    assert browser().sign_in(email, NEW).status_code == 303
    assert [mail.kind for mail in mails(here)] == [
        "account.new_password",
        "account.password_changed",
    ]
    assert client.post("/password/choose", {"password": PASSWORD}).status_code == 404


def test_a_weak_choice_does_not_use_the_link_up(here: Association, browser: Browser) -> None:
    client, email = browser(), here.account("mentor")
    client.follow(client.get(asked(here, client, "/password/new", email)))
    for weak in ("short", "salasana12345", ""):
        answer = client.post("/password/choose", {"password": weak})
        assert answer.status_code == 400
    assert client.post("/password/choose", {"password": NEW}).status_code == 303


def test_a_link_of_one_association_is_unknown_at_another(
    here: Association, elsewhere: Association, browser: Browser, app: Flask
) -> None:
    email = here.account("mentor")
    link = asked(here, browser(), "/password/new", email)
    other = Client(app, elsewhere.host)
    unknown = other.get("/l/" + "A" * 43)
    answer = other.get(link)
    assert (answer.status_code, unknown.status_code) == (404, 404)
    assert without_differences(answer.text, answer.request.path) == without_differences(
        unknown.text, unknown.request.path
    )
    other.set_cookie("punos-link", link.rpartition("/")[2])
    assert other.get("/password/choose").status_code == 404
    assert other.post("/password/choose", {"password": NEW}).status_code == 404
    assert browser().sign_in(email, PASSWORD).status_code == 303


def test_a_link_serves_its_own_purpose_only(here: Association, browser: Browser) -> None:
    client, email = browser(), here.account("administrator")
    client.get(asked(here, client, "/sign-in/link", email))
    for page in ("/password/choose", "/invitation"):
        assert client.get(page).status_code == 404
    for page in ("/account", "/accounts", "/account/password"):
        assert client.get(page).headers["Location"] == f"/sign-in?next={page}"
    assert client.post("/password/choose", {"password": NEW}).status_code == 404
    assert client.post("/invitation", {"password": NEW}).status_code == 404


def test_ended_links_are_answered_alike_and_say_how_to_get_a_new_one(
    here: Association, browser: Browser, later: Later
) -> None:
    client, email = browser(), here.account("mentor")
    used = asked(here, client, "/sign-in/link", email)
    client.follow(client.get(used))
    client.post("/sign-in/by-link")
    revoked = asked(here, browser(), "/password/new", email)
    expired = asked(here, browser(), "/sign-in/link", email)
    with here.work() as work:
        links.revoke(work, subject_id=account(here, email).id, purpose="password_reset")
    later(timedelta(minutes=20))
    pages = [browser().get(one) for one in (used, revoked, expired, "/l/nothing-of-the-kind")]
    assert {page.status_code for page in pages} == {404}
    assert len({without_differences(page.text, page.request.path) for page in pages}) == 1
    assert "/sign-in/link" in pages[0].text
    assert "/password/new" in pages[0].text


def press_at_once(app: Flask, at: Association, link: str, many: int) -> list[int]:
    """Open the link in several browsers, then press the button in all of them at the same moment."""
    clients = [Client(app, at.host) for _ in range(many)]
    for client in clients:
        assert client.follow(client.get(link)).status_code == 200
    gate, seen = threading.Barrier(many), list[int]()

    def press(client: Client) -> None:
        gate.wait(30)
        seen.append(client.post("/sign-in/by-link").status_code)

    threads = [threading.Thread(target=press, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(seen)


def test_a_link_pressed_five_times_at_once_works_once(
    here: Association, browser: Browser, app: Flask
) -> None:
    link = asked(here, browser(), "/sign-in/link", here.account("mentor"))
    assert press_at_once(app, here, link, 5) == [303, 404, 404, 404, 404]
    assert len(rows(here, AccountSession)) == 1


def test_without_the_lock_a_link_pressed_five_times_at_once_works_five_times(
    here: Association, browser: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the test above would notice that the lock is gone."""
    together = threading.Barrier(5)

    def read(session: TenantSession, model: Any, row_id: object) -> Any:
        found = session.scalars(select(model).where(model.id == row_id)).one()
        if model is AccessLink:
            together.wait(30)
        return found

    link = asked(here, browser(), "/sign-in/link", here.account("mentor"))
    monkeypatch.setattr(links, "lock_row", read)
    monkeypatch.setattr(service, "lock_row", read)
    assert press_at_once(app, here, link, 5) == [303] * 5


@pytest.mark.parametrize("page", SAID)
def test_asking_is_answered_alike_for_known_and_unknown_addresses(
    page: str, here: Association, browser: Browser, deployment: Deployment
) -> None:
    """The same page, and the same statements: those for a stranger are taken back at the end."""
    pages: list[TestResponse] = []
    costs = []
    emails = (here.account("mentor"), "nobody@example.org")
    for email in emails:
        client = browser()
        client.get(page)
        with statements(deployment) as sent:
            pages.append(client.post(page, {"email": email}))
        costs.append([one for one in sent if "SAVEPOINT" not in one])
    assert [one.status_code for one in pages] == [200, 200]
    assert without_differences(pages[0].text, emails[0]) == without_differences(
        pages[1].text, emails[1]
    )
    assert costs[0] == costs[1]
    assert [(mail.to_address, mail.kind) for mail in mails(here)] == [(emails[0], SAID[page])]
    assert len(rows(here, AccessLink)) == 1


def test_a_closed_account_gets_no_mail(here: Association, browser: Browser) -> None:
    email = here.account("mentor")
    with here.work() as work:
        closing = service.find_account(work, email)
        assert closing is not None
        service.close(work, closing)
    for page in SAID:
        browser().get(page)
        assert browser().post(page, {"email": email}).status_code == 200
    assert mails(here) == []


@pytest.mark.parametrize("page", SAID)
@pytest.mark.parametrize(
    "form",
    [
        {"email": ["{victim}", "thief@example.org"]},
        {"email": ["thief@example.org", "{victim}"]},
        {"email[]": ["{victim}", "thief@example.org"]},
        {"email[0]": "{victim}", "email[1]": "thief@example.org"},
        {"email[a]": "{victim}"},
        {"email": "{victim}", "cc": "thief@example.org"},
        {"email": "{victim},thief@example.org"},
        {"email": "{victim};thief@example.org"},
        {"email": "{victim} thief@example.org"},
        {"email": "{victim}\nBcc: thief@example.org"},
        {"email": "{victim}\r\nto: thief@example.org"},
        {"email": "{victim}%0abcc:thief@example.org"},
        {"email": "<{victim}>"},
        {"email": ""},
        {},
    ],
)
def test_an_address_in_another_shape_sends_nothing(
    page: str, form: dict[str, Any], here: Association, browser: Browser
) -> None:
    victim, client = here.account("mentor"), browser()
    filled = {
        name: [one.replace("{victim}", victim) for one in value]
        if isinstance(value, list)
        else value.replace("{victim}", victim)
        for name, value in form.items()
    }
    client.get(page)
    assert client.post(page, filled).status_code == 400
    assert mails(here) == []


@pytest.mark.parametrize(
    "body", ['{"email": ["a@example.org"]}', '{"email": {"x": 1}}', "[]", "null"]
)
def test_a_body_that_is_no_form_sends_nothing(
    body: str, here: Association, browser: Browser
) -> None:
    client = browser()
    page = client.get("/password/new")
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client._client.post(
        "/password/new",
        data=body,
        content_type="application/json",
        headers={"X-CSRF-Token": token},
        base_url=f"http://{here.host}",
    )
    assert answer.status_code == 400
    assert mails(here) == []


def test_the_mail_goes_to_the_address_of_the_account_not_to_the_one_typed(
    here: Association, browser: Browser
) -> None:
    email, client = here.account("mentor"), browser()
    client.get("/password/new")
    client.post("/password/new", {"email": f"  {email.upper()} "})
    assert [mail.to_address for mail in mails(here)] == [email]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "{host}.evil.example",
        "evil.example#{host}",
        "{host}@evil.example",
        "{host}:80:80",
    ],
)
def test_a_lying_host_gets_a_plain_404_and_no_mail(
    host: str, here: Association, browser: Browser
) -> None:
    email, client = here.account("mentor"), browser()
    client.get("/password/new")
    answer = client.post(
        "/password/new", {"email": email}, headers={"Host": host.replace("{host}", here.host)}
    )
    assert (answer.status_code, answer.text.count("<p>404</p>")) == (404, 1)
    assert mails(here) == []


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-Host"])
def test_a_forwarded_host_does_not_get_into_the_mail(
    name: str, here: Association, browser: Browser
) -> None:
    email, client = here.account("mentor"), browser()
    client.get("/password/new")
    lie = "host=evil.example" if name == "Forwarded" else "evil.example"
    assert client.post("/password/new", {"email": email}, headers={name: lie}).status_code == 200
    (mail,) = mails(here)
    assert link_in(mail).startswith(f"http://{here.host}:8000/l/")
    assert "evil" not in mail.body + mail.subject


def test_asking_again_and_again_sends_five_mails_in_fifteen_minutes(
    here: Association, browser: Browser, later: Later
) -> None:
    email, client = here.account("mentor"), browser()
    answers = set()
    for _time in range(7):
        client.get("/password/new")
        answers.add(without_differences(client.post("/password/new", {"email": email}).text))
    assert len(answers) == 1
    assert len(mails(here)) == 5
    later(timedelta(minutes=16))
    client.get("/password/new")
    client.post("/password/new", {"email": email})
    assert len(mails(here)) == 6


def test_guesses_at_the_password_do_not_keep_the_mailed_link_away(
    here: Association, browser: Browser
) -> None:
    email = here.account("mentor")
    for _time in range(11):
        browser().sign_in(email, "wrong wrong wrong")
    client = browser()
    client.follow(client.get(asked(here, client, "/sign-in/link", email)))
    assert client.post("/sign-in/by-link").status_code == 303
    assert is_in(client)


def test_an_account_closed_after_the_mail_cannot_come_back_by_it(
    here: Association, browser: Browser
) -> None:
    client, email = browser(), here.account("mentor")
    client.follow(client.get(asked(here, client, "/sign-in/link", email)))
    with here.work() as work:
        closing = service.find_account(work, email)
        assert closing is not None
        service.close(work, closing)
    assert client.post("/sign-in/by-link").status_code == 404
    assert account(here, email).state == "closed"


def test_ended_links_and_old_rows_are_deleted_in_time(
    here: Association, browser: Browser, later: Later
) -> None:
    client, email = browser(), here.account("mentor")
    asked(here, client, "/sign-in/link", email)
    client.sign_in(email, PASSWORD)
    later(timedelta(days=32))
    with here.work() as work:
        service.forget(work)
    assert rows(here, AccessLink) == []
    assert rows(here, AccountSession) == []
    assert len(rows(here, Account)) == 1
