"""The receiver sees what was handed over, decides, and invites her."""

from typing import Any

import pytest
from sqlalchemy import select

from punos import clock
from punos.audit.models import AccessEntry
from punos.errors import Refused
from punos.mail.models import Mail
from punos.people.models import Person
from punos.referrals.receiving import accept, decline
from tests.referrals.conftest import EMAIL, Two
from tests.referrals.there import own_participant, page_of
from tests.support.clients import Client


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
