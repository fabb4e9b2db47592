"""Logo and colour on a page: said in words how well it can be read, kept only when it can."""

import re
from io import BytesIO

import pytest
from flask import Flask

from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)
EVIL = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def admin(app: Flask, here: Association) -> Client:
    return here.signed_in(Client(app), "administrator")


def accent(here: Association) -> str:
    with here.work() as work:
        return str(work.settings.look["accent"])


def send_logo(admin: Client, content: bytes, name: str) -> int:
    admin.get("/settings/look")
    data = {"logo": (BytesIO(content), name)}
    answer = admin.post("/settings/look/logo", data, content_type="multipart/form-data")
    return int(answer.status_code)


def test_colour_that_can_be_read_is_kept_and_drawn(admin: Client, here: Association) -> None:
    assert admin.post("/settings/look/colour", {"accent": "#7A1FA2"}).status_code == 303
    assert accent(here) == "#7a1fa2"
    page = admin.get("/settings/look").text
    assert "easy enough to read" in page
    assert "too hard to read" not in page
    sheet = re.search(r'href="(/look\.css\?v=\w+)"', page)
    assert sheet is not None
    assert "#7a1fa2" in admin.get(sheet[1]).text


def test_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can(
    admin: Client, here: Association
) -> None:
    before = accent(here)
    answer = admin.post("/settings/look/colour", {"accent": "#ffd84d"})
    assert answer.status_code == 422
    assert accent(here) == before
    assert "too hard to read" in answer.text
    offered = re.findall(r'name="accent" value="(#[0-9a-f]{6})"', answer.text)[-1]
    assert admin.post("/settings/look/colour", {"accent": offered}).status_code == 303
    assert accent(here) == offered


def test_colour_is_tried_without_being_kept(admin: Client, here: Association) -> None:
    before = accent(here)
    answer = admin.post("/settings/look/colour", {"accent": "#7a1fa2", "submit": "try"})
    assert answer.status_code == 200
    assert 'fill="#7a1fa2"' in answer.text
    assert "style=" not in answer.text.split("<main")[1]
    assert accent(here) == before


def test_word_for_a_colour_is_refused_in_plain_words(admin: Client) -> None:
    answer = admin.post("/settings/look/colour", {"accent": "red"})
    assert answer.status_code == 422
    assert "#1f5a7a" in answer.text


@pytest.mark.parametrize(("content", "name"), [(PNG, "a.png"), (SVG, "b.svg"), (PNG, "odd.exe")])
def test_logo_stands_on_every_page(
    admin: Client, here: Association, content: bytes, name: str
) -> None:
    assert send_logo(admin, content, name) == 303
    front = Client(admin.app, here.host).get("/").text
    address = front.split('src="/logo')[1].split('"')[0]
    answer = admin.get(f"/logo{address}")
    assert answer.data == content
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert admin.post("/settings/look/logo/remove").status_code == 303
    assert 'src="/logo' not in Client(admin.app, here.host).get("/").text


@pytest.mark.parametrize("content", [EVIL, b"GIF89a", SVG + b" " * 60_001, b""])
def test_file_that_cannot_be_a_logo_is_refused(
    admin: Client, here: Association, content: bytes
) -> None:
    assert send_logo(admin, content, "logo.svg") == 422
    assert 'src="/logo' not in Client(admin.app, here.host).get("/").text


def test_colour_survives_a_new_logo_and_names(admin: Client, here: Association) -> None:
    admin.post("/settings/look/colour", {"accent": "#7a1fa2"})
    send_logo(admin, SVG, "logo.svg")
    names = {
        "name_en": "The Braid",
        "short_name": "Braid",
        "intro_en": "We braid.",
        "address": "Quay 1",
    }
    assert admin.post("/settings", names).status_code == 303
    assert accent(here) == "#7a1fa2"
    front = Client(admin.app, here.host).get("/").text
    for shown in ("The Braid", "We braid.", "Quay 1", 'src="/logo'):
        assert shown in front


def test_look_is_the_administrators(app: Flask, here: Association) -> None:
    coordinator = here.signed_in(Client(app))
    assert coordinator.get("/settings/look").status_code == 404
    assert coordinator.post("/settings/look/colour", {"accent": "#7a1fa2"}).status_code == 404
