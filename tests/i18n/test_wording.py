"""A tenant's own words: whole messages, on its pages and in its mails, and nowhere else."""

import pytest
from flask import Flask

from punos.deployment import Deployment
from punos.i18n import _, use_language
from punos.i18n.messages import Known, known_messages
from punos.i18n.wording import Wording
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants
from tests.sweeps.test_query_budget import cost

ENDS = "You can apply until %(date)s."
OWN = "The last day to apply is %(date)s. Do not be late!"


def known(message: str, kind: str = "people") -> Known:
    return next(
        one
        for one in known_messages(["punos_pairwise"])
        if (one.kind, one.message) == (kind, message)
    )


def address(message: str, language: str = "en", kind: str = "people") -> str:
    return f"/settings/wording/{language}/{known(message, kind).code}"


@pytest.fixture
def here(tenants: Tenants) -> Association:
    made = tenants.make()
    made.cycle()
    return made


@pytest.fixture
def admin(app: Flask, here: Association) -> Client:
    return here.signed_in(Client(app), "administrator")


def front(app: Flask, here: Association, language: str = "en") -> str:
    return Client(app, here.host).get("/", headers={"Accept-Language": language}).text


def test_own_words_stand_on_the_pages_of_one_tenant_in_one_language(
    app: Flask, here: Association, admin: Client, tenants: Tenants
) -> None:
    other = tenants.make()
    other.cycle()
    assert admin.post(address(ENDS), {"text": OWN}).status_code == 303
    assert "Do not be late!" in front(app, here)
    assert "Do not be late!" not in front(app, here, "fi")
    assert "Do not be late!" not in front(app, other)
    assert "You can apply until" in front(app, other)


def test_own_words_are_said_in_jobs_of_that_tenant_alone(
    deployment: Deployment, here: Association, admin: Client, tenants: Tenants
) -> None:
    admin.post(address("today"), {"text": "this very day"})
    other = tenants.make()
    with deployment.work(here.record):
        assert _("today") == "this very day"
        with deployment.work(other.record):
            assert _("today") == "today"
        with deployment.work(here.record, role="provisioner"):
            assert _("today") == "today"
        assert _("today") == "this very day"
    assert _("today") == "today"


def test_message_is_found_by_its_words_and_given_back(
    app: Flask, here: Association, admin: Client
) -> None:
    assert address(ENDS) in admin.get("/settings/wording?in=en&q=until+apply").text
    admin.post(address(ENDS), {"text": OWN})
    listed = admin.get("/settings/wording?in=en").text
    assert "Do not be late!" in listed, "without a search, what is reworded"
    assert "Do not be late!" not in admin.get("/settings/wording?in=fi").text
    assert "Say what the system says again" in admin.get(address(ENDS)).text
    admin.post(address(ENDS), {"text": ""})
    assert "You can apply until" in front(app, here)
    with here.work() as work:
        assert work.settings.get("wording") == {}


@pytest.mark.parametrize("text", ["The last day is near.", "%(day)s", "%(date)s and 5 %"])
def test_text_without_the_same_values_is_refused(
    app: Flask, here: Association, admin: Client, text: str
) -> None:
    answer = admin.post(address(ENDS), {"text": text})
    assert answer.status_code == 422
    assert text.replace("&", "&amp;") in answer.text
    assert "You can apply until" in front(app, here)


def test_markup_in_own_words_is_shown_as_text(app: Flask, here: Association, admin: Client) -> None:
    admin.post(address("Open now"), {"text": "<b>Open</b>"})
    assert "&lt;b&gt;Open&lt;/b&gt;" in front(app, here)


def test_each_form_of_a_plural_is_worded_by_itself(admin: Client) -> None:
    singular = known("%(num)s applicant waits for a unit", "staff")
    plural = known("%(num)s applicants wait for a unit", "staff")
    for one in (singular, plural):
        with use_language("fi"):
            assert "%(num)s" in one.said("fi")
    assert singular.said("fi") != plural.said("fi")
    assert admin.get(address(plural.message, "fi", "staff")).status_code == 200


def test_own_words_cost_no_statement(
    deployment: Deployment, app: Flask, here: Association, admin: Client
) -> None:
    visitor = Client(app, here.host)
    visitor.get("/")
    before = cost(deployment, visitor, "/")
    admin.post(address(ENDS), {"text": OWN})
    assert cost(deployment, visitor, "/") == before


def test_nothing_is_looked_up_where_nothing_is_reworded(here: Association) -> None:
    with here.work() as work:
        assert work.settings.wording is None


def test_wording_of_a_document_knows_its_texts() -> None:
    wording = Wording({"fi": {"people": {"today": "tämä päivä"}}})
    assert dict(wording) == {("fi", "people", None, "today"): "tämä päivä"}
    assert wording.get(("fi", "people", "context", "today")) is None
