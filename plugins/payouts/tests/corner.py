"""What the sweeps' worlds have of money: an association's agreements, claims and papers, a funder's desk."""

from datetime import timedelta
from uuid import UUID

from punos_payouts.access import SIGN_LINK
from punos_payouts.accrual import settle_agreement
from punos_payouts.agreements import LinePlan, make_agreement
from punos_payouts.claims import claim_by_id, draft
from punos_payouts.documents import ask_for_paper
from punos_payouts.funder import make_frame
from punos_payouts.models import Agreement, SignatureRequest
from punos_payouts.reading import lines_of
from punos_payouts.sending import record_decision, submit
from punos_payouts.sheets import ask_sheet
from punos_payouts.signing import REQUEST, ask_signature, sign
from sqlalchemy import select

from punos import clock
from punos.access import Principal
from punos.accounts.models import Account
from punos.files.service import store
from punos.work import Work
from tests.support.tenants import Tenants
from tests.sweeps.world import World

from .desks import PROMISED, TOTAL, Desk
from .ledgers import FORMED, pairs, plan

PAIRS = pairs(1_000, conditions={"programmes": [], "group_kinds": [], **FORMED})
COORDINATION = plan("coordination", "lump", 500_000, "agreement_begun")


def fill(world: World) -> dict[str, str]:
    """An agreement with an approved claim and its papers, and one whose claim waits for a signature."""
    maker, signer = (_account(world, role) for role in ("coordinator", "administrator"))
    with world.association.work(maker) as work:
        done = _agreement(work, world, "A-1")
        claim = draft(work, done.id)
        claim_id, line_id = claim.id, lines_of(work, done)[0].id
        waiting = draft(work, _agreement(work, world, "A-2").id)
        ask_signature(work, waiting, "Eeva Esimerkki", "chair@people.example.org")
        asked = work.session.scalars(select(SignatureRequest.id)).one()
    with world.association.work(signer) as work:
        claim = claim_by_id(work, claim_id)
        sign(work, claim, claim.content_hash)
    with world.association.work(maker) as work:
        claim = submit(work, claim_by_id(work, claim_id))
        record_decision(work, claim, approved=True, day=clock.today())
        paper = ask_for_paper(work, claim, "pdf")
        paper.file_id = store(work, "claim.pdf", "application/pdf", b"%PDF-1.7", "claim").id
        known = {"agreement_id": done.id, "claim_id": claim_id, "document_id": paper.id}
    world.subjects[SIGN_LINK] = (REQUEST, asked, None)
    plain = {"kind": "unit", "rule": "group_formed", "slug": world.slug}
    return {**plain, **{name: str(value) for name, value in known.items()}, "line_id": str(line_id)}


def grow(world: World, count: int) -> None:
    """Many more agreements, each with a claim. The pairs that were formed meanwhile have earned, too."""
    maker = _account(world, "coordinator")
    with world.association.work(maker) as work:
        for number in range(count // 5):
            draft(work, _agreement(work, world, f"K-{number}", COORDINATION).id)


def fill_kind(world: World) -> dict[str, str]:
    """At a funder: a frame, a promise, a claim that arrived, and the spreadsheet of all of it."""
    if world.kind != "funder":
        return {}
    desk = _desk(world)
    received_id = desk.send()
    with world.association.work() as work:
        run = ask_sheet(work)
        stored = store(work, "grantees.xlsx", "application/zip", b"PK", "sheet")
        work.session.flush()
        run.result, run.state = {"language": "en", "file": str(stored.id)}, "done"
        run_id = run.id
    known = {
        "allocation_id": desk.allocation_id,
        "received_id": received_id,
        "frame_id": desk.frame_id,
        "run_id": run_id,
    }
    return {name: str(value) for name, value in known.items()}


def grow_kind(world: World, count: int) -> None:
    """So many more promises, and claims that arrive."""
    if world.kind != "funder":
        return
    desk = _desk(world, "G-0")
    for number in range(1, count // 5 + 1):
        desk.promise(desk.grantee, f"G-{number}", 100)
        desk.send(f"M-{number}", agreement=f"G-{number}")


def _desk(world: World, number: str = "A-1") -> Desk:
    """The world's own desk with a promise to somebody who claims."""
    grantee = Tenants(world.association.deployment).make()
    grantee.switch_on("payouts")
    with world.association.work() as work:
        frame_id = make_frame(
            work,
            title=f"Mentoring {world.canary}",
            total_cents=TOTAL,
            starts_on=clock.today() - timedelta(days=30),
            ends_on=clock.today() + timedelta(days=300),
        ).id
    desk = Desk(world.association, grantee, frame_id, frame_id)
    desk.allocation_id = desk.promise(grantee, number, PROMISED)
    return desk


def _account(world: World, role: str) -> Principal:
    email = world.association.account(role)
    with world.association.work() as work:
        account_id: UUID = work.session.scalars(
            select(Account.id).where(Account.email == email)
        ).one()
    return Principal("account", account_id=account_id)


def _agreement(work: Work, world: World, number: str, *lines: LinePlan) -> Agreement:
    """An agreement; unless said otherwise of pairs, each as soon as it is formed, and coordination."""
    today = clock.today()
    made = make_agreement(
        work,
        number=number,
        title=f"Agreement {world.canary}",
        funder_name="Esimerkkisäätiö",
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=200),
        cap_cents=90_000_000,
        lines=lines or (PAIRS, COORDINATION),
    )
    settle_agreement(work, made.id)
    return made
