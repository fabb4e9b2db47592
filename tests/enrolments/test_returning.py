"""Mentors of earlier cycles come along again with one confirmation."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from punos import clock
from punos.access import SYSTEM
from punos.accounts.models import AccessLink
from punos.enrolments.models import Enrolment
from punos.enrolments.returning import ASKED_AGAIN_AFTER
from punos.enrolments.service import move
from punos.mail.models import Mail
from punos.people.models import Consent, Person
from punos.programmes.models import Cycle, ProgrammeVersion
from punos.programmes.service import create_cycle, cycle_by_slug, open_cycle
from punos.writing.models import MailStop
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def earlier(here: Association) -> str:
    """A cycle of which some have gone through."""
    return here.cycle()


@pytest.fixture
def slug(here: Association, earlier: str) -> str:
    """The next cycle of the same programme. It takes no applications today."""
    with here.work() as work:
        today = clock.today()
        cycle = create_cycle(
            work,
            cycle_by_slug(work, earlier).programme,
            slug=f"{earlier}-next",
            names={"en": f"Next {here.canary}"},
            starts_on=today + timedelta(days=30),
            ends_on=today + timedelta(days=200),
        )
        open_cycle(work, cycle)
        return cycle.slug


def went_through(
    here: Association, earlier: str, name: str = "Meri", role: str = "mentor", **known: object
) -> UUID:
    """Somebody who completed the earlier cycle."""
    enrolment_id = here.enrol(earlier, role, name=name, **known)
    with here.work() as work:
        move(work, enrolment_id, "paired")
        move(work, enrolment_id, "completed")
    return enrolment_id


def ask(here: Association, staff: Client, slug: str, *chosen: UUID) -> list[Mail]:
    """Ask them; every such mail so far."""
    answer = staff.post(f"/cycles/{slug}/returning", {"chosen": list(map(str, chosen))})
    assert answer.status_code == 303, answer.text
    return mails(here, "returning.question")


def mails(here: Association, kind: str) -> list[Mail]:
    with here.work() as work:
        return list(work.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.id)))


def opened(app: Flask, here: Association, mail: Mail) -> Client:
    """The browser of whoever got the mail, with its link opened."""
    browser = Client(app, here.host)
    link = re.search(r"http\S+/l/[\w-]+", mail.body)
    assert link, mail.body
    answer = browser.follow(browser.get(link.group()))
    assert answer.status_code == 200, answer.text
    return browser


def enrolled(here: Association, slug: str) -> list[Enrolment]:
    with here.work() as work:
        cycle = cycle_by_slug(work, slug)
        return list(work.session.scalars(select(Enrolment).where(Enrolment.cycle_id == cycle.id)))


@pytest.fixture
def staff(here: Association, client: Client) -> Client:
    """The coordinator's browser."""
    return here.signed_in(client)


def test_mentors_who_went_through_are_offered_and_nobody_else(
    here: Association, staff: Client, earlier: str, slug: str
) -> None:
    went_through(here, earlier, "Meri")
    went_through(here, earlier, "Aktori", role="mentee")
    here.enrol(earlier, "mentor", name="Kesken")
    here.enrol(earlier, "mentor", name="Perunut", state="withdrawn")
    erased, angry = (
        went_through(here, earlier, "Unohdettu"),
        went_through(here, earlier, "Kieltänyt"),
    )
    with here.work() as work:
        person_of = select(Enrolment.person_id).where(Enrolment.id == erased).scalar_subquery()
        work.session.execute(
            update(Person).where(Person.id == person_of).values(erased_at=clock.now())
        )
        person_id = here.enrolment(angry).person_id
        work.session.add(
            Consent(
                person_id=person_id,
                purpose="service",
                decision="withdrawn",
                text_version="x",
                language="en",
                how="withdrawal",
                decided_at=clock.now(),
            )
        )
    assert f'href="/cycles/{slug}/returning"' in staff.get(f"/cycles/{slug}").text
    page = staff.get(f"/cycles/{slug}/returning").text
    assert "Meri" in page
    for name in ("Aktori", "Kesken", "Perunut", "Unohdettu", "Kieltänyt"):
        assert name not in page
    elsewhere = here.cycle()
    assert "Meri" not in staff.get(f"/cycles/{elsewhere}/returning").text


