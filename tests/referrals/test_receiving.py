"""The receiver sees what was handed over, for as long as the consent lasts and no longer."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from punos import clock
from punos.audit.models import AccessEntry, AuditEvent
from punos.border import courier
from punos.border.kinds import NotThisKind
from punos.border.models import InboxItem, OutboxItem
from punos.border.service import send
from punos.enrolments.models import Enrolment
from punos.errors import Refused
from punos.mail.models import Mail
from punos.people.models import Person
from punos.referrals.models import ReceivedReferral
from punos.referrals.receiving import accept, decline
from punos.tenancy.directory import TenantRecord
from tests.referrals.conftest import CITY, EMAIL, PHONE, Two
from tests.referrals.corner import payload
from tests.support.bare import set_state
from tests.support.clients import Client
from tests.support.dying import Dying, Killed
from tests.support.tenants import Tenants

DEAD = [(at, before) for at in (1, 2, 3) for before in (False, True)]


def page_of(two: Two) -> str:
    return f"/referrals/received/{two.received().id}"


def own_participant(two: Two, **values: Any) -> UUID:
    """Somebody enrolled at the receiver, who can be reached so."""
    slug = two.receiver.cycle()
    enrolment = two.receiver.enrolment(two.receiver.enrol(slug, "mentee", name="Oma"))
    with two.receiver.work() as work:
        person = work.session.get(Person, (work.tenant.id, enrolment.person_id))
        for name, value in values.items():
            setattr(person, name, value)
        person.email_folded = person.email
        return person.id


def assert_erased(two: Two, *, state: str = "erased") -> None:
    """Nothing that was handed over stands anywhere at the receiver, nor on its way."""
    assert two.received().state == state
    assert two.received().data == two.inbox().payload == two.outbox().payload == {}
    there = two.everything_of(two.receiver)
    for value in (EMAIL, PHONE, CITY, "Nimikanaria", "nimikanaria"):
        assert value not in there
    assert "Erased" in two.theirs.get(page_of(two)).text


def test_list_finds_sorts_filters_and_goes_out_as_a_file(two: Two) -> None:
    two.handed_over("name", "email", "city")
    for query in ("", "?q=nimikan", "?q=kaupunki", "?state=waiting", "?sort=name", "?sort=-until"):
        assert "Nimikanaria" in two.theirs.get(f"/referrals/received{query}").text, query
    for query in ("?q=somebody", "?state=declined"):
        assert "Nimikanaria" not in two.theirs.get(f"/referrals/received{query}").text, query
    file = two.theirs.get("/referrals/received?format=csv")
    assert file.mimetype == "text/csv"
    assert "Nimikanaria" in file.text


def test_reading_is_noted_for_each_page_and_each_row_of_a_file(two: Two) -> None:
    two.handed_over()
    two.theirs.get(page_of(two))
    two.theirs.get("/referrals/received?format=csv")
    with two.receiver.work() as work:
        read = select(AccessEntry.page).where(AccessEntry.subject_id == two.received().id)
        assert sorted(work.session.scalars(read)) == ["referral.received", "referrals.export"]


def test_whoever_is_limited_to_a_unit_sees_none_and_decides_none(two: Two, app: Any) -> None:
    two.handed_over()
    unit = two.receiver.unit("Ours")
    for role in ("contact", "coordinator"):
        limited = two.receiver.signed_in(Client(app), role, unit_id=unit)
        assert "Nimikanaria" not in limited.get("/referrals/received").text
        assert "Nimikanaria" not in limited.get("/referrals/received?format=csv").text
        assert limited.get(page_of(two)).status_code == 404
        for act in ("accept", "decline", "invite", "own"):
            assert limited.post(f"{page_of(two)}/{act}").status_code == 404
    assert two.received().state == "waiting"


def test_page_of_another_associations_referral_is_not_there(two: Two) -> None:
    two.handed_over()
    assert two.staff.get(page_of(two)).status_code == 404
    assert two.theirs.get(f"/referrals/{two.referral().id}").status_code == 404


def test_accepting_says_so_to_the_sender_with_its_day(two: Two) -> None:
    two.handed_over()
    assert two.decide("accept").status_code == 303
    two.carry()
    assert (two.referral().state, two.referral().accepted_on) == ("accepted", clock.today())
    assert two.received().decided_by is not None


def test_declining_erases_at_once_and_the_sender_learns_of_it(two: Two) -> None:
    two.handed_over("name", "email", "phone", "city")
    assert two.decide("decline").status_code == 303
    two.carry()
    assert_erased(two, state="declined")
    assert two.referral().state == "declined"
    assert two.referral().accepted_on is None


def test_decided_once_it_stays_so(two: Two) -> None:
    two.handed_over()
    two.decide("decline")
    assert two.decide("accept").status_code == 409
    assert two.received().state == "declined"


@pytest.mark.parametrize("verb", [accept, decline])
def test_two_who_decide_at_once_decide_once(two: Two, verb: Any) -> None:
    two.handed_over()
    stale = two.received()
    two.decide("accept")
    with two.receiver.work() as work, pytest.raises(Refused):
        verb(work, stale)
    assert two.received().state == "accepted"


def test_invitation_goes_to_her_in_her_language(two: Two) -> None:
    with two.sender.work() as work:
        work.session.get(Person, (work.tenant.id, two.person_id)).language = "fi"
    two.handed_over("name", "email", "language")
    two.decide("accept")
    slug = two.receiver.cycle()
    assert 'name="language"' not in two.theirs.get(page_of(two)).text.partition("invite")[2]
    answer = two.theirs.post(f"{page_of(two)}/invite", {"place": f"{slug}:mentee"})
    assert answer.status_code == 303
    with two.receiver.work() as work:
        mail = work.session.scalars(select(Mail)).one()
        assert (mail.to_address, mail.language) == (EMAIL, "fi")
        assert mail.kind == "application.invitation"


def test_without_her_address_the_invitation_is_a_link_to_hand_on(two: Two) -> None:
    two.handed_over("name", "phone")
    two.decide("accept")
    slug = two.receiver.cycle()
    two.theirs.get(page_of(two))
    answer = two.theirs.post(
        f"{page_of(two)}/invite", {"place": f"{slug}:mentee", "language": "en"}
    )
    assert answer.status_code == 200
    assert "/l/" in answer.text
    assert "/l/" not in two.theirs.get(page_of(two)).text


@pytest.mark.parametrize("place", ["nowhere:mentee", "", "x"])
def test_invitation_leads_to_a_cycle_that_is_offered(two: Two, place: str) -> None:
    two.handed_over()
    two.decide("accept")
    two.receiver.cycle()
    two.theirs.get(page_of(two))
    answer = two.theirs.post(f"{page_of(two)}/invite", {"place": place, "language": "en"})
    assert answer.status_code == 422


def test_nobody_is_invited_before_accepting(two: Two) -> None:
    two.handed_over()
    slug = two.receiver.cycle()
    two.theirs.get(page_of(two))
    answer = two.theirs.post(
        f"{page_of(two)}/invite", {"place": f"{slug}:mentee", "language": "en"}
    )
    assert answer.status_code == 409
    with two.receiver.work() as work:
        assert work.session.scalars(select(Mail)).all() == []


@pytest.mark.parametrize("decision", [None, "accept"])
@pytest.mark.parametrize("by", ["her", "staff"])
def test_taking_back_erases_before_and_after_acceptance(
    two: Two, decision: str | None, by: str
) -> None:
    two.handed_over("name", "email", "phone", "city")
    if decision:
        two.decide(decision)
        slug = two.receiver.cycle()
        two.theirs.get(page_of(two))
        two.theirs.post(f"{page_of(two)}/invite", {"place": f"{slug}:mentee", "language": "en"})
        assert EMAIL in two.everything_of(two.receiver)
    two.carry()
    if by == "her":
        assert "Take it back?" in two.hers.get("/referral/withdraw").text
        assert two.hers.post("/referral/withdraw").status_code == 303
    else:
        two.staff.get(f"/referrals/{two.referral().id}")
        assert two.staff.post(f"/referrals/{two.referral().id}/withdraw").status_code == 303
    two.carry()
    assert_erased(two)
    assert two.referral().state == "withdrawn"
    assert "You have taken it back." in two.shown()


def test_accepting_after_she_took_it_back_is_refused(two: Two) -> None:
    two.handed_over()
    two.shown()
    two.hers.post("/referral/withdraw")
    two.carry()
    assert two.decide("accept").status_code == 409
    assert two.decide("decline").status_code == 409
    assert_erased(two)


def test_acceptance_that_crosses_her_taking_back_is_undone_and_known(two: Two) -> None:
    two.handed_over(claims="receiver")
    two.shown()
    two.hers.post("/referral/withdraw")
    assert two.decide("accept").status_code == 303
    two.carry()
    assert_erased(two)
    # The sender knows that it was accepted: on that day began that it may not claim.
    assert (two.referral().state, two.referral().accepted_on) == ("withdrawn", clock.today())


def test_taken_back_before_it_arrived_never_arrives(two: Two) -> None:
    two.ask()
    two.open_link()
    two.agree()
    two.shown()
    two.hers.post("/referral/withdraw")
    two.carry()
    with two.receiver.work() as work:
        assert work.session.scalars(select(ReceivedReferral)).all() == []
    assert EMAIL not in two.everything_of(two.receiver)
    assert (two.inbox().state, two.outbox().payload) == ("cancelled", {})


def test_taking_back_reaches_an_association_that_was_suspended(two: Two) -> None:
    two.handed_over("name", "email", "phone", "city")
    set_state(two.sender.deployment, two.receiver.record, "suspended")
    two.shown()
    two.hers.post("/referral/withdraw")
    two.carry()
    set_state(two.sender.deployment, two.receiver.record, "active")
    assert_erased(two)


def test_consent_that_ends_erases_at_both_ends(two: Two) -> None:
    two.handed_over("name", "email", "phone", "city")
    two.decide("accept")
    two.carry()
    two.later(days=90)
    assert two.received().data != {}
    two.later(days=1)
    two.theirs = two.receiver.signed_in(Client(two.theirs.app))
    assert_erased(two)
    assert two.referral().state == "expired"
    # The browser forgets a link after some hours; the link itself holds for weeks more.
    assert "The time is over." in two.shown()


def test_receiver_erases_by_itself_when_no_word_comes(two: Two) -> None:
    two.handed_over("name", "email", "phone", "city")
    set_state(two.sender.deployment, two.sender.record, "suspended")
    two.later(days=91)
    assert two.received().data == two.inbox().payload == {}
    assert EMAIL not in two.everything_of(two.receiver)


def test_what_was_never_answered_ends_too(two: Two) -> None:
    two.ask()
    two.open_link()
    two.later(days=91)
    assert two.referral().state == "expired"


def test_what_arrives_after_its_last_day_is_not_taken_in(two: Two) -> None:
    two.ask()
    two.open_link()
    two.agree()
    clock.set_offset(clock.offset() + timedelta(days=91))
    item_id = two.outbox().id
    courier.carry(two.sender.deployment, two.sender.record, item_id)
    with two.receiver.work() as work:
        assert work.session.scalars(select(InboxItem)).all() == []
    assert two.referral().state == "failed"


@pytest.mark.parametrize(
    "way", [{"email": EMAIL}, {"phone": "0505557788", "email": "toinen@people.example.org"}]
)
@pytest.mark.parametrize("end", ["withdrawn", "expired"])
def test_own_participant_keeps_her_record_and_the_copy_is_emptied(
    two: Two, way: dict[str, str], end: str
) -> None:
    two.handed_over("name", "email", "phone", "city")
    two.decide("accept")
    person_id = own_participant(two, **way)
    two.carry()
    if end == "withdrawn":
        two.shown()
        two.hers.post("/referral/withdraw")
        two.carry()
    else:
        two.later(days=91)
    received = two.received()
    assert (received.state, received.data, received.person_id) == ("erased", {}, person_id)
    assert two.inbox().payload == {}
    with two.receiver.work() as work:
        person = work.session.get(Person, (work.tenant.id, person_id))
        assert person.email == way["email"]
        enrolled = select(func.count()).where(Enrolment.person_id == person_id)
        assert work.session.scalar(enrolled) == 1


def test_staff_say_who_she_is_when_nobody_is_found(two: Two) -> None:
    two.handed_over()
    two.decide("accept")
    person_id = own_participant(two, email="toinen@people.example.org")
    page = two.theirs.get(f"{page_of(two)}?q=oma").text
    assert f'value="{person_id}"' in page
    answer = two.theirs.post(f"{page_of(two)}/own", {"person": str(person_id)})
    assert answer.status_code == 303
    assert two.received().person_id == person_id
    assert "Your participant" in two.theirs.get(page_of(two)).text


def test_nobody_without_an_application_there_is_taken_for_her(two: Two) -> None:
    two.handed_over()
    with two.receiver.work() as work:
        person = Person(
            given_name="Tuttu",
            email=EMAIL,
            email_folded=EMAIL,
            language="en",
            sort_key="t",
            search_text="tuttu",
            created_at=clock.now(),
        )
        work.session.add(person)
        work.session.flush()
        person_id = person.id
    two.decide("accept")
    assert two.received().person_id is None
    two.theirs.get(page_of(two))
    assert two.theirs.post(f"{page_of(two)}/own", {"person": str(person_id)}).status_code == 404
    assert two.theirs.post(f"{page_of(two)}/own", {"person": "nobody"}).status_code == 404


def test_of_a_family_with_one_address_the_one_with_her_name_is_she(two: Two) -> None:
    own_participant(two, email=EMAIL)
    same = own_participant(
        two, email=EMAIL, given_name="Nimikanaria", family_name=two.sender.canary
    )
    two.handed_over()
    two.decide("accept")
    assert two.received().person_id == same


def test_of_a_family_with_one_address_and_other_names_nobody_is(two: Two) -> None:
    own_participant(two, email=EMAIL)
    own_participant(two, email=EMAIL)
    two.handed_over()
    two.decide("accept")
    assert two.received().person_id is None


def test_replayed_parcel_is_one_referral(two: Two) -> None:
    two.ask()
    two.open_link()
    two.agree()
    with two.sender.work() as work:
        parcel = courier._packed(work, two.outbox().id)
    for _ in range(10):
        courier._handed_over(two.sender.deployment, parcel)
    two.carry()
    assert two.received().state == "waiting"
    with two.receiver.work() as work:
        received = select(func.count()).where(AuditEvent.action == "referral.received")
        assert work.session.scalar(received) == 1
    two.decide("decline")
    courier._handed_over(two.sender.deployment, parcel)
    two.carry()
    assert two.received().data == two.inbox().payload == {}
    assert EMAIL not in two.everything_of(two.receiver)


FORGED = [
    {"person_id": "x"},
    {"values": {}},
    {"values": {"name": "A"}},
    {"values": {"name": "A", "email": "nobody"}},
    {"values": {"name": "A", "phone": "1", "note": "x"}},
    {"values": {"name": "A", "phone": "1", "occupation": "9999999"}},
    {"values": {"name": "A", "phone": "1", "hopes": ["riches"]}},
    {"values": {"name": "A", "phone": "1", "language": "zz"}},
    {"values": {"name": "0190a2d4-7c3e-7abc-8def-0123456789ab", "phone": "1"}},
    {"values": {"name": ["A"], "phone": "1"}},
    {"reason": "because"},
    {"claims": "both"},
    {"expires_on": "some day"},
]


@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
def test_forged_payload_neither_leaves_nor_is_taken_in(two: Two, forged: dict[str, Any]) -> None:
    wrong = {**payload("Nimikanaria"), **forged}
    with two.sender.work() as work, pytest.raises(NotThisKind):
        send(work, "referral", two.receiver.record.id, wrong)
    with two.sender.work() as work:
        item = send(work, "referral", two.receiver.record.id, payload("Nimikanaria"))
        work.session.flush()
        item.payload = wrong
    two.carry()
    with two.receiver.work() as work:
        assert work.session.scalars(select(InboxItem)).all() == []
        assert work.session.scalars(select(ReceivedReferral)).all() == []


def test_sender_cannot_write_how_it_stands_at_the_receiver(two: Two) -> None:
    two.handed_over()
    with two.sender.work() as work:
        work.session.scalars(select(OutboxItem)).one().state = "accepted"
    two.carry()
    assert two.received().state == "waiting"
    assert two.referral().state == "sent"


def test_network_and_funder_take_nobody_in(two: Two, tenants: Tenants) -> None:
    desk = tenants.make("funder")
    with two.sender.work() as work:
        send(work, "referral", desk.record.id, payload("Nimikanaria"))
    two.carry()
    with desk.work() as work:
        assert work.session.scalars(select(ReceivedReferral)).all() == []
        assert work.session.scalars(select(InboxItem)).all() == []
    client = desk.signed_in(Client(two.staff.app), "administrator")
    for path in ("/referrals", "/referrals/received"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(("at", "before_commit"), DEAD)
@pytest.mark.parametrize("journey", ["sending", "accepting", "withdrawing"])
def test_worker_that_dies_anywhere_loses_and_doubles_nothing(
    two: Two, at: int, before_commit: bool, journey: str
) -> None:
    two.ask()
    two.open_link()
    two.agree()
    item_id = two.outbox().id
    if journey != "sending":
        two.carry()
        two.decide("accept")
    if journey == "withdrawing":
        two.carry()
        two.shown()
        two.hers.post("/referral/withdraw")
    _die(two, two.sender.record, at, before_commit, journey, item_id)
    two.later(hours=1)
    with two.receiver.work() as work:
        received = select(func.count()).where(AuditEvent.action == "referral.received")
        assert work.session.scalar(received) == 1
        erased = select(func.count()).where(AuditEvent.action == "referral.erased")
        assert work.session.scalar(erased) == (1 if journey == "withdrawing" else 0)
    expected = {
        "sending": ("sent", "waiting"),
        "accepting": ("accepted", "accepted"),
        "withdrawing": ("withdrawn", "erased"),
    }
    assert (two.referral().state, two.received().state) == expected[journey]
    assert (EMAIL in two.everything_of(two.receiver)) == (journey != "withdrawing")


def _die(
    two: Two, sender: TenantRecord, at: int, before_commit: bool, journey: str, item_id: UUID
) -> None:
    dying: Any = Dying(two.sender.deployment, at, before_commit)
    with pytest.raises(Killed):
        if journey == "accepting":
            courier.report(dying, two.receiver.record, two.inbox().id)
        else:
            courier.carry(dying, sender, item_id)
