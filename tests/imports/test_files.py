"""Files as people have them: kinds of CSV, what is refused at once, and what was taken out here."""

from typing import Any

import pytest
from sqlalchemy import select

from punos.enrolments.models import Enrolment
from punos.files.models import StoredFile
from punos.imports.models import ImportRow, ImportRun
from punos.people.models import Person
from tests.imports.test_import import GOOD, count
from tests.imports.ways import bring, columns_on, look, upload
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\x00\x00", b"Etunimi;Etunimi\r\nA;B\r\n"])
def test_file_that_cannot_be_read_says_so_beside_the_field(
    here: Association, client: Client, content: bytes
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    answer = upload(client, slug, content)
    assert answer.status_code == 422
    assert 'href="#f-file"' in answer.text
    assert count(here, StoredFile) == count(here, ImportRun) == 0


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
    assert count(here, ImportRun) == count(here, ImportRow) == 0


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_files_as_spreadsheets_write_them(
    here: Association, client: Client, delimiter: str, encoding: str
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, GOOD.replace(";", delimiter).encode(encoding))
    assert "Add 2 people" in page.text
    assert "Äijä Öhman" in page.text


def test_applicants_taken_out_can_be_brought_in_elsewhere(
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


def test_people_taken_out_can_be_brought_in_elsewhere(
    here: Association, tenants: Tenants, client: Client
) -> None:
    here.signed_in(client)
    bring(client, here.cycle(), GOOD.replace("Bertta", "=Bertta"))
    taken = client.get("/people?format=csv")
    there = tenants.make()
    assert (
        "2 people are added."
        in bring(there.signed_in(Client(client.app)), there.cycle(), taken.data).text
    )
    assert _people(there) == _people(here)


def test_template_has_headings_that_are_understood(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    for language in ("en", "fi", "sv"):
        answer = client.get(
            f"/cycles/{slug}/import/template/mentor", headers={"Accept-Language": language}
        )
        page = client.follow(upload(client, slug, answer.data + b"Anna\r\n", "mentor"))
        headings = answer.data.decode("utf-8-sig").strip().split(";")
        assert len(headings) == len(columns_on(page))
        assert "" not in columns_on(page).values()


def _people(there: Association) -> list[Any]:
    with there.work() as work:
        found = work.session.scalars(select(Person).order_by(Person.given_name))
        return [
            (one.given_name, one.family_name, one.email, one.phone, one.city, one.language)
            for one in found
        ]


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
