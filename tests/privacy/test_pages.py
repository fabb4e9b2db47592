"""Pages: everything held, taken out, consents, requests, holds, erasure, by staff and by oneself."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.accounts.links import issue
from punos.audit.models import AccessEntry
from punos.enrolments.applying import agree_to_service
from punos.mail.service import queue
from punos.people.models import Person
from punos.people.service import SERVICE, change_person, has_consented
from punos.privacy.models import PrivacyRequest, RetentionHold
from punos.privacy.requests import due_day
from tests.privacy.planting import Planted, planted
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Tenants


@pytest.fixture
def her(tenants: Tenants) -> Planted:
    """Somebody of whom every table holds something."""
    return planted(tenants.make())


@pytest.fixture
def admin(her: Planted, client: Client) -> Client:
    """Whoever answers for her data."""
    return her.association.signed_in(client, "administrator")


@pytest.fixture
def own(app: Flask, her: Planted) -> Client:
    """Her own browser, which came by the link to her application."""
    browser = Client(app, her.association.host)
    with her.association.work() as work:
        link = issue(work, "application", "enrolment", her.enrolment_id, person_id=her.person_id)
    browser.follow(browser.get(link))
    return browser


def shown(her: Planted) -> list[str]:
    """The words that she must get to see: all but those of secrets and of others."""
    hidden = (
        "person.search_text", "account.password_hash", "access_link.data", "import_row.answers",
        "import_row.problems", "mail.subject", "mail.body", "mail.calendar", "mail.stop_link",
        "mail.message_id",
        "stored_file.name", "stored_file.media_type", "border_outbox.answer",
        "border_inbox.answer", "received_referral.sort_key", "received_referral.search_text",
        "inquiry.page", "inquiry.search_text", "gatherings_employment.asked_email",
        "referral.offered", "application_draft.steps", "application_draft.email",
        "match_suggestion.reasons", "match_suggestion.fails", "match_suggestion.others",
        "remembered_device.agent", "second_factor.secret", "retention_hold.because",
        "note.text", "import_run.mapping", "enrolment.answers", "message.subjects",
        "message.bodies", "fit_check.words",
    )  # fmt: skip
    return [word for word, where in her.words.items() if where not in hidden]


def test_everything_held_is_shown_to_staff_and_to_herself(
    her: Planted, admin: Client, own: Client
) -> None:
    pages = {
        "staff": admin.get(f"/people/{her.person_id}/held"),
        "own": own.get("/my/data"),
        "html": own.get("/my/data/file?as=html"),
        "json": own.get("/my/data/file?as=json"),
    }
    for name, page in pages.items():
        assert page.status_code == 200, name
        missing = [her.words[word] for word in shown(her) if word.lower() not in page.text.lower()]
        assert missing == [], name


def test_file_holds_nobody_elses_name_and_no_secret(her: Planted, own: Client) -> None:
    with her.association.work() as work:
        other = work.session.get_one(Person, (work.tenant.id, her.other_id))
        name, address = other.given_name, other.email
    page = own.get("/my/data/file?as=json")
    assert json.loads(page.text)["person"] == str(her.person_id)
    assert name not in page.text
    assert str(address) not in page.text
    assert "hash" not in page.text
    assert "attachment" in page.headers["Content-Disposition"]


def test_file_is_in_her_language(her: Planted, own: Client, app: Flask) -> None:
    with her.association.work() as work:
        work.session.get_one(Person, (work.tenant.id, her.person_id)).language = "fi"
    assert 'lang="fi"' in own.get("/my/data/file?as=html").text


def test_reading_what_is_held_is_written_down(her: Planted, admin: Client) -> None:
    admin.get(f"/people/{her.person_id}/held")
    with her.association.work() as work:
        query = select(AccessEntry.page).where(AccessEntry.person_id == her.person_id)
        assert "privacy.held" in work.session.scalars(query).all()


@pytest.mark.parametrize("role", ["coordinator", "contact", "readonly"])
def test_staff_who_do_not_answer_for_data_see_none_of_it(
    her: Planted, client: Client, role: str
) -> None:
    her.association.signed_in(client, role)
    for path in ("held", "held/file?as=json", "erase"):
        assert client.get(f"/people/{her.person_id}/{path}").status_code == 404
    assert client.get("/privacy/retention").status_code == 404


def test_consent_is_taken_back_and_given_again_with_a_button(her: Planted, own: Client) -> None:
    def holds() -> bool:
        with her.association.work() as work:
            person = work.session.get_one(Person, (work.tenant.id, her.person_id))
            return has_consented(work, person, SERVICE)

    with her.association.work() as work:
        person = work.session.get_one(Person, (work.tenant.id, her.person_id))
        agree_to_service(work, person, how="application")
    assert "Take this back" in own.get("/my/data").text
    own.post("/my/data/consents", {"purpose": SERVICE, "act": "take_back"})
    assert not holds()
    page = own.get("/my/data").text
    assert "You took it back." in page
    assert "You agreed." in page, "the history stays"
    own.post("/my/data/consents", {"purpose": SERVICE, "act": "give"})
    assert holds()


def test_request_waits_on_the_first_page_until_it_is_answered(
    her: Planted, own: Client, admin: Client
) -> None:
    own.get("/my/data")
    assert own.post("/my/data/requests", {"kind": "correction"}).status_code == 303
    own.post("/my/data/requests", {"kind": "correction"})
    with her.association.work() as work:
        query = select(PrivacyRequest).where(
            PrivacyRequest.person_id == her.person_id, PrivacyRequest.how == "own_data"
        )
        asked = work.session.scalars(query).one()
        assert asked.due_on == due_day(clock.today())
        assert timedelta(days=27) < asked.due_on - clock.today() < timedelta(days=32)
    assert "/privacy/requests" in admin.get("/today").text
    admin.get("/privacy/requests")
    refused = admin.post(f"/privacy/requests/{asked.id}", {"state": "refused", "because": ""})
    assert refused.status_code == 409
    assert admin.post(f"/privacy/requests/{asked.id}", {"state": "done"}).status_code == 303
    assert "Done" in own.get("/my/data").text


def test_hold_keeps_from_erasing_until_it_is_lifted(her: Planted, admin: Client) -> None:
    where = f"/people/{her.person_id}"
    admin.get(f"{where}/held")
    admin.post(f"{where}/hold", {"because": "A complaint is heard."})
    page = admin.get(f"{where}/erase").text
    assert "There is a hold" in page
    assert "Erase for good" not in page
    assert admin.post(f"{where}/erase", {"sure": "yes"}).status_code == 409
    admin.post(f"{where}/hold/lift")
    with her.association.work() as work:
        lifted = work.session.scalars(select(RetentionHold.lifted_at)).all()
        assert None not in lifted
    assert "Erase for good" in admin.get(f"{where}/erase").text


def test_erasure_asks_first_says_what_stays_and_why(her: Planted, admin: Client) -> None:
    where = f"/people/{her.person_id}"
    page = admin.get(f"{where}/erase").text
    for said in ("This goes", "The law on bookkeeping", "Notes about you", "figures"):
        assert said in page
    assert admin.post(f"{where}/erase").status_code == 303
    assert admin.get(where).status_code == 200, "without the answer nothing happens"
    assert person_of(her).erased_at is None
    admin.post(f"{where}/erase", {"sure": "yes"})
    assert person_of(her).erased_at is not None
    assert "Somebody who was erased" in admin.get(where).text
    assert f"/people/{her.person_id}" not in admin.get("/people").text
    for path in ("held", "erase", "held/file?as=json"):
        assert admin.get(f"{where}/{path}").status_code == 404


def person_of(her: Planted) -> Person:
    with her.association.work() as work:
        return work.session.get_one(Person, (work.tenant.id, her.person_id))


def test_after_erasure_her_link_leads_nowhere(her: Planted, admin: Client, own: Client) -> None:
    admin.get(f"/people/{her.person_id}/erase")
    admin.post(f"/people/{her.person_id}/erase", {"sure": "yes"})
    assert own.get("/my/data").status_code != 200


def test_register_and_notice_come_from_what_is_really_kept(her: Planted, admin: Client) -> None:
    assert "What you need at a camp" not in admin.get("/privacy").text
    for plugin in ("gatherings", "payouts"):
        her.association.switch_on(plugin)
    page = admin.get("/privacy/register").text
    for said in ("What you need at a camp", "Notes about you", "24 months", "bookkeeping"):
        assert said in page
    assert admin.get("/privacy/register?format=csv").text.count("\n") > 40
    notice = admin.get("/privacy").text
    for said in ("Notes about you", "What you need at a camp"):
        assert said in notice


def age(her: Planted, days: int) -> UUID:
    """Let everything of hers lie so far back, with no hold on it."""
    with her.association.work() as work:
        person = work.session.get_one(Person, (work.tenant.id, her.person_id))
        person.created_at -= timedelta(days=days)
        return person.id


def test_schedule_is_tried_dry_then_run(her: Planted, admin: Client, tenants: Tenants) -> None:
    deployment = tenants.deployment
    page = admin.get("/privacy/retention").text
    assert f"/people/{her.person_id}/held" not in page
    with clock.at(clock.now() + timedelta(days=800)):
        her.association.signed_in(admin, "administrator")
        page = admin.get("/privacy/retention").text
        assert f"/people/{her.person_id}/held" in page
        assert person_of(her).erased_at is None, "a dry run takes nobody"
        assert f"/people/{her.other_id}/held" not in page, "he still takes part"
        admin.post("/privacy/retention/run", {"sure": "yes"})
        drain(deployment)
    assert person_of(her).erased_at is not None


def test_schedule_is_changed_on_the_page_and_respects_a_hold(her: Planted, admin: Client) -> None:
    admin.get("/privacy/retention")
    wanted = {"participants": "12", "applicants": "3", "mails": "6", "imports": "1"}
    more = {"access_log": "12", "requests": "24", "accounts": "24"}
    answer = admin.post("/privacy/retention", {**wanted, **more})
    assert answer.status_code == 303, answer.text
    assert "12 months" in admin.get("/privacy/retention").text
    assert admin.post("/privacy/retention", {**wanted, **more, "mails": "0"}).status_code == 422
    admin.get(f"/people/{her.person_id}/held")
    admin.post(f"/people/{her.person_id}/hold", {"because": "A complaint is heard."})
    with clock.at(clock.now() + timedelta(days=800)):
        her.association.signed_in(admin, "administrator")
        assert f"/people/{her.person_id}/held" not in admin.get("/privacy/retention").text


@pytest.mark.parametrize("address", ["person.email", "account.email"])
def test_own_page_shows_nothing_by_an_address_that_was_only_typed(
    her: Planted, app: Flask, address: str
) -> None:
    """An applicant may change their own address to anybody's; it proves nothing."""
    here = her.association
    email = (
        f"{next(name for name, where in her.words.items() if where == address)}@people.example.org"
    )
    thief = here.enrolment(here.enrol(her.slug, "mentee", state="applied"))
    with here.work() as work:
        link = issue(work, "application", "enrolment", thief.id, person_id=thief.person_id)
        change_person(
            work, work.session.get_one(Person, (work.tenant.id, thief.person_id)), email=email
        )
        queue(
            work,
            kind="account.sign_in_link",
            to_address=email,
            subject="Sign in",
            body=f"{issue(work, 'sign_in', 'account', her.ids['account'])}\n",
            language="en",
        )
    browser = Client(app, here.host)
    browser.follow(browser.get(link))
    for path in ("/my/data", "/my/data/file?as=json", "/my/data/file?as=html"):
        text = browser.get(path).text.lower()
        seen = {where for word, where in her.words.items() if word.lower() in text}
        assert seen <= {address}, path
        assert "/l/" not in text, path


def test_link_of_a_mail_on_its_way_is_shown_to_nobody(
    her: Planted, admin: Client, own: Client
) -> None:
    with her.association.work() as work:
        link = issue(work, "sign_in", "account", her.ids["account"])
        queue(
            work,
            kind="account.sign_in_link",
            to_address="x@people.example.org",
            subject="Sign in",
            body=f"Open {link}\n",
            language="en",
            person_id=her.person_id,
        )
    token = link.rpartition("/")[2]
    for client, path in (
        (admin, f"/people/{her.person_id}/held"),
        (admin, f"/people/{her.person_id}/held/file?as=json"),
        (own, "/my/data"),
        (own, "/my/data/file?as=html"),
    ):
        page = client.get(path).text
        assert "/l/…" in page, path
        assert token not in page, path
