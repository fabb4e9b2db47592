"""Bringing in a CSV file."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from punos import clock
from punos.enrolments.models import Enrolment
from punos.files.models import StoredFile
from punos.imports.service import forget_files
from punos.people.models import Person
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

HEADINGS = "Etunimi;Sukunimi;Sähköposti;Puhelin;Kaupunki;Huomio\r\n"
GOOD = (
    HEADINGS
    + "Äijä;Öhman;aija@people.example.org;'+358401234567;Åbo;x\r\n"
    + "Bertta;;bertta@people.example.org;;Turku;\r\n"
)


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def upload(client: Client, slug: str, content: str | bytes, role: str = "mentee") -> TestResponse:
    """Choose a file; the answer, before it is followed."""
    data = content.encode() if isinstance(content, str) else content
    client.get(f"/cycles/{slug}/import")
    return client.post(
        f"/cycles/{slug}/import", {"role": role, "file": (io.BytesIO(data), "people.csv")}
    )


def fields_of(page: TestResponse) -> tuple[str, dict[str, Any]]:
    """Where the page's own button sends, and what with it."""
    form = re.search(
        r'<form method="post" action="(/cycles/[^"]+/import/[^"/]+)">(.*?)</form>',
        page.text,
        re.DOTALL,
    )
    assert form, page.text
    found = re.findall(r'name="([^"]+)" value="([^"]*)"', form[2])
    return form[1], {name: value for name, value in found if name != "csrf_token"}


def bring(client: Client, slug: str, content: str | bytes, role: str = "mentee") -> TestResponse:
    """The whole way: choose, look, add."""
    page = client.follow(upload(client, slug, content, role))
    address, fields = fields_of(page)
    return client.follow(client.post(address, fields))


def count(here: Association, model: type = Enrolment) -> int:
    with here.work() as work:
        return work.session.scalar(select(func.count()).select_from(model)) or 0


