"""Lying hosts: only an association's exact name leads to it, everything else to the same plain page."""

import socket

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response

from punos.deployment import Deployment
from punos.mail.models import Mail
from tests.support.bare import set_state
from tests.support.clients import Client
from tests.support.served import Processes
from tests.support.tenants import PASSWORD, Association, Tenants


def ask(app: Flask, host: str | None, path: str = "/", **headers: str) -> Response:
    """GET with exactly this Host header; None sends none."""
    environ = EnvironBuilder(path, headers=headers).get_environ()
    environ.pop("HTTP_HOST", None)
    if host is not None:
        environ["HTTP_HOST"] = host
    # Not through a test client, which would read and mend the address first.
    parts, status, fields = run_wsgi_app(app, environ, buffered=True)
    return Response(parts, status, fields)


def seen(answer: Response) -> tuple[int, bytes, dict[str, str]]:
    """All that a stranger could compare."""
    return answer.status_code, answer.data, dict(answer.headers)


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.mark.parametrize("written", ["{}", "{}.", "{}:8000", "{}.:8000", "UPPER"])
def test_host_as_browsers_write_it_leads_to_its_association(
    app: Flask, here: Association, written: str
) -> None:
    host = here.host.upper() if written == "UPPER" else written.format(here.host)
    answer = ask(app, host)
    assert answer.status_code == 200
    assert here.canary in answer.get_data(as_text=True)


LYING = [
    None,
    "",
    " ",
    ".",
    "localhost",
    "{}..",
    "{}. ",
    " {}",
    "{}\t",
    ".{}",
    "www.{}",
    "{}.evil.com",
    "{}.evil.com:8000",
    "evil.com#{}",
    "evil.com/{}",
    "{}/",
    "{}#",
    "{}?",
    "{}\\",
    "{}%",
    "%{}",
    "user@{}",
    "user:secret@{}",
    "{}@evil.com",
    "{}:",
    "{}:x",
    "{}:-1",
    "{}:80:80",
    "{}:999999",
    "{}:٨٠",
    "{},{}",
    "{} {}",
    "{}\x00",
    "{}\r\nX-Other: 1",
    "http://{}",
    "//{}",
    "[::1]",
    "[::1]:8000",
    "[::ffff:127.0.0.1]",
    "::1",
    "127.0.0.1",
    "0x7f.1",
    "_",
    "_{}",
    "%",
    "_" * 300,
    "a" * 5000,
    "{}\N{ZERO WIDTH SPACE}",
    "'; SELECT 1; --",
]


@pytest.mark.parametrize("written", LYING)
def test_lying_host_gets_the_plain_page_that_any_unknown_host_gets(
    app: Flask, here: Association, written: str | None
) -> None:
    unknown = ask(app, "nobody-has-this.localhost")
    assert unknown.status_code == 404
    host = written.format(*[here.host] * 2) if written is not None else None
    assert seen(ask(app, host)) == seen(unknown)


def look_alikes(host: str) -> list[str]:
    """The same name with letters that look like its own, or that lower-case into them."""
    return [
        host.replace("t", "т", 1),  # Cyrillic
        host.replace("l", "Ⅼ"),
        host.replace("o", "ο"),
        host.replace(".", "。"),
        host.replace(".", "．"),
        host.replace("l", "ｌ"),
        host.replace("s", "ſ"),  # upper-cases into S
        host.replace("t", "ⓣ"),
        f"xn--{host}",
    ]


def test_look_alike_letters_lead_nowhere(app: Flask, here: Association) -> None:
    unknown = seen(ask(app, "nobody-has-this.localhost"))
    for host in look_alikes(here.host):
        assert host != here.host
        # A server hands over a header's bytes as Latin-1.
        for sent in (host, host.encode().decode("latin-1")):
            assert seen(ask(app, sent)) == unknown, ascii(sent)


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_tenant_that_is_not_active_answers_like_an_unknown_host(
    app: Flask, deployment: Deployment, here: Association, state: str
) -> None:
    assert ask(app, here.host).status_code == 200
    set_state(deployment, here.record, state)
    for path in ("/", "/sign-in", "/today", "/look.css", "/logo", "/no-such-page", "/people"):
        assert seen(ask(app, here.host, path)) == seen(ask(app, "nobody-has-this.localhost", path))


