"""Inviting, giving and taking roles, closing: nobody gives more than they hold, and one stays."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from punos.access import Principal
from punos.accounts import roles, service
from punos.accounts.identify import account_by_token
from punos.accounts.models import Account, AccountRole
from punos.deployment import Deployment
from punos.errors import Refused
from tests.accounts.seeing import account, link_in, mails, rows, statements, without_differences
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Association

Browser = Callable[[], Client]
NEW = "seven lanterns over water"


def invite(client: Client, **typed: Any) -> Any:
    """Send the invitation page."""
    client.get("/accounts/invite")
    form = {"name": "Aino Koivu", "email": "aino@example.org", "role": "mentor", "language": "en"}
    return client.post("/accounts/invite", form | typed)


def actor(client: Client, at: Association, deployment: Deployment) -> Principal:
    """Who this browser is."""
    with at.work() as work:
        found = account_by_token(work, client.cookies()["punos"], deployment.access)
        assert found is not None
        return found.principal


def test_an_invited_contact_person_sees_one_unit(
    here: Association, browser: Browser, deployment: Deployment
) -> None:
    unit = here.unit("Turku")
    answer = invite(here.signed_in(browser()), role="contact", unit=str(unit))
    assert answer.status_code == 303
    (mail,) = mails(here)
    assert (mail.to_address, mail.kind) == ("aino@example.org", "account.invitation")
    guest = browser()
    page = guest.follow(guest.get(link_in(mail)))
    assert (page.request.path, "Aino Koivu" in page.text) == ("/invitation", True)
    assert guest.post("/invitation", {"password": NEW}).status_code == 303
    assert actor(guest, here, deployment).units("people.read") == frozenset({unit})
    assert browser().sign_in("aino@example.org", NEW).status_code == 303


def test_an_invitation_works_once_and_for_three_days(
    here: Association, browser: Browser, later: Callable[[timedelta], None]
) -> None:
    client = here.signed_in(browser())
    invite(client, email="late@example.org")
    invite(client)
    late, link = (link_in(mail) for mail in mails(here))
    later(timedelta(hours=71))
    guest = browser()
    guest.follow(guest.get(link))
    guest.post("/invitation", {"password": NEW})
    assert browser().get(link).status_code == 404
    guest.get("/account")
    assert guest.post("/invitation", {"password": PASSWORD}).status_code == 404
    later(timedelta(hours=2))
    assert browser().get(late).status_code == 404


def test_an_invitation_is_written_in_the_language_that_was_chosen(
    here: Association, browser: Browser
) -> None:
    invite(here.signed_in(browser()), language="fi")
    assert [mail.language for mail in mails(here)] == ["fi"]
    assert account(here, "aino@example.org").language == "fi"


def test_inviting_is_answered_alike_for_known_and_unknown_addresses(
    here: Association, browser: Browser
) -> None:
    known = here.account("mentor")
    pages = []
    client = here.signed_in(browser())
    for email in (known, "new@example.org"):
        answer = invite(client, email=email, role="adviser")
        pages.append(without_differences(client.follow(answer).text, email))
    assert pages[0] == pages[1]
    assert [mail.kind for mail in mails(here)] == ["account.another_role", "account.invitation"]
    held = rows(here, AccountRole, AccountRole.account_id == account(here, known).id)
    assert sorted(row.role for row in held) == ["adviser", "mentor"]


def test_who_is_invited_twice_has_one_account_and_one_working_link(
    here: Association, browser: Browser
) -> None:
    client = here.signed_in(browser())
    invite(client)
    invite(client, email="AINO@example.org")
    older, newer = (link_in(mail) for mail in mails(here))
    assert browser().get(older).status_code == 404
    assert browser().get(newer).status_code == 303
    assert len(rows(here, Account, Account.email_folded == "aino@example.org")) == 1


def test_asking_for_a_new_password_sends_a_forgotten_invitation_again(
    here: Association, browser: Browser
) -> None:
    invite(here.signed_in(browser()))
    client = browser()
    client.get("/password/new")
    client.post("/password/new", {"email": "aino@example.org"})
    assert [mail.kind for mail in mails(here)] == ["account.invitation"] * 2


@pytest.mark.parametrize(
    "email",
    ['"a b"@example.org', "a(b)@example.org", "a@b@example.org", "a@example.org, b@x.org", "a"],
)
def test_an_invitation_goes_to_exactly_one_plain_address(
    email: str, here: Association, browser: Browser
) -> None:
    assert invite(here.signed_in(browser()), email=email).status_code == 400
    assert mails(here) == []


@pytest.mark.parametrize("role", ["administrator", "no-such-role", "", "__class__"])
def test_a_coordinator_cannot_give_a_role_above_their_own(
    role: str, here: Association, browser: Browser
) -> None:
    assert invite(here.signed_in(browser()), role=role).status_code == 400
    assert rows(here, Account, Account.email_folded == "aino@example.org") == []
    assert mails(here) == []


def test_the_verb_itself_refuses_a_role_above_the_actors_own(
    here: Association, browser: Browser, deployment: Deployment
) -> None:
    coordinator = actor(here.signed_in(browser()), here, deployment)
    with here.work(coordinator) as work, pytest.raises(Refused):
        service.invite(work, email="x@example.org", name="X", role="administrator")


def test_somebody_limited_to_a_unit_gives_roles_in_that_unit_only(
    here: Association, browser: Browser, deployment: Deployment
) -> None:
    own, other = here.unit("Turku"), here.unit("Oulu")
    limited = here.signed_in(browser(), "coordinator", unit_id=own)
    assert invite(limited, role="contact", unit=str(own)).status_code == 303
    assert str(other) not in limited.get("/accounts/invite").text
    for unit, status in ((str(other), 400), ("", 409)):
        answer = invite(limited, email="b@example.org", role="contact", unit=unit)
        assert answer.status_code == status
    assert rows(here, Account, Account.email_folded == "b@example.org") == []


@pytest.mark.parametrize("extra", ["state", "tenant_id", "password_hash", "id", "person_id"])
def test_an_invitation_with_more_than_is_asked_is_refused(
    extra: str, here: Association, browser: Browser
) -> None:
    assert invite(here.signed_in(browser()), **{extra: "active"}).status_code == 400
    assert mails(here) == []


@pytest.mark.parametrize("role", ["coordinator", "contact", "mentor", "readonly"])
def test_only_administrators_see_people_and_roles(
    role: str, here: Association, browser: Browser
) -> None:
    client, other = here.signed_in(browser(), role), account(here, here.account("mentor"))
    paths = ["/accounts", f"/accounts/{other.id}", f"/accounts/{other.id}/close"]
    assert [client.get(path).status_code for path in paths] == [404] * 3
    client.get("/account")
    assert client.post(f"/accounts/{other.id}/close").status_code == 404
    assert account(here, other.email).state == "active"


def test_people_and_roles_lists_this_association_alone(
    here: Association, elsewhere: Association, browser: Browser
) -> None:
    unit = here.unit("Turku")
    mine, foreign = here.account("contact", unit_id=unit), elsewhere.account("mentor")
    client = here.signed_in(browser(), "administrator")
    page = client.get("/accounts").text
    assert (mine in page, "Contact person (Turku)" in page) == (True, True)
    assert (foreign in page, elsewhere.canary in page) == (False, False)
    missing = client.get(f"/accounts/{uuid4()}")
    theirs = client.get(f"/accounts/{account(elsewhere, foreign).id}")
    assert (theirs.status_code, theirs.data) == (404, missing.data)


def test_the_list_of_accounts_costs_the_same_for_few_and_for_many(
    here: Association, browser: Browser, deployment: Deployment
) -> None:
    client = here.signed_in(browser(), "administrator")
    costs = []
    for more in (3, 30):
        with here.work() as work:
            for number in range(more):
                email = f"{more}-{number}@example.org"
                service.create_account(work, email=email, name=f"N{number}", role="mentor")
        with statements(deployment) as sent:
            assert client.get("/accounts").status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_a_role_given_or_taken_holds_from_the_next_request(
    here: Association, browser: Browser
) -> None:
    worker, email = browser(), here.account("mentor")
    worker.sign_in(email, PASSWORD)
    found = account(here, email)
    administrator = here.signed_in(browser(), "administrator")
    assert worker.get("/accounts/invite").status_code == 404
    administrator.get(f"/accounts/{found.id}")
    given = administrator.post(f"/accounts/{found.id}/roles", {"role": "coordinator", "unit": ""})
    assert given.status_code == 303
    assert worker.get("/accounts/invite").status_code == 200
    (held,) = rows(
        here, AccountRole, AccountRole.account_id == found.id, AccountRole.role == "coordinator"
    )
    administrator.get(f"/accounts/{found.id}")
    assert administrator.post(f"/accounts/{found.id}/roles/{held.id}/take").status_code == 303
    assert worker.get("/accounts/invite").status_code == 404


def test_closing_ends_sessions_links_and_roles_and_inviting_opens_again(
    here: Association, browser: Browser
) -> None:
    worker, email = browser(), here.account("coordinator")
    worker.sign_in(email, PASSWORD)
    asker = browser()
    asker.get("/sign-in/link")
    asker.post("/sign-in/link", {"email": email})
    found = account(here, email)
    administrator = here.signed_in(browser(), "administrator")
    administrator.get(f"/accounts/{found.id}/close")
    assert administrator.post(f"/accounts/{found.id}/close").status_code == 303
    assert worker.get("/account").status_code == 303
    assert browser().get(link_in(mails(here)[0])).status_code == 404
    assert browser().sign_in(email, PASSWORD).status_code == 400
    assert invite(administrator, email=email, role="mentor").status_code == 303
    guest = browser()
    guest.follow(guest.get(link_in(mails(here)[1])))
    guest.post("/invitation", {"password": NEW})
    assert guest.get("/account").status_code == 200
    assert guest.get("/accounts/invite").status_code == 404


def test_an_administrator_sends_a_reset_and_never_sets_a_password(
    here: Association, browser: Browser
) -> None:
    email = here.account("mentor")
    found = account(here, email)
    administrator = here.signed_in(browser(), "administrator")
    page = administrator.get(f"/accounts/{found.id}")
    assert 'type="password"' not in page.text
    assert administrator.post(f"/accounts/{found.id}/mail").status_code == 303
    assert [(mail.to_address, mail.kind) for mail in mails(here)] == [
        (email, "account.new_password")
    ]
    assert account(here, email).password_hash == found.password_hash


def test_the_last_administrator_cannot_be_closed_nor_lose_the_role(
    here: Association, browser: Browser
) -> None:
    client = here.signed_in(browser(), "administrator")
    (row,) = rows(here, AccountRole, AccountRole.role == "administrator")
    client.get(f"/accounts/{row.account_id}/close")
    assert client.post(f"/accounts/{row.account_id}/close").status_code == 409
    taken = client.post(f"/accounts/{row.account_id}/roles/{row.id}/take")
    assert taken.status_code == 409
    assert client.get("/accounts").status_code == 200


def close_each_other(here: Association, app: Flask) -> list[int]:
    """Two administrators, the only ones, close each other at the same moment."""
    emails = [here.account("administrator") for _ in range(2)]
    ids = [account(here, email).id for email in emails]
    clients = [Client(app, here.host) for _ in range(2)]
    for client, email, other in zip(clients, emails, reversed(ids), strict=True):
        client.sign_in(email, PASSWORD)
        client.get(f"/accounts/{other}/close")
    gate, seen = threading.Barrier(2), list[int]()

    def press(client: Client, other: UUID) -> None:
        gate.wait(30)
        seen.append(client.post(f"/accounts/{other}/close").status_code)

    threads = [
        threading.Thread(target=press, args=pair)
        for pair in zip(clients, reversed(ids), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(seen)


def test_two_administrators_who_close_each_other_at_once_leave_one(
    here: Association, app: Flask
) -> None:
    assert close_each_other(here, app)[0] == 303
    assert len(rows(here, Account, Account.state == "active")) == 1


def test_without_the_lock_two_administrators_close_each_other(
    here: Association, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the test above would notice that the lock is gone."""
    together, locked = threading.Barrier(2), roles.lock_administrators

    def read(work: Any) -> list[UUID]:
        with work.session.no_autoflush:
            found = locked(work)
        work.session.rollback()
        together.wait(30)
        return found

    monkeypatch.setattr(service, "lock_administrators", read)
    assert close_each_other(here, app) == [303, 303]
    assert rows(here, Account, Account.state == "active") == []