def test_one_button_makes_an_accepted_enrolment_with_what_was_said_before(
    here: Association, staff: Client, earlier: str, slug: str, app: Flask
) -> None:
    mentor = went_through(here, earlier, occupation="2221")
    mail = ask(here, staff, slug, mentor)[0]
    assert mail.stop_link
    meri = opened(app, here, mail)
    page = meri.get("/returning").text
    assert "Nursing" in page or "nurs" in page.lower()
    assert enrolled(here, slug) == []
    for _twice in range(2):
        answer = meri.post("/returning", {"answer": "yes", "pairwise-capacity": "2"})
        assert answer.status_code in (200, 303)
    assert "You come along again" in meri.get("/returning").text
    (new,) = enrolled(here, slug)
    assert (new.model_state, new.source, new.told_state) == ("accepted", "returning", "accepted")
    assert new.answers["pairwise"]["data"]["occupation"] == "2221"
    assert new.answers["pairwise"]["data"]["capacity"] == 2
    assert new.person_id == here.enrolment(mentor).person_id
    assert len(mails(here, "returning.welcome")) == 1
    with here.work() as work:
        consent = work.session.scalars(select(Consent)).one()
    assert (consent.decision, consent.how) == ("given", "returning")
    assert "Meri" not in staff.get(f"/cycles/{slug}/returning").text


def test_opening_the_link_changes_nothing_so_a_mail_scanner_may(
    here: Association, staff: Client, earlier: str, slug: str, app: Flask
) -> None:
    mail = ask(here, staff, slug, went_through(here, earlier))[0]
    for _often in range(3):
        opened(app, here, mail)
    assert enrolled(here, slug) == []
    with here.work() as work:
        assert work.session.scalars(select(AccessLink.data)).all()[-1].get("answer") is None


def test_link_opened_once_the_cycle_is_closed_says_so_and_enrols_nobody(
    here: Association, staff: Client, earlier: str, slug: str, app: Flask
) -> None:
    mail = ask(here, staff, slug, went_through(here, earlier))[0]
    meri = opened(app, here, mail)
    with here.work() as work:
        work.session.execute(update(Cycle).where(Cycle.slug == slug).values(state="closed"))
    assert "You can no longer come along" in meri.get("/returning").text
    assert "You can no longer come along" in meri.post("/returning", {"answer": "yes"}).text
    assert enrolled(here, slug) == []
    assert staff.get(f"/cycles/{slug}/returning").status_code == 404


def test_page_is_not_there_for_whoever_has_another_link_or_none(
    here: Association, staff: Client, earlier: str, slug: str, app: Flask
) -> None:
    ask(here, staff, slug, went_through(here, earlier))
    assert staff.get("/returning").status_code == 404
    assert Client(app, here.host).get("/returning").status_code in (303, 404)


def test_answers_can_be_changed_first(
    here: Association, staff: Client, earlier: str, slug: str, app: Flask
) -> None:
    mentor = went_through(here, earlier)
    meri = opened(app, here, ask(here, staff, slug, mentor)[0])
    form = meri.get("/returning/change").text
    assert 'value="Turku"' in form
    sent = {
        "person-given_name": "Meri",
        "person-family_name": here.canary,
        "person-email": "meri@people.example.org",
        "person-city": "Salo",
        "person-language": "en",
        "pairwise-occupation": "2512",
        "pairwise-online_ok": "yes",
        "pairwise-languages--language": "fi",
        "pairwise-languages--level": "B2",
        "pairwise-offers": "networks",
        "pairwise-capacity": "1",
    }
    answer = meri.post("/returning/change", {**sent, "person-email": "nothing"})
    assert answer.status_code == 422
    assert enrolled(here, slug) == []
    answer = meri.post("/returning/change", sent)
    assert answer.status_code == 303, answer.text
    (new,) = enrolled(here, slug)
    with here.work() as work:
        person = work.session.scalars(select(Person).where(Person.id == new.person_id)).one()
    assert (person.city, person.email) == ("Salo", "meri@people.example.org")


def test_what_the_form_asks_newly_leads_to_the_form(
    here: Association, staff: Client, earlier: str, slug: str, app: Flask
) -> None:
    mentor = went_through(here, earlier, occupation="not a code any more")
    meri = opened(app, here, ask(here, staff, slug, mentor)[0])
    answer = meri.post("/returning", {"answer": "yes", "pairwise-capacity": "1"})
    assert answer.headers["Location"].endswith("/returning/change")
    assert "The form asks something new." in meri.follow(answer).text
    assert enrolled(here, slug) == []


def test_wrong_number_of_mentees_is_said_where_it_is_asked(
    here: Association, staff: Client, earlier: str, slug: str, app: Flask
) -> None:
    meri = opened(app, here, ask(here, staff, slug, went_through(here, earlier))[0])
    answer = meri.post("/returning", {"answer": "yes", "pairwise-capacity": "90"})
    assert answer.status_code == 422
    assert 'href="#f-pairwise-capacity"' in answer.text
    assert enrolled(here, slug) == []


