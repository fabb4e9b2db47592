"""What the tests of claims share: whoever makes, signs and sends them, through the pages."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from punos_payouts.models import Agreement, Claim, ClaimLine, Line, Payment, Transfer
from sqlalchemy import func, select

from punos import clock
from punos.audit.models import AuditEvent
from punos.border import courier
from punos.mail.models import Mail
from punos.outcomes.models import Outcome
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .ledgers import agree, employed, jobs, pair, pairs, running_cycle

LINK = re.compile(r"/l/[A-Za-z0-9_-]{16,}")
CODE = re.compile(r"\b(\d{3} \d{3})\b")
BOARD = "chair@people.example.org"
WHOLE = 3 * 50_000 + 2 * 15_000
"""What the office has earned, in cents."""


@dataclass
class Office:
    """An association of two workers that claims three pairs and two jobs."""

    association: Association
    app: Flask
    agreement_id: UUID
    slug: str
    maker: Client
    signer: Client

    def claim(self) -> Claim:
        """The newest claim as it stands."""
        with self.association.work() as work:
            return work.session.scalars(select(Claim).order_by(Claim.id.desc()).limit(1)).one()

    @property
    def page(self) -> str:
        """The address of the newest claim."""
        return f"/payouts/claims/{self.claim().id}"

    def make(self, client: Client | None = None) -> Any:
        """Make a claim by the form; the answer, followed."""
        by = client or self.maker
        address = f"/payouts/agreements/{self.agreement_id}/claim"
        by.get(address)
        return by.follow(by.post(address))

    def act(self, verb: str, client: Client | None = None, /, **typed: Any) -> Any:
        """Press a button of the newest claim's page; the answer."""
        by = client or self.maker
        by.get(self.page)
        return by.post(f"{self.page}/{verb}", typed)

    def sign(self, client: Client | None = None) -> Any:
        """Sign what the page shows now."""
        return self.act("sign", client or self.signer, content=self.claim().content_hash)

    def send(self) -> Any:
        """Send it, surely."""
        return self.act("send", sure="yes")

    def sent(self) -> Claim:
        """A claim that was made, signed and sent."""
        self.make()
        assert self.sign().status_code == 303
        assert self.send().status_code == 303
        return self.claim()

    def answer(self, answer: str, **reasons: str) -> Any:
        """Write down what the funder answered."""
        return self.act("answer", answer=answer, day=clock.today().isoformat(), **reasons)

    def pay(self, euros: str, once: str = "", **typed: str) -> Any:
        """Write down a payment."""
        told = {"amount": euros, "paid_on": clock.today().isoformat(), **typed}
        return self.act("payment", **told, **({"once": once} if once else {}))

    def approved(self) -> Claim:
        """A claim that was sent and approved."""
        self.sent()
        assert self.answer("approved").status_code == 303
        return self.claim()

    def paid(self) -> Claim:
        """A claim that was approved and paid whole."""
        cents = self.approved().amount_cents
        assert self.pay(f"{cents // 100}.{cents % 100:02d}").status_code == 303
        return self.claim()

    def lines(self) -> dict[str, tuple[int, int, str | None]]:
        """The newest claim's lines by code: units, cents, reason."""
        with self.association.work() as work:
            query = (
                select(Line.code, ClaimLine.units, ClaimLine.amount_cents, ClaimLine.reason)
                .join(Line, Line.id == ClaimLine.line_id)
                .where(ClaimLine.claim_id == self.claim().id)
            )
            return {row[0]: (row[1], row[2], row[3]) for row in work.session.execute(query)}

    def line_id(self, code: str) -> UUID:
        """A line of the agreement."""
        with self.association.work() as work:
            return work.session.scalars(select(Line.id).where(Line.code == code)).one()

    def balance(self) -> dict[str, int]:
        """What stands on each account, in cents, over all lines."""
        with self.association.work() as work:
            stands: dict[str, int] = {}
            for one in work.session.scalars(select(Transfer)):
                stands[one.debit] = stands.get(one.debit, 0) - one.amount_cents
                stands[one.credit] = stands.get(one.credit, 0) + one.amount_cents
            return stands

    def transfers(self, kind: str) -> int:
        """How many transfers there are of a kind."""
        with self.association.work() as work:
            query = select(func.count()).select_from(Transfer).where(Transfer.kind == kind)
            return work.session.scalar(query) or 0

    def payments(self) -> list[int]:
        """The cents of each payment."""
        with self.association.work() as work:
            return list(work.session.scalars(select(Payment.amount_cents).order_by(Payment.id)))

    def give_to(self, funder: Association) -> None:
        """Let the agreement be with a funder that has a desk."""
        with self.association.work() as work:
            agreement = work.session.scalars(
                select(Agreement).where(Agreement.id == self.agreement_id)
            ).one()
            agreement.funder_id = funder.record.id

    def carry(self) -> None:
        """The courier brings the newest claim to the funder."""
        claim = self.claim()
        assert claim.outbox_id is not None
        courier.carry(self.association.deployment, self.association.record, claim.outbox_id)

    def ask(self, email: str = BOARD, **typed: str) -> Any:
        """Ask a member of the board; the answer."""
        told = {"name": "Maija Esimerkki", "email": email, "language": "en", **typed}
        return self.act("ask", **told)

    def mails(self, email: str = BOARD) -> list[Mail]:
        """The mails to an address."""
        with self.association.work() as work:
            query = select(Mail).where(Mail.to_address == email).order_by(Mail.id)
            return list(work.session.scalars(query))

    def link(self, email: str = BOARD) -> str:
        """The link in the newest mail."""
        return LINK.findall(self.mails(email)[-1].body)[0]

    def board_member(self) -> Client:
        """A browser that has opened the link in its mail."""
        browser = Client(self.app, self.association.host)
        browser.follow(browser.get(self.link()))
        return browser


def office(tenants: Tenants, app: Flask) -> Office:
    """An association with 3 pairs of 500 euros and 2 jobs of 150, earned and not claimed."""
    association = tenants.make(contact={"email": "office@people.example.org"})
    association.switch_on("payouts")
    agreement_id = agree(association, pairs(), jobs())
    slug = running_cycle(association)
    for _one in range(3):
        pair(association, slug)
    for _one in range(2):
        employed(association, association.enrol(slug, "mentee"))
    return Office(
        association,
        app,
        agreement_id,
        slug,
        association.signed_in(Client(app)),
        association.signed_in(Client(app)),
    )


def code_in(answer: Any) -> str:
    """The code that a page shows."""
    found = CODE.search(answer.text)
    assert found is not None, answer.text
    return found[1]


def newest_outcome(here: Office) -> UUID:
    """The work that was found last."""
    with here.association.work() as work:
        return work.session.scalars(select(Outcome.id).order_by(Outcome.id.desc()).limit(1)).one()


def is_signed(here: Office) -> bool:
    """Whether the newest claim is signed as it stands."""
    claim = here.claim()
    return claim.signed_hash is not None and claim.signed_hash == claim.content_hash


def signatures(here: Office) -> int:
    """How often a claim was signed."""
    with here.association.work() as work:
        query = select(AuditEvent).where(AuditEvent.action == "payouts.claim_signed")
        return len(work.session.scalars(query).all())


def wrong(code: str) -> str:
    """A code that is not this one."""
    return "000000" if code.replace(" ", "") != "000000" else "111111"
