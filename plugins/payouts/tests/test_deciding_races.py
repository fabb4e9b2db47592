"""Two officers, two claims, two payments at the same moment: what holds them apart, and what happens
without it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from punos_payouts import deciding, funder, funder_receiving
from punos_payouts.deciding import approve, record_payment, return_claim
from punos_payouts.models import ReceivedClaim
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from punos import clock
from punos.border import service as border
from punos.errors import Refused
from punos.ids import new_id
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Tenants

from .desks import PROMISED, TOTAL, Desk, desk, find, one_line

PATIENCE = 20


@pytest.fixture
def here(tenants: Tenants) -> Desk:
    return desk(tenants)


def at_once(
    here: Desk,
    patch: pytest.MonkeyPatch,
    where: tuple[Any, str],
    first: Callable[[], Any],
    second: Callable[[], Any],
) -> list[Any]:
    """Run both; the second begins when the first is at `where`. What each gave: a value or an error."""
    began: threading.Event = pause(patch, *where, lambda: somebody_waits(here.funder.deployment))
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        assert began.wait(PATIENCE), "the first never got there"
        two = pool.submit(second)
        return [_came_of(one), _came_of(two)]


def _came_of(done: Future[Any]) -> Any:
    error = done.exception(PATIENCE)
    return type(error) if error else done.result()


def unheld(session: Any, model: Any, row_id: UUID) -> Any:
    """A row as it is read without being held."""
    return session.scalars(select(model).where(model.id == row_id)).one_or_none()


def let_go(patch: pytest.MonkeyPatch, *modules: Any) -> None:
    """Take the holds away."""
    for module in modules:
        patch.setattr(module, "lock_row", unheld)


def approving(here: Desk, received_id: UUID) -> Callable[[], str]:
    def act() -> str:
        with here.funder.work() as work:
            return approve(work, find(work, received_id)).state

    return act


def returning(here: Desk, received_id: UUID) -> Callable[[], str]:
    def act() -> str:
        with here.funder.work() as work:
            return return_claim(work, find(work, received_id), {"pairs": "Why"}).state

    return act


def paying(here: Desk, received_id: UUID, form_id: UUID | None = None) -> Callable[[], int]:
    def act() -> int:
        with here.funder.work() as work:
            claim = find(work, received_id)
            return record_payment(work, claim, 100_000, clock.today(), form_id).amount_cents

    return act


def approved_in_all(here: Desk) -> int:
    """The sum of the claims that are approved."""
    with here.funder.work() as work:
        query = select(func.sum(ReceivedClaim.amount_cents))
        return int(work.session.scalar(query.where(ReceivedClaim.state == "approved")) or 0)


DECIDED = (deciding, "_decided")
DRAWN = (deciding, "_draw")
PAYABLE = (deciding, "_require_payable")


def test_of_two_officers_who_approve_and_return_at_once_one_decides(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    received_id = here.send()
    acts = approving(here, received_id), returning(here, received_id)
    assert at_once(here, monkeypatch, DECIDED, *acts) == ["approved", Refused]
    assert here.claim(received_id).state == "approved"


def test_of_two_officers_the_one_who_returns_first_decides(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    received_id = here.send()
    acts = returning(here, received_id), approving(here, received_id)
    assert at_once(here, monkeypatch, DECIDED, *acts) == ["returned", Refused]
    assert approved_in_all(here) == 0


def test_without_the_holds_both_officers_decide(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the claim's hold, and the border's own behind it, are all that keeps them apart."""
    received_id = here.send()
    let_go(monkeypatch, deciding, border)
    # Read before the other has committed, as two officers do who look at the same moment.
    monkeypatch.setattr(border, "lock_row", _stale(here, received_id))
    acts = approving(here, received_id), returning(here, received_id)
    assert at_once(here, monkeypatch, DECIDED, *acts) == ["approved", "returned"]


def _stale(here: Desk, received_id: UUID) -> Callable[..., Any]:
    """What came over the border as it was before anybody decided."""

    def read(session: Any, model: Any, row_id: UUID) -> Any:
        found = unheld(session, model, row_id)
        if found is not None and row_id == here.claim(received_id).inbox_id:
            found.state = "received"
        return found

    return read