def test_preview_shows_what_would_happen_and_writes_nobody(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = client.follow(upload(client, slug, GOOD))
    assert "Add 2 people" in page.text
    assert "Äijä" in page.text
    assert re.search(r'<option value="person-email" selected', page.text)
    assert count(here) == count(here, Person) == 0


def test_people_are_added_and_the_file_is_gone(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = bring(client, slug, GOOD)
    assert "2 people are added." in page.text
    assert count(here, StoredFile) == 0
    with here.work() as work:
        found = work.session.scalars(select(Person).order_by(Person.given_name.desc())).first()
        assert found is not None
        assert (found.full_name, found.phone, found.city) == ("Äijä Öhman", "+358401234567", "Åbo")
        sources = set(work.session.scalars(select(Enrolment.source)))
    assert sources == {"import"}


def test_same_file_twice_adds_nobody_twice(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    nameless = GOOD + "Meri;;;;;\r\n"
    assert "3 people are added." in bring(client, slug, nameless).text
    again = client.follow(upload(client, slug, nameless))
    assert "There is nobody to add." in again.text
    assert "Rows: 2, 3, 4" in again.text
    assert count(here) == 3


def test_looked_at_twice_and_sent_twice_adds_nobody_twice(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    first = fields_of(client.follow(upload(client, slug, GOOD)))
    second = fields_of(client.follow(upload(client, slug, GOOD)))
    client.post(*first)
    page = client.follow(client.post(*second))
    assert "2 people were there already." in page.text
    assert client.post(*second).status_code == 404
    assert count(here) == 2


def test_broken_row_in_the_middle_is_named_and_left_out_by_choice(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    content = (
        HEADINGS
        + "Anna;;anna@people.example.org;;Turku;\r\n"
        + "Bertta;;not an address;;Turku;\r\n"
        + "Celia;only three\r\n"
        + ";Dora;dora@people.example.org;;Turku;\r\n"
        + "Eeva;;eeva@people.example.org;;Turku;\r\n"
    )
    page = client.follow(upload(client, slug, content))
    assert "Add 2 people, leave out 3 rows with problems" in page.text
    problems = page.text.split("What is wrong", 1)[1].split("</table>", 1)[0]
    assert re.findall(r'scope="row"[^>]*>(\d+)<', problems) == ["3", "4", "5"]
    assert "Fill in “First name”." in problems
    address, fields = fields_of(page)
    done = client.follow(client.post(address, fields))
    assert "2 people are added." in done.text
    assert "3 rows with problems were left out." in done.text
    assert count(here) == 2


@pytest.mark.parametrize(
    "row",
    [
        "Dora;131052-308T;dora@people.example.org;;Turku;\r\n",
        "Dora;;dora@people.example.org;;Turku;in a column not asked for 131052-308T\r\n",
        "Dora;;dora@people.example.org;;Turku;;beyond the last heading;131052-308T\r\n",
    ],
)
def test_file_with_a_personal_identity_code_is_not_kept(
    here: Association, client: Client, row: str
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = upload(client, slug, GOOD + row)
    assert page.status_code == 422
    assert "“Row 4” seems to hold a personal identity code." in page.text
    assert "131052" not in page.text
    assert count(here, StoredFile) == 0


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_files_as_spreadsheets_write_them(
    here: Association, client: Client, delimiter: str, encoding: str
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = bring(client, slug, GOOD.replace(";", delimiter).encode(encoding))
    assert "2 people are added." in page.text
    assert "Äijä Öhman" in page.text


def test_columns_can_be_corrected_by_hand(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = client.follow(upload(client, slug, "Kuka;Missä\r\nAnna;Turku\r\n"))
    assert "The file has no column for these" in page.text
    assert "There is nobody to add." in page.text
    path = page.request.path
    corrected = client.get(f"{path}?role=mentee&c0=person-given_name&c1=person-city")
    assert "Add 1 person" in corrected.text
    address, fields = fields_of(corrected)
    client.post(address, fields)
    with here.work() as work:
        assert work.session.scalars(select(Person.city)).one() == "Turku"


@pytest.mark.parametrize("content", [b"", b"\x89PNG\x00\x00", b"Etunimi;Etunimi\r\nA;B\r\n"])
def test_file_that_cannot_be_read_says_so_beside_the_field(
    here: Association, client: Client, content: bytes
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    answer = upload(client, slug, content)
    assert answer.status_code == 422
    assert 'href="#f-file"' in answer.text
    assert count(here, StoredFile) == 0


def test_nothing_chosen_says_both(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client).get(f"/cycles/{slug}/import")
    answer = client.post(f"/cycles/{slug}/import", {})
    assert answer.status_code == 422
    assert 'href="#f-role"' in answer.text
    assert 'href="#f-file"' in answer.text


def test_what_was_taken_out_can_be_brought_in_elsewhere(
    here: Association, tenants: Tenants, client: Client
) -> None:
    slug = here.cycle()
    here.enrol(
        slug, "mentee", name="=SUM(1)", about="One; two, “three”\nand four", hopes=["networks"]
    )
    here.enrol(slug, "mentee", name="Äijä")
    taken = here.signed_in(client).get(f"/cycles/{slug}/applicants?format=csv&role=mentee")
    there = tenants.make()
    other = there.cycle()
    page = bring(there.signed_in(Client(client.app)), other, taken.data)
    assert "2 people are added." in page.text
    assert _everything(there) == _everything(here)


def test_template_has_headings_that_are_understood(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    for language in ("en", "fi", "sv"):
        answer = client.get(
            f"/cycles/{slug}/import/template/mentor", headers={"Accept-Language": language}
        )
        page = client.follow(upload(client, slug, answer.data + b"Anna\r\n", "mentor"))
        assert "Is left out</option>" in page.text
        headings = answer.data.decode("utf-8-sig").strip().split(";")
        assert len(re.findall(r"<option [^>]*selected", page.text)) == len(headings)


def test_only_whoever_uploaded_a_file_opens_it(
    here: Association, tenants: Tenants, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    path = upload(client, slug, GOOD).headers["Location"]
    assert client.get(path).status_code == 200
    assert here.signed_in(Client(client.app)).get(path).status_code == 404
    other = tenants.make()
    foreign = path.replace(slug, other.cycle())
    assert other.signed_in(Client(client.app)).get(foreign).status_code == 404


def test_file_nobody_brought_in_is_forgotten_after_a_day(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    upload(client, slug, GOOD)
    with here.work() as work:
        forget_files(work)
    assert count(here, StoredFile) == 1
    with here.work() as work:
        stored = work.session.scalars(select(StoredFile)).one()
        stored.created_at = clock.now() - timedelta(days=1, minutes=1)
    with here.work() as work:
        forget_files(work)
    assert count(here, StoredFile) == 0


def test_dropping_the_file_adds_nobody(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = client.follow(upload(client, slug, GOOD))
    client.post(f"{page.request.path}/drop")
    assert count(here, StoredFile) == count(here) == 0


def test_contact_may_not_import(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client, "contact", unit_id=here.unit("Ours"))
    assert client.get(f"/cycles/{slug}/import").status_code == 404


def _everything(there: Association) -> list[Any]:
    with there.work() as work:
        found = work.session.execute(
            select(Enrolment, Person).join(Person, Person.id == Enrolment.person_id)
        )
        rows = [
            (
                person.given_name,
                person.email,
                person.city,
                person.language,
                enrolment.role,
                {k: v for k, v in enrolment.answers["pairwise"]["data"].items() if v},
            )
            for enrolment, person in found
        ]
    return sorted(rows, key=str)
