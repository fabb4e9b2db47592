"""People who earn, claim, approve and pay through a real server, whatever is killed under them.

Each goes on until told to stop, and remembers what was confirmed. What takes several steps is asked for
again until there is an answer, as a person would press the button again.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from threading import Event
from uuid import UUID

from punos_payouts.agreements import LinePlan, Terms, make_agreement
from punos_payouts.claims import claim_by_id, draft
from punos_payouts.funder import allocate, make_frame
from punos_payouts.models import Claim, ReceivedClaim
from punos_payouts.signing import sign
from sqlalchemy import select

from plugins.payouts.tests import ledgers
from punos import clock
from punos.access import Principal
from punos.accounts.models import Account
from punos.border.models import OutboxItem
from punos.errors import Refused
from punos.ids import random_id
from tests.faults.conftest import Standing
from tests.support.served import Answer, Browser
from tests.support.tenants import PASSWORD, Association, Tenants

AGREEMENTS = ("K-1", "K-2", "K-3")
CENTS = 10_000
BROKEN = (500, 502, 503)
"""What a page may say while a process or the database goes away."""


@dataclass
class Money:
    """A grantee with three agreements, its funder, and what was confirmed to whom."""

    standing: Standing
    funder: Association
    slug: str
    agreements: dict[str, UUID]
    workers: tuple[UUID, UUID]
    stop: Event = field(default_factory=Event)
    met: list[UUID] = field(default_factory=list)
    sent: list[tuple[str, int]] = field(default_factory=list)
    approved: list[tuple[str, int]] = field(default_factory=list)
    paid: list[tuple[str, int]] = field(default_factory=list)

    @property
    def here(self) -> Association:
        """The grantee."""
        return self.standing.here

    def progress(self) -> int:
        """How much was confirmed so far."""
        return sum(map(len, (self.met, self.sent, self.approved, self.paid)))

    # Earning

    def meet(self) -> None:
        """Log the first meeting of one pair after another: each earns under every agreement."""
        browser = self.standing.staff()
        while not self.stop.is_set():
            group_id = ledgers.pair(self.here, self.slug)
            form = {"held_on": str(clock.today()), "starts": "00:01", "minutes": "60", "topic": "x"}
            with suppress(OSError, HTTPException):
                browser.get("/cookies")
                answer = browser.post(f"/groups/{group_id}/meetings", form)
                assert answer.status in (303, *BROKEN), answer.text
                if answer.status == 303:
                    self.met.append(group_id)

    # Claiming

    def claim(self, number: str) -> None:
        """Make a claim of what was earned, have it signed, and send it, again and again."""
        browser = self.standing.staff()
        while not self.stop.is_set():
            claim_id = self._signed(number)
            if claim_id is None:
                time.sleep(0.1)
                continue
            path = f"/payouts/claims/{claim_id}/send"
            answer = self._insist(browser, lambda path=path: browser.post(path, {"sure": "yes"}))
            assert answer.status == 303, answer.text
            self.sent.append(self._told(claim_id))

    def _signed(self, number: str) -> UUID | None:
        maker, signer = (Principal("account", {}, account_id=one) for one in self.workers)
        try:
            with self.here.work(maker) as work:
                claim = draft(work, self.agreements[number])
                claim_id: UUID = claim.id
                if claim.signed_hash is not None:
                    return claim_id
            with self.here.work(signer) as work:
                claim = claim_by_id(work, claim_id)
                sign(work, claim, claim.content_hash)
        except Refused:
            return None
        return claim_id

    def _told(self, claim_id: UUID) -> tuple[str, int]:
        with self.here.work() as work:
            claim = claim_by_id(work, claim_id)
            return claim.number, claim.turn

    # The funder

    def decide(self) -> None:
        """Approve whatever arrives, and pay it in two parts. It goes on until all is settled."""
        browser = self.standing.processes.browser(self.funder.host)
        email = self.funder.account("officer")
        self._insist(browser, lambda: browser.sign_in(email, PASSWORD))
        while not (self.stop.is_set() and self.is_settled()):
            with self.funder.work() as work:
                query = select(ReceivedClaim).where(
                    ReceivedClaim.state.in_(("received", "approved"))
                )
                found = list(work.session.scalars(query))
            for one in found:
                self._decide(browser, one)
            time.sleep(0.05)

    def _decide(self, browser: Browser, one: ReceivedClaim) -> None:
        path = f"/payouts/received/{one.id}"
        if one.state == "received":
            answer = self._insist(browser, lambda: browser.post(f"{path}/approve", {"sure": "yes"}))
            # 409: the answer to the first asking got lost, and it was approved by it.
            assert answer.status in (303, 409), answer.text
            self.approved.append((one.number, one.turn))
            return
        left = one.amount_cents - one.paid_cents
        cents = left if one.paid_cents else (left + 1) // 2
        form = {
            "amount": f"{cents // 100}.{cents % 100:02d}",
            "paid_on": str(clock.today()),
            "once": str(random_id()),
        }
        answer = self._insist(browser, lambda: browser.post(f"{path}/payments", form))
        assert answer.status == 303, answer.text
        self.paid.append((one.number, cents))

    def _insist(self, browser: Browser, act: Callable[[], Answer]) -> Answer:
        """Ask until there is an answer."""
        last = time.monotonic() + 60
        while True:
            try:
                browser.get("/cookies")
                answer = act()
                if answer.status not in BROKEN:
                    return answer
            except (OSError, HTTPException):
                assert time.monotonic() < last, "there is no answer any more"
            time.sleep(0.05)

    # The end

    def is_settled(self) -> bool:
        """Whether nothing is on its way any more, and all that was claimed is paid."""
        for tenant in (self.here, self.funder):
            with tenant.work() as work:
                if work.session.scalars(
                    select(OutboxItem.id).where(OutboxItem.state == "waiting")
                ).first():
                    return False
        with self.here.work() as work:
            going = select(Claim.id).where(Claim.state.in_(("submitted", "approved")))
            return work.session.scalars(going).first() is None


def money(standing: Standing) -> Money:
    """The three agreements, promised by a funder that has enough."""
    here, funder = standing.here, Tenants(standing.deployment).make(kind="funder")
    for one in (here, funder):
        one.switch_on("payouts")
    slug = ledgers.running_cycle(here)
    with funder.work() as work:
        days = {
            "starts_on": clock.today() - timedelta(days=30),
            "ends_on": clock.today() + timedelta(days=300),
        }
        frame = make_frame(work, title="Mentoring", total_cents=300_000_000, **days)
        for number in AGREEMENTS:
            allocate(
                work,
                frame,
                grantee_id=here.record.id,
                grantee_name="A grantee",
                agreement_number=number,
                amount_cents=100_000_000,
            )
    agreements = {number: _agree(here, funder, number) for number in AGREEMENTS}
    workers = _worker(here), _worker(here)
    return Money(standing, funder, slug, agreements, workers)


def _worker(here: Association) -> UUID:
    email = here.account("coordinator")
    with here.work() as work:
        return work.session.scalars(select(Account.id).where(Account.email == email)).one()


def _agree(here: Association, funder: Association, number: str) -> UUID:
    terms = Terms(CENTS, "group_formed", {"kick_off": False, "meetings": 1})
    with here.work() as work:
        agreement = make_agreement(
            work,
            number=number,
            title="Mentoring",
            funder_name="A funder",
            funder_id=funder.record.id,
            starts_on=clock.today() - timedelta(days=30),
            ends_on=clock.today() + timedelta(days=200),
            cap_cents=100_000_000,
            lines=[LinePlan("pairs", {"en": "Pairs"}, "unit", terms)],
        )
        return agreement.id
