"""The names behind a claim: for those who may, never without a trace, and never by looking alone."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from punos.audit.models import AccessEntry, AuditEvent
from tests.support.clients import Client
from tests.support.tenants import Tenants

from .claiming import Office, newest_outcome, office
from .ledgers import withdraw


@pytest.fixture
def here(tenants: Tenants, app: Flask) -> Office:
    made = office(tenants, app)
    made.make()
    return made


def traces(here: Office) -> tuple[int, int]:
    """How many people were noted as read, and how often the annex was opened."""
    with here.association.work() as work:
        read = select(func.count(AccessEntry.person_id.distinct())).where(
            AccessEntry.page == "payouts.annex"
        )
        opened = select(func.count()).where(AuditEvent.action == "payouts.annex_opened")
        return work.session.scalar(read) or 0, work.session.scalar(opened) or 0


def test_page_shows_no_name_before_it_is_opened(here: Office) -> None:
    shown = here.maker.get(f"{here.page}/annex").text
    assert "It is written down that you have opened the list" in shown
    assert here.association.canary not in shown.split("<main")[1].split("</main>")[0]
    assert traces(here) == (0, 0)


def test_opened_annex_names_everybody_behind_the_claim_and_is_logged(here: Office) -> None:
    shown = here.act("annex").text
    body = shown.split("<main")[1].split("</main>")[0]
    assert body.count(here.association.canary) == 3 * 2 + 2
    assert traces(here) == (8, 1)


def test_file_of_names_is_logged_too(here: Office) -> None:
    file = here.act("annex", format="csv")
    assert file.mimetype == "text/csv"
    assert file.text.count(here.association.canary) == 8
    assert traces(here) == (8, 1)


def test_person_whose_employment_is_given_back_is_in_it(here: Office) -> None:
    here.sign()
    here.send()
    here.answer("approved")
    withdraw(here.association, newest_outcome(here))
    here.make()
    shown = here.act("annex").text
    assert "Fell away, so it is given back" in shown
    assert "-€150.00" in shown


@pytest.mark.parametrize("role", ["readonly", "officer"])
def test_annex_is_absent_for_others(here: Office, app: Flask, role: str) -> None:
    other = here.association.signed_in(Client(app), role)
    assert other.get(f"{here.page}/annex").status_code == 404
    assert other.post(f"{here.page}/annex").status_code == 404
    assert traces(here) == (0, 0)


def test_claims_page_and_list_name_nobody_behind_it(here: Office) -> None:
    for address in (here.page, "/payouts/claims", "/payouts/claims?format=csv", "/payouts/ledger"):
        shown = here.maker.get(address).text
        body = shown.split("<main")[-1].split("</main>")[0]
        # Who made the claim is staff; of those whom it is about there is nobody.
        assert "Mentee" not in body
        assert "Mentor" not in body.replace("Mentoring", "")
