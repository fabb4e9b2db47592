"""Headers, cookies and content of every page: nothing inline, nothing from outside, nothing kept."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from flask import Flask, request
from werkzeug.test import TestResponse

from punos.app import create_app
from punos.config import Config
from punos.deployment import Deployment
from punos.errors import ConfigurationError
from punos.tenancy.models import KINDS
from punos.web import cookies
from tests.support.clients import Client
from tests.support.tenants import Tenants
from tests.sweeps.test_routes import address, routes_of
from tests.sweeps.world import World, make_world

ROLES = {
    "association": ("administrator", "mentee", "nobody"),
    "network": ("administrator", "nobody"),
    "funder": ("administrator", "officer", "nobody"),
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
LEADS_OUT = {
    "href",
    "src",
    "action",
    "formaction",
    "srcset",
    "poster",
    "data",
    "background",
    "cite",
}
OF_HERE = re.compile(
    r"http://t\d+-\d+\.localhost(:\d+)?(/|\Z)"
)  # canonical addresses of the tests' tenants
MAY_LEAD_OUT = (
    "mailto:",
    "tel:",
    "https://tietosuoja.fi/",
    "https://www.saavutettavuusvaatimukset.fi/",
)  # where a reader may go by a link


@pytest.fixture(scope="module", params=KINDS)
def world(request: pytest.FixtureRequest, deployment: Deployment) -> World:
    """A tenant of each kind in its turn."""
    return make_world(Tenants(deployment), request.param)


@pytest.fixture(scope="module")
def answers(app: Flask, world: World) -> dict[str, TestResponse]:
    """Every page as each reader sees it, with what goes wrong on purpose."""
    here = world.association
    found = {}
    for who in ROLES[world.kind]:
        client = Client(app, here.host)
        if who != "nobody":
            person = world.people["mentee"] if who == "mentee" else None
            client = here.signed_in(client, who, person_id=person)
        for route in routes_of(app, "GET", world):
            path = address(route, world.arguments(route.plugin))
            found[f"{who} GET {path}"] = client.get(path)
        for name, answer in _errors(client):
            found[f"{who} {name}"] = answer
    return found


def _errors(client: Client) -> Iterator[tuple[str, TestResponse]]:
    yield "404", client.get("/no-such-page")
    yield "400", client.post("/language", token="0" * 64)
    yield "422", client.post("/sign-in", {"email": "", "password": ""})
    yield "NUL", client.get("/?q=%00")
    big = {"Content-Type": "application/x-www-form-urlencoded"}
    base = f"http://{client.host}"
    yield (
        "413",
        client._client.post("/sign-in", base_url=base, data=b"x" * 17_000_000, headers=big),
    )
    yield "unknown host", client._client.get("/", base_url="http://nobody-has-this.localhost")


def kept(name: str, answer: TestResponse) -> bool:
    """What may be kept: files whose address holds their hash."""
    return answer.headers.get("Cache-Control", "").startswith("public") and "?v=" in name


def test_there_are_pages_of_every_kind_to_look_at(answers: dict[str, TestResponse]) -> None:
    assert {200, 303, 400, 404, 413} <= {answer.status_code for answer in answers.values()}
    failed = [name for name, answer in answers.items() if answer.status_code >= 500]
    # No worker runs beside these tests, and the page for machines says so.
    assert not [name for name in failed if not name.endswith(" /ready")]
    assert sum(answer.status_code == 200 for answer in answers.values()) > 30


def test_every_answer_has_the_strict_policy(answers: dict[str, TestResponse]) -> None:
    for name, answer in answers.items():
        given = dict(
            part.strip().split(" ", 1)
            for part in answer.headers["Content-Security-Policy"].split(";")
        )
        assert given == POLICY, name
        assert "unsafe" not in answer.headers["Content-Security-Policy"], name


def test_every_answer_has_the_other_headers(answers: dict[str, TestResponse]) -> None:
    for name, answer in answers.items():
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] == "same-origin", name
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert "Server" not in answer.headers, name
        assert "Access-Control-Allow-Origin" not in answer.headers, name


def test_no_answer_is_kept_by_anybody(answers: dict[str, TestResponse]) -> None:
    for name, answer in answers.items():
        assert answer.headers["Cache-Control"] == "private, no-store", name
        assert "Cookie" in answer.headers["Vary"], name


class Looked(HTMLParser):
    """What a page holds that the policy forbids, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.open = tag
        for name, value in attributes:
            if name == "style" or name.startswith("on"):
                self.inline.append(f"<{tag} {name}>")
            if name in LEADS_OUT:
                where = self.links if tag == "a" else self.loaded
                where.append((value or "").strip())
            if (value or "").strip().lower().startswith(("javascript:", "vbscript:")):
                self.inline.append(f"<{tag} {name}={value}>")
            if (tag, name) == ("meta", "http-equiv"):
                self.inline.append(f"<meta http-equiv={value}>")

    def handle_data(self, data: str) -> None:
        if self.open in ("script", "style") and data.strip():
            self.inline.append(f"<{self.open}>{data[:40]}")

    def handle_endtag(self, _tag: str) -> None:
        self.open = ""


