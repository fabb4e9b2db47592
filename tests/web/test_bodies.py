"""Bodies that nobody should send: too large, in pieces, broken, of another kind, by another method."""

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DataError

from punos.i18n import _, use_language
from punos.mail.models import Mail
from punos.tenancy.models import KINDS
from punos.web.pages import Route
from punos.web.routing import all_routes
from tests.support.clients import Client
from tests.support.served import Processes
from tests.support.tenants import Association, Tenants
from tests.sweeps.test_routes import address, routes_of
from tests.sweeps.world import World, make_world

MEGABYTE = 1024 * 1024
FIFTY = 50 * MEGABYTE
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=abc"


@pytest.fixture(scope="module")
def world(deployment: object, app: Flask) -> World:
    return make_world(Tenants(app.extensions["punos"]))


@pytest.fixture(scope="module")
def administrator(app: Flask, world: World) -> Client:
    return world.association.signed_in(Client(app), "administrator")


@pytest.fixture(scope="module")
def here(world: World) -> Association:
    return world.association


@dataclass(frozen=True)
class Stand:
    """A tenant, and the browser of the one who may do everything there."""

    world: World
    client: Client

    @property
    def base(self) -> str:
        """Where it answers."""
        return f"http://{self.world.association.host}"


@pytest.fixture(scope="module")
def stands(app: Flask, world: World, administrator: Client) -> list[Stand]:
    """The association, the network's desk and a funder."""
    tenants = Tenants(app.extensions["punos"])
    desks = [make_world(tenants, kind) for kind in KINDS if kind != world.kind]
    return [
        Stand(world, administrator),
        *(Stand(desk, desk.association.signed_in(Client(app), "administrator")) for desk in desks),
    ]


def each(app: Flask, stands: list[Stand], *methods: str) -> Iterator[tuple[Route, str, Stand]]:
    """Every route of these methods once, with its address, at a tenant that has it."""
    for stand in stands:
        for method in methods:
            for route in routes_of(app, method, stand.world):
                if route.kind == stand.world.kind or stand is stands[0]:
                    yield route, address(route, stand.world.arguments(route.plugin)), stand


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_body_beyond_the_limit_gets_a_page_in_the_readers_language(
    app: Flask, here: Association, language: str
) -> None:
    client = Client(app, here.host)
    answer = client._client.post(
        "/sign-in",
        base_url=f"http://{here.host}",
        data=b"x" * (17 * MEGABYTE),
        headers={"Content-Type": FORM, "Accept-Language": language},
    )
    assert answer.status_code == 413
    assert f'<html lang="{language}"' in answer.text
    with use_language(language):
        assert _("That is too large") in answer.text
    assert here.canary in answer.text


def pieces(size: int) -> Iterator[bytes]:
    for _number in range(size // MEGABYTE):
        yield b"x" * MEGABYTE


def upload(port: int, host: str, head: str, body: Iterator[bytes]) -> str:
    """Send everything, as a browser does, and only then read the answer."""
    text = f"{head}\r\nHost: {host}\r\nAccept-Language: fi\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(text.encode())
        for piece in body:
            connection.sendall(piece)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts).decode()


def chunked(body: Iterator[bytes]) -> Iterator[bytes]:
    for piece in body:
        yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
    yield b"0\r\n\r\n"


@pytest.mark.parametrize("kind", [FORM, MULTIPART, "application/json"])
def test_fifty_megabytes_through_the_real_server_get_the_page_and_not_a_broken_connection(
    served: Processes, here: Association, kind: str
) -> None:
    lines = f"POST /sign-in HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {FIFTY}"
    text = upload(served.port, here.host, lines, pieces(FIFTY))
    if kind == "application/json":  # never read as a form, so it is the token that is missing
        assert text.startswith(("HTTP/1.1 400", "HTTP/1.1 413"))
    else:
        assert text.startswith("HTTP/1.1 413")
    assert '<html lang="fi"' in text
    assert "Connection: close" in text
    assert served.healthy()