def test_changing_the_password_asks_for_the_old_one_and_ends_other_sessions(
    here: Association, browser: Browser
) -> None:
    one, two, email = browser(), browser(), here.account("mentor")
    for client in (one, two):
        client.sign_in(email, PASSWORD)
    before = one.cookies()["punos"]
    one.get("/account/password")
    wrong = one.post("/account/password", {"current": "not my password", "password": NEW})
    assert wrong.status_code == 400
    assert one.post("/account/password", {"current": PASSWORD, "password": NEW}).status_code == 303
    assert one.cookies()["punos"] != before
    assert [one.get("/account").status_code, two.get("/account").status_code] == [200, 303]
    assert [mail.kind for mail in mails(here)] == ["account.password_changed"]
    assert browser().sign_in(email, NEW).status_code == 303


def test_a_stolen_session_cannot_try_old_passwords_for_ever(
    here: Association, browser: Browser
) -> None:
    client = here.signed_in(browser(), "mentor")
    client.get("/account/password")
    for _time in range(10):
        client.post("/account/password", {"current": "not my password", "password": NEW})
    answer = client.post("/account/password", {"current": PASSWORD, "password": NEW})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("eleven-char", False),
        ("twelve-chars", True),
        ("kuu paistaa järven yli", True),
        ("Ω≈ç√∫˜µ≤≥÷ åß∂ƒ", True),
        ("kxqtwzpfvmrh", True),
        ("q" * 8 + "longer than sixty-four characters is well and good " * 2, True),
        (" two spaces  and ends ", True),
        ("vmrhk " * 22, False),
        ("aaaaaaaaaaaaaaaa", False),
        ("abcabcabcabcabc", False),
        ("Salasana2026!", False),
        ("P@ssw0rd12345", False),
        ("Lösenord12345", False),
        ("qwertyuiopasd", False),
        ("Tervetuloa123", False),
        ("123456789012", False),
        ("mentor-mentor-mentor", False),
        ("{canary}12345", False),
        ("{email}", False),
    ],
)
def test_a_password_is_long_and_not_easy_to_guess_and_nothing_more(
    password: str, taken: bool, here: Association, browser: Browser
) -> None:
    client, email = browser(), here.account("mentor")
    client.sign_in(email, PASSWORD)
    client.get("/account/password")
    chosen = password.replace("{canary}", here.canary).replace("{email}", email)
    answer = client.post("/account/password", {"current": PASSWORD, "password": chosen})
    assert answer.status_code == (303 if taken else 400), answer.text
    assert browser().sign_in(email, chosen).status_code == (303 if taken else 400)