def test_two_claims_that_exceed_the_promise_together_are_not_both_approved(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = [here.send(f"M-{n}", lines=[one_line(PROMISED - 1)]) for n in (1, 2)]
    acts = [approving(here, one) for one in two]
    assert at_once(here, monkeypatch, DRAWN, *acts) == ["approved", Refused]
    assert approved_in_all(here) == PROMISED - 1


def test_without_the_hold_of_the_promise_both_are_approved(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = [here.send(f"M-{n}", lines=[one_line(PROMISED - 1)]) for n in (1, 2)]
    let_go(monkeypatch, funder)
    acts = [approving(here, one) for one in two]
    assert at_once(here, monkeypatch, DRAWN, *acts) == ["approved", "approved"]
    assert approved_in_all(here) > PROMISED


def events_of_two_grantees(here: Desk, tenants: Tenants) -> list[UUID]:
    """Two claims for joint events, of two grantees, that exceed the pool together."""
    other = tenants.make()
    other.switch_on("payouts")
    here.promise(other, "B-1", 100)
    lines = [one_line((TOTAL - PROMISED) // 2 + 100, "pool", "events")]
    return [here.send(lines=lines), here.send(sender=other, agreement="B-1", lines=lines)]


def test_two_claims_that_exceed_the_pool_together_are_not_both_approved(
    here: Desk, tenants: Tenants, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = [approving(here, one) for one in events_of_two_grantees(here, tenants)]
    assert at_once(here, monkeypatch, DRAWN, *acts) == ["approved", Refused]


def test_without_the_hold_of_the_frame_both_draw_on_the_pool(
    here: Desk, tenants: Tenants, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = [approving(here, one) for one in events_of_two_grantees(here, tenants)]
    let_go(monkeypatch, funder)
    assert at_once(here, monkeypatch, DRAWN, *acts) == ["approved", "approved"]
    assert approved_in_all(here) > TOTAL - PROMISED


def test_two_payments_at_once_are_never_beyond_what_was_approved(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    received_id = here.approved()
    here.approved("M-2")
    acts = paying(here, received_id), paying(here, received_id)
    assert at_once(here, monkeypatch, PAYABLE, *acts) == [100_000, Refused]
    assert here.payments(received_id) == [100_000]


def test_without_the_hold_of_the_claim_more_is_paid_than_was_approved(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    received_id = here.approved()
    here.approved("M-2")
    let_go(monkeypatch, deciding)
    acts = paying(here, received_id), paying(here, received_id)
    assert at_once(here, monkeypatch, PAYABLE, *acts) == [100_000, 100_000]
    assert sum(here.payments(received_id)) > here.claim(received_id).amount_cents


def test_one_payment_form_sent_twice_at_once_records_one_payment(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    received_id, form_id = here.approved(lines=[one_line(900_000)]), new_id()
    acts = paying(here, received_id, form_id), paying(here, received_id, form_id)
    assert at_once(here, monkeypatch, PAYABLE, *acts) == [100_000, 100_000]
    assert here.payments(received_id) == [100_000]


def test_without_the_hold_the_constraint_keeps_the_form_to_one_payment(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    received_id, form_id = here.approved(lines=[one_line(900_000)]), new_id()
    let_go(monkeypatch, deciding, funder)
    acts = paying(here, received_id, form_id), paying(here, received_id, form_id)
    assert set(at_once(here, monkeypatch, PAYABLE, *acts)) == {100_000, IntegrityError}
    assert here.payments(received_id) == [100_000]


def test_newer_turn_that_arrives_while_the_earlier_is_approved_does_not_replace_it(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    received_id, newer = here.send(), here.post(turn=2)
    acts = approving(here, received_id), lambda: here.carry(newer)
    assert at_once(here, monkeypatch, DECIDED, *acts) == ["approved", "failed"]
    assert [one.state for one in here.claims()] == ["approved"]


def test_earlier_turn_is_not_approved_while_the_newer_one_arrives(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    received_id, newer = here.send(), here.post(turn=2)
    acts = (lambda: here.carry(newer)), approving(here, received_id)
    where = (funder_receiving, "_written")
    assert at_once(here, monkeypatch, where, *acts) == ["delivered", Refused]
    assert [one.state for one in here.claims()] == ["withdrawn", "received"]


def test_parcel_that_two_couriers_carry_at_once_is_received_once(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    item_id = here.post()
    where = (funder_receiving, "_written")
    both = at_once(
        here, monkeypatch, where, lambda: here.carry(item_id), lambda: here.carry(item_id)
    )
    assert both == ["delivered", "delivered"]
    assert len(here.claims()) == 1
