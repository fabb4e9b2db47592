"""Papers of a claim are made by the worker, once, in the reader’s language, and name nobody."""

import io
import json
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from punos_payouts import papers
from punos_payouts.claims import claim_by_id
from punos_payouts.documents import MAKE_JOB
from punos_payouts.models import Document
from pypdf import PdfReader
from sqlalchemy import select

from punos.files.models import StoredFile
from punos.i18n import use_language
from tests.support.clients import Client
from tests.support.queue import drain, forget_waiting, waiting
from tests.support.tenants import Tenants

from .claiming import Office, office
from .ledgers import pair


@pytest.fixture
def here(tenants: Tenants, app: Flask) -> Office:
    made = office(tenants, app)
    forget_waiting(made.association.deployment)
    made.make()
    made.sign()
    return made


def ask(here: Office, kind: str, client: Client | None = None) -> str:
    """Ask for a paper; the address of its page."""
    answer = here.act("papers", client, kind=kind)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def file_of(here: Office, page: str) -> Any:
    drain(here.association.deployment)
    return here.maker.get(f"{page}/file")


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def cells_of(file: bytes) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(file))
    return [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)]


def test_pdf_says_what_is_claimed_and_names_nobody(here: Office) -> None:
    page = ask(here, "pdf")
    assert "It is being made" in here.maker.get(page).text
    file = file_of(here, page)
    assert file.mimetype == "application/pdf"
    text = text_of(file.data)
    claim = here.claim()
    for word in (claim.number, "3 × €500.00 = €1,500.00", "€1,800.00", "Signed on", "A funder"):
        assert word in text
    reference = claim.reference.replace(" ", "")
    assert reference in text.replace(" ", "").replace("\n", "")
    # The association's own name holds its canary, as each of its people's does.
    own = f"Association {here.association.canary}"
    assert own in text.replace("\n", " ")
    assert here.association.canary not in text.replace("\n", " ").replace(own, "")


def test_pdf_is_readable_by_assistive_technology(here: Office) -> None:
    reader = PdfReader(io.BytesIO(file_of(here, ask(here, "pdf")).data))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"].startswith("en")
    assert root["/MarkInfo"]["/Marked"]
    assert here.claim().number in str(reader.metadata and reader.metadata.title)


def test_spreadsheet_holds_numbers_and_names_nobody(here: Office) -> None:
    file = file_of(here, ask(here, "xlsx"))
    cells = cells_of(file.data)
    assert ["Pairs", 3, 500, 1500] in [row[:4] for row in cells]
    assert ["In all", None, None, 1800] in [row[:4] for row in cells]
    assert here.association.canary not in json.dumps(cells, default=str)


def test_paper_is_in_the_language_of_its_reader(here: Office) -> None:
    with here.association.work(language="fi") as work, use_language("fi"):
        claim = claim_by_id(work, here.claim().id)
        told = papers.pdf_data(work, claim, "fi")
    assert told["language"] == "fi"
    assert "1\xa0800,00\xa0€" in told["total"][1].replace("\u202f", "\xa0")


def test_paper_is_made_once_however_often_it_is_asked_for(here: Office) -> None:
    pages = {ask(here, "pdf") for _one in range(3)}
    assert len(pages) == 1
    jobs = waiting(here.association.deployment, here.association.record.id)
    assert jobs.count(MAKE_JOB) == 1
    drain(here.association.deployment)
    ask(here, "pdf", here.signer)
    drain(here.association.deployment)
    with here.association.work() as work:
        assert len(work.session.scalars(select(StoredFile.id)).all()) == 1


def test_no_paper_is_made_of_what_is_not_signed(here: Office) -> None:
    pair(here.association, here.slug)
    here.act("recalculate", sure="yes")
    assert here.act("papers", kind="pdf").status_code == 409
    assert "Papers" not in here.maker.get(here.page).text.split("<main")[1]


def test_paper_of_another_content_is_another_paper(here: Office) -> None:
    first = ask(here, "pdf")
    drain(here.association.deployment)
    pair(here.association, here.slug)
    here.act("recalculate", sure="yes")
    here.sign(here.signer)
    second = ask(here, "pdf")
    assert first != second
    assert "€2,300.00" in text_of(file_of(here, second).data)
    shown = here.maker.get(here.page).text
    assert second in shown
    assert first not in shown


def test_claim_that_changed_before_the_worker_came_gets_no_paper(here: Office) -> None:
    page = ask(here, "pdf")
    pair(here.association, here.slug)
    here.act("recalculate", sure="yes")
    drain(here.association.deployment)
    assert here.maker.get(f"{page}/file").status_code == 404
    with here.association.work() as work:
        assert work.session.scalars(select(Document.file_id)).one() is None


def test_unknown_kind_of_paper_is_absent(here: Office) -> None:
    assert here.act("papers", kind="exe").status_code == 404


def test_bookkeepers_file_holds_every_transfer_of_a_period(here: Office) -> None:
    here.send()
    here.answer("approved")
    here.pay("1800")
    claim = here.claim()
    shown = here.maker.get("/payouts/ledger").text
    for word in ("Claim sent", "Claim approved", "Payment", claim.reference):
        assert word in shown
    file = here.maker.get("/payouts/ledger?format=csv&kind=paid").text
    rows = file.strip().splitlines()
    assert len(rows) == 3
    for row in rows[1:]:
        assert claim.number in row
        assert claim.reference in row
    assert sum(float(row.rsplit(";", 1)[1]) for row in rows[1:]) == 1800
    year = int(claim.number[:4])
    assert "No match" in here.maker.get(f"/payouts/ledger?period={year - 1}").text
    assert here.association.canary not in here.maker.get("/payouts/ledger?format=csv").text
