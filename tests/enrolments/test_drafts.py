"""An application that is begun and not sent: nothing typed is lost, and nobody else finds it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.accounts.models import AccessLink
from punos.enrolments.drafts import A_SECOND_TAP, KEPT_BY_BROWSER, KEPT_BY_LINK, forget
from punos.enrolments.models import ApplicationDraft, Enrolment
from punos.mail.models import Mail
from punos.people.models import Person
from punos.programmes.models import Cycle
from tests.enrolments.test_apply import GOOD
from tests.enrolments.test_inviting import handed_on
from tests.support.applying import address, apply_by_pages, fill, fill_in, go_on
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

_LINK = re.compile(r"https?://[^\s<]+/l/[\w-]+")


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def path(here: Association, client: Client) -> str:
    """Where one applies; the client is there."""
    client.at(here.host)
    return f"/apply/{here.cycle()}/mentee"


def drafts(here: Association) -> list[ApplicationDraft]:
    with here.work() as work:
        return list(work.session.scalars(select(ApplicationDraft).order_by(ApplicationDraft.id)))


def rows(here: Association, model: type) -> int:
    with here.work() as work:
        return len(work.session.scalars(select(model)).all())


def begun(client: Client, path: str) -> None:
    """The first page is filled in."""
    assert go_on(client, client.get(path), GOOD).status_code == 200


def saved_link(client: Client, path: str) -> str:
    """Begin, and have the link shown."""
    begun(client, path)
    page = client.get(f"{path}?part=later")
    found = _LINK.search(client.post(path, fill(page, {}, "link")).text)
    assert found
    return found.group(0)


def by_link(app: Flask, here: Association, link: str) -> Client:
    """Another browser, which has opened the link."""
    browser = Client(app, here.host)
    assert browser.follow(browser.get(link)).status_code == 200
    return browser


def test_looking_at_the_form_begins_nothing(here: Association, client: Client, path: str) -> None:
    client.get(path)
    client.get(f"{path}?part=pairwise-1")
    assert drafts(here) == []
    assert "punos-draft" not in client.cookies()


def test_a_faulty_page_is_kept_as_it_was_typed(
    here: Association, client: Client, path: str
) -> None:
    page = client.get(path)
    faulty = client.post(path, fill(page, {**GOOD, "person-email": "not yet"}))
    assert faulty.status_code == 422
    assert client.get(f"{path}?part=person").text.count('value="not yet"') == 1
    assert ["person-email", "not yet"] in drafts(here)[0].typed


def test_going_back_keeps_what_stands_on_the_page(
    here: Association, client: Client, path: str
) -> None:
    page = go_on(client, client.get(path), GOOD)
    back = client.follow(
        client.post(path, fill(page, {"pairwise-education_field": "", **GOOD}, "back"))
    )
    assert "<h1>About you</h1>" in back.text
    assert 'value="Esimerkki"' in back.text
    again = client.get(f"{path}?part=pairwise-1")
    assert "Software developer" in again.text
    assert "pairwise-1" not in drafts(here)[0].steps


def test_box_that_is_no_longer_ticked_is_not_ticked(client: Client, path: str) -> None:
    ticked = {**GOOD, "pairwise-online_ok": "yes"}
    fill_in(client, path, ticked)
    page = client.get(f"{path}?part=pairwise-2")
    assert re.search(r'name="pairwise-online_ok"[^>]* checked', page.text)
    go_on(client, page, GOOD)
    page = client.get(f"{path}?part=pairwise-2")
    assert not re.search(r'name="pairwise-online_ok"[^>]* checked', page.text)


def test_who_comes_back_is_told_what_is_missing(client: Client, path: str) -> None:
    begun(client, path)
    page = client.get(path)
    assert "You have begun an application" in page.text
    assert "Aino" not in page.text
    assert page.text.count("not yet") == 4
    assert f'href="{path}?part=pairwise-1"' in page.text


def test_beginning_again_deletes_what_was_typed(
    here: Association, client: Client, path: str
) -> None:
    begun(client, path)
    client.post(path, {"submit": "again"})
    assert drafts(here) == []
    assert "Aino" not in client.get(f"{path}?part=person").text


def test_another_browser_finds_nothing(
    here: Association, client: Client, path: str, app: Flask
) -> None:
    begun(client, path)
    other = Client(app, here.host)
    assert "Aino" not in other.get(f"{path}?part=person").text
    once = str(drafts(here)[0].id)
    other.post(path, {"person-given_name": "Eve", "topic": "person", "once": once})
    assert ["person-given_name", "Aino"] in drafts(here)[0].typed


def test_signing_in_and_out_in_between_loses_nothing(
    here: Association, client: Client, path: str
) -> None:
    begun(client, path)
    here.signed_in(client)
    client.post("/sign-out")
    assert "Aino" in client.get(f"{path}?part=person").text


def test_link_goes_on_in_any_browser_and_the_first_one_forgets(
    here: Association, client: Client, path: str, app: Flask
) -> None:
    link = saved_link(client, path)
    assert "Aino" not in client.get(f"{path}?part=person").text
    browser = by_link(app, here, link)
    assert "You have begun an application" in browser.get("/draft").text
    page = apply_by_pages(browser, "/draft?part=person", GOOD)
    assert "Thank you. We have your application." in page.text
    assert rows(here, Enrolment) == 1
    assert drafts(here)[0].typed == []
    late = browser.follow(browser.get("/draft"))
    assert "Thank you. We have your application." in late.text


@pytest.mark.parametrize("button", ["link", "mail"])
def test_two_taps_on_the_link_both_lead_to_what_was_typed(
    here: Association, client: Client, path: str, app: Flask, button: str
) -> None:
    begun(client, path)
    sent = fill(client.get(f"{path}?part=later"), {"email": "other@example.org"}, button)
    links = [_LINK.findall(client.post(path, sent).text) for _tap in range(2)]
    assert [len(found) for found in links] == [1, 1]
    for (link,) in links:
        assert "Aino" in by_link(app, here, link).get("/draft?part=person").text
    assert len(drafts(here)) == 1


def test_link_is_not_shown_once_more_later_or_to_another_browser(
    here: Association, client: Client, path: str, app: Flask
) -> None:
    begun(client, path)
    sent = fill(client.get(f"{path}?part=later"), {}, "link")
    assert _LINK.search(client.post(path, sent).text)
    other = Client(app, here.host)
    begun(other, path)
    theirs = fill(other.get(f"{path}?part=later"), {}, "link")
    assert _LINK.search(other.post(path, {**theirs, "once": sent["once"]}).text)
    assert not _LINK.search(other.post(path, {**theirs, "once": sent["once"]}).text)
    with here.work() as work:
        for link in work.session.scalars(select(AccessLink)):
            link.created_at -= A_SECOND_TAP
    assert not _LINK.search(client.post(path, sent).text)


def test_link_opened_by_a_mail_scanner_changes_nothing(
    here: Association, client: Client, path: str, app: Flask
) -> None:
    link = saved_link(client, path)
    before = drafts(here)[0].changed_at
    for _time in range(3):
        by_link(app, here, link)
    assert drafts(here)[0].changed_at == before
    assert rows(here, Enrolment) == 0
    assert "Aino" in by_link(app, here, link).get("/draft?part=person").text


def test_mail_with_the_link_names_nobody(here: Association, client: Client, path: str) -> None:
    begun(client, path)
    page = client.get(f"{path}?part=later")
    assert 'value="aino@people.example.org"' in page.text
    wrong = client.post(path, fill(page, {"email": "nowhere"}, "mail"))
    assert wrong.status_code == 422
    done = client.post(path, fill(page, {"email": "aino@people.example.org"}, "mail"))
    assert "/l/" in done.text  # an address may be misspelt, and a mail may never come
    with here.work() as work:
        mail = work.session.scalars(select(Mail).where(Mail.kind == "application.draft")).one()
    assert mail.to_address == "aino@people.example.org"
    assert _LINK.search(mail.body)
    assert "Aino" not in mail.subject + mail.body


def test_draft_of_an_invitation_counts_the_invitation_when_it_is_sent(
    here: Association, client: Client, app: Flask
) -> None:
    slug, unit = here.cycle(), here.unit("Turku")
    here.signed_in(client, "contact", unit_id=unit)
    guest = by_link(app, here, handed_on(client, slug))
    browser = by_link(app, here, saved_link(guest, "/invited"))
    page = browser.get("/draft?part=person")
    assert "Turku" in page.text
    apply_by_pages(browser, "/draft?part=person", GOOD)
    with here.work() as work:
        made = work.session.scalars(select(Enrolment)).one()
        assert (made.source, made.unit_id) == ("invited", unit)
        used = select(AccessLink.uses).where(AccessLink.purpose == "apply_invitation")
        assert work.session.scalars(used).one() == 1


def test_draft_of_a_revoked_invitation_cannot_be_sent(
    here: Association, client: Client, app: Flask
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    guest = by_link(app, here, handed_on(client, slug))
    browser = by_link(app, here, saved_link(guest, "/invited"))
    with here.work() as work:
        invitations = select(AccessLink).where(AccessLink.purpose == "apply_invitation")
        work.session.scalars(invitations).one().revoked_at = clock.now()
    assert "You cannot apply" in browser.get("/draft").text
    browser.get("/sign-in")
    browser.post("/draft", {**GOOD, "submit": "send"})
    assert rows(here, Enrolment) == 0


def test_link_after_the_last_day_says_so(
    here: Association, client: Client, path: str, app: Flask
) -> None:
    browser = by_link(app, here, saved_link(client, path))
    with here.work() as work:
        cycle = work.session.scalars(select(Cycle)).one()
        cycle.apply_until = clock.today() - timedelta(days=1)
    assert "applications closed on" in browser.get("/draft").text


def test_the_same_form_sent_twice_gives_the_same_receipt(
    here: Association, client: Client, path: str
) -> None:
    page = fill_in(client, path, GOOD)
    sent = fill(page, GOOD, "send")
    first, second = client.post(path, sent), client.post(path, sent)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert rows(here, Enrolment) == rows(here, Mail) == 1


def test_two_taps_on_send_at_once_make_one_application(
    here: Association, client: Client, path: str, app: Flask
) -> None:
    page = fill_in(client, path, GOOD)
    sent, ready = fill(page, GOOD, "send"), Barrier(4)
    browsers = [Client(app, here.host) for _ in range(4)]
    for browser in browsers:
        for name, value in client.cookies().items():
            browser.set_cookie(name, value)

    def tap(browser: Client) -> str:
        ready.wait()
        answer = browser.post(path, sent, token=sent["csrf_token"])
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(tap, browsers))) == 1
    assert rows(here, Enrolment) == rows(here, Person) == rows(here, Mail) == 1


def test_after_sending_the_next_person_at_the_computer_finds_an_empty_form(
    here: Association, client: Client, path: str
) -> None:
    apply_by_pages(client, path, GOOD)
    page = client.get(path)
    assert "Part 1 of 5" in page.text
    assert "Aino" not in page.text
    apply_by_pages(client, path, {**GOOD, "person-given_name": "Eino"})
    assert rows(here, Person) == 2


def test_drafts_are_forgotten_some_time_after_their_last_change(
    here: Association, client: Client, path: str
) -> None:
    begun(client, path)
    saved_link(Client(client.app, here.host), path)
    for kept, left in ((KEPT_BY_BROWSER, 1), (KEPT_BY_LINK, 0)):
        with here.work() as work:
            for draft in work.session.scalars(select(ApplicationDraft)):
                draft.changed_at = clock.now() - kept - timedelta(minutes=1)
        with here.work() as work:
            forget(work)
        assert len(drafts(here)) == left
    assert rows(here, AccessLink) == 0


def test_more_than_a_form_holds_is_refused(here: Association, client: Client, path: str) -> None:
    page = client.get(f"{path}?part=pairwise-3")
    answer = client.post(path, fill(page, {"pairwise-about": "x" * 200_000}))
    assert answer.status_code == 409
    assert "more than this form can hold" in answer.text
    assert drafts(here) == []


def test_a_question_that_is_gone_is_left_out_of_what_was_typed(
    here: Association, client: Client, path: str
) -> None:
    begun(client, path)
    with here.work() as work:
        draft = work.session.scalars(select(ApplicationDraft)).one()
        draft.typed = [*draft.typed, ["gone-question", "x"], ["person-nickname", "y"]]
    assert client.get(f"{path}?part=person").status_code == 200
    page = fill_in(client, f"{path}?part=person", GOOD)
    assert "Check your answers" in page.text
    assert address(page) == path
