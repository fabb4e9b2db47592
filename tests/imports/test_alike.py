"""Rows that may be about somebody who is here already: a person decides, within what they may see."""

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from punos.audit.models import AccessEntry
from punos.enrolments.models import Enrolment
from punos.people.models import Person
from punos.people.service import add_person
from punos.privacy.erasing import erase
from tests.imports.test_import import count
from tests.imports.ways import add, bring, look, tiles, work_off
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

HEADINGS = "Etunimi;Sukunimi;Sähköposti;Puhelin\r\n"
FILE = HEADINGS + (
    "Katarina;Virtannen;kata@people.example.org;\r\n"
    "Ali;Noor;ali@people.example.org;\r\n"
    "Uusi;Ihminen;uusi@people.example.org;\r\n"
)
_ROW = re.compile(r'name="(row-[0-9a-f-]+)" value="same"')


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def known(here: Association, name: str, email: str | None = None, **more: object) -> Person:
    given, _space, family = name.partition(" ")
    with here.work() as work:
        return add_person(work, given_name=given, family_name=family or None, email=email, **more)


def two_known(here: Association) -> None:
    known(here, "Katariina Virtanen", "katariina@people.example.org")
    known(here, "Ali Noor", "noor@people.example.org")


def side_by_side(client: Client, page: TestResponse) -> tuple[TestResponse, list[str]]:
    shown = client.get(f"{page.request.path}/alike")
    return shown, list(dict.fromkeys(_ROW.findall(shown.text)))


def test_likely_duplicates_stand_side_by_side_and_hold_the_rest_up(
    here: Association, client: Client
) -> None:
    two_known(here)
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, FILE)
    assert (tiles(page)["Will be added"], tiles(page)["To be decided"]) == (1, 2)
    assert client.post(f"{page.request.path}/add").status_code == 409
    shown, rows = side_by_side(client, page)
    assert len(rows) == 2
    for word in ("Katarina Virtannen", "Katariina Virtanen", "katariina@people.example.org"):
        assert word in shown.text
    assert count(here) == 0
    with here.work() as work:
        assert "import.alike" in set(work.session.scalars(select(AccessEntry.page)))


def test_decisions_one_by_one_become_what_was_decided(here: Association, client: Client) -> None:
    two_known(here)
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, FILE)
    _shown, (kata, ali) = side_by_side(client, page)
    client.post(f"{page.request.path}/alike", {kata: "same", ali: "other"})
    done = add(client, client.get(page.request.path))
    assert "3 people are added." in done.text
    with here.work() as work:
        names = sorted(work.session.scalars(select(Person.search_text)))
    assert len(names) == 4, "nobody new for the same person"
    assert "katariina virtanen katariina@people.example.org" in names
    assert not [name for name in names if "virtannen" in name], "what was known is kept"


def test_who_was_erased_while_the_file_waited_is_not_added_again(
    here: Association, client: Client
) -> None:
    two_known(here)
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, FILE)
    _shown, (kata, ali) = side_by_side(client, page)
    client.post(f"{page.request.path}/alike", {kata: "same", ali: "skip"})
    client.post(f"{page.request.path}/add")
    with here.work() as work:
        found = select(Person).where(Person.given_name == "Katariina")
        erase(work, work.session.scalars(found).one())
    work_off(client)
    assert "1 person is added." in client.get(page.request.path).text
    with here.work() as work:
        enrolled = [one.person for one in work.session.scalars(select(Enrolment))]
        assert [one.given_name for one in enrolled] == ["Uusi"]


def test_rest_is_decided_at_once_and_can_be_changed(here: Association, client: Client) -> None:
    two_known(here)
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, FILE)
    _shown, (kata, _ali) = side_by_side(client, page)
    client.post(f"{page.request.path}/alike", {"rest": "skip"})
    assert tiles(client.get(page.request.path))["Will be added"] == 1
    client.post(f"{page.request.path}/alike", {kata: "same"})
    done = add(client, client.get(page.request.path))
    assert "2 people are added." in done.text
    assert "1 row was left out, as you decided." in done.text


def test_same_file_after_decisions_adds_nobody_and_asks_nothing(
    here: Association, client: Client
) -> None:
    two_known(here)
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, FILE)
    _shown, (kata, ali) = side_by_side(client, page)
    client.post(f"{page.request.path}/alike", {kata: "same", ali: "other"})
    add(client, page)
    again = look(client, slug, FILE)
    assert tiles(again)["There already"] == 3
    assert count(here) == 3


def test_somebody_known_by_name_and_address_is_taken_in_without_a_question(
    here: Association, client: Client
) -> None:
    known(here, "Ali Noor", "ali@people.example.org", city="Salo")
    slug = here.cycle()
    here.signed_in(client)
    assert "3 people are added." in bring(client, slug, FILE).text
    with here.work() as work:
        found = work.session.scalars(select(Person).where(Person.given_name == "Ali")).one()
        assert found.city == "Salo"


@pytest.mark.parametrize(
    ("there", "row", "asked"),
    [
        ("Katariina Virtanen", "Virtanen;Katariina;k@people.example.org;", True),
        ("Mohamed Ali Hassan", "Mohammed;Ali Hassan;;", True),
        ("Anna Lahti", "Anna;Korhonen;;0401234567", True),
        ("Anna Lahti", "Pekka;Korhonen;;0401234567", False),
        ("Anna Lahti", "Anni;Salo;;", False),
        ("Meri", "Meri;;;", False),
        ("Meri Papadimitropoulos", "Petri;Papadimitropoulos;;", False),
    ],
    ids=["turned", "spelt otherwise", "married", "family", "two", "first name alone", "brother"],
)
def test_who_is_asked_about(
    here: Association, client: Client, there: str, row: str, asked: bool
) -> None:
    known(here, there, phone="+358401234567" if there == "Anna Lahti" else None)
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, f"{HEADINGS}{row}\r\n")
    assert tiles(page)["To be decided"] == int(asked)


def test_nobody_of_another_unit_is_shown(here: Association, client: Client) -> None:
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    known(here, "Katariina Virtanen", "katariina@people.example.org", unit_id=theirs)
    slug = here.cycle()
    here.signed_in(client, "coordinator", unit_id=ours)
    page = look(client, slug, FILE, unit=str(ours))
    assert tiles(page)["To be decided"] == 0
    assert "Katariina" not in client.get(f"{page.request.path}/alike").text
    assert "3 people are added." in add(client, page).text
    with here.work() as work:
        assert set(work.session.scalars(select(Enrolment.unit_id))) == {ours}


def test_decision_about_a_row_of_another_file_changes_nothing(
    here: Association, client: Client
) -> None:
    two_known(here)
    slug = here.cycle()
    here.signed_in(client)
    mine = look(client, slug, FILE)
    other = here.signed_in(Client(client.app))
    theirs = look(other, slug, FILE)
    _shown, (kata, ali) = side_by_side(client, mine)
    other.post(f"{theirs.request.path}/alike", {kata: "same", ali: "same", "row-x": "same"})
    assert tiles(client.get(mine.request.path))["To be decided"] == 2
