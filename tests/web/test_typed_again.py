"""What was typed is not lost to a page that was open too long, or to a sign-out meanwhile."""

import pytest
from flask import Flask

from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

NOTE = {"purpose": "support", "text": "A long text that nobody wants to type twice."}


@pytest.fixture
def association(tenants: Tenants) -> Association:
    """With a cycle."""
    made = tenants.make()
    made.cycle()
    return made


def ours(association: Association) -> dict[str, str]:
    """What a browser says of a form of this very site."""
    return {"Origin": f"http://{association.host}"}


def test_form_sent_after_signing_out_comes_back_with_what_was_typed(
    app: Flask, association: Association
) -> None:
    client = association.signed_in(Client(app), "coordinator")
    client.get("/start")
    client.post("/sign-out")
    answer = client.post("/ask", {"text": NOTE["text"]}, token="0" * 64, headers=ours(association))
    assert answer.status_code == 400
    assert NOTE["text"] in answer.text
    protected = client.post("/start/programme", NOTE, headers=ours(association))
    assert protected.status_code == 400
    assert NOTE["text"] in protected.text
    assert 'href="/sign-in"' in protected.text


def test_form_sent_once_more_goes_through(app: Flask, association: Association) -> None:
    client = association.signed_in(Client(app), "coordinator")
    typed = {"preset": "pairwise.career-mentoring"}
    stale = client.post("/start/programme", typed, token="0" * 64, headers=ours(association))
    assert stale.status_code == 400
    assert typed["preset"] in stale.text
    # The page brought a fresh token, which this client sends along.
    assert client.post("/start/programme", typed, headers=ours(association)).status_code == 303


def test_password_is_never_sent_back(app: Flask, association: Association) -> None:
    client = Client(app, association.host)
    client.get("/sign-in")
    typed = {"email": "somebody@example.org", "password": "a-secret-of-somebody"}
    answer = client.post("/sign-in", typed, token="0" * 64, headers=ours(association))
    assert answer.status_code == 400
    assert "somebody@example.org" in answer.text
    assert "a-secret-of-somebody" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_form_gets_no_token(
    app: Flask, association: Association, headers: dict[str, str]
) -> None:
    client = association.signed_in(Client(app), "coordinator")
    answer = client.post("/start/programme", NOTE, token="0" * 64, headers=headers)
    assert answer.status_code == 400
    assert "csrf_token" not in answer.text.split("<main")[1].split("</main")[0]
    assert NOTE["text"] not in answer.text