def test_fifty_megabytes_in_chunks_get_the_page(served: Processes, here: Association) -> None:
    lines = f"POST /sign-in HTTP/1.1\r\nContent-Type: {FORM}\r\nTransfer-Encoding: chunked"
    text = upload(served.port, here.host, lines, chunked(pieces(FIFTY)))
    assert text.startswith("HTTP/1.1 413")
    assert served.healthy()


def test_declared_body_that_never_comes_does_not_hold_up_others(
    served: Processes, here: Association
) -> None:
    lines = f"POST /sign-in HTTP/1.1\r\nHost: {here.host}\r\nContent-Type: {FORM}"
    waiting = []
    try:
        for _number in range(3):
            one = socket.create_connection(("127.0.0.1", served.port), timeout=10)
            one.sendall(f"{lines}\r\nContent-Length: 1000\r\n\r\nemail=".encode())
            waiting.append(one)
        assert served.browser(here.host).get("/sign-in").status == 200
    finally:
        for one in waiting:
            one.close()
    assert served.browser(here.host).get("/sign-in").status == 200


def token_of(client: Client) -> dict[str, str]:
    client.get("/cookies")
    assert client._token
    return {"X-CSRF-Token": client._token}


def many_parts(count: int) -> bytes:
    part = b'--abc\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n'
    return part * count + b"--abc--\r\n"


BODIES: dict[str, tuple[str, bytes]] = {
    "too many parts": (MULTIPART, many_parts(2_500)),
    "multipart without a boundary": ("multipart/form-data", many_parts(1)),
    "multipart that stops": (MULTIPART, many_parts(1)[:-12]),
    "multipart with nothing in it": (MULTIPART, b""),
    "multipart of another boundary": (MULTIPART, b"--xyz\r\n\r\n\r\n--xyz--\r\n"),
    "multipart with a broken head": (MULTIPART, b"--abc\r\nContent-Disp\x00\r\n\r\n1\r\n--abc--"),
    "multipart with a file named NUL": (
        MULTIPART,
        b'--abc\r\nContent-Disposition: form-data; name="file"; filename="a\x00b.csv"\r\n\r\n1\r\n'
        b"--abc--\r\n",
    ),
    "JSON": ("application/json", json.dumps({"email": ["a", {"b": 1}], "name": None}).encode()),
    "JSON that breaks off": ("application/json", b'{"email": '),
    "XML": ("application/xml", b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'),
    "plain text": ("text/plain", b"email=a"),
    "no kind at all": ("", b"email=a"),
    "a kind that is none": ("\xff/;;=", b"email=a"),
    "bytes that are no text": (FORM, b"email=\xff\xfe&%ff=%c3%28&=&&==&a=%zz"),
    "an unknown charset": (f"{FORM}; charset=utf-17", b"email=a"),
    "nothing": (FORM, b""),
}


@pytest.mark.parametrize("name", BODIES)
def test_body_of_another_kind_is_refused_in_words_by_every_act(
    app: Flask, stands: list[Stand], name: str
) -> None:
    """By the one who may do everything, with the right token: nothing may end as our own mistake."""
    kind, body = BODIES[name]
    wrong = []
    for route, path, stand in each(app, stands, "POST"):
        if route.endpoint.startswith("accounts.sign_out"):
            continue
        answer = stand.client._client.post(
            path,
            base_url=stand.base,
            data=body,
            headers={"Content-Type": kind, **token_of(stand.client)},
        )
        if answer.status_code >= 500 or "<html" not in answer.text[:200] + "<html":
            wrong.append(f"{route.endpoint}: {answer.status_code}")
    assert wrong == []
    for stand in stands:
        assert stand.client.follow(stand.client.get("/today")).status_code == 200


def test_too_many_parts_get_a_page(administrator: Client, here: Association) -> None:
    answer = administrator._client.post(
        "/sign-in",
        base_url=f"http://{here.host}",
        data=many_parts(2_500),
        headers={"Content-Type": MULTIPART},
    )
    assert answer.status_code == 413
    assert here.canary in answer.text


NUL_FIELDS = ("email", "password", "name", "act", "state", "next", "language", "role", "x\x00y")


def test_nul_in_what_was_sent_is_refused_by_every_act(app: Flask, stands: list[Stand]) -> None:
    wrong = []
    for route, path, stand in each(app, stands, "POST"):
        if route.endpoint.startswith("accounts.sign_out"):
            continue
        token_of(stand.client)
        answer = stand.client.post(path, dict.fromkeys(NUL_FIELDS, "a\x00b"))
        if answer.status_code not in (400, 404):
            wrong.append(f"{route.endpoint}: {answer.status_code}")
    assert wrong == []


ODD = [
    "\x00",
    "a\x00",
    "é" * 3000,
    "99999999999999999999",
    "-1",
    "' OR 1=1",
    "%",
    "\ud7ff",
    "{{7*7}}",
]
ARGUMENTS = ("q", "page", "sort", "state", "role", "format", "next", "v", "reference", "unit")


@pytest.mark.parametrize("odd", ODD)
def test_odd_arguments_end_no_page_as_our_mistake(
    app: Flask, stands: list[Stand], odd: str
) -> None:
    wrong = []
    for _route, path, stand in each(app, stands, "GET"):
        answer = stand.client.get(path, query_string=dict.fromkeys(ARGUMENTS, odd))
        if answer.status_code >= 500 and path != "/ready":  # not ready: no worker runs here
            wrong.append(f"{path}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize(
    "odd", ["%00", "a%00b", "%ff", "%c3%28", "..%2f..", "%0d%0aX:1", "a" * 4000]
)
def test_odd_words_in_the_address_are_not_found(app: Flask, stands: list[Stand], odd: str) -> None:
    wrong = []
    for route, _path, stand in each(app, stands, "GET"):
        if "<" not in route.rule:
            continue
        names = [*stand.world.names(), "name", "role", "state", "token"]
        answer = stand.client.get(address(route, dict.fromkeys(names, odd)))
        if answer.status_code not in (303, 308, 400, 404):
            wrong.append(f"{route.endpoint}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"])
