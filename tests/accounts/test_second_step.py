"""The second step of signing in: asked of who has one, required of staff, taken once, limited, reset."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from click.testing import CliRunner
from sqlalchemy import update
from werkzeug.test import TestResponse

from punos.accounts import service
from punos.accounts.models import (
    AccountSession,
    RecoveryCode,
    RememberedDevice,
    SecondFactor,
)
from punos.accounts.sealing import Sealer
from punos.cli import cli
from punos.config import ROLE_VARIABLES
from punos.deployment import Deployment
from punos.desk.service import change_settings
from punos.tenants import seeds
from tests.accounts.second_step import App, first_step, is_in, recovery_codes, set_up
from tests.accounts.seeing import account, link_in, mails, rows
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Association

Browser = Callable[[], Client]
Later = Callable[[timedelta], None]


def holder(
    here: Association, strict: Browser, role: str = "coordinator"
) -> tuple[str, App, list[str]]:
    """Somebody who has set the second step up: address, app, recovery codes."""
    client, email = strict(), here.account(role)
    first_step(client, email)
    app, codes = set_up(client)
    return email, app, codes


def test_staff_without_a_second_step_are_led_to_it_before_anything_else(
    here: Association, strict: Browser
) -> None:
    client, email = strict(), here.account("coordinator")
    client.sign_in(email, PASSWORD)
    for path in ("/today", "/account", "/people", "/people?format=csv"):
        answer = client.get(path)
        assert answer.headers["Location"].startswith("/second-step?next="), path
    client.get("/second-step")
    assert client.post("/sign-out/everywhere").headers["Location"].startswith("/second-step")
    assert rows(here, AccountSession)[0].revoked_at is None, "nobody acted"
    set_up(client)
    assert client.get("/today").status_code == 200


def test_the_way_in_goes_on_to_the_page_that_was_asked_for(
    here: Association, strict: Browser
) -> None:
    email, app, _codes = holder(here, strict)
    client = strict()
    client.get("/sign-in")
    answer = client.post("/sign-in", {"email": email, "password": PASSWORD, "next": "/people"})
    assert answer.headers["Location"] == "/sign-in/code?next=/people"
    assert 'name="next" value="/people"' in client.follow(answer).text
    answer = client.post("/sign-in/code", {"code": app.code(), "next": "/people"})
    assert answer.headers["Location"] == "/people"
    assert client.follow(answer).status_code == 200


def test_people_who_are_not_staff_are_not_made_to_have_one_but_may(
    here: Association, strict: Browser
) -> None:
    client, email = strict(), here.account("mentor")
    client.sign_in(email, PASSWORD)
    assert is_in(client)
    set_up(client)
    assert is_in(client)
    again = strict()
    first_step(again, email)
    assert not is_in(again)


def test_where_it_is_offered_staff_may_do_without(
    here: Association, browser: Browser, strict: Browser
) -> None:
    client = browser()
    client.sign_in(here.account("coordinator"), PASSWORD)
    assert is_in(client)
    with here.work() as work:
        change_settings(work, {"second_factor": "offered"})
    lowered = strict()
    lowered.sign_in(here.account("coordinator"), PASSWORD)
    assert is_in(lowered)


def test_a_member_who_becomes_staff_sets_it_up_at_the_next_request(
    here: Association, strict: Browser
) -> None:
    client, email = strict(), here.account("mentor")
    client.sign_in(email, PASSWORD)
    assert is_in(client)
    with here.work() as work:
        promoted = service.find_account(work, email)
        assert promoted is not None
        service.give_role(work, promoted, "coordinator")
    assert client.get("/people").headers["Location"].startswith("/second-step?next=")


@pytest.mark.parametrize("way", ["password", "link", "reset"])
def test_every_way_in_asks_for_the_code(way: str, here: Association, strict: Browser) -> None:
    """A new password keeps the second step."""
    email, app, _codes = holder(here, strict)
    client = strict()
    if way == "password":
        client.sign_in(email, PASSWORD)
    else:
        asked = "/sign-in/link" if way == "link" else "/password/new"
        client.get(asked)
        client.post(asked, {"email": email})
        answer = client.follow(client.get(link_in(mails(here)[-1])))
        path = "/sign-in/by-link" if way == "link" else "/password/choose"
        assert answer.status_code == 200
        client.post(path, {"password": "boats behind the old mill"} if way == "reset" else None)
    assert client.get("/people").headers["Location"] == "/sign-in/code?next=/people"
    client.get("/sign-in/code")
    client.post("/sign-in/code", {"code": app.code()})
    assert is_in(client)


def test_a_code_is_taken_once_also_by_two_at_the_same_moment(
    here: Association, strict: Browser
) -> None:
    email, app, _codes = holder(here, strict)
    clients = [strict() for _one in range(4)]
    for client in clients:
        first_step(client, email)
    code = app.code()
    ready = Barrier(len(clients))

    def send(client: Client) -> TestResponse:
        ready.wait(10)
        return client.post("/sign-in/code", {"code": code})

    with ThreadPoolExecutor(len(clients)) as threads:
        answers = list(threads.map(send, clients))
    assert sorted(answer.status_code for answer in answers) == [303, 400, 400, 400]
    assert sum(is_in(client) for client in clients) == 1


@pytest.mark.parametrize(
    ("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_code_holds_for_half_a_minute_and_one_step_on_either_side(
    off: int, taken: bool, here: Association, strict: Browser
) -> None:
    email, app, _codes = holder(here, strict)
    with here.work() as work:
        work.session.execute(update(SecondFactor).values(last_step=None))
    client = strict()
    first_step(client, email)
    answer = client.post("/sign-in/code", {"code": app.at(App.now() + off)})
    assert (answer.status_code == 303) is taken
    assert is_in(client) is taken


@pytest.mark.parametrize(
    "typed", ["", "000000", "٠١٢٣٤٥", "1" * 5000, "aaaa-aaaa-aaaa-aaaa", "' or 1=1"]
)
def test_what_is_no_code_opens_nothing(typed: str, here: Association, strict: Browser) -> None:
    email, _app, _codes = holder(here, strict)
    client = strict()
    first_step(client, email)
    assert client.post("/sign-in/code", {"code": typed}).status_code == 400
    assert not is_in(client)


def test_guessing_codes_is_slowed_down_and_ends(
    here: Association, strict: Browser, later: Later
) -> None:
    email, app, _codes = holder(here, strict)
    client = strict()
    first_step(client, email)
    for _try in range(5):
        assert client.post("/sign-in/code", {"code": "123456"}).status_code == 400
    assert client.post("/sign-in/code", {"code": app.code()}).status_code == 400
    later(timedelta(minutes=16))
    again = strict()
    first_step(again, email)
    assert again.post("/sign-in/code", {"code": app.code()}).status_code == 303


def test_the_second_step_has_to_follow_within_a_quarter_of_an_hour(
    here: Association, strict: Browser, later: Later
) -> None:
    email, app, _codes = holder(here, strict)
    client = strict()
    first_step(client, email)
    later(timedelta(minutes=16))
    assert client.post("/sign-in/code", {"code": app.code()}).status_code in (303, 400)
    assert not is_in(client)


def test_passing_the_second_step_gives_another_token(here: Association, strict: Browser) -> None:
    email, app, _codes = holder(here, strict)
    client, thief = strict(), strict()
    first_step(client, email)
    thief.set_cookie("punos", client.cookies()["punos"])
    client.post("/sign-in/code", {"code": app.code()})
    assert is_in(client)
    assert not is_in(thief)


def test_recovery_codes_work_once_each_and_the_person_is_told(
    here: Association, strict: Browser
) -> None:
    email, _app, codes = holder(here, strict)
    assert len(set(codes)) == 10
    client = strict()
    first_step(client, email)
    typed = codes[0].upper().replace("-", " ")
    assert client.post("/sign-in/code", {"code": typed}).status_code == 303
    assert is_in(client)
    assert mails(here)[-1].kind == "account.recovery_code_used"
    assert "9 recovery codes left" in client.get("/account").text
    again = strict()
    first_step(again, email)
    assert again.post("/sign-in/code", {"code": codes[0]}).status_code == 400
    assert again.post("/sign-in/code", {"code": codes[1]}).status_code == 303


def test_new_recovery_codes_end_those_from_before(here: Association, strict: Browser) -> None:
    client, email = strict(), here.account("coordinator")
    first_step(client, email)
    _app, old = set_up(client)
    client.get("/second-step/codes")
    new = recovery_codes(client.post("/second-step/codes"))
    assert len(new) == 10
    assert not set(new) & set(old)
    other = strict()
    first_step(other, email)
    assert other.post("/sign-in/code", {"code": old[0]}).status_code == 400
    assert other.post("/sign-in/code", {"code": new[0]}).status_code == 303


def test_codes_can_be_saved_as_a_file_and_nothing_else_comes_back(
    here: Association, strict: Browser
) -> None:
    client = strict()
    first_step(client, here.account("coordinator"))
    _app, codes = set_up(client)
    file = client.post("/second-step/codes.txt", {"code": codes})
    assert file.text.split() == codes
    assert file.mimetype == "text/plain"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert client.post("/second-step/codes.txt", {"code": ["<b>x</b>"]}).status_code == 404
    assert client.post("/second-step/codes.txt").status_code == 404


def test_a_remembered_browser_is_not_asked_for_thirty_days(
    here: Association, strict: Browser, later: Later
) -> None:
    email, app, _codes = holder(here, strict)
    client, other = strict(), strict()
    first_step(client, email)
    client.post("/sign-in/code", {"code": app.code(), "remember": "yes"})
    client.post("/sign-out")
    for wait, asked in ((timedelta(days=29), False), (timedelta(days=2), True)):
        later(wait)
        client.sign_in(email, PASSWORD)
        assert is_in(client) is not asked
        client.post("/sign-out" if not asked else "/sign-in/stop")
    other.sign_in(email, PASSWORD)
    assert not is_in(other)


def test_the_memory_of_a_browser_is_its_own_accounts_alone(
    here: Association, strict: Browser
) -> None:
    email, app, _codes = holder(here, strict)
    somebody, _her_app, _her_codes = holder(here, strict)
    client = strict()
    first_step(client, email)
    client.post("/sign-in/code", {"code": app.code(), "remember": "yes"})
    client.post("/sign-out")
    client.sign_in(somebody, PASSWORD)
    assert not is_in(client)


@pytest.mark.parametrize("by", ["button", "new password", "taking the step away"])
def test_a_browser_is_forgotten(by: str, here: Association, strict: Browser) -> None:
    email, app, _codes = holder(here, strict)
    client = strict()
    first_step(client, email)
    client.post("/sign-in/code", {"code": app.code(), "remember": "yes"})
    (device,) = rows(here, RememberedDevice)
    if by == "button":
        assert str(device.id) in client.get("/account").text
        client.post(f"/account/devices/{device.id}/forget")
    elif by == "new password":
        client.get("/account/password")
        form = {"current": PASSWORD, "password": "boats behind the old mill"}
        assert client.post("/account/password", form).status_code == 303
    else:
        assert "Take the second step away?" in client.get("/second-step/off").text
        client.post("/second-step/off")
    (device,) = rows(here, RememberedDevice)
    assert device.revoked_at is not None


def test_nobody_forgets_anothers_browser(here: Association, strict: Browser) -> None:
    email, app, _codes = holder(here, strict)
    client = strict()
    first_step(client, email)
    client.post("/sign-in/code", {"code": app.code(), "remember": "yes"})
    (device,) = rows(here, RememberedDevice)
    stranger = strict()
    stranger.sign_in(here.account("mentor"), PASSWORD)
    stranger.get("/account")
    assert stranger.post(f"/account/devices/{device.id}/forget").status_code == 404
    assert rows(here, RememberedDevice)[0].revoked_at is None


def test_setting_it_up_ends_other_sessions_and_tells_the_person(
    here: Association, browser: Browser
) -> None:
    client, other, email = browser(), browser(), here.account("mentor")
    client.sign_in(email, PASSWORD)
    other.sign_in(email, PASSWORD)
    set_up(client)
    assert is_in(client)
    assert not is_in(other)
    assert mails(here)[-1].kind == "account.second_step_on"


def test_it_cannot_be_set_up_over_one_that_is_there(here: Association, strict: Browser) -> None:
    """Neither by who is in, nor by who knows the password alone."""
    email, _app, _codes = holder(here, strict)
    (before,) = rows(here, SecondFactor)
    half = strict()
    first_step(half, email)
    assert half.post("/second-step/begin").headers["Location"].startswith("/sign-in/code")
    assert (
        half.post("/second-step/confirm", {"code": "1"})
        .headers["Location"]
        .startswith("/sign-in/code")
    )
    (after,) = rows(here, SecondFactor)
    assert (after.id, after.secret) == (before.id, before.secret)


def test_an_administrator_takes_it_away_and_the_person_is_told(
    here: Association, strict: Browser, browser: Browser
) -> None:
    email, _app, _codes = holder(here, strict)
    administrator = here.signed_in(browser(), "administrator")
    path = f"/accounts/{account(here, email).id}/second-step"
    assert administrator.get(path).status_code == 200
    assert administrator.post(path).status_code == 303
    assert rows(here, SecondFactor) == rows(here, RecoveryCode) == []
    assert (mails(here)[-1].kind, mails(here)[-1].to_address) == ("account.second_step_off", email)
    client = strict()
    client.sign_in(email, PASSWORD)
    assert client.get("/people").headers["Location"].startswith("/second-step?next=")


def test_only_who_gives_roles_takes_a_second_step_away(
    here: Association, strict: Browser, browser: Browser
) -> None:
    email, _app, _codes = holder(here, strict)
    coordinator = here.signed_in(browser(), "coordinator")
    path = f"/accounts/{account(here, email).id}/second-step"
    assert coordinator.get(path).status_code == coordinator.post(path).status_code == 404
    assert len(rows(here, SecondFactor)) == 1


def test_secrets_are_encrypted_and_codes_hashed(here: Association, strict: Browser) -> None:
    email, app, codes = holder(here, strict)
    (factor,) = rows(here, SecondFactor)
    assert app.secret not in factor.secret
    kept = " ".join(row.code_hash for row in rows(here, RecoveryCode))
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]
    somebody = account(here, here.account("mentor"))
    sealer = Sealer(["t" * 40])
    assert sealer.opened(factor.secret, account(here, email).id) == app.secret
    assert sealer.opened(factor.secret, somebody.id) is None, "copied into another's row"
    assert Sealer(["n" * 40]).opened(factor.secret, factor.account_id) is None
    turned = Sealer(["n" * 40, "t" * 40])
    assert turned.opened(factor.secret, factor.account_id) == app.secret


def test_closing_an_account_leaves_nothing_of_its_second_step(
    here: Association, strict: Browser
) -> None:
    email, _app, _codes = holder(here, strict)
    with here.work() as work:
        closing = service.find_account(work, email)
        assert closing is not None
        service.close(work, closing)
    assert rows(here, SecondFactor) == rows(here, RecoveryCode) == []


def test_a_setting_that_lowers_it_is_an_administrators_alone(
    here: Association, browser: Browser
) -> None:
    administrator = here.signed_in(browser(), "administrator")
    assert "How staff sign in" in administrator.get("/accounts/safety").text
    assert administrator.post("/accounts/safety", {"second_factor": "none"}).status_code == 400
    assert administrator.post("/accounts/safety", {"second_factor": "offered"}).status_code == 303
    with here.work() as work:
        assert work.settings.get("second_factor") == "offered"
    coordinator = here.signed_in(browser(), "coordinator")
    assert coordinator.get("/accounts/safety").status_code == 404


def test_what_an_association_chose_is_kept_by_its_folder(
    here: Association, deployment: Deployment, tmp_path: Path
) -> None:
    with here.work() as work:
        change_settings(work, {"second_factor": "offered"})
    folder = tmp_path / here.record.slug
    seeds.export_folder(deployment, here.record.slug, folder)
    seed = seeds.read_all(deployment, [folder])[0]
    assert seed.document["second_factor"] == "offered"
    changes = seeds.plan_seed(deployment, seed).changes
    assert [one for one in changes if one.key == "second_factor" and one.new != one.current] == []


def test_who_does_not_go_on_goes_out(here: Association, strict: Browser) -> None:
    email, app, _codes = holder(here, strict)
    client = strict()
    first_step(client, email)
    client.post("/sign-in/stop")
    client.post("/sign-in/code", {"code": app.code()})
    assert not is_in(client)


def test_nobody_gets_a_page_of_the_second_step(here: Association, strict: Browser) -> None:
    client = strict()
    for path in ("/sign-in/code", "/second-step"):
        assert client.get(path).headers["Location"].startswith("/sign-in")
    for path in ("/sign-in/code", "/second-step/begin", "/second-step/confirm", "/sign-in/stop"):
        assert client.post(path, {"code": "123456"}).headers["Location"].startswith("/sign-in")


def test_an_account_sees_how_many_codes_are_left_and_which_browsers_are_signed_in(
    here: Association, browser: Browser
) -> None:
    client, email = browser(), here.account("mentor")
    client.get("/sign-in")
    phone = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
    form = {"email": email, "password": PASSWORD}
    client.post("/sign-in", form, headers={"User-Agent": phone})
    assert "Firefox, Android" in client.get("/account").text
    assert "It is not on" in client.get("/account").text


def test_command_takes_it_away_of_who_has_it_and_nobody_else(
    here: Association, strict: Browser, deployment: Deployment
) -> None:
    email, _app, _codes = holder(here, strict)
    urls = deployment.config.database_urls
    environ = {ROLE_VARIABLES[role]: url for role, url in urls.items()}
    environ |= {"PUNOS_ENV": "test", "PUNOS_DATA": str(deployment.config.data_dir)}
    command = ["accounts", "reset-second-factor", here.record.slug]
    assert CliRunner().invoke(cli, [*command, "x@example.org"], env=environ).exit_code == 1
    assert len(rows(here, SecondFactor)) == 1
    answer = CliRunner().invoke(cli, [*command, email], env=environ)
    assert answer.exit_code == 0, answer.output
    assert rows(here, SecondFactor) == []
    assert mails(here)[-1].kind == "account.second_step_off"
