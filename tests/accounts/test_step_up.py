"""Before what does harm in wrong hands, whoever sits there proves once more who they are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from punos import clock
from punos.accounts.models import AccountSession
from punos.web.pages import Route
from punos.web.routing import _wrap, all_routes
from tests.accounts.second_step import first_step, set_up
from tests.accounts.seeing import account, rows
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Association

Browser = Callable[[], Client]
Later = Callable[[timedelta], None]
PROOF = "proof-of-who-you-are"
ASKED = "Show that it is you"


def asked(answer: Any) -> bool:
    """Whether the page asks who is there instead of doing what was wanted."""
    return answer.status_code == 403 and ASKED in answer.text


def hidden(page: str) -> dict[str, list[str]]:
    """What the page carries along unseen, but for its own token."""
    found: dict[str, list[str]] = {}
    for part in page.partition("<main")[2].split('<input type="hidden" name="')[1:]:
        name, _, rest = part.partition('" value="')
        if name != "csrf_token":
            found.setdefault(name, []).append(rest.partition('"')[0])
    return found


@pytest.fixture
def somebody(here: Association) -> UUID:
    """An account that is dealt with."""
    return account(here, here.account("adviser")).id


def stale(here: Association) -> None:
    """Let every proof be older than the hour for which it counts in tests."""
    with here.work() as work:
        before = clock.now() - timedelta(minutes=61)
        work.session.execute(update(AccountSession).values(proved_at=before))


def test_a_list_is_taken_out_after_a_fresh_proof_alone(here: Association, browser: Browser) -> None:
    client = here.signed_in(browser(), "administrator")
    assert client.get("/people?format=csv").mimetype == "text/csv"
    stale(here)
    assert client.get("/people").status_code == 200, "reading is not asked for"
    answer = client.get("/people?format=csv&q=x")
    assert asked(answer)
    assert hidden(answer.text)["next"] == ["/people?format=csv&amp;q=x"]
    form = {"next": "/people?format=csv&q=x", PROOF: PASSWORD}
    answer = client.post("/prove", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, form["next"])
    assert client.get(form["next"]).mimetype == "text/csv"


def test_an_act_goes_on_with_everything_that_was_typed(
    here: Association, browser: Browser, somebody: UUID
) -> None:
    client = here.signed_in(browser(), "administrator")
    path = f"/accounts/{somebody}/roles"
    client.get(f"/accounts/{somebody}")
    stale(here)
    answer = client.post(path, {"role": "coordinator", "unit": ""})
    assert asked(answer)
    assert f'action="{path}"' in answer.text
    carried = hidden(answer.text)
    assert carried == {"role": ["coordinator"], "unit": [""]}
    assert asked(client.post(path, {**carried, PROOF: "not the password"}))
    assert roles(client, somebody) == ["Adviser"]
    answer = client.post(path, {**carried, PROOF: PASSWORD})
    assert answer.status_code == 303
    assert "Coordinator" in client.get(f"/accounts/{somebody}").text


def roles(client: Client, somebody: UUID) -> list[str]:
    """The roles that an account's page shows."""
    page = client.get(f"/accounts/{somebody}").text
    return [part.partition("</h3>")[0].strip() for part in page.split("<h3>")[1:]]


def test_what_was_typed_several_times_is_carried_whole(
    here: Association, browser: Browser, somebody: UUID
) -> None:
    client = here.signed_in(browser(), "administrator")
    stale(here)
    typed = {"role": ["a", "b"], "more": '"><script>x</script>'}
    page = client.post(f"/accounts/{somebody}/roles", typed).text
    assert hidden(page)["role"] == ["a", "b"]
    assert "<script>x" not in page


def test_who_has_a_second_step_is_asked_for_its_code_and_not_the_password(
    here: Association, strict: Browser
) -> None:
    client, email = strict(), here.account("administrator")
    first_step(client, email)
    app, codes = set_up(client)
    assert client.get("/people?format=csv").status_code == 200
    stale(here)
    assert "Code from your app" in client.get("/people?format=csv").text
    form = {"next": "/people?format=csv"}
    assert asked(client.post("/prove", {**form, PROOF: PASSWORD}))
    assert client.post("/prove", {**form, PROOF: app.code()}).status_code == 303
    assert client.get("/people?format=csv").mimetype == "text/csv"
    stale(here)
    assert client.post("/prove", {**form, PROOF: codes[3]}).status_code == 303


def test_a_new_password_is_no_proof_of_who_has_a_second_step(
    here: Association, strict: Browser
) -> None:
    """Whoever holds a session and the password still lacks the code, which is what is asked for."""
    client, email = strict(), here.account("administrator")
    first_step(client, email)
    set_up(client)
    stale(here)
    client.get("/account/password")
    form = {"current": PASSWORD, "password": "boats behind the old mill"}
    assert client.post("/account/password", form).status_code == 303
    assert client.get("/people").status_code == 200
    assert "Code from your app" in client.get("/people?format=csv").text
    assert asked(client.post("/second-step/off"))


