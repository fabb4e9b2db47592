"""What a person has agreed to, purpose by purpose, and taking it back as easily as it was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos.enrolments.schemas import CONSENT_TEXT
from punos.errors import Absent
from punos.extend.holdings import Holding
from punos.i18n import _
from punos.people.models import Consent, Person
from punos.people.service import SERVICE, decide_consent
from punos.privacy.holdings import personal
from punos.privacy.requests import ask
from punos.referrals.codes import OPEN
from punos.referrals.models import Referral
from punos.referrals.service import withdraw
from punos.work import Work

_REFERRAL = "referral."
HOW = "own_data"


@dataclass(frozen=True)
class Purpose:
    """One purpose: in words, and every decision about it, the newest first."""

    name: str
    label: Any
    decisions: list[Consent]

    @property
    def given(self) -> bool:
        """Whether the newest decision was to agree."""
        return self.decisions[0].decision == "given"

    @property
    def can_give(self) -> bool:
        """Whether it can be given again with a button: its wording is known here."""
        return self.name == SERVICE and not self.given


def purposes(work: Work, person_id: UUID) -> list[Purpose]:
    """What the person has ever decided about, in one statement."""
    query = select(Consent).where(Consent.person_id == person_id)
    newest_first = query.order_by(Consent.decided_at.desc(), Consent.id.desc())
    found: dict[str, list[Consent]] = {}
    for consent in work.session.scalars(newest_first):
        found.setdefault(consent.purpose, []).append(consent)
    words = {one.consent: one.label for one in personal(work.registry) if one.consent}
    return [Purpose(name, _label(words, name), rows) for name, rows in found.items()]


def _label(words: dict[str, Any], name: str) -> Any:
    if name.startswith(_REFERRAL):
        return _("That your details go on to another association")
    return words.get(name, name)


def take_back(work: Work, person: Person, name: str) -> None:
    """Take one consent back. Staff are told on their first page; a plugin does what follows from it.

    Raises Absent when there is no such consent to take back.
    """
    known = {one.name: one for one in purposes(work, person.id)}
    if name not in known or not known[name].given:
        raise Absent
    if name.startswith(_REFERRAL):
        for referral in _referrals(work, person, name):
            withdraw(work, referral)
        return
    decide(work, person, name, given=False)
    if name == SERVICE:
        ask(work, person, "objection", how=HOW)


def give(work: Work, person: Person, name: str) -> None:
    """Agree again. Raises Absent when that is not possible with a button."""
    if not any(one.name == name and one.can_give for one in purposes(work, person.id)):
        raise Absent
    decide(work, person, name, given=True)


def decide(work: Work, person: Person, name: str, *, given: bool) -> None:
    """Write one decision down, to the wording that is in force."""
    text = str(CONSENT_TEXT) if name == SERVICE else name
    decide_consent(work, person, name, given=given, text=text, language=work.language, how=HOW)


def _referrals(work: Work, person: Person, name: str) -> Iterator[Referral]:
    query = select(Referral).where(Referral.person_id == person.id, Referral.state.in_(OPEN))
    yield from (
        one for one in work.session.scalars(query).all() if f"{_REFERRAL}{one.id.hex}" == name
    )


def resting_on(work: Work, name: str) -> list[Holding]:
    """What rests on a consent."""
    return [one for one in personal(work.registry) if one.consent == name]