def test_not_this_time_is_noted_and_can_be_taken_back(
    here: Association, staff: Client, earlier: str, slug: str, app: Flask
) -> None:
    mentor = went_through(here, earlier)
    meri = opened(app, here, ask(here, staff, slug, mentor)[0])
    page = meri.follow(meri.post("/returning", {"answer": "not_now"})).text
    assert "You said: not this time" in page
    assert "Not this time" in staff.get(f"/cycles/{slug}/returning").text
    later(here)
    assert len(ask(here, staff, slug, mentor)) == 1
    meri.post("/returning", {"answer": "yes", "pairwise-capacity": "1"})
    assert [one.model_state for one in enrolled(here, slug)] == ["accepted"]


def test_who_does_not_want_to_be_asked_gets_no_such_mail_any_more(
    here: Association, staff: Client, earlier: str, slug: str, app: Flask
) -> None:
    mentor = went_through(here, earlier)
    meri = opened(app, here, ask(here, staff, slug, mentor)[0])
    page = meri.follow(meri.post("/returning", {"answer": "never"})).text
    assert "We do not ask you again" in page
    with here.work() as work:
        assert work.session.scalar(select(func.count()).select_from(MailStop)) == 1
    later(here)
    assert len(ask(here, staff, slug, mentor)) == 1
    assert "1 person was not asked" in staff.get(f"/cycles/{slug}/returning").text


def test_nobody_is_asked_twice_in_a_week_and_without_an_address_by_no_mail(
    here: Association, staff: Client, earlier: str, slug: str
) -> None:
    mentor, silent = went_through(here, earlier), went_through(here, earlier, "Osoitteeton")
    with here.work() as work:
        person_of = select(Enrolment.person_id).where(Enrolment.id == silent).scalar_subquery()
        work.session.execute(
            update(Person).where(Person.id == person_of).values(email=None, email_folded=None)
        )
    assert len(ask(here, staff, slug, mentor, silent)) == 1
    page = staff.get(f"/cycles/{slug}/returning").text
    assert "1 person was not asked" in page
    assert "No e-mail address" in page
    assert len(ask(here, staff, slug, mentor)) == 1
    later(here)
    assert len(ask(here, staff, slug, mentor)) == 2


def test_programme_may_want_to_decide_about_them_itself(
    here: Association, staff: Client, earlier: str, slug: str, app: Flask
) -> None:
    mentor = went_through(here, earlier)
    with here.work() as work:
        cycle = cycle_by_slug(work, slug)
        version = work.session.scalars(
            select(ProgrammeVersion).where(ProgrammeVersion.id == cycle.version_id)
        ).one()
        own = ProgrammeVersion(
            programme_id=version.programme_id,
            number=version.number + 1,
            schema_version=version.schema_version,
            settings={**version.settings, "returning_accepted": False},
            created_at=clock.now(),
        )
        work.session.add(own)
        work.session.flush()
        cycle.version_id = own.id
    meri = opened(app, here, ask(here, staff, slug, mentor)[0])
    meri.post("/returning", {"answer": "yes", "pairwise-capacity": "1"})
    assert [one.model_state for one in enrolled(here, slug)] == ["applied"]
    assert "We have your application" in meri.get("/returning").text
    assert len(mails(here, "application.receipt")) == 1


def test_worker_of_a_unit_asks_her_own_alone(
    here: Association, earlier: str, slug: str, app: Flask
) -> None:
    ours, theirs = here.unit("Omat"), here.unit("Muut")
    went_through(here, earlier, "Omamentori", unit_id=ours)
    other = went_through(here, earlier, "Muumentori", unit_id=theirs)
    worker = here.signed_in(Client(app), "contact", unit_id=ours)
    page = worker.get(f"/cycles/{slug}/returning").text
    assert "Omamentori" in page
    assert "Muumentori" not in page
    answer = worker.post(f"/cycles/{slug}/returning", {"chosen": [str(other)]})
    assert answer.status_code == 404
    assert mails(here, "returning.question") == []


def later(here: Association) -> None:
    """All that was asked, was asked more than a week ago."""
    with here.work(SYSTEM) as work:
        long_ago = clock.now() - ASKED_AGAIN_AFTER - timedelta(days=1)
        work.session.execute(
            update(AccessLink).where(AccessLink.purpose == "returning").values(created_at=long_ago)
        )
