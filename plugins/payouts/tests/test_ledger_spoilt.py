"""Whatever one statement can spoil past the product, at the grantee or at the funder, is found."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from punos_payouts.agreements import add_line, agreement_by_id
from punos_payouts.checking import problems
from punos_payouts.deciding import approve, record_payment
from punos_payouts.funder import allocate, make_frame
from punos_payouts.models import ReceivedClaim
from sqlalchemy import Connection, select, text

from punos import clock
from punos.border import courier
from punos.db import TenantSession
from tests.support.tenants import Association, Tenants

from .claiming import office
from .ledgers import agree, plan


@dataclass
class Ends:
    """A grantee and its funder: a claim of three lines that was sent, approved and paid."""

    grantee: Association
    funder: Association

    def wrong(self, who: Association, connection: Connection | None = None) -> list[str]:
        """What `punos ledger check` says, also of what is not committed."""
        with who.work() as work:
            if connection is None:
                return problems(work)
            # Bound to its tenant like the product's own: the owner would see everybody's rows.
            with TenantSession(connection, tenant_id=who.record.id) as session:
                return problems(replace(work, session=session))


@pytest.fixture
def ends(tenants: Tenants, app: Flask) -> Ends:
    funder = tenants.make(kind="funder")
    funder.switch_on("payouts")
    here = office(tenants, app)
    here.give_to(funder)
    with here.association.work() as work:
        start = plan("start", "lump", 10_001, "agreement_begun")
        add_line(work, agreement_by_id(work, here.agreement_id), start)
    agree(here.association, plan("other", "lump", 500, "agreement_begun"), number="A-2")
    _promise(funder, here.association)
    here.sent()
    here.carry()
    with funder.work() as work:
        received = work.session.scalars(select(ReceivedClaim)).one()
        approve(work, received)
        inbox_id = received.inbox_id
    courier.report(funder.deployment, funder.record, inbox_id)
    with funder.work() as work:
        received = work.session.scalars(select(ReceivedClaim)).one()
        told = record_payment(work, received, received.amount_cents, clock.today()).outbox_id
    courier.carry(funder.deployment, funder.record, told)
    assert here.claim().state == "paid"
    return Ends(here.association, funder)


def _promise(funder: Association, grantee: Association) -> None:
    today = clock.today()
    with funder.work() as work:
        frame = make_frame(
            work,
            title="Mentoring",
            total_cents=2_500_000,
            starts_on=today,
            ends_on=today + timedelta(days=300),
        )
        allocate(
            work,
            frame,
            grantee_id=grantee.record.id,
            grantee_name="A grantee",
            agreement_number="A-1",
            amount_cents=1_000_000,
        )


_START = "(SELECT id FROM payouts_line WHERE tenant_id = :tenant AND code = 'start')"
_JOBS = "(SELECT id FROM payouts_line WHERE tenant_id = :tenant AND code = 'jobs')"
_AGAIN = (
    "INSERT INTO payouts_transfer SELECT tenant_id, gen_random_uuid(), agreement_id, {line}, kind, "
    "cause_id, {turn}, debit, credit, amount_cents, happened_on, recorded_at FROM payouts_transfer "
    "WHERE tenant_id = :tenant AND kind = '{kind}' AND line_id = " + _JOBS + " LIMIT 1"
)


def _set(table: str, what: str, where: str = "true") -> str:
    return f"UPDATE payouts_{table} SET {what} WHERE tenant_id = :tenant AND {where}"


GRANTEE = (
    _set("transfer", "debit = 'promised'", "kind = 'submitted'"),
    _set("transfer", "debit = 'earned'", "kind = 'approved'"),
    _set("transfer", "debit = 'earned'", "kind = 'paid'"),
    _set("transfer", "credit = 'claimed'", "kind = 'earned'"),
    _set("transfer", f"line_id = {_START}", f"kind = 'earned' AND line_id = {_JOBS}"),
    *(_AGAIN.format(line="line_id", turn=7, kind=kind) for kind in ("earned", "submitted", "paid")),
    _AGAIN.format(line=_START, turn=0, kind="earned"),
    _AGAIN.format(line=_START, turn=7, kind="approved"),
    _set("claim_item", f"line_id = {_START}", f"line_id = {_JOBS}"),
    _set("claim_line", "units = units + 1"),
    _set(
        "claim",
        "agreement_id = (SELECT id FROM payouts_agreement "
        "WHERE tenant_id = :tenant AND number = 'A-2')",
    ),
    _set("claim", "payload = jsonb_set(payload, '{total_cents}', '1')"),
    _set("claim", "editors = jsonb_build_array(signed_by::text)"),
)
FUNDER = (
    _set("frame", "allocated_cents = allocated_cents - 1"),
    _set("frame", "pool_cents = pool_cents + 1"),
    _set("allocation", "amount_cents = amount_cents + 1"),
    _set("allocation", "approved_cents = approved_cents + 1"),
    _set("allocation", "pool_cents = pool_cents + 1"),
    _set("allocation", "paid_cents = paid_cents - 1"),
    _set("received_claim", "paid_cents = paid_cents - 1, state = 'approved'"),
    _set("received_claim", "paid_cents = 0, state = 'received'"),
    _set("received_claim", "amount_cents = amount_cents + 1, state = 'approved'"),
    _set("received_claim", "pool_cents = pool_cents + 1"),
    _set("disbursement", "amount_cents = amount_cents - 1"),
    "DELETE FROM payouts_disbursement WHERE tenant_id = :tenant",
    _set("received_report", "earned_cents = earned_cents + 1"),
)


@contextmanager
def spoilt(who: Association, statement: str) -> Iterator[Connection]:
    """The database with this statement of its owner, which is never committed."""
    with who.deployment.database("owner").engine.connect() as connection:
        values = {"tenant": who.record.id}
        connection.execute(text("SELECT set_tenant(:tenant)"), values)
        if statement:
            assert connection.execute(text(statement), values).rowcount, statement
        yield connection
        connection.rollback()


def test_one_statement_past_the_product_is_found_at_both_ends(ends: Ends) -> None:
    for who, statements in ((ends.grantee, GRANTEE), (ends.funder, FUNDER)):
        with spoilt(who, "") as connection:
            assert ends.wrong(who, connection) == []
        for statement in statements:
            with spoilt(who, statement) as connection:
                assert ends.wrong(who, connection), statement
        assert ends.wrong(who) == []
