"""What people ask under data protection law: to see, correct, erase, not use. Answered within a month."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.i18n import Message, _, _staff_n
from punos.people.models import Person
from punos.privacy.models import REQUESTS, PrivacyRequest, RetentionHold
from punos.waiting import Waiting
from punos.work import Work

ANSWERS = ("done", "refused")


def due_day(asked_on: date) -> date:
    """The last day for an answer: a month later, by article 12(3) of the GDPR."""
    return asked_on + relativedelta(months=1)


def ask(work: Work, person: Person, kind: str, *, how: str) -> PrivacyRequest:
    """Write down what somebody asks for. What is asked for already is not asked twice."""
    if kind not in REQUESTS:
        raise Absent
    query = select(PrivacyRequest).where(
        PrivacyRequest.person_id == person.id,
        PrivacyRequest.kind == kind,
        PrivacyRequest.state == "open",
    )
    open_one = work.session.scalars(query.limit(1)).first()
    if open_one is not None:
        return open_one
    made = PrivacyRequest(
        person_id=person.id,
        kind=kind,
        state="open",
        asked_at=clock.now(),
        due_on=due_day(clock.today()),
        how=how,
    )
    work.session.add(made)
    audit(work, "privacy.asked", "person", person.id, [kind])
    return made


def answer(work: Work, request_id: UUID, state: str, because: str) -> PrivacyRequest:
    """Close a request as done or refused. A refusal needs a reason. Raises Refused otherwise."""
    held = lock_row(work.session, PrivacyRequest, request_id)
    if held is None or state not in ANSWERS:
        raise Absent
    if held.state != "open":
        raise Refused(_("This has been decided already."))
    if state == "refused" and not because:
        raise Refused(_("A refusal needs a reason: the person has to be told it."))
    held.state, held.because = state, because or None
    held.answered_at, held.answered_by = clock.now(), work.account_id
    audit(work, "privacy.answered", "privacy_request", held.id, [state])
    return held


def hold(work: Work, person: Person, because: str) -> RetentionHold:
    """Let nothing of a person be erased until the hold is lifted."""
    made = RetentionHold(
        person_id=person.id, because=because, set_at=clock.now(), set_by=work.account_id
    )
    work.session.add(made)
    audit(work, "privacy.held", "person", person.id)
    return made


def lift(work: Work, person: Person) -> None:
    """Lift every hold on a person."""
    query = select(RetentionHold).where(
        RetentionHold.person_id == person.id, RetentionHold.lifted_at.is_(None)
    )
    for one in work.session.scalars(query.with_for_update()):
        one.lifted_at, one.lifted_by = clock.now(), work.account_id
        audit(work, "privacy.lifted", "person", person.id)


def _text(count: int) -> Message:
    return _staff_n(
        "%(num)s request about somebody’s own data",
        "%(num)s requests about people’s own data",
        count,
    )


WAITING = Waiting(
    count=lambda _work: (
        select(func.count())
        .select_from(PrivacyRequest)
        .where(PrivacyRequest.state == "open")
        .scalar_subquery()
    ),
    text=_text,
    endpoint="privacy.requests",
    permission="privacy.manage",
    order=5,
)
