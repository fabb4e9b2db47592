"""People who may be the same: found, made one with everything that is theirs, or said to be two."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from punos import clock
from punos.accounts.links import issue
from punos.accounts.models import AccessLink
from punos.audit.models import AccessEntry, AuditEvent
from punos.audit.service import read_page
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.groups.service import activate_group
from punos.notes.models import Note
from punos.people.merging import merge
from punos.people.models import Consent, Person, PersonApart
from punos.people.service import add_person, decide_consent
from punos.privacy.erasing import erase
from punos.programmes.service import cycle_by_slug
from punos.writing.models import MailStop
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def known(here: Association, name: str, email: str | None = None, **more: Any) -> UUID:
    given, _space, family = name.partition(" ")
    with here.work() as work:
        return add_person(
            work, given_name=given, family_name=family or None, email=email, **more
        ).id


def person_of(here: Association, enrolment_id: UUID) -> UUID:
    return here.enrolment(enrolment_id).person_id


def join(client: Client, one: UUID, other: UUID, keep: UUID | None) -> Any:
    client.get(f"/people/alike/{one}/{other}")
    return client.post(f"/people/alike/{one}/{other}", {"keep": str(keep)} if keep else {})


def count(here: Association, model: Any, *where: Any) -> int:
    with here.work() as work:
        return work.session.scalar(select(func.count(model.id)).where(*where)) or 0


def test_people_who_may_be_the_same_are_found_by_the_worker(
    here: Association, client: Client
) -> None:
    one = known(here, "Katariina Virtanen", "k@people.example.org")
    other = known(here, "Katarina Virtanen", "k@people.example.org")
    known(here, "Pekka Muu", "p@people.example.org")
    here.signed_in(client)
    assert "Nobody has looked yet" in client.get("/people/alike").text
    assert "Katariina" not in client.follow(client.post("/people/alike")).text
    drain(here.deployment)
    page = client.get("/people/alike")
    assert f"/people/alike/{one}/{other}" in page.text
    assert "Pekka" not in page.text
    shown = client.get(f"/people/alike/{one}/{other}")
    assert "Katariina Virtanen" in shown.text
    assert "This cannot be undone." in shown.text


def test_people_who_are_two_are_not_shown_again(here: Association, client: Client) -> None:
    one, other = known(here, "Ali Noor Hassan"), known(here, "Ali Noor Hasan")
    here.signed_in(client)
    client.post("/people/alike")
    drain(here.deployment)
    client.get(f"/people/alike/{one}/{other}")
    for _time in range(2):
        assert client.post(f"/people/alike/{other}/{one}/apart").status_code == 303
    assert "Ali Noor" not in client.get("/people/alike").text
    client.post("/people/alike")
    drain(here.deployment)
    assert "Ali Noor" not in client.get("/people/alike").text
    assert count(here, PersonApart) == 1


def test_everything_of_both_is_then_with_one(here: Association, client: Client) -> None:
    slug, later = here.cycle(), here.cycle()
    mine, theirs = here.enrol(slug, "mentee"), here.enrol(later, "mentee")
    kept, gone = person_of(here, mine), person_of(here, theirs)
    third = known(here, "Third Person")
    with here.work() as work:
        person = work.session.get_one(Person, (here.record.id, gone))
        person.phone = "+358401234567"
        decide_consent(
            work, person, "service", given=True, text="x", language="en", how="application"
        )
        issue(work, "application", "enrolment", theirs, person_id=gone)
        read_page(work, gone, "person")
        work.session.add_all(
            [
                MailStop(person_id=gone, how="page", stopped_at=clock.now()),
                PersonApart(
                    person_id=min(gone, third), other_id=max(gone, third), decided_at=clock.now()
                ),
            ]
        )
    here.signed_in(client)
    before = count(here, Consent), count(here, AccessEntry, AccessEntry.page == "person")
    answer = join(client, gone, kept, kept)
    assert answer.headers["Location"] == f"/people/{kept}"
    with here.work() as work:
        assert set(work.session.scalars(select(Enrolment.person_id))) == {kept}
        for model in (Consent, AccessLink, MailStop):
            assert set(work.session.scalars(select(model.person_id))) == {kept}, model
        apart = work.session.scalars(select(PersonApart)).one()
        assert {apart.person_id, apart.other_id} == {kept, third}
        person = work.session.get_one(Person, (here.record.id, kept))
        assert person.phone == "+358401234567", "what was missing is taken over"
        actions = set(work.session.scalars(select(AuditEvent.action)))
        assert {"person.merged", "person.merged_away"} <= actions
    entries = count(here, AccessEntry, AccessEntry.page == "person")
    assert (count(here, Consent), entries) == before
    assert client.get(f"/people/{gone}").status_code == 404


def test_what_both_have_stays_once(here: Association, client: Client) -> None:
    one, other = known(here, "Ali Noor"), known(here, "Ali Nour")
    with here.work() as work:
        for person_id in (one, other):
            work.session.add(MailStop(person_id=person_id, how="page", stopped_at=clock.now()))
    here.signed_in(client)
    assert join(client, one, other, one).status_code == 303
    assert count(here, MailStop, MailStop.person_id == one) == count(here, MailStop) == 1


def test_two_applications_to_one_cycle_become_the_one_that_has_gone_on(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    begun = here.enrol(slug, "mentee", state="applied")
    accepted = here.enrol(slug, "mentee")
    kept, gone = person_of(here, begun), person_of(here, accepted)
    with here.work() as work:
        work.session.add(
            Note(
                person_id=kept,
                enrolment_id=begun,
                text="spoke on the phone",
                purpose="support",
                noted_on=date(2026, 1, 1),
                keep_until=date(2028, 1, 1),
                written_at=clock.now(),
            )
        )
    here.signed_in(client)
    assert join(client, kept, gone, kept).status_code == 303
    with here.work() as work:
        found = work.session.scalars(select(Enrolment)).one()
        assert (found.id, found.person_id) == (accepted, kept)
        assert work.session.scalars(select(Note.enrolment_id)).one() == accepted


def test_two_who_have_both_gone_on_in_one_cycle_are_left_as_they_are(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    mentees = [here.enrol(slug, "mentee") for _number in range(2)]
    with here.work() as work:
        cycle = cycle_by_slug(work, slug)
        for mentee in mentees:
            mentor = here.enrol(slug, "mentor")
            pair = work.session.scalars(select(Enrolment).where(Enrolment.id.in_((mentee, mentor))))
            activate_group(work, cycle, "pair", list(pair))
    one, other = (person_of(here, mentee) for mentee in mentees)
    here.signed_in(client)
    answer = join(client, one, other, one)
    assert answer.status_code == 409
    assert "Both have gone on in" in answer.text
    assert {person_of(here, mentee) for mentee in mentees} == {one, other}


def test_nothing_is_done_before_it_is_said_whose_details_stay(
    here: Association, client: Client
) -> None:
    one, other = known(here, "Ali Noor"), known(here, "Ali Nour")
    here.signed_in(client)
    assert "Choose whose details stay." in client.follow(join(client, one, other, None)).text
    assert count(here, Person) == 2
    assert join(client, one, one, one).status_code == 404


def test_of_one_unit_alone_nobody_is_shown_or_made_one(here: Association, client: Client) -> None:
    unit = here.unit("Ours")
    one, other = (known(here, name, unit_id=unit) for name in ("Ali Noor", "Ali Nour"))
    here.signed_in(client, "coordinator", unit_id=unit)
    assert client.get("/people/alike").status_code == 404
    assert client.get(f"/people/alike/{one}/{other}").status_code == 404
    assert join(client, one, other, one).status_code == 404
    assert count(here, Person) == 2


def test_who_was_erased_stays_so_and_is_in_no_pair(here: Association, client: Client) -> None:
    """Merged with somebody, their row would be filled again and could never be erased any more."""
    one, other = known(here, "Ali Noor Hassan"), known(here, "Ali Noor Hasan", "a@example.org")
    here.signed_in(client)
    client.post("/people/alike")
    drain(here.deployment)
    with here.work() as work:
        erase(work, work.session.get_one(Person, (here.record.id, one)))
    assert "Ali Noor" not in client.get("/people/alike").text
    assert client.get(f"/people/alike/{one}/{other}").status_code == 404
    for keep in (one, other):
        assert join(client, one, other, keep).status_code == 404
    with here.work() as work, pytest.raises(Absent):
        two = (work.session.get_one(Person, (here.record.id, each)) for each in (one, other))
        merge(work, *two)