def pages(answers: dict[str, TestResponse]) -> dict[str, Looked]:
    return {
        name: Looked(answer.text)
        for name, answer in answers.items()
        if answer.mimetype == "text/html"
    }


def test_no_page_has_a_script_or_a_style_in_it(answers: dict[str, TestResponse]) -> None:
    assert {name: page.inline for name, page in pages(answers).items() if page.inline} == {}


def leaves(where: str) -> bool:
    """Whether an address is of another host."""
    here = where == "" or where.startswith(("/", "#", "?"))
    return not here or where.startswith(("//", "/\\"))


def test_nothing_is_loaded_from_or_leads_outside(answers: dict[str, TestResponse]) -> None:
    out = set()
    for name, page in pages(answers).items():
        out |= {(name, one) for one in page.loaded if leaves(one) and not OF_HERE.match(one)}
        out |= {
            (name, where)
            for where in page.links
            if leaves(where) and not where.startswith(MAY_LEAD_OUT) and not OF_HERE.match(where)
        }
    assert out == set()


def test_stylesheets_load_nothing_from_outside(app: Flask, world: World) -> None:
    client = Client(app, world.association.host)
    sheets = set(re.findall(r'href="([^"]+\.css[^"]*)"', client.get("/").text))
    assert len(sheets) == 2
    for sheet in sheets:
        text = client.get(sheet.replace("&amp;", "&"), buffered=True).text
        assert "@import" not in text
        assert not re.findall(r"url\(\s*['\"]?(?!data:|#)[^)]*(?:https?:)?//", text)


def takes_forms(app: Flask, address: str) -> bool:
    """Whether a form may be sent there."""
    return app.url_map.bind("x").test(address.partition("?")[0], method="POST")


def test_every_page_that_a_page_leads_to_is_there(
    app: Flask, world: World, answers: dict[str, TestResponse]
) -> None:
    """No dead link, for the administrator and for the visitor."""
    dead = set()
    for who in ("administrator", "nobody"):
        client = Client(app, world.association.host)
        if who == "administrator":
            client = world.association.signed_in(client, who)
        links = {
            where.partition("#")[0]
            for name, page in pages(answers).items()
            if name.startswith(who) and answers[name].status_code == 200
            for where in (*page.loaded, *page.links)
            if where.startswith("/") and not where.startswith("/static/")
        }
        gets = {where for where in links if client.get(where).status_code == 404}
        dead |= {where for where in gets if not takes_forms(app, where)}
    assert dead == set()


def test_control_what_is_forbidden_is_noticed() -> None:
    page = Looked(
        '<p style="x" onclick="y"><a href="javascript:z">a</a><script>b</script><style>c</style>'
        '<img src="//evil.com/d"><meta http-equiv="refresh">'
    )
    assert len(page.inline) == 6
    assert "//evil.com/d" in page.loaded


