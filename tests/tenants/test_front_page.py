"""A declared association as a visitor meets it."""

from __future__ import annotations

from punos.app import create_app
from tests.support.clients import Client
from tests.tenants.operator import SEED, Operator

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)


def test_declared_association_shows_its_name_text_and_logo(operator: Operator) -> None:
    text = SEED.replace("[look]", '[intro]\nen = "We braid."\n\n[look]\nlogo = "logo.svg"')
    (operator.declare("faced", text) / "logo.svg").write_text(LOGO, encoding="utf-8")
    operator("apply")
    client = Client(create_app(deployment=operator.deployment), "faced.localhost")
    page = client.get("/").text
    assert "The Braid" in page
    assert "We braid." in page
    address = page.split('src="/logo')[1].split('"')[0]
    answer = client.get(f"/logo{address}")
    assert (answer.status_code, answer.mimetype, answer.text) == (200, "image/svg+xml", LOGO)


def test_association_without_a_logo_has_none(operator: Operator) -> None:
    operator.declare("faceless")
    operator("apply")
    client = Client(create_app(deployment=operator.deployment), "faceless.localhost")
    assert "/logo" not in client.get("/").text
    assert client.get("/logo").status_code == 404


def test_logo_with_a_script_is_refused(operator: Operator) -> None:
    folder = operator.declare("scripted", SEED.replace("[look]", '[look]\nlogo = "logo.svg"'))
    evil = LOGO.replace("<rect", "<script>alert(1)</script><rect")
    (folder / "logo.svg").write_text(evil, encoding="utf-8")
    assert "look.logo: the logo is no SVG file, or holds a script" in operator("apply", ok=False)
