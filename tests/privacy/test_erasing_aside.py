"""Erasing somebody who stands in something that is still under way: a file, a form, a message, a job."""

from datetime import timedelta

import pytest
from sqlalchemy import String, func, select, update

from punos import clock
from punos.accounts.models import Account
from punos.enrolments.models import ApplicationDraft, Enrolment
from punos.enrolments.service import move
from punos.errors import Refused
from punos.groups.service import activate_group
from punos.imports.models import ImportRow
from punos.mail.models import Mail
from punos.mail.service import queue
from punos.people.models import Person
from punos.people.service import add_person
from punos.privacy.erasing import erase
from punos.privacy.forgetting import forget_people
from punos.privacy.schedule import CATEGORIES, counts
from punos.programmes.service import cycle_by_slug
from punos.writing.models import Message
from tests.imports.ways import add, look
from tests.support.applying import go_on
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants
from tests.writing.desk import Desk

FILE = (
    "Etunimi;Sukunimi;Sähköposti\r\n"
    "Katarina;Virtannen;kata@people.example.org\r\n"
    "Uusi;Ihminen;uusi@people.example.org\r\n"
)


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def known(here: Association, given: str, family: str, email: str | None = None) -> Person:
    with here.work() as work:
        return add_person(work, given_name=given, family_name=family, email=email)


def gone(here: Association, person: Person) -> None:
    """Erase somebody."""
    with here.work() as work:
        erase(work, work.session.get_one(Person, (work.tenant.id, person.id)))


def held(here: Association, model: type, word: str) -> int:
    """In how many rows of a table a word stands."""
    with here.work() as work:
        whole = func.lower(func.row_to_json(model.__table__.table_valued()).cast(String))
        return work.session.scalar(
            select(func.count()).select_from(model).where(func.strpos(whole, word.lower()) > 0)
        )


@pytest.mark.parametrize("decision", ["same", "other"])
def test_a_file_that_names_who_was_erased_adds_them_no_more(
    here: Association, client: Client, decision: str
) -> None:
    """The row that resembles her waits for its adding: it is passed over, the others come."""
    her = known(here, "Katariina", "Virtanen", "katariina@people.example.org")
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, FILE)
    client.post(f"{page.request.path}/alike", {"rest": decision})
    gone(here, her)
    assert "1 person is added." in add(client, client.get(page.request.path)).text
    with here.work() as work:
        names = work.session.scalars(select(Person.given_name).join(Enrolment)).all()
    assert names == ["Uusi"]


def test_rows_with_her_address_are_emptied_though_nobody_was_recognised(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    broken = FILE + "Kata;x;KATA@people.example.org;too;many\r\n"
    look(client, slug, broken)
    her = known(here, "Somebody", "Else", "kata@people.example.org")
    assert held(here, ImportRow, "kata@people.example.org") == 2
    gone(here, her)
    assert held(here, ImportRow, "kata@people.example.org") == 0
    assert held(here, ImportRow, "uusi@people.example.org") == 1


def test_a_form_that_she_began_goes_by_the_address_that_she_typed(
    here: Association, client: Client
) -> None:
    """Whether or not she had asked for a mail with its link."""
    client.at(here.host)
    path = f"/apply/{here.cycle()}/mentee"
    typed = {"person-given_name": "Aino", "person-email": "Aino@People.Example.org"}
    go_on(client, client.get(path), typed)
    her = known(here, "Aino", "Esimerkki", "aino@people.example.org")
    other = known(here, "Berit", "Esimerkki", "no@people.example.org")
    gone(here, other)
    assert held(here, ApplicationDraft, "aino@people") == 1
    gone(here, her)
    assert held(here, ApplicationDraft, "aino@people") == 0


def test_messages_to_many_that_name_her_say_so_no_more(here: Association, client: Client) -> None:
    """As mails to others do: what staff wrote, and the search by which they found her."""
    slug = here.cycle()
    desk = Desk(here, slug, here.signed_in(client))
    desk.enrol("Carl")
    desk.send(desk.write(texts={"subject_en": "News", "body_en": "Pirkko Hidas is ill."}))
    kept = desk.write(texts={"subject_en": "Other news", "body_en": "We meet soon."})
    searched = desk.write("people", q="hidas")
    gone(here, known(here, "Pirkko", "Hidas"))
    assert held(here, Message, "hidas") == 0
    assert "We meet soon." in client.get(kept).text
    assert client.get(searched).status_code == 200
    assert client.get("/messages").status_code == 200
    with here.work() as work:
        for one in work.session.scalars(select(Message)):
            assert client.get(f"/messages/{one.id}").status_code == 200


@pytest.mark.parametrize(
    ("given", "body", "said"),
    [
        ("Li", "Elina meets you on Monday.", True),
        ("Li", "Liina meets you.", False),
        ("Aino", "Tapaat Ainon maanantaina.", False),
        ("J.P. (Jussi)", "You meet J.P. (Jussi) soon.", False),
        ("J.P", "You meet JxP soon.", True),
        ("A*", "All meet soon.", True),
        (r"A\d[", r"You meet “A\d[” soon.", False),
        ("Äijä", "You meet Äijä soon.", False),
        ("Олена", "Привіт! Олена чекає.", False),
    ],
)
def test_mails_to_their_pair_go_where_the_name_begins_a_word(
    here: Association, given: str, body: str, said: bool
) -> None:
    """A short name stands within many words; a name has endings."""
    slug = here.cycle()
    two = [here.enrol(slug, role, name=given) for role in ("mentee", "mentor")]
    with here.work() as work:
        both = list(work.session.scalars(select(Enrolment).where(Enrolment.id.in_(two))))
        activate_group(work, cycle_by_slug(work, slug), "pair", both)
        mine, other = (next(one for one in both if one.id == each) for each in two)
        for one in both:
            move(work, one.id, "paired")
        move(work, mine.id, "completed")
        mail = queue(
            work, kind="made.up", to_address="x@people.example.org", subject="News", body=body,
            language="en", person_id=other.person_id,
        )  # fmt: skip
        her = mine.person
    gone(here, her)
    with here.work() as work:
        left = work.session.get_one(Mail, (work.tenant.id, mail.id)).body
    assert (left == body) is said


def test_who_works_here_is_not_erased_by_the_schedule_or_a_button(here: Association) -> None:
    """A mentee of earlier days who is now a coordinator: her sign-in would be closed without a word."""
    slug = here.cycle()
    enrolment = here.enrolment(here.enrol(slug, "mentee"))
    email = here.account("administrator", person_id=enrolment.person_id)
    mentor = here.enrolment(here.enrol(slug, "mentee"))
    here.account("mentor", person_id=mentor.person_id)
    with here.work() as work:
        for one in (enrolment, mentor):
            move(work, one.id, "withdrawn")
        long_ago = clock.now() - timedelta(days=4000)
        work.session.execute(
            update(Enrolment).values(applied_at=long_ago, decided_at=long_ago, ended_at=long_ago)
        )
    with here.work() as work, pytest.raises(Refused, match="work here"):
        erase(work, work.session.get_one(Person, (work.tenant.id, enrolment.person_id)))
    with here.work() as work:
        people = [one.name for one in CATEGORIES if one.people]
        assert sum(counts(work)[name] for name in people) == 1
        assert forget_people(work) == 1
        assert forget_people(work) == 0
    with here.work() as work:
        account = work.session.scalars(select(Account).where(Account.email == email)).one()
        assert account.state == "active"
