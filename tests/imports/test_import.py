"""Bringing in a file: chosen, columns named, checked, looked at, added."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from punos import clock
from punos.accounts.models import Account, AccountRole
from punos.enrolments.models import Enrolment
from punos.imports.models import ImportRow, ImportRun
from punos.imports.service import KEPT, forget_files
from punos.people.models import Person
from tests.imports.ways import add, bring, check, columns_on, look, tiles, upload, work_off
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Association, Tenants

HEADINGS = "Etunimi;Sukunimi;Sähköposti;Puhelin;Kaupunki;Huomio\r\n"
GOOD = (
    HEADINGS
    + "Äijä;Öhman;aija@people.example.org;'+358401234567;Åbo;x\r\n"
    + "Bertta;;bertta@people.example.org;;Turku;\r\n"
)


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def count(here: Association, model: type = Enrolment) -> int:
    with here.work() as work:
        return work.session.scalar(select(func.count()).select_from(model)) or 0


def test_columns_are_proposed_by_their_headings_and_nobody_is_added(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = client.follow(upload(client, slug, GOOD))
    assert columns_on(page)["c2"] == "person-email"
    assert columns_on(page)["c5"] == ""
    assert "+358401234567" in page.text, "an example of what stands there"
    looked = check(client, page)
    assert "Add 2 people" in looked.text
    assert "Äijä Öhman" in looked.text
    assert count(here) == count(here, Person) == 0


def test_people_are_added_and_what_they_answered_is_not_kept_twice(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = bring(client, slug, GOOD)
    assert "2 people are added." in page.text
    with here.work() as work:
        found = work.session.scalars(select(Person).order_by(Person.given_name.desc())).first()
        assert found is not None
        assert (found.full_name, found.phone, found.city) == ("Äijä Öhman", "+358401234567", "Åbo")
        assert set(work.session.scalars(select(Enrolment.source))) == {"import"}
        rows = work.session.scalars(select(ImportRow)).all()
        assert [(row.raw, row.answers) for row in rows] == [([], {}), ([], {})]
        assert {row.enrolment_id for row in rows} == set(work.session.scalars(select(Enrolment.id)))


def test_same_file_twice_adds_nobody_twice(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    nameless = GOOD + "Meri;;;;;\r\n"
    assert "3 people are added." in bring(client, slug, nameless).text
    again = look(client, slug, nameless)
    assert "There is nobody to add." in again.text
    assert tiles(again)["There already"] == 3
    assert count(here) == 3


def test_looked_at_twice_and_sent_twice_adds_nobody_twice(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    first, second = look(client, slug, GOOD), look(client, slug, GOOD)
    add(client, first)
    page = add(client, second)
    assert "2 people were there already." in page.text
    assert client.post(f"{second.request.path}/add").status_code == 409
    assert count(here) == 2


def test_same_person_twice_in_one_file_is_added_once(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, GOOD + "Bertta;;BERTTA@people.example.org;;Turku;\r\n")
    assert tiles(page)["There already"] == 1
    add(client, page)
    assert count(here) == 2


BROKEN = (
    HEADINGS
    + "Anna;;anna@people.example.org;;Turku;\r\n"
    + "Bertta;;not an address;;Turku;\r\n"
    + "Celia;only three;\r\n"
    + ";Dora;dora@people.example.org;;Turku;\r\n"
    + "Eeva;;eeva@people.example.org;;Turku;\r\n"
)


def test_broken_rows_are_named_and_left_out(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, BROKEN)
    assert "Add 2 people, leave out 3 rows with problems" in page.text
    only = client.get(f"{page.request.path}?verdict=broken")
    assert re.findall(r'scope="row"[^>]*>\s*(\d+)\s*<', only.text) == ["3", "4", "5"]
    assert "Fill in “First name”." in only.text
    done = add(client, page)
    assert "2 people are added." in done.text
    assert "3 rows with problems were left out." in done.text
    assert count(here) == 2


def test_broken_rows_come_as_a_file_that_can_be_mended_and_brought_in(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, BROKEN)
    add(client, page)
    saved = client.get(f"{page.request.path}/problems").data.decode("utf-8-sig")
    lines = saved.splitlines()
    assert lines[0] == "Etunimi;Sukunimi;Sähköposti;Puhelin;Kaupunki;Huomio;What is wrong"
    assert len(lines) == 4
    assert lines[2] == "Celia;only three;"
    mended = saved.replace("not an address", "bertta@people.example.org")
    assert "1 person is added." in bring(client, slug, mended).text
    assert count(here) == 3


def test_columns_can_be_corrected_after_the_rows_were_checked(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, "Kuka;Missä\r\nAnna;Turku\r\n")
    assert "There is nobody to add." in page.text
    columns = client.get(f"{page.request.path}/columns")
    assert "The file has no column for these" in columns.text
    corrected = check(client, columns, c0="person-given_name", c1="person-city")
    assert "Add 1 person" in corrected.text
    add(client, corrected)
    with here.work() as work:
        assert work.session.scalars(select(Person.city)).one() == "Turku"


def test_columns_are_remembered_for_the_next_file_with_the_same_headings(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = client.follow(upload(client, slug, "Kuka;Missä\r\nAnna;Turku\r\n"))
    check(client, page, c0="person-given_name", c1="person-city")
    again = client.follow(upload(client, slug, "Kuka;Missä\r\nBertta;Salo\r\n"))
    assert columns_on(again) == {"c0": "person-given_name", "c1": "person-city"}
    other = client.follow(upload(client, slug, "Missä;Kuka\r\nSalo;Celia\r\n"))
    assert columns_on(other) == {"c0": "", "c1": ""}


def test_two_columns_for_one_question_keep_the_first(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = client.follow(upload(client, slug, "A;B\r\nAnna;Bertta\r\n"))
    checked = check(client, page, c0="person-given_name", c1="person-given_name")
    assert "Anna" in checked.text
    assert "Bertta" not in checked.text


def test_nothing_chosen_says_both(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client).get(f"/cycles/{slug}/import")
    answer = client.post(f"/cycles/{slug}/import", {})
    assert answer.status_code == 422
    assert 'href="#f-role"' in answer.text
    assert 'href="#f-file"' in answer.text


def test_only_whoever_uploaded_a_file_opens_it(
    here: Association, tenants: Tenants, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    path = upload(client, slug, GOOD).headers["Location"]
    assert client.get(path).status_code == 200
    assert here.signed_in(Client(client.app)).get(path).status_code == 404
    assert client.get(path.replace(slug, here.cycle())).status_code == 404
    other = tenants.make()
    foreign = path.replace(slug, other.cycle())
    assert other.signed_in(Client(client.app)).get(foreign).status_code == 404


def test_file_nobody_went_on_with_is_forgotten(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    upload(client, slug, GOOD)
    bring(client, slug, BROKEN)
    _forget(here, timedelta(hours=1))
    assert count(here, ImportRow) == 7
    _forget(here, KEPT)
    with here.work() as work:
        runs = work.session.scalars(select(ImportRun).order_by(ImportRun.id)).all()
        assert [(run.state, run.headings) for run in runs] == [("discarded", []), ("done", [])]
        assert [row.raw for row in work.session.scalars(select(ImportRow))] == [[]] * 5


def _forget(here: Association, age: timedelta) -> None:
    with here.work() as work:
        for run in work.session.scalars(select(ImportRun)):
            run.created_at = clock.now() - age - timedelta(minutes=1)
    with here.work() as work:
        forget_files(work)


def test_dropping_the_file_adds_nobody(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, GOOD)
    client.post(f"{page.request.path}/drop")
    assert "This file is not here any more" in client.get(page.request.path).text
    assert count(here, ImportRow) == count(here) == 0


def test_contact_may_not_import(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client, "contact", unit_id=here.unit("Ours"))
    assert client.get(f"/cycles/{slug}/import").status_code == 404


def test_worker_acts_only_as_far_as_whoever_asked_still_may(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    email = here.account("coordinator")
    client.at(here.host).follow(client.sign_in(email, PASSWORD))
    page = look(client, slug, GOOD)
    assert client.post(f"{page.request.path}/add").status_code == 303
    _lose_roles(here, email)
    work_off(client)
    assert count(here) == 0
    with here.work() as work:
        assert work.session.scalars(select(ImportRun.state)).one() == "adding"


def _lose_roles(here: Association, email: str) -> None:
    with here.work() as work:
        held = select(AccountRole).join(Account, Account.id == AccountRole.account_id)
        for one in work.session.scalars(held.where(Account.email == email)):
            work.session.delete(one)


def test_page_says_how_far_it_is_and_looks_again_by_itself(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = client.follow(upload(client, slug, GOOD))
    waiting = client.follow(client.post(f"{page.request.path}/columns", columns_on(page)))
    assert "The rows are being checked" in waiting.text
    assert waiting.headers["Refresh"]
    assert "Refresh" not in client.get(f"{page.request.path}?wait=no").headers
    assert client.post(f"{page.request.path}/columns", columns_on(page)).status_code == 409
    work_off(client)
    assert "Add 2 people" in client.get(page.request.path).text
