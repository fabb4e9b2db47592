"""The ledger after claims were returned, approved, paid and partly taken back still adds up."""

import pytest
from flask import Flask
from punos_payouts.checking import problems
from sqlalchemy import select, text

from punos.outcomes.models import Outcome
from tests.support.tenants import Tenants

from .claiming import Office, office
from .ledgers import pair, withdraw


@pytest.fixture
def here(tenants: Tenants, app: Flask) -> Office:
    """A claim that was returned, sent again and paid in two parts; then a job that fell away, and
    another claim with what came since, which is with the funder.
    """
    here = office(tenants, app)
    here.sent()
    here.answer("returned", reason1="Please count again")
    here.act("reopen")
    here.sign()
    here.send()
    here.answer("approved")
    here.pay("100.01")
    here.pay("1699.99")
    assert (here.claim().state, here.claim().turn) == ("paid", 2)
    with here.association.work() as work:
        outcome_id = work.session.scalars(select(Outcome.id)).first()
        assert outcome_id is not None
    withdraw(here.association, outcome_id)
    pair(here.association, here.slug)
    here.sent()
    return here


def wrong(here: Office) -> list[str]:
    """What `punos ledger check` would say."""
    with here.association.work() as work:
        return problems(work)


def test_it_adds_up_after_a_whole_life(here: Office) -> None:
    assert here.balance() == {
        "promised": -3 * 50_000 - 15_000 - 50_000,
        "earned": 0,
        "claimed": 35_000,
        "approved": 0,
        "paid": 180_000,
    }
    assert wrong(here) == []


SPOILT = (
    ("is not the sum of its lines", "payouts_claim", "state = 'submitted'", 1),
    ("is not the sum of what is in it", "payouts_claim_line", "true", 1),
    ("has not moved what it claims", "payouts_transfer", "kind = 'submitted'", 1),
    ("has not moved what was approved", "payouts_transfer", "kind = 'approved'", 1),
    ("has not moved its amount", "payouts_transfer", "kind = 'paid'", 1),
    ("is not paid what its payments are", "payouts_payment", "true", 1),
    ("cents on account claimed", "payouts_transfer", "kind = 'approved'", 10_000_000),
)


def add(here: Office, table: str, where: str, cents: int) -> int:
    """Change amounts past the product; how many rows that were."""
    statement = text(
        f"UPDATE {table} SET amount_cents = amount_cents + :cents "
        f"WHERE {where} AND tenant_id = :tenant"
    )
    values = {"cents": cents, "tenant": here.association.record.id}
    with here.association.deployment.database("owner").engine.begin() as connection:
        return connection.execute(statement, values).rowcount


def test_whatever_does_not_add_up_is_found(here: Office) -> None:
    for told, table, where, cents in SPOILT:
        assert add(here, table, where, cents), told
        assert any(told in one for one in wrong(here)), told
        add(here, table, where, -cents)
    assert wrong(here) == []
