"""Applying by an invitation."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.accounts.models import AccessLink
from punos.desk.service import switch_plugin
from punos.enrolments.closing import close_whole_cycle
from punos.enrolments.models import Enrolment
from punos.extend import PluginState
from punos.people.models import Consent, Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from tests.enrolments.test_apply import GOOD
from tests.enrolments.test_inviting import handed_on, link_in, mails
from tests.support.applying import fill_in
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def visitor(client: Client, link: str) -> Client:
    """Another browser, which has opened the link."""
    browser = Client(client.app, client.host)
    page = browser.follow(browser.get(link))
    assert page.status_code == 200, page.text
    return browser


def applied(browser: Client, **changes: object) -> object:
    """The form of an invitation, sent; the page that follows."""
    browser.get("/invited")
    return browser.follow(browser.post("/invited", {**GOOD, **changes, "submit": "send"}))


def enrolments(here: Association) -> list[Enrolment]:
    with here.work() as work:
        return list(work.session.scalars(select(Enrolment).order_by(Enrolment.id)))


def closed_to_the_public(here: Association, slug: str) -> None:
    with here.work() as work:
        cycle = cycle_by_slug(work, slug)
        today = clock.today()
        cycle.apply_from, cycle.apply_until = today - timedelta(9), today - timedelta(3)


def test_invited_one_applies_outside_the_days_and_lands_in_the_unit(
    here: Association, client: Client
) -> None:
    slug, unit = here.cycle(), here.unit("Turku")
    closed_to_the_public(here, slug)
    here.signed_in(client, "contact", unit_id=unit)
    browser = visitor(client, handed_on(client, slug))
    assert "Your application goes to: Turku." in browser.get("/invited").text
    page = applied(browser)
    assert "Thank you. We have your application." in page.text
    (made,) = enrolments(here)
    assert (made.source, made.state, made.role, made.unit_id) == (
        "invited",
        "candidate",
        "mentee",
        unit,
    )
    with here.work() as work:
        assert work.session.scalars(select(Person.unit_id)).one() == unit
        consent = work.session.scalars(select(Consent)).one()
        assert (consent.decision, consent.how) == ("given", "application")
    (receipt,) = mails(here, "application.receipt")
    assert receipt.to_address == GOOD["person-email"]
    shown = client.get(f"/enrolments/{made.id}").text
    assert "By invitation" in shown
    assert "Aino Esimerkki" in client.get(f"/cycles/{slug}/applicants").text


def test_public_form_stays_closed_to_the_bearer_of_an_invitation(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    closed_to_the_public(here, slug)
    here.signed_in(client)
    browser = visitor(client, handed_on(client, slug))
    browser.get("/invited")
    browser.post(f"/apply/{slug}/mentee", {**GOOD, "submit": "send"})
    assert enrolments(here) == []


def test_form_of_an_invitation_checks_before_it_is_sent(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    browser = visitor(client, handed_on(client, slug))
    browser.get("/invited")
    page = fill_in(browser, "/invited", GOOD)
    assert "Check your answers" in page.text
    wrong = browser.post("/invited", {**GOOD, "person-email": "no", "submit": "send"})
    assert wrong.status_code == 422
    assert 'href="#f-person-email"' in wrong.text
    without = {name: value for name, value in GOOD.items() if name != "consent-service"}
    assert browser.post("/invited", {**without, "submit": "send"}).status_code == 422
    assert enrolments(here) == []


def test_role_and_unit_are_those_of_the_invitation_whatever_is_sent(
    here: Association, client: Client
) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    here.signed_in(client, "contact", unit_id=ours)
    browser = visitor(client, handed_on(client, slug))
    applied(browser, role="mentor", unit=str(theirs), unit_id=str(theirs))
    assert [(one.role, one.unit_id) for one in enrolments(here)] == [("mentee", ours)]


def test_two_taps_at_the_same_moment_make_one_application(here: Association, app: Flask) -> None:
    slug, unit = here.cycle(), here.unit("Turku")
    staff = here.signed_in(Client(app), "contact", unit_id=unit)
    link = handed_on(staff, slug)
    browsers = [visitor(staff, link) for _tap in range(4)]
    for browser in browsers:
        browser.get("/invited")
    ready = Barrier(len(browsers))

    def tap(browser: Client) -> int:
        ready.wait()
        return browser.post("/invited", {**GOOD, "submit": "send"}).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        assert list(pool.map(tap, browsers)) == [303] * len(browsers)
    assert len(enrolments(here)) == 1
    with here.work() as work:
        assert len(work.session.scalars(select(Person)).all()) == 1
        used = select(AccessLink.uses).where(AccessLink.purpose == "apply_invitation")
        assert work.session.scalars(used).one() == len(browsers)


def test_several_people_apply_with_one_link(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    link = handed_on(client, slug)
    for name in ("Aino", "Eino"):
        applied(visitor(client, link), **{"person-given_name": name})
    assert len(enrolments(here)) == 2


def test_person_known_to_another_unit_stays_untouched_and_unseen(
    here: Association, client: Client
) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    other = here.signed_in(Client(client.app), "contact", unit_id=theirs)
    applied(visitor(other, handed_on(other, slug)), **{"person-phone": "+358 50 7654321"})
    here.signed_in(client, "contact", unit_id=ours)
    page = applied(visitor(client, handed_on(client, slug)), **{"person-city": "Oulu"})
    assert "Thank you. We have your application." in page.text
    first, second = enrolments(here)
    assert (first.unit_id, second.unit_id) == (theirs, ours)
    assert first.person_id != second.person_id
    with here.work() as work:
        query = select(Person.phone, Person.city).where(Person.id == first.person_id)
        assert work.session.execute(query).one() == ("+358 50 7654321", "Turku")
    shown = client.get(f"/enrolments/{second.id}").text + client.get("/people?format=csv").text
    assert "7654321" not in shown
    assert "Oulu" in shown
    assert "Oulu" not in other.get(f"/enrolments/{first.id}").text


def test_whoever_applied_in_public_before_applies_to_the_unit_anew(
    here: Association, client: Client
) -> None:
    slug, unit = here.cycle(), here.unit("Turku")
    stranger = Client(client.app, here.host)
    stranger.get(f"/apply/{slug}/mentee")
    stranger.post(f"/apply/{slug}/mentee", {**GOOD, "submit": "send"})
    here.signed_in(client, "contact", unit_id=unit)
    applied(visitor(client, handed_on(client, slug)))
    assert [one.unit_id for one in enrolments(here)] == [None, unit]


def test_invited_twice_by_the_same_unit_is_one_application(
    here: Association, client: Client
) -> None:
    slug, unit = here.cycle(), here.unit("Turku")
    here.signed_in(client, "contact", unit_id=unit)
    for _time in range(2):
        page = applied(visitor(client, handed_on(client, slug)))
        assert "Thank you" in page.text
    assert len(enrolments(here)) == 1


def test_coordinator_chooses_the_unit_and_may_leave_it_open(
    here: Association, client: Client
) -> None:
    slug, unit = here.cycle(), here.unit("Turku")
    here.signed_in(client)
    assert 'name="unit"' in client.get(f"/cycles/{slug}/invite").text
    applied(visitor(client, handed_on(client, slug, unit=str(unit))))
    applied(visitor(client, handed_on(client, slug)), **{"person-given_name": "Eino"})
    assert [one.unit_id for one in enrolments(here)] == [unit, None]


def test_invitation_ends_with_its_cycle(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    browser = visitor(client, handed_on(client, slug))
    with here.work() as work:
        close_whole_cycle(work, cycle_by_slug(work, slug))
    assert "You cannot apply to this programme today" in browser.get("/invited").text
    browser.get("/sign-in")
    page = browser.post("/invited", {**GOOD, "submit": "send"})
    assert "You cannot apply" in page.text
    assert enrolments(here) == []
    assert client.get(f"/cycles/{slug}/invite").status_code == 409


def test_invitation_that_was_revoked_or_has_expired_is_absent(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    for ended in ("revoked_at", "expires_at"):
        browser = visitor(client, handed_on(client, slug))
        with here.work() as work:
            for link in work.session.scalars(select(AccessLink)):
                setattr(link, ended, clock.now())
        browser.get("/sign-in")
        assert browser.get("/invited").status_code in (303, 404)
        assert browser.post("/invited", {**GOOD, "submit": "send"}).status_code in (303, 404)
    assert enrolments(here) == []


def test_invitation_to_a_programme_whose_plugin_is_off_is_absent(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    browser = visitor(client, handed_on(client, slug))
    with here.work() as work:
        switch_plugin(work, "pairwise", PluginState.OFF)
    assert browser.get("/invited").status_code == 404


def test_link_of_another_purpose_does_not_open_the_form(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    applied(visitor(client, handed_on(client, slug)))
    (receipt,) = mails(here, "application.receipt")
    browser = Client(client.app, here.host)
    browser.follow(browser.get(link_in(receipt.body)))
    assert browser.get("/invited").status_code == 404


def test_invitation_of_another_association_is_absent(
    here: Association, tenants: Tenants, client: Client
) -> None:
    here.signed_in(client)
    link = handed_on(client, here.cycle())
    other = tenants.make()
    assert Client(client.app, other.host).get(link).status_code == 404


def test_cycle_of_the_invitation_is_told_as_on_the_public_form(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    text = visitor(client, handed_on(client, slug)).get("/invited").text
    with here.work() as work:
        name = work.session.scalars(select(Cycle.names).where(Cycle.slug == slug)).one()["en"]
    assert name in text
    assert "Part 1 of 5" in text


def test_names_of_units_are_not_leaked_by_the_page_of_an_invitation(
    here: Association, client: Client
) -> None:
    slug, ours = here.cycle(), here.unit("Ours")
    here.unit("Theirs")
    here.signed_in(client, "contact", unit_id=ours)
    text = visitor(client, handed_on(client, slug)).get("/invited").text
    assert "Ours" in text
    assert "Theirs" not in text
