"""Changing the address that one signs in with: confirmed where it leads, told to both, never taken twice."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update

from punos import clock
from punos.accounts.models import AccountSession
from tests.accounts.seeing import account, link_in, mails
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Association

Browser = Callable[[], Client]
Later = Callable[[timedelta], None]
NEW = "new-one@people.example.org"


def asked(here: Association, browser: Browser, role: str = "mentor") -> tuple[Client, str]:
    """Somebody who has asked for the new address: her browser, and the address before."""
    client, email = browser(), here.account(role)
    client.sign_in(email, PASSWORD)
    client.get("/account/address")
    assert client.post("/account/address", {"email": NEW}).status_code == 200
    return client, email


def test_the_new_address_counts_once_its_link_is_used(here: Association, browser: Browser) -> None:
    client, email = asked(here, browser)
    mail = mails(here)[-1]
    assert (mail.kind, mail.to_address) == ("account.confirm_address", NEW)
    reader = browser()
    page = reader.follow(reader.get(link_in(mail)))
    assert NEW in page.text
    assert account(here, email).email == email, "opening the link changes nothing"
    assert reader.post("/address").status_code == 200
    assert account(here, NEW).email_folded == NEW
    told = [(one.kind, one.to_address) for one in mails(here)[-2:]]
    assert told == [("account.address_changed", email), ("account.address_changed", NEW)]
    assert client.get("/account").status_code == 303, "every browser is signed out"
    assert browser().sign_in(email, PASSWORD).status_code == 400
    assert browser().sign_in(NEW, PASSWORD).status_code == 303


def test_the_link_works_once(here: Association, browser: Browser) -> None:
    asked(here, browser)
    link = link_in(mails(here)[-1])
    once, again = browser(), browser()
    for reader in (once, again):
        reader.follow(reader.get(link))
    assert once.post("/address").status_code == 200
    assert again.post("/address").status_code != 200
    assert browser().get(link).status_code == 404


def test_a_link_ends_after_a_day_and_when_the_password_changes(
    here: Association, browser: Browser, later: Later
) -> None:
    client, email = asked(here, browser)
    link = link_in(mails(here)[-1])
    client.get("/account/password")
    form = {"current": PASSWORD, "password": "boats behind the old mill"}
    assert client.post("/account/password", form).status_code == 303
    assert browser().get(link).status_code == 404
    client.follow(client.get("/account/address"))
    client.post("/account/address", {"email": NEW})
    link = link_in(mails(here)[-1])
    later(timedelta(hours=25))
    assert browser().get(link).status_code == 404
    assert account(here, email).email == email


def test_an_address_that_somebody_has_gets_no_mail_and_the_answer_is_the_same(
    here: Association, browser: Browser
) -> None:
    client, taken = browser(), here.account("mentor")
    client.sign_in(here.account("mentor"), PASSWORD)
    client.get("/account/address")
    before = len(mails(here))
    pages = [client.post("/account/address", {"email": one}).text for one in (taken, NEW)]
    assert len(mails(here)) == before + 1
    assert mails(here)[-1].to_address == NEW
    assert pages[0].replace(taken, "") == pages[1].replace(NEW, "")


def test_an_address_that_was_taken_meanwhile_is_refused(
    here: Association, browser: Browser
) -> None:
    _first, email = asked(here, browser)
    link = link_in(mails(here)[-1])
    asked(here, browser)
    winner = browser()
    winner.follow(winner.get(link_in(mails(here)[-1])))
    assert winner.post("/address").status_code == 200
    loser = browser()
    loser.follow(loser.get(link))
    assert loser.post("/address").status_code == 409
    assert account(here, email).email == email


def test_asking_needs_a_fresh_proof(here: Association, browser: Browser) -> None:
    client, _email = asked(here, browser)
    sent = len(mails(here))
    with here.work() as work:
        before = clock.now() - timedelta(minutes=61)
        work.session.execute(update(AccountSession).values(proved_at=before))
    assert client.post("/account/address", {"email": "x@people.example.org"}).status_code == 403
    assert len(mails(here)) == sent


def test_an_address_given_twice_or_with_more_in_it_is_refused(
    here: Association, browser: Browser
) -> None:
    client = browser()
    client.sign_in(here.account("mentor"), PASSWORD)
    client.get("/account/address")
    for form in (
        {"email": [NEW, "evil@example.org"]},
        {"email": f"{NEW}\nBcc: evil@example.org"},
        {"email": f"{NEW}, evil@example.org"},
        {"email[]": NEW},
        {"email": NEW, "state": "active"},
    ):
        assert client.post("/account/address", form).status_code == 400, form
    assert not [mail for mail in mails(here) if mail.kind == "account.confirm_address"]
