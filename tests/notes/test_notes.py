"""Dated notes: what they are for, who reads them, and their last day."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.audit.models import AuditEvent
from punos.enrolments.models import Enrolment
from punos.groups.service import activate_group
from punos.jobs.tick import tick
from punos.notes.models import Note
from punos.notes.service import usual_end, write_note
from punos.people.models import Person
from punos.privacy.models import RetentionHold
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def notes(here: Association) -> list[Note]:
    with here.work() as work:
        return list(work.session.scalars(select(Note).order_by(Note.id)))


def typed(text: str, **more: str) -> dict[str, str]:
    return {"purpose": "support", "text": text, "noted_on": f"{clock.today():%d.%m.%Y}", **more}


def test_note_is_written_read_corrected_and_deleted(here: Association, client: Client) -> None:
    one = here.enrol(here.cycle(), "mentee", state="applied")
    here.signed_in(client).get(f"/enrolments/{one}/notes")
    answer = client.post(f"/enrolments/{one}/notes", typed("Calls on Mondays"))
    assert "Calls on Mondays" in client.follow(answer).text
    note = notes(here)[0]
    assert note.person_id == here.enrolment(one).person_id
    assert note.keep_until == usual_end("support", clock.today())
    client.get(f"/notes/{note.id}")
    client.post(f"/notes/{note.id}", typed("Calls on Tuesdays", purpose="safety"))
    assert notes(here)[0].keep_until == usual_end("safety", clock.today())
    assert "Tuesdays" in client.get(f"/people/{note.person_id}/notes").text
    assert "Yes, delete it" in client.post(f"/notes/{note.id}/delete").text
    client.post(f"/notes/{note.id}/delete", {"sure": "yes"})
    assert notes(here) == []
    with here.work() as work:
        kinds = list(work.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    assert [kind for kind in kinds if kind.startswith("note.")] == [
        "note.added",
        "note.changed",
        "note.deleted",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"noted_on": "1.1.2090"}, "This day lies ahead."),
        ({"keep_until": "1.1.2020"}, "This day is over."),
        ({"keep_until": "1.1.2090"}, "A note is kept for at most 5 years."),
        ({"text": "131052-308T"}, "identity code"),
    ],
)
def test_wrong_note_is_said_beside_and_what_was_typed_is_kept(
    here: Association, client: Client, wrong: dict[str, str], said: str
) -> None:
    one = here.enrol(here.cycle(), "mentee", state="applied")
    here.signed_in(client).get(f"/enrolments/{one}/notes")
    answer = client.post(f"/enrolments/{one}/notes", {**typed("Kept as typed"), **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert notes(here) == []


def test_note_about_a_pair_is_on_its_page(here: Association, client: Client) -> None:
    slug = here.cycle()
    people = [here.enrol(slug, "mentee"), here.enrol(slug, "mentor")]
    with here.work() as work:
        query = select(Enrolment).where(Enrolment.id.in_(people))
        cycle = cycle_by_slug(work, slug)
        group = activate_group(work, cycle, "pair", list(work.session.scalars(query))).id
    here.signed_in(client).get(f"/groups/{group}/notes")
    page = client.follow(client.post(f"/groups/{group}/notes", typed("They meet in the library")))
    assert "They meet in the library" in page.text
    assert page.request.path == f"/groups/{group}"


def test_contact_reads_the_notes_of_her_unit_alone_and_they_move_along(
    here: Association, app: Flask
) -> None:
    slug = here.cycle()
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    one = here.enrol(slug, "mentee", state="applied", unit_id=ours)
    with here.work() as work:
        found = work.session.scalars(select(Enrolment)).one()
        about = {"purpose": "other", "text": "Sana", "noted_on": clock.today()}
        note = write_note(work, found, **about).id
    near = here.signed_in(Client(app), "contact", unit_id=ours)
    far = here.signed_in(Client(app), "contact", unit_id=theirs)
    assert "Sana" in near.get(f"/enrolments/{one}").text
    assert "Sana" in near.get(f"/notes/{note}").text
    assert far.get(f"/enrolments/{one}/notes").status_code == 404
    assert far.get(f"/notes/{note}").status_code == 404
    near.post(f"/enrolments/{one}/place", {"unit": str(theirs)})
    assert near.get(f"/notes/{note}").status_code == 404
    assert "Sana" in far.get(f"/enrolments/{one}").text


def test_who_may_not_read_notes_sees_none(here: Association, client: Client) -> None:
    one = here.enrol(here.cycle(), "mentee", state="applied")
    with here.work() as work:
        found = work.session.scalars(select(Enrolment)).one()
        write_note(work, found, purpose="other", text="Sana", noted_on=clock.today())
    page = here.signed_in(client, "readonly").get(f"/enrolments/{one}").text
    assert "Sana" not in page
    assert ">Notes<" not in page
    assert client.get("/notes").status_code == 404


def write(here: Association, person: UUID, text: str, days: int) -> None:
    """A note whose last day lies so many days ahead, or (below zero) behind."""
    with here.work() as work:
        about = work.session.scalars(select(Person).where(Person.id == person)).one()
        until = clock.today() + timedelta(days=days)
        write_note(
            work, about, purpose="other", text=text, noted_on=clock.today(), keep_until=until
        )


def test_notes_are_deleted_after_their_last_day_unless_there_is_a_hold(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    free = here.enrolment(here.enrol(slug, "mentee")).person_id
    held = here.enrolment(here.enrol(slug, "mentee")).person_id
    for text, person, days in (
        ("over", free, -1),
        ("today", free, 0),
        ("held", held, -1),
        ("later", free, 400),
    ):
        write(here, person, text, days)
    with here.work() as work:
        work.session.add(
            RetentionHold(person_id=held, because="A complaint is heard", set_at=clock.now())
        )
    here.signed_in(client)
    assert "3 notes are deleted within 30 days" in client.get("/today").text
    assert "later" not in client.get("/notes?ending=soon").text
    tick(here.deployment)
    assert {note.text for note in notes(here)} == {"today", "held", "later"}
