"""She is asked, sees each value, ticks what may leave; and nothing else ever does."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from punos import clock
from punos.accounts.models import AccessLink
from punos.audit.models import AccessEntry
from punos.border.models import InboxItem, OutboxItem
from punos.events.models import Event
from punos.mail.models import Mail
from punos.people.models import Consent, Person
from punos.referrals.models import Referral
from tests.referrals.conftest import CITY, EMAIL, EVERYTHING, PHONE, TICKED, Two
from tests.support.clients import Client
from tests.support.tenants import Tenants

PLANTED = {"name": "Nimikanaria", "email": EMAIL, "phone": PHONE, "city": CITY}
"""What would be found wherever it stood."""


def change_person(two: Two, **values: Any) -> None:
    with two.sender.work() as work:
        person = work.session.get(Person, (work.tenant.id, two.person_id))
        for name, value in values.items():
            setattr(person, name, value)
        if "email" in values:
            person.email_folded = values["email"]


def test_mail_has_her_language_and_no_value_leaves_before_she_agrees(two: Two) -> None:
    change_person(two, language="fi")
    assert two.ask().status_code == 303
    two.carry()
    with two.sender.work() as work:
        mail = work.session.scalars(select(Mail).where(Mail.kind == "referral.link")).one()
        assert (mail.to_address, mail.language) == (EMAIL, "fi")
        assert work.session.scalars(select(OutboxItem)).all() == []
    assert two.referral().state == "asked"


def test_her_page_has_her_language_until_she_chooses_another(two: Two) -> None:
    change_person(two, language="sv")
    two.ask()
    assert '<html lang="sv"' in two.open_link().text
    two.hers.post("/language", {"language": "fi", "next": "/referral"})
    assert '<html lang="fi"' in two.shown()


def test_page_shows_each_value_unticked_to_whom_why_and_until_when(two: Two) -> None:
    two.ask()
    page = two.open_link().text
    for value in (
        *PLANTED.values(),
        "Software developers",
        "Finnish: B2",
        "Getting to know people",
    ):
        assert value in page
    assert "checked" not in page
    assert two.receiver.canary in page
    assert "It works with people of your profession." in page
    last = clock.today() + timedelta(days=90)
    assert str(last.year) in page
    assert f"Association {two.sender.canary} may count it" in page


def test_field_that_staff_left_out_is_neither_shown_nor_taken(two: Two) -> None:
    two.ask(handed=["name", "email", "city"])
    page = two.open_link().text
    assert PHONE not in page
    answer = two.agree("name", "email", "phone")
    assert answer.status_code == 422
    two.carry()
    assert two.referral().state == "asked"
    assert PHONE not in two.everything_of(two.receiver)


@pytest.mark.parametrize("more", [(), *((name,) for name in EVERYTHING if name not in TICKED)])
def test_what_is_not_ticked_is_in_no_parcel_and_no_table_of_the_receiver(
    two: Two, more: tuple[str, ...]
) -> None:
    two.handed_over(*TICKED, *more)
    wanted = {*TICKED, *more}
    assert set(two.outbox().payload["values"]) == wanted
    assert set(two.inbox().payload["values"]) == wanted
    assert set(two.received().data["values"]) == wanted
    there = two.everything_of(two.receiver)
    for name, value in PLANTED.items():
        assert (value in there) == (name in wanted), name
    assert str(two.person_id) not in there
    assert str(two.referral().id) not in there


def test_control_everything_ticked_is_all_there(two: Two) -> None:
    two.handed_over(*EVERYTHING)
    there = two.everything_of(two.receiver)
    assert all(value in there for value in PLANTED.values())
    assert two.received().data["values"]["languages"] == [
        {"language": "fi", "level": "B2"},
        {"language": "en", "level": "C1"},
    ]


@pytest.mark.parametrize("ticked", [("email",), ("name",), ("name", "city"), ()])
def test_without_a_name_and_a_way_to_reach_her_nothing_is_sent(
    two: Two, ticked: tuple[str, ...]
) -> None:
    two.ask()
    two.open_link()
    page = two.shown()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    answer = two.hers.post("/referral/agree", {"handed": list(ticked), "seen": seen})
    assert answer.status_code == 422
    assert "Tick your name and one way to reach you." in answer.text or "Choose an answer" in (
        answer.text
    )
    assert two.referral().state == "asked"


def test_value_that_changed_since_she_looked_is_shown_again_before_it_leaves(two: Two) -> None:
    two.ask()
    two.open_link()
    seen = two.shown().partition('name="seen" value="')[2].partition('"')[0]
    change_person(two, email="uusi@people.example.org")
    answer = two.hers.post("/referral/agree", {"handed": list(TICKED), "seen": seen})
    assert answer.status_code == 422
    assert "Something has changed" in answer.text
    assert "uusi@people.example.org" in answer.text
    assert two.referral().state == "asked"
    assert two.agree().status_code == 303
    assert two.outbox().payload["values"]["email"] == "uusi@people.example.org"


def test_agreeing_is_recorded_as_a_consent_of_its_own(two: Two) -> None:
    two.handed_over()
    with two.sender.work() as work:
        consent = work.session.scalars(
            select(Consent).where(Consent.purpose.startswith("referral."))
        ).one()
        assert (consent.decision, consent.how) == ("given", "referral")
        assert consent.person_id == two.person_id
        event = work.session.scalars(select(Event).where(Event.kind == "consent.given")).one()
        assert event.data == {"purpose": consent.purpose}


def test_agreeing_twice_sends_once(two: Two) -> None:
    two.handed_over()
    again = two.hers.post("/referral/agree", {"handed": list(TICKED), "seen": "x"})
    assert again.status_code == 409
    two.carry()
    with two.receiver.work() as work:
        assert len(work.session.scalars(select(InboxItem)).all()) == 1


def test_no_leaves_nothing_and_cannot_be_turned_into_yes(two: Two) -> None:
    two.ask()
    two.open_link()
    assert two.hers.post("/referral/refuse").status_code == 303
    assert "You have said no." in two.shown()
    assert two.hers.post("/referral/agree", {"handed": ["name"], "seen": "x"}).status_code == 409
    two.carry()
    with two.sender.work() as work:
        assert work.session.scalars(select(OutboxItem)).all() == []


def test_page_tells_later_what_was_handed_over_and_how_it_stands(two: Two) -> None:
    two.handed_over()
    page = two.shown()
    assert EMAIL in page
    assert PHONE not in page
    assert "has not answered yet" in page
    two.decide("accept")
    two.carry()
    assert "has said yes" in two.shown()


def test_whoever_has_no_address_gets_a_link_that_is_shown_once(two: Two) -> None:
    change_person(two, email=None)
    answer = two.ask(handed=["name", "phone"])
    assert answer.status_code == 200
    link = answer.text.partition("<code>")[2].partition("</code>")[0]
    assert "/l/" in link
    assert "/l/" not in two.staff.get(f"/referrals/{two.referral().id}").text
    assert two.hers.follow(two.hers.get(link)).status_code == 200
    assert two.agree("name", "phone").status_code == 303
    with two.sender.work() as work:
        assert work.session.scalars(select(Mail).where(Mail.kind == "referral.link")).all() == []


def test_whoever_cannot_be_reached_is_not_asked(two: Two) -> None:
    change_person(two, email=None, phone=None)
    page = two.staff.get(f"/referrals/new/{two.person_id}").text
    assert "No way to reach this person is known" in page
    assert two.ask(handed=["name"]).status_code == 422


def test_new_link_ends_the_old_one(two: Two) -> None:
    two.ask()
    two.open_link()
    two.staff.get(f"/referrals/{two.referral().id}")
    two.staff.post(f"/referrals/{two.referral().id}/link")
    assert two.hers.get("/referral").status_code in (303, 404)
    assert two.open_link().status_code == 200


def test_nobody_is_asked_again_about_a_referral_that_has_ended(two: Two) -> None:
    two.ask()
    page = two.staff.get(f"/referrals/{two.referral().id}").request.path
    two.staff.post(f"{page}/withdraw")
    asked = two.everything_of(two.sender).count("referral.link")
    assert two.staff.post(f"{page}/link").status_code == 409
    assert two.everything_of(two.sender).count("referral.link") == asked


def test_second_referral_to_the_same_association_waits_for_the_first_to_end(two: Two) -> None:
    two.ask()
    assert two.ask().status_code == 409
    two.staff.get(f"/referrals/{two.referral().id}")
    two.staff.post(f"/referrals/{two.referral().id}/withdraw")
    assert two.ask().status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"receiver": "0190a2d4-7c3e-7abc-8def-0123456789ab"},
        {"reason": "because"},
        {"claims": "both"},
        {"handed": ["email"]},
        {"handed": ["name", "email", "person_id"]},
        {"expires_on": "1.1.2020"},
        {"expires_on": "1.1.2099"},
    ],
)
def test_terms_that_do_not_fit_ask_nobody(two: Two, wrong: dict[str, Any]) -> None:
    assert two.ask(**wrong).status_code == 422
    with two.sender.work() as work:
        assert work.session.scalars(select(Referral)).all() == []


def test_funder_and_desk_can_be_no_receivers(two: Two, tenants: Tenants) -> None:
    for kind in ("funder", "network"):
        desk = tenants.make(kind)
        assert two.ask(receiver=str(desk.record.id)).status_code == 422
        assert desk.canary not in two.staff.get(f"/referrals/new/{two.person_id}").text


def test_link_of_another_tenant_or_referral_opens_nothing(two: Two, app: Any) -> None:
    two.ask()
    two.open_link()
    stranger = Client(app, two.receiver.host)
    for name, value in two.hers.cookies().items():
        stranger.set_cookie(name, value)
    assert stranger.get("/referral").status_code == 404
    assert stranger.post("/referral/agree", {"handed": list(TICKED)}).status_code == 404
    nobody = Client(app, two.sender.host)
    assert nobody.get("/referral").status_code == 404
    # Not even staff decide for her.
    assert two.staff.get("/referral").status_code == 404
    assert two.staff.post("/referral/agree", {"handed": list(TICKED)}).status_code == 404


def test_link_about_anything_else_shows_no_referral(two: Two) -> None:
    two.ask()
    two.open_link()
    with two.sender.work() as work:
        work.session.execute(
            update(AccessLink)
            .where(AccessLink.purpose == "referral")
            .values(subject_id=two.person_id)
        )
    assert two.hers.get("/referral").status_code == 404


def test_answers_that_were_given_to_another_unit_are_not_offered(two: Two, app: Any) -> None:
    ours, theirs = two.sender.unit("Ours"), two.sender.unit("Theirs")
    enrolment = two.sender.enrolment(
        two.sender.enrol(two.slug, "mentee", name="Toinen", unit_id=theirs)
    )
    with two.sender.work() as work:
        work.session.get(Person, (work.tenant.id, enrolment.person_id)).unit_id = ours
    contact = two.sender.signed_in(Client(app), "contact", unit_id=ours)
    page = contact.get(f"/referrals/new/{enrolment.person_id}").text
    assert 'value="email"' in page
    assert 'value="occupation"' not in page


def test_staff_of_one_unit_neither_refer_nor_see_people_of_another(two: Two, app: Any) -> None:
    ours, theirs = two.sender.unit("Ours"), two.sender.unit("Theirs")
    change_person(two, unit_id=theirs)
    two.handed_over()
    contact = two.sender.signed_in(Client(app), "contact", unit_id=ours)
    address = f"/referrals/{two.referral().id}"
    for path in (f"/referrals/new/{two.person_id}", address):
        assert contact.get(path).status_code == 404
    for act in (f"/referrals/new/{two.person_id}", f"{address}/link", f"{address}/withdraw"):
        assert contact.post(act).status_code == 404
    assert "Nimikanaria" not in contact.get("/referrals").text
    assert "Nimikanaria" not in contact.get("/referrals?format=csv").text
    assert two.referral().state == "sent"
    own = two.sender.signed_in(Client(app), "contact", unit_id=theirs)
    assert "Nimikanaria" in own.get("/referrals").text


def test_lists_and_pages_note_whose_were_read(two: Two) -> None:
    two.handed_over()
    two.staff.get(f"/referrals/{two.referral().id}")
    assert "Nimikanaria" in two.staff.get("/referrals?format=csv").text
    with two.sender.work() as work:
        read = select(AccessEntry.page).where(AccessEntry.person_id == two.person_id)
        assert {"referral", "referral.new", "referrals.export"} <= set(work.session.scalars(read))


def test_sender_learns_the_status_and_nothing_of_what_the_receiver_does(two: Two) -> None:
    two.handed_over(claims="receiver")
    slug = two.receiver.cycle()
    two.decide("accept")
    page = two.theirs.get(f"/referrals/received/{two.received().id}")
    assert page.status_code == 200
    invited = two.theirs.post(
        f"/referrals/received/{two.received().id}/invite",
        {"place": f"{slug}:mentee", "language": "en"},
    )
    assert invited.status_code == 303
    two.receiver.enrol(slug, "mentee", name="Vastaanottajankanaria")
    two.carry()
    assert two.outbox().answer == {"on": clock.today().isoformat()}
    there = two.everything_of(two.sender).replace(f"Association {two.receiver.canary}", "")
    pages = (
        two.staff.get("/referrals").text
        + two.staff.get(f"/referrals/{two.referral().id}").text
        + two.shown()
    ).replace(f"Association {two.receiver.canary}", "")
    for planted in (two.receiver.canary, "Vastaanottajankanaria", slug):
        assert planted not in there
        assert planted not in pages
    assert two.referral().state == "accepted"