def test_method_that_no_route_declares_gets_the_plain_page(
    app: Flask, stands: list[Stand], method: str
) -> None:
    wrong = []
    for route, path, stand in each(app, stands, "GET", "POST"):
        answer = stand.client._client.open(path, method=method, base_url=stand.base)
        if answer.status_code != 404 or "Allow" in answer.headers:
            wrong.append(f"{method} {route.endpoint}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_wrong_one_of_the_two_methods_gets_the_plain_page(
    app: Flask, stands: list[Stand], method: str
) -> None:
    wrong = []
    declared = {(r.rule, r.method) for r in all_routes(app)}
    for route, path, stand in each(app, stands, "GET", "POST"):
        if route.method == method.upper() or (route.rule, method.upper()) in declared:
            continue
        token_of(stand.client)
        answer = getattr(stand.client, method)(path)
        if answer.status_code != 404:
            wrong.append(f"{method} {route.endpoint}: {answer.status_code}")
    assert wrong == []


def test_form_field_given_twice_is_no_way_around(here: Association, app: Flask) -> None:
    """A reset for one address must never be sent to another that was slipped in."""
    client = Client(app, here.host)
    client.get("/password/new")
    email = here.account("coordinator")
    answer = client.post("/password/new", {"email": [email, "thief@people.example.org"]})
    assert answer.status_code < 500
    client.get("/password/new")
    answer = client.post("/password/new", {"email[]": "thief@people.example.org", "email": email})
    assert answer.status_code < 500
    assert "thief" not in " ".join(sent_to(here))


def sent_to(here: Association) -> list[str]:
    with here.work() as work:
        return list(work.session.scalars(select(Mail.to_address)))


def test_control_a_nul_that_reaches_the_database_would_be_our_mistake(here: Association) -> None:
    with here.work() as work, pytest.raises(DataError, match="NUL"):
        work.session.scalars(select(Mail).where(Mail.to_address == "a\x00")).all()
    work.session.rollback()
