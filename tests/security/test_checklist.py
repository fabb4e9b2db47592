"""Lines of the checklist in docs/security.md that no other test holds, and that the page tells the truth."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from punos.accounts.models import Account
from punos.app import create_app
from punos.deployment import Deployment
from punos.errors import ConfigurationError
from punos.web.pages import Pages
from punos.web.routing import check_every_route, mount
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Association, Tenants

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
SOURCES = (ROOT / "platform" / "punos", *sorted((ROOT / "plugins").glob("*/punos_*")))

# What speaks to other hosts, and the one module of ours that may.
SPEAKERS = {"http", "urllib", "requests", "httpx", "aiohttp", "socket", "ftplib", "smtplib", "ssl"}
MAY_SPEAK = {
    "mail/smtp.py": "the mail server of the configuration",
    "serve.py": "looks whether its own port is free",
}
# Only taking addresses apart.
HARMLESS = {"urllib.parse", "http.cookies"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the core and the plugins, parsed."""
    for source in SOURCES:
        for path in sorted(source.rglob("*.py")):
            yield str(path.relative_to(source)), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """The names of the modules that a module imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def called(tree: ast.Module) -> set[str]:
    """The names of what a module calls."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            names.add(getattr(node.func, "attr", getattr(node.func, "id", "")))
    return names


def speaks(tree: ast.Module) -> set[str]:
    """What of the libraries that reach other hosts a module imports."""
    return {name for name in imported(tree) - HARMLESS if name.partition(".")[0] in SPEAKERS}


def test_no_module_can_be_made_to_ask_another_host() -> None:
    """Nobody's address is ever fetched, so there is nothing to lead to a private network."""
    found = {name: speaks(tree) for name, tree in modules() if speaks(tree)}
    assert set(found) <= set(MAY_SPEAK), found


def test_no_template_is_made_from_text() -> None:
    forbidden = {"render_template_string", "from_string", "eval", "exec", "compile_expression"}
    found = {name: called(tree) & forbidden for name, tree in modules()}
    assert {name: calls for name, calls in found.items() if calls} == {}


def test_control_what_is_forbidden_is_noticed() -> None:
    tree = ast.parse("from httpx import get\nenv.from_string(x)\nfrom urllib.parse import quote")
    assert speaks(tree) == {"httpx"}
    assert "from_string" in called(tree)


def test_a_route_that_states_no_permission_stops_the_start(deployment: Deployment) -> None:
    """Nor one that says both, nor one that came in by another way."""
    for access in ({}, {"allow": "people.read", "public": True}, {"allow": "no.such"}):
        pages = Pages("careless", __name__)
        pages.get("/careless", **access)(lambda _work: "x")
        with pytest.raises((ConfigurationError, LookupError)):
            mount(Flask("careless"), pages, deployment.access)
    app = create_app(deployment=deployment)
    app.add_url_rule("/side-door", "side_door", lambda: "x")
    with pytest.raises(ConfigurationError, match="side_door"):
        check_every_route(app)


def test_a_new_association_has_no_account(tenants: Tenants) -> None:
    with tenants.make().work() as work:
        assert list(work.session.scalars(select(Account))) == []


def test_the_token_of_another_session_or_association_is_refused(
    app: Flask, tenants: Tenants
) -> None:
    here, there = tenants.make(), tenants.make()
    mine, another = here.signed_in(Client(app)), here.signed_in(Client(app))
    abroad, visitor = there.signed_in(Client(app)), Client(app, here.host)
    for client in (another, abroad, visitor):
        client.get("/sign-in")
        assert mine.post("/sign-out/everywhere", token=client._token).status_code == 400
    mine.get("/account")
    before = mine._token
    assert mine.post("/sign-out/everywhere", token=before).status_code == 303


def with_keys(deployment: Deployment, *keys: str) -> Deployment:
    """The same deployment with another key of today, and earlier ones."""
    config = replace(deployment.config, secret_key=keys[0], secret_key_fallbacks=keys[1:])
    return Deployment(config, deployment.registry)


def test_what_was_open_while_the_key_changed_goes_on_and_with_a_lost_key_does_not(
    deployment: Deployment, app: Flask, tenants: Tenants
) -> None:
    here = tenants.make()
    client = here.signed_in(Client(app))
    old, new = deployment.config.secret_key, "n" * 40
    for keys, status in (((new,), 400), ((new, old), 303)):
        turned = with_keys(deployment, *keys)
        client.app = create_app(deployment=turned)
        client._client.application = client.app
        assert client.post("/language", {"language": "fi", "next": "/"}).status_code == status
        turned.dispose()


def test_every_locked_package_is_pinned_by_version_and_hash() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(lines) > 30
    assert [line[:60] for line in lines if "==" not in line or "--hash=sha256:" not in line] == []


def test_a_field_that_no_form_has_changes_nothing(app: Flask, tenants: Tenants) -> None:
    """Sent along with a good form: the whole of it is refused, wherever accounts are dealt with."""
    here = tenants.make()
    client = here.signed_in(Client(app), "administrator")
    good = {"name": "Ada", "email": "ada@people.example.org", "role": "adviser", "language": "en"}
    for extra in ("tenant_id", "id", "state", "password_hash", "account_id", "person_id"):
        client.get("/accounts/invite")
        assert client.post("/accounts/invite", {**good, extra: "x"}).status_code == 400, extra
    with here.work() as work:
        known = select(Account).where(Account.email == good["email"])
        assert work.session.scalars(known).one_or_none() is None
    assert client.post("/accounts/invite", good).status_code == 303, "without it, it is good"


def test_signing_out_takes_what_the_browser_kept(app: Flask, tenants: Tenants) -> None:
    here: Association = tenants.make()
    client = Client(app, here.host)
    assert client.sign_in(here.account("mentor"), PASSWORD).status_code == 303
    client.get("/account")
    client.post("/sign-out")
    assert not {"punos", "punos-link", "session"} & client.cookies().keys()


def named_tests(text: str) -> set[tuple[str, str]]:
    """The tests that a page names: `path` alone, or `path` with `test_…` names behind it."""
    found = set()
    for path, names in re.findall(r"`([\w./]+/test_\w+\.py)`((?:[,:]? `test_\w+`)*)", text):
        found |= {(path, name) for name in re.findall(r"`(test_\w+)`", names)} or {(path, "")}
    return found


def test_each_test_that_the_page_names_is_there() -> None:
    named = named_tests(PAGE.read_text(encoding="utf-8"))
    assert len(named) > 60
    missing = []
    for path, name in sorted(named):
        file = ROOT / path
        if not file.exists() or f"def {name}" not in file.read_text(encoding="utf-8"):
            missing.append(f"{path} {name}")
    assert missing == []


def test_the_page_answers_each_line_of_the_checklist_once() -> None:
    rows = re.findall(
        r"^\| (\d+) \|.*\| (kept|in part|not) \|", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert [int(number) for number, _answer in rows] == list(range(1, 64))