def set_cookies(answers: dict[str, TestResponse]) -> list[str]:
    return [line for answer in answers.values() for line in answer.headers.getlist("Set-Cookie")]


def test_every_cookie_is_host_only_hidden_from_scripts_and_same_site(
    answers: dict[str, TestResponse],
) -> None:
    lines = set_cookies(answers)
    assert lines
    names = {cookie.name for cookie in cookies.ALL}
    for line in lines:
        assert line.partition("=")[0] in names
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Path=/" in line
        assert "Domain" not in line
        assert "Secure" not in line  # the demo's http


@pytest.fixture(scope="module")
def secure(deployment: Deployment) -> Iterator[Flask]:
    """The same over https, as in production."""
    config = replace(deployment.config, environment="production", base_domain="punos.example.org")
    own = Deployment(config, deployment.registry)
    yield create_app(deployment=own)
    own.dispose()


def test_over_https_every_cookie_is_secure_and_bound_to_its_host(
    secure: Flask, world: World
) -> None:
    client = Client(secure, world.association.host)
    lines = []
    for path in ("/", "/sign-in"):
        answer = client.get(path, base_url=f"https://{world.association.host}")
        lines += answer.headers.getlist("Set-Cookie")
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    sent = {"csrf_token": client._token or "", "language": "fi", "next": "/"}
    base = f"https://{world.association.host}"
    answer = client._client.post("/language", base_url=base, data=sent)
    assert answer.status_code == 303
    lines += answer.headers.getlist("Set-Cookie")
    assert {line.partition("=")[0] for line in lines} == {"__Host-punos", "__Host-punos-language"}
    for line in lines:
        assert "Secure" in line
        assert "HttpOnly" in line
        assert "Path=/" in line
        assert "Domain" not in line


def test_over_https_a_cookie_without_the_prefix_is_not_read(
    app: Flask, secure: Flask, world: World
) -> None:
    """One that a neighbouring subdomain could have set opens nothing."""
    signed_in = world.association.signed_in(Client(app), "administrator")
    for prefix, status in (("", 303), ("__Host-", 200)):
        client = Client(secure, world.association.host)
        for name, value in signed_in.cookies().items():
            client._client.set_cookie(
                f"{prefix}{name}", value, domain=world.association.host, secure=bool(prefix)
            )
        answer = client.get("/account", base_url=f"https://{world.association.host}")
        assert answer.status_code == status


def test_behind_a_proxy_of_ours_the_readers_address_is_the_one_it_tells(
    deployment: Deployment, world: World
) -> None:
    """And only as many of its entries are believed as there are proxies of ours."""
    seen = {}
    for count in (0, 1):
        own = Deployment(replace(deployment.config, trusted_proxies=count), deployment.registry)
        app = create_app(deployment=own)
        headers = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7", "X-Forwarded-Host": "evil.com"}
        with app.test_client() as client:
            base = f"http://{world.association.host}"
            assert client.get("/", base_url=base, headers=headers).status_code == 200
            seen[count] = request.remote_addr
        own.dispose()
    assert seen == {0: "127.0.0.1", 1: "203.0.113.7"}


def test_production_is_never_served_over_http() -> None:
    environ = {
        "PUNOS_ENV": "production",
        "DATABASE_URL": "postgresql://db.example.org/punos",
        "BASE_DOMAIN": "punos.example.org",
        "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCD",
        "TRUSTED_PROXIES": "1",
    }
    assert Config.from_environment(environ).scheme == "https"
    for variable, value in {"SECRET_KEY": "", "BASE_DOMAIN": "", "DATABASE_URL": ""}.items():
        with pytest.raises(ConfigurationError, match=variable):
            Config.from_environment(environ | {variable: value})


def test_static_files_say_what_they_are_and_are_offered_to_no_other_site(
    app: Flask, world: World
) -> None:
    client = Client(app, world.association.host)
    files = set(re.findall(r'"(/static/[^"]+)"', client.get("/").text))
    assert len(files) >= 2
    for file in files:
        answer = client.get(file, buffered=True)
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
