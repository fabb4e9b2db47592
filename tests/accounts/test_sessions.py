"""A session is a row: what ends it, ends it at the next request, whatever the browser still holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from punos.accounts import service
from punos.accounts.models import AccountSession
from punos.app import create_app
from punos.deployment import Deployment
from tests.accounts.seeing import account, rows, statements
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Association

Browser = Callable[[], Client]
Later = Callable[[timedelta], None]
OWN = "/account"


def is_in(client: Client) -> bool:
    """Whether this browser is signed in."""
    answer = client.get(OWN)
    assert answer.status_code == 200 or answer.headers["Location"].startswith("/sign-in")
    return answer.status_code == 200


def copy(client: Client, browser: Browser) -> Client:
    """Another browser that holds the same cookies."""
    thief = browser()
    for name, value in client.cookies().items():
        thief.set_cookie(name, value)
    return thief


def test_signing_in_gives_a_token_that_the_browser_never_had(
    here: Association, browser: Browser
) -> None:
    client, email = browser(), here.account("coordinator")
    client.set_cookie("punos", "planted-by-somebody-else")
    assert client.sign_in(email, PASSWORD).status_code == 303
    assert client.cookies()["punos"] != "planted-by-somebody-else"
    planter = browser()
    planter.set_cookie("punos", "planted-by-somebody-else")
    assert is_in(client)
    assert not is_in(planter)


def test_each_place_is_signed_out_by_its_own_words(here: Association, browser: Browser) -> None:
    client, other, email = browser(), browser(), here.account("coordinator")
    client.sign_in(email, PASSWORD)
    other.sign_in(email, PASSWORD)
    page = client.get(OWN).text
    assert page.count("Sign this browser out") == 1
    assert page.count("Sign that browser out") == 1


def test_signing_in_again_ends_the_session_before(here: Association, browser: Browser) -> None:
    client, email = browser(), here.account("coordinator")
    client.sign_in(email, PASSWORD)
    before = copy(client, browser)
    client.sign_in(email, PASSWORD)
    assert is_in(client)
    assert not is_in(before)


def test_a_cookie_copied_before_signing_out_is_dead_after(
    here: Association, browser: Browser
) -> None:
    client = here.signed_in(browser())
    thief = copy(client, browser)
    assert is_in(thief)
    client.get(OWN)
    answer = client.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "punos" not in client.cookies()
    assert not is_in(thief)
    assert not is_in(client)


def test_signing_out_everywhere_ends_every_session_of_this_account_alone(
    here: Association, browser: Browser
) -> None:
    email = here.account("mentor")
    one, two, somebody_else = browser(), browser(), here.signed_in(browser())
    for client in (one, two):
        client.sign_in(email, PASSWORD)
    one.get(OWN)
    one.post("/sign-out/everywhere")
    assert [is_in(one), is_in(two), is_in(somebody_else)] == [False, False, True]


def test_one_sees_and_ends_ones_own_sessions_only(here: Association, browser: Browser) -> None:
    email = here.account("mentor")
    one, two, stranger = browser(), browser(), here.signed_in(browser(), "mentor")
    for client in (one, two):
        client.sign_in(email, PASSWORD)
    mine = rows(here, AccountSession, AccountSession.account_id == account(here, email).id)
    page = one.get(OWN).text
    assert [str(row.id) in page for row in mine] == [True, True]
    stranger.get(OWN)
    assert stranger.post(f"/account/sessions/{mine[1].id}/end").status_code == 404
    assert is_in(two)
    one.get(OWN)
    assert one.post(f"/account/sessions/{mine[1].id}/end").status_code == 303
    assert [is_in(one), is_in(two)] == [True, False]


def test_closing_an_account_ends_its_sessions_at_once(here: Association, browser: Browser) -> None:
    client, email = browser(), here.account("coordinator")
    client.sign_in(email, PASSWORD)
    assert is_in(client)
    with here.work() as work:
        closing = service.find_account(work, email)
        assert closing is not None
        service.close(work, closing)
    assert not is_in(client)


def test_a_session_is_worth_nothing_once_its_account_is_closed(
    here: Association, browser: Browser
) -> None:
    """Even where something forgot to end the session itself."""
    client, email = browser(), here.account("coordinator")
    client.sign_in(email, PASSWORD)
    with here.work() as work:
        closed = service.find_account(work, email)
        assert closed is not None
        closed.state = "closed"
    assert not is_in(client)


@pytest.mark.parametrize(
    ("role", "idle", "lives"),
    [
        ("coordinator", timedelta(minutes=29), True),
        ("coordinator", timedelta(minutes=31), False),
        ("mentor", timedelta(days=29), True),
        ("mentor", timedelta(days=31), False),
    ],
)
def test_a_session_that_is_left_alone_ends(
    role: str, idle: timedelta, lives: bool, here: Association, browser: Browser, later: Later
) -> None:
    client = here.signed_in(browser(), role)
    later(idle)
    assert is_in(client) is lives


def test_a_session_of_staff_ends_after_twelve_hours_however_busy(
    here: Association, browser: Browser, later: Later
) -> None:
    client = here.signed_in(browser(), "coordinator")
    for _step in range(28):
        later(timedelta(minutes=25))
        assert is_in(client)
    later(timedelta(minutes=25))
    assert not is_in(client)


def test_a_member_who_becomes_staff_has_the_shorter_session_at_once(
    here: Association, browser: Browser, later: Later
) -> None:
    client, email = browser(), here.account("mentor")
    client.sign_in(email, PASSWORD)
    with here.work() as work:
        promoted = service.find_account(work, email)
        assert promoted is not None
        service.give_role(work, promoted, "coordinator")
    later(timedelta(minutes=31))
    assert not is_in(client)


def test_use_of_a_session_is_noted_once_a_minute(
    here: Association, browser: Browser, later: Later, deployment: Deployment
) -> None:
    client = here.signed_in(browser(), "mentor")
    with statements(deployment) as sent:
        client.get(OWN)
        client.get(OWN)
    assert not [statement for statement in sent if statement.startswith("UPDATE")]
    later(timedelta(minutes=2))
    with statements(deployment) as sent:
        client.get(OWN)
        client.get(OWN)
    assert len([statement for statement in sent if statement.startswith("UPDATE")]) == 1


def test_who_is_asking_is_read_in_one_statement(
    here: Association, browser: Browser, deployment: Deployment
) -> None:
    client, email = browser(), here.account("mentor")
    with here.work() as work:
        busy = service.find_account(work, email)
        assert busy is not None
        for role in ("mentee", "participant", "adviser"):
            service.give_role(work, busy, role)
    client.sign_in(email, PASSWORD)
    with statements(deployment) as sent:
        client.get(OWN)
    assert len([one for one in sent if "FROM account_session JOIN account" in one]) == 1


def test_a_session_of_one_association_is_nothing_at_another(
    here: Association, elsewhere: Association, browser: Browser, app: Flask
) -> None:
    client = here.signed_in(browser())
    other = Client(app, elsewhere.host)
    for name, value in client.cookies().items():
        other.set_cookie(name, value)
    assert is_in(client)
    assert not is_in(other)


def test_the_same_address_at_two_associations_is_two_accounts(
    here: Association, elsewhere: Association, app: Flask
) -> None:
    for at, password in ((here, "rivers under grey bridges"), (elsewhere, "lamps along the quay")):
        with at.work() as work:
            service.create_account(
                work, email="aino@example.org", name="Aino", role="mentor", password=password
            )
    client = Client(app, here.host)
    assert client.sign_in("aino@example.org", "lamps along the quay").status_code == 400
    assert client.sign_in("aino@example.org", "rivers under grey bridges").status_code == 303
    assert (
        Client(app, elsewhere.host).sign_in("aino@example.org", "lamps along the quay").status_code
        == 303
    )


def test_over_https_the_cookie_is_bound_to_the_host_and_hidden_from_scripts(
    here: Association, deployment: Deployment
) -> None:
    secure = Deployment(replace(deployment.config, environment="production"), deployment.registry)
    email = here.account("coordinator")
    try:
        client = Client(create_app(deployment=secure), here.host)
        at = {"base_url": f"https://{here.host}"}
        client.get("/sign-in", **at)
        answer = client.post("/sign-in", {"email": email, "password": PASSWORD}, **at)
        (cookie,) = [
            c for c in answer.headers.getlist("Set-Cookie") if c.startswith("__Host-punos=")
        ]
    finally:
        secure.dispose()
    assert answer.status_code == 303
    assert {part.strip() for part in cookie.split(";")[1:]} >= {
        "Secure",
        "HttpOnly",
        "Path=/",
        "SameSite=Lax",
    }
    assert "Domain" not in cookie
    assert len(cookie) < 4096