def test_setting_up_that_was_begun_is_not_ended_by_whoever_finds_the_browser_open(
    here: Association, browser: Browser
) -> None:
    client = here.signed_in(browser(), "administrator")
    client.get("/second-step")
    client.post("/second-step/begin")
    stale(here)
    assert asked(client.post("/second-step/confirm", {"code": "123456"}))


def test_a_remembered_browser_is_no_proof(here: Association, strict: Browser) -> None:
    client, email = strict(), here.account("administrator")
    first_step(client, email)
    app, _codes = set_up(client)
    client.post("/sign-out")
    first_step(client, email)
    client.post("/sign-in/code", {"code": app.code(), "remember": "yes"})
    assert client.get("/people?format=csv").mimetype == "text/csv"
    client.post("/sign-out")
    client.sign_in(email, PASSWORD)
    assert client.get("/people").status_code == 200, "remembered"
    assert asked(client.get("/people?format=csv"))
    form = {"next": "/people?format=csv", PROOF: app.code()}
    assert client.post("/prove", form).status_code == 303
    assert client.get("/people?format=csv").mimetype == "text/csv"


def test_a_proof_counts_for_five_minutes(here: Association, strict: Browser, later: Later) -> None:
    client, email = strict(), here.account("administrator")
    first_step(client, email)
    set_up(client)
    later(timedelta(minutes=4))
    assert client.get("/people?format=csv").mimetype == "text/csv"
    later(timedelta(minutes=2))
    assert asked(client.get("/people?format=csv"))


def test_a_proof_gives_the_session_another_token_and_forms_that_are_open_stay_good(
    here: Association, browser: Browser, somebody: UUID
) -> None:
    client, thief = here.signed_in(browser(), "administrator"), browser()
    client.get("/settings")
    token = client._token
    before = client.cookies()["punos"]
    thief.set_cookie("punos", before)
    stale(here)
    client.post("/prove", {"next": "/people", PROOF: PASSWORD})
    assert client.cookies()["punos"] != before
    assert thief.get("/account").status_code == 303
    answer = client.post(f"/accounts/{somebody}/roles", {"role": "adviser"}, token=token)
    assert answer.status_code == 303, "the form of another window"


def test_proving_leads_to_no_other_host(here: Association, browser: Browser) -> None:
    client = here.signed_in(browser(), "administrator")
    for target in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = client.post("/prove", {"next": target, PROOF: PASSWORD})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_guessing_a_proof_is_slowed_down(here: Association, browser: Browser) -> None:
    client = here.signed_in(browser(), "administrator")
    stale(here)
    for _try in range(10):
        assert asked(client.post("/prove", {"next": "/people", PROOF: "not the password"}))
    assert asked(client.post("/prove", {"next": "/people", PROOF: PASSWORD}))
    assert asked(client.get("/people?format=csv"))


def test_whoever_may_not_come_is_not_asked(
    here: Association, browser: Browser, somebody: UUID
) -> None:
    """The question tells of nothing: it comes after the check of who may, before any row is read."""
    adviser = here.signed_in(browser(), "adviser")
    stale(here)
    assert adviser.post(f"/accounts/{somebody}/roles", {"role": "adviser"}).status_code == 404
    administrator = here.signed_in(browser(), "administrator")
    stale(here)
    missing = "0199aaaa-0000-7000-8000-000000000000"
    pages = [administrator.post(f"/accounts/{who}/close") for who in (somebody, missing)]
    assert [asked(page) for page in pages] == [True, True]


def test_nothing_of_the_act_is_kept_when_the_proof_is_missing(
    here: Association, browser: Browser, somebody: UUID
) -> None:
    client = here.signed_in(browser(), "administrator")
    stale(here)
    assert asked(client.post(f"/accounts/{somebody}/close"))
    assert len(rows(here, AccountSession)) == 1
    assert client.get(f"/accounts/{somebody}").text.count("Close this account") == 1


MUST_ASK = {
    "accounts.close",
    "accounts.give_role",
    "accounts.second_off",
    "accounts.make_codes",
    "accounts.reset_second",
    "accounts.ask_address",
    "accounts.save_safety",
    "payouts.claim_sign",
    "payouts.claim_send",
    "payouts.received_approve",
    "payouts.received_pay",
    "payouts.claim_answer_send",
    "payouts.claim_payment_send",
}


def test_each_route_that_does_harm_in_wrong_hands_asks(app: Flask) -> None:
    asking = {route.endpoint for route in all_routes(app) if route.step_up}
    assert asking >= MUST_ASK


def test_control_a_route_without_the_mark_does_not_ask(
    here: Association,
    browser: Browser,
    somebody: UUID,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (route,) = (r for r in all_routes(app) if r.endpoint == "accounts.close")
    unmarked = Route(**{**route.__dict__, "step_up": False})
    monkeypatch.setitem(app.view_functions, route.endpoint, _wrap(unmarked))
    client = here.signed_in(browser(), "administrator")
    stale(here)
    assert client.post(f"/accounts/{somebody}/close").status_code == 303