def test_session_of_a_suspended_association_ends_with_it_and_returns(
    app: Flask, deployment: Deployment, here: Association, client: Client
) -> None:
    here.signed_in(client)
    set_state(deployment, here.record, "suspended")
    assert client.get("/today").status_code == 404
    set_state(deployment, here.record, "active")
    assert client.get("/today").status_code == 200


FORWARDED = (
    "X-Forwarded-Host",
    "X-Host",
    "X-Forwarded-Server",
    "X-HTTP-Host-Override",
    "X-Original-Host",
    "X-Original-URL",
    "X-Rewrite-URL",
)


def test_forwarded_host_is_not_believed(app: Flask, tenants: Tenants) -> None:
    ours, theirs = tenants.make(), tenants.make()
    lies = dict.fromkeys(FORWARDED, theirs.host) | {"Forwarded": f"host={theirs.host}"}
    answer = ask(app, ours.host, **lies)
    text = answer.get_data(as_text=True)
    assert ours.canary in text
    assert theirs.canary not in text
    assert theirs.host not in text
    assert ask(app, "evil.com", **dict.fromkeys(FORWARDED, ours.host)).status_code == 404


def test_link_in_a_mail_names_the_association_whatever_the_request_said(
    app: Flask, here: Association
) -> None:
    """The host of a reset link is the association's own, and never with the port of the request."""
    email = here.account("coordinator")
    client = Client(app, f"{here.host}:6666")
    client.get("/password/new")
    lies = {"X-Forwarded-Host": "evil.com"}
    client.follow(client.post("/password/new", {"email": email}, headers=lies))
    with here.work() as work:
        body = work.session.scalars(select(Mail.body)).one()
    assert f"http://{here.host}:8000/l/" in body
    assert "evil" not in body
    assert "6666" not in body


def test_cookie_of_one_association_opens_nothing_at_another(app: Flask, tenants: Tenants) -> None:
    ours, theirs = tenants.make(), tenants.make()
    client = ours.signed_in(Client(app), "administrator")
    stolen = client.cookies()
    assert client.get("/today").status_code == 200
    other = Client(app, theirs.host)
    for name, value in stolen.items():
        other.set_cookie(name, value)
    answer = other.get("/today")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")
    token = client._token
    assert client.at(ours.host).get("/today").status_code == 200
    refused = other.post("/sign-in", {"email": "a@example.org", "password": PASSWORD}, token=token)
    assert refused.status_code == 400


RAW = [
    # (request line's target, Host lines, whose page)
    ("/", ["{ours}"], "ours"),
    ("http://{theirs}/", ["{ours}"], "not theirs"),
    ("http://{ours}/", ["{theirs}"], "theirs or nobody"),
    ("http://evil.com/", ["{ours}"], "ours or nobody"),
    ("/", ["{ours}", "{theirs}"], "nobody"),
    ("/", ["{theirs}", "{ours}"], "nobody"),
    ("/", [], "nobody"),
    ("/", ["{ours}.evil.com"], "nobody"),
    ("//{theirs}/", ["{ours}"], "not theirs"),
    ("@{theirs}/", ["{ours}"], "nobody"),
    ("*", ["{ours}"], "not theirs"),
]


def say(port: int, text: str) -> bytes:
    """What a server answers to these very bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(text.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(("target", "hosts", "whose"), RAW)
def test_request_of_any_form_reaches_the_host_header_s_association_alone(
    served: Processes, tenants: Tenants, target: str, hosts: list[str], whose: str
) -> None:
    ours, theirs = tenants.make(), tenants.make()
    names = {"ours": ours.host, "theirs": theirs.host}
    lines = [f"GET {target} HTTP/1.1", *(f"Host: {host}" for host in hosts), "Connection: close"]
    text = say(served.port, "\r\n".join(lines).format(**names) + "\r\n\r\n").decode()
    shown = {name for name, one in (("ours", ours), ("theirs", theirs)) if one.canary in text}
    allowed = {
        "ours": [{"ours"}],
        "nobody": [set()],
        "not theirs": [set(), {"ours"}],
        "theirs or nobody": [set(), {"theirs"}],
        "ours or nobody": [set(), {"ours"}],
    }[whose]
    assert shown in allowed, text[:500]
    assert " 500 " not in text.split("\r\n", 1)[0]


def test_control_the_exact_host_is_told_from_the_unknown_one(app: Flask, here: Association) -> None:
    """So the comparison above would notice a host that is taken although it lies."""
    assert seen(ask(app, here.host)) != seen(ask(app, "nobody-has-this.localhost"))
