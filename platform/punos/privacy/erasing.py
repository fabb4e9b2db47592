"""Erasing a person: who they are and what they told goes, what law or figures need stays nameless.

The rows are found first, all in one statement, so that nothing is missed because what led to it is gone
already. Then columns are emptied, then rows deleted, those that refer to others first. An id is all that
is kept of whom it was about: `punos privacy replay` erases them again from a restored copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ClauseElement, delete, exists, func, or_, select, update

from punos import clock
from punos.accounts.models import Account, AccountRole
from punos.accounts.roles import known_roles
from punos.audit.service import record as audit
from punos.border.models import InboxItem
from punos.db import Base, lock_row
from punos.enrolments.models import Enrolment
from punos.errors import Refused
from punos.extend.holdings import Blank, Delete, Holding, Keep
from punos.i18n import _staff
from punos.jobs.service import defer
from punos.people.models import Person
from punos.privacy.holdings import personal
from punos.privacy.models import Erasure, PrivacyRequest, RetentionHold
from punos.referrals.codes import OPEN
from punos.referrals.models import ReceivedReferral, Referral
from punos.referrals.receiving import recall
from punos.referrals.recognising import is_same
from punos.referrals.service import withdraw
from punos.work import Work

NOTE_DOWN = "punos.privacy.replaying:note_down"
REASONS = ("asked", "due", "replayed")


@dataclass(frozen=True)
class Part:
    """One holding, and the ids of its rows about a person."""

    holding: Holding
    ids: Sequence[UUID]


def plan(work: Work, person_id: UUID) -> list[Part]:
    """What is held about a person, table by table, in one statement."""
    known = personal(work.registry)
    columns = [
        select(func.array_agg(one.model.id))
        .where(one.about(person_id))
        .correlate(None)
        .scalar_subquery()
        for one in known
        if one.about is not None
    ]
    found = work.session.execute(select(*columns)).one()
    return [Part(one, ids) for one, ids in zip(known, found, strict=True) if ids]


def reasons_against(work: Work, person: Person) -> list[str]:
    """Why a person cannot be erased now."""
    asked = select(
        Person.id, is_held(Person.id), _takes_part(Person.id), works_here(work, Person.id)
    )
    _id, held, taking_part, working = work.session.execute(
        asked.where(Person.id == person.id)
    ).one()
    reasons = []
    if held:
        reasons.append(_staff("There is a hold: nothing may be erased until it is lifted."))
    if taking_part:
        reasons.append(
            _staff("An application is open, or they take part in something: end that first.")
        )
    if working:
        reasons.append(_staff("They work here: close their account first."))
    return reasons


def is_held(person: Any) -> Any:
    """Whether there is a hold on a person."""
    return exists().where(RetentionHold.person_id == person, RetentionHold.lifted_at.is_(None))


def works_here(work: Work, person: Any) -> Any:
    """Whether a person signs in as one of the staff: that is ended by closing the account, not in passing."""
    staff = [name for name, role in known_roles(work).items() if role.staff]
    return exists().where(
        Account.person_id == person,
        Account.state == "active",
        AccountRole.account_id == Account.id,
        AccountRole.role.in_(staff),
    )


def _takes_part(person: Any) -> Any:
    return exists().where(
        Enrolment.person_id == person, Enrolment.state.in_(("candidate", "active"))
    )


def erase(work: Work, person: Person, because: str = "asked") -> Erasure:
    """Erase a person. Raises Refused while there is a hold, or while they take part in something."""
    held = lock_row(work.session, Person, person.id)
    if held is None or held.erased_at is not None:
        raise Refused(_staff("Nothing is known of this person any more."))
    if because != "replayed" and (reasons := reasons_against(work, held)):
        raise Refused(" ".join(reasons))
    _settle_referrals(work, held)
    _answer_requests(work, held)
    work.session.flush()
    erasure = _erase_rows(work, held.id, because)
    audit(work, "person.erased", "person", person.id, [because])
    defer(work, NOTE_DOWN, erasure=erasure.id)
    return erasure


def _erase_rows(work: Work, person_id: UUID, because: str) -> Erasure:
    parts = plan(work, person_id)
    _blank(work, parts)
    _delete(work, parts)
    # What was read before is not what is there now.
    work.session.expire_all()
    erasure = Erasure(
        person_id=person_id,
        because=because,
        kept=kept_of(parts),
        rows=sum(len(part.ids) for part in parts),
        erased_at=clock.now(),
        erased_by=work.account_id,
    )
    work.session.add(erasure)
    work.session.flush()
    return erasure


def kept_of(parts: Iterable[Part]) -> dict[str, int]:
    """How many rows stay as they are, by table."""
    return {part.holding.table: len(part.ids) for part in parts if is_kept(part.holding)}


def is_kept(holding: Holding) -> bool:
    """Whether its rows stay as they are."""
    return isinstance(holding.at_erasure, Keep)


def _blank(work: Work, parts: Iterable[Part]) -> None:
    for part in parts:
        if isinstance(part.holding.at_erasure, Blank):
            values = values_now(part.holding.at_erasure.values)
            statement = update(part.holding.model).where(part.holding.model.id.in_(part.ids))
            work.session.execute(
                statement.values(values).execution_options(synchronize_session=False)
            )


def values_now(values: Mapping[str, Any]) -> dict[str, Any]:
    """What emptied columns hold from now on."""
    return {name: _value(value) for name, value in values.items()}


def _value(value: Any) -> Any:
    return value() if callable(value) and not isinstance(value, ClauseElement) else value


def _delete(work: Work, parts: Iterable[Part]) -> None:
    order = {table.name: number for number, table in enumerate(Base.metadata.sorted_tables)}
    going = [part for part in parts if isinstance(part.holding.at_erasure, Delete)]
    for part in sorted(going, key=lambda part: -order[part.holding.table]):
        model = part.holding.model
        statement = delete(model).where(model.id.in_(part.ids))
        work.session.execute(statement.execution_options(synchronize_session=False))


def _settle_referrals(work: Work, person: Person) -> None:
    """End what is under way, so that other associations erase too; who may claim stays as it was."""
    sent = select(Referral).where(Referral.person_id == person.id, Referral.state.in_(OPEN))
    for referral in work.session.scalars(sent).all():
        withdraw(work, referral)
    received = select(ReceivedReferral).where(
        or_(
            ReceivedReferral.person_id == person.id,
            ReceivedReferral.person_id.is_(None),
        ),
        ReceivedReferral.state.in_(("waiting", "accepted")),
    )
    for one in work.session.scalars(received).all():
        if one.person_id == person.id or is_same(one, person):
            # Known from now on by the id alone.
            one.person_id = person.id
            item = lock_row(work.session, InboxItem, one.inbox_id)
            if item is not None:
                recall(work, item)


def _answer_requests(work: Work, person: Person) -> None:
    query = select(PrivacyRequest).where(
        PrivacyRequest.person_id == person.id, PrivacyRequest.state == "open"
    )
    for request in work.session.scalars(query):
        request.state, request.answered_at = "done", clock.now()
        request.answered_by = work.account_id
