"""What waits for somebody, of the agreements that are shown."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import select

from punos.plugin import Work, clock, pick
from punos_payouts.access import CLAIM
from punos_payouts.models import Claim
from punos_payouts.money import euros
from punos_payouts.standing import LineStanding, Standing
from punos_payouts.texts import _staff

SOON = timedelta(days=60)
"""So long before its end an agreement whose minimum is not reached is told about."""

Todo = tuple[Any, str, int, Any]
"""What is to do, where, how many (0 shows none), and of which agreement."""


def what_waits(work: Work, found: Sequence[Standing]) -> list[Todo]:
    """Claims to go on with, money to claim, and minimums at risk: one statement."""
    open_claims = _open_claims(work, found)
    return [todo for stands in found for todo in _of(work, stands, open_claims)]


def _open_claims(work: Work, found: Sequence[Standing]) -> dict[UUID, Claim]:
    """The claim of each agreement that is a draft or was returned; there is one at most."""
    ids = [stands.agreement.id for stands in found]
    query = select(Claim).where(Claim.agreement_id.in_(ids), Claim.state.in_(("draft", "returned")))
    return {claim.agreement_id: claim for claim in work.session.scalars(query)} if ids else {}


def _of(work: Work, stands: Standing, open_claims: dict[UUID, Claim]) -> Iterator[Todo]:
    agreement = stands.agreement
    claim = open_claims.get(agreement.id)
    if work.actor.may(CLAIM):
        yield from _claims(stands, claim)
    if agreement.state == "running" and agreement.ends_on - clock.today() <= SOON:
        for line in stands.lines:
            if line.waits_for_minimum:
                yield _at_risk(work, stands, line)


def _claims(stands: Standing, claim: Claim | None) -> Iterator[Todo]:
    agreement = stands.agreement
    if claim is not None:
        where = url_for("payouts.claim", claim_id=claim.id)
        yield _claim_words(claim), where, 0, agreement.title
    elif stands.claimable_cents > 0 and agreement.state == "running":
        words = _staff("%(amount)s can be claimed", amount=euros(stands.claimable_cents))
        yield words, url_for("payouts.claim_new", agreement_id=agreement.id), 0, agreement.title


def _claim_words(claim: Claim) -> str:
    if claim.state == "returned":
        return _staff("Claim %(number)s was returned: see why", number=claim.number)
    if claim.signed_hash == claim.content_hash:
        return _staff("Claim %(number)s is signed: send it", number=claim.number)
    return _staff("Claim %(number)s waits for a second person to sign it", number=claim.number)


def _at_risk(work: Work, stands: Standing, line: LineStanding) -> Todo:
    words = _staff(
        "%(number)s more are needed, or nothing of “%(line)s” is paid",
        number=line.min_missing,
        line=pick(line.line.names, work.language),
    )
    where = url_for("payouts.agreement", agreement_id=stands.agreement.id)
    return words, where, 0, stands.agreement.title
