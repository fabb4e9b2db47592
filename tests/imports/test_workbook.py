"""Workbooks: read by the worker, and never trusted."""

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from punos.enrolments.models import Enrolment
from punos.files.models import StoredFile
from punos.imports.models import ImportRow, ImportRun
from punos.imports.packed import MOST_PARTS
from punos.people.models import Person
from tests.imports.test_import import count
from tests.imports.ways import add, bring, check, columns_on, look, tiles, upload, work_off
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

HEADINGS = ["Etunimi", "Sukunimi", "Sähköposti", "Puhelin", "Kaupunki"]
AINO = ["Aino", "Öhman", "aino@people.example.org", "'+358401234567", "Åbo"]


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def workbook(*rows: list[Any], headings: list[str] = HEADINGS) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (headings, *rows):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with something else in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old in content, content
                content = content.replace(old, new)
            target.writestr(name, content)
    return out.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def test_workbook_is_read_by_the_worker_and_not_kept(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    waiting = client.follow(upload(client, slug, workbook(AINO), name="people.xlsx"))
    assert "The file is being read" in waiting.text
    work_off(client)
    assert count(here, StoredFile) == 0
    page = client.get(waiting.request.path)
    assert columns_on(page)["c2"] == "person-email"
    add(client, check(client, page))
    with here.work() as work:
        found = work.session.scalars(select(Person)).one()
        assert (found.full_name, found.phone) == ("Aino Öhman", "+358401234567")


def test_cells_become_what_somebody_would_have_typed(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    client.follow(
        upload(
            client,
            slug,
            workbook(
                ["Aino", 5.0, datetime(2026, 3, 1), "two\r\nlines", True],  # noqa: DTZ001
                ["Bea", 2.5, date(2026, 3, 2), None, False],
            ),
        )
    )
    work_off(client)
    with here.work() as work:
        rows = work.session.scalars(select(ImportRow.raw).order_by(ImportRow.number)).all()
    assert rows == [
        ["Aino", "5", "2026-03-01", "two\nlines", "yes"],
        ["Bea", "2.5", "2026-03-02", "", "no"],
    ]


def test_line_break_in_a_cell_is_kept_in_long_texts_and_is_a_space_in_a_line(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    template = client.get(f"/cycles/{slug}/import/template/mentor").data.decode("utf-8-sig")
    headings = template.strip().split(";")
    answers = {
        "First name": "Cecilia",
        "Last name": "Muu",
        "E-mail address": "c@people.example.org",
    }
    page = look(client, slug, workbook(["Aino\nMaria", *AINO[1:]]))
    assert "1 person is added." in add(client, page).text
    with here.work() as work:
        assert work.session.scalars(select(Person.given_name)).one() == "Aino Maria"
    here.enrol(slug, "mentor", name="Bertta", about="one\ntwo")
    taken = client.get(f"/cycles/{slug}/applicants?format=csv&role=mentor").data.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(taken), delimiter=";"))
    cells = [{**row, **answers}.get(heading, "") for heading in headings]
    assert "one\ntwo" in cells
    bring(client, slug, workbook(cells, headings=headings), "mentor")
    with here.work() as work:
        query = select(Enrolment).where(Enrolment.source == "import", Enrolment.role == "mentor")
        kept = work.session.scalars(query).one().answers["pairwise"]["data"]
    assert kept["about"] == "one\ntwo"


def test_formula_gives_its_kept_result(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    data = workbook(['="Ai"&"no"', *AINO[1:]])
    sheet = "xl/worksheets/sheet1.xml"
    with_result = changed(data, sheet, b"<v />", b"<v>Aino</v>")
    with_result = changed(with_result, sheet, b'<c r="A2">', b'<c r="A2" t="str">')
    bring(client, slug, with_result)
    with here.work() as work:
        assert work.session.scalars(select(Person.given_name)).one() == "Aino"


def test_formula_without_a_result_is_a_problem_of_its_row_alone(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, workbook(['="Ai"&"no"', *AINO[1:]], ["Bea", *AINO[1:]]))
    assert "Etunimi: This cell holds a formula without a result." in page.text
    assert (tiles(page)["Will be added"], tiles(page)["Rows with problems"]) == (1, 1)
    columns = client.get(f"{page.request.path}/columns")
    without = check(client, columns, c0="", c1="person-given_name")
    assert tiles(without)["Rows with problems"] == 0, "in a column that is not read it is no matter"


def test_cell_with_an_error_is_a_problem_of_its_row(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, workbook(["#REF!", *AINO[1:]], ["Bea", *AINO[1:]]))
    assert (tiles(page)["Will be added"], tiles(page)["Rows with problems"]) == (1, 1)


def test_cell_beyond_the_last_heading_spoils_its_row_alone(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, workbook([*AINO, "one too many"], ["Bea", *AINO[1:]], ["Celia"]))
    assert "This row has more or fewer columns than there are headings." in page.text
    assert (tiles(page)["Will be added"], tiles(page)["Rows with problems"]) == (2, 1)


def test_first_sheet_that_is_not_hidden_is_read(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(["Etunimi"])
    hidden.append(["Hidden"])
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("people")
    shown.append(["Etunimi"])
    shown.append(["Shown"])
    file = io.BytesIO()
    book.save(file)
    page = look(client, slug, file.getvalue())
    assert "Shown" in page.text
    assert "Hidden" not in page.text


BOMB = packed(
    {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": bytes(80 * 1024 * 1024)}
)
SWELLING = packed({"xl/workbook.xml": b"<workbook/>", "xl/sharedStrings.xml": b"a" * 3_000_000})
CROWD = packed({"xl/workbook.xml": b""} | {f"part{n}": b"" for n in range(MOST_PARTS)})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (BOMB, "far larger inside"),
        (SWELLING, "far larger inside"),
        (CROWD, "far larger inside"),
        (packed({"content.xml": b"<ods/>"}), "This is not an Excel workbook"),
        (b"PK\x03\x04 and no more", "This is not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked or of an old kind"),
    ],
    ids=["bomb", "swelling", "crowd", "another kind", "half", "old or locked"],
)
def test_archive_that_is_no_sound_workbook_is_refused_beside_the_field(
    here: Association, client: Client, data: bytes, said: str
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    answer = upload(client, slug, data, name="people.xlsx")
    assert answer.status_code == 422
    assert said in answer.text
    assert count(here, StoredFile) == count(here, ImportRun) == 0


@pytest.mark.parametrize(
    "data",
    [
        packed({"xl/workbook.xml": b"<workbook/>"}),
        changed(
            workbook(AINO),
            "xl/worksheets/sheet1.xml",
            b"<worksheet ",
            b'<!DOCTYPE x [<!ENTITY a "ha">]><worksheet ',
        ),
        workbook(AINO)[:-400] + workbook(AINO)[-400:].replace(b"sheet1", b"sheet9"),
        workbook(headings=["Etunimi", "Etunimi"]),
        workbook(["131052-308T", *AINO[1:]]),
    ],
    ids=["nothing inside", "entities", "spoilt", "two equal headings", "identity code"],
)
def test_workbook_that_the_worker_cannot_take_says_why_and_is_gone(
    here: Association, client: Client, data: bytes
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    waiting = client.follow(upload(client, slug, data, name="people.xlsx"))
    work_off(client)
    page = client.get(waiting.request.path)
    assert "It could not be read" in page.text
    assert "131052" not in page.text
    assert count(here, StoredFile) == count(here, ImportRow) == 0


def test_name_of_a_file_with_an_identity_code_is_not_kept(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    upload(client, slug, workbook(AINO), name="131052-308T.xlsx")
    with here.work() as work:
        assert work.session.scalars(select(StoredFile.name)).one() == "people"
