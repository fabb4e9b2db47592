"""Verbs about outcomes."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import exists, func, select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row, points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.events.service import record as record_event
from punos.groups.models import Membership
from punos.i18n import _staff
from punos.outcomes.codes import BY_CODE, highest
from punos.outcomes.models import COUNTS, Outcome
from punos.outcomes.own_field import computed, profession_of, settled
from punos.programmes.models import Cycle
from punos.work import Work


def record_outcome(
    work: Work,
    enrolment: Enrolment,
    code: str,
    *,
    moment: str,
    happened_on: date,
    source: str = "staff",
    own_field: bool | None = None,
    occupation: str | None = None,
    hours_per_week: int | None = None,
    contract: str | None = None,
    detail: str | None = None,
    evidence_id: UUID | None = None,
    on_behalf: bool = False,
) -> Outcome:
    """Add an observation of what became of a person; `on_behalf`: as they told staff.

    Work is kept under the code that fits what is known of its field: as `own_field` says, else as
    `occupation` is near the profession they applied with. Raises KeyError for an unknown code, or one
    that cannot be said of this moment.
    """
    if moment not in BY_CODE[code].moments:
        raise KeyError(moment)
    told = computed(profession_of(enrolment.answers), occupation)
    outcome = Outcome(
        enrolment_id=enrolment.id,
        code=settled(code, told if own_field is None else own_field, contract),
        moment=moment,
        happened_on=happened_on,
        source=source,
        own_field=own_field,
        occupation=occupation,
        hours_per_week=hours_per_week,
        contract=contract,
        detail=detail,
        evidence_id=evidence_id,
        recorded_at=clock.now(),
        recorded_by=work.account_id,
        on_behalf=on_behalf,
    )
    work.session.add(outcome)
    work.session.flush()
    # The code says what became of somebody, so it stays out of the event: ids only.
    record_event(work, "outcome.recorded", outcome)
    audit(work, "outcome.recorded", "outcome", outcome.id)
    return outcome


def correct_outcome(
    work: Work,
    enrolment: Enrolment,
    code: str,
    *,
    moment: str,
    happened_on: date,
    on_behalf: bool = False,
) -> Outcome:
    """Record what is now known, and withdraw what was recorded or reported of that moment before."""
    earlier = select(Outcome.id).where(
        Outcome.enrolment_id == enrolment.id,
        Outcome.moment == moment,
        Outcome.state != "withdrawn",
    )
    for outcome_id in list(work.session.scalars(earlier)):
        withdraw_outcome(work, outcome_id, "changed")
    return record_outcome(
        work, enrolment, code, moment=moment, happened_on=happened_on, on_behalf=on_behalf
    )


def verify_outcome(work: Work, outcome_id: UUID) -> Outcome:
    """A second person confirms an observation: an account, or the bearer of a link made for it.

    Who verified by a link has no account to be named; the event says that it was a link. Raises
    Refused for the one who recorded it, also when she opened the link in a browser in which she is
    signed in.
    """
    outcome = lock_row(work.session, Outcome, outcome_id)
    if outcome is None or outcome.state not in COUNTS:
        raise Absent
    if not _is_second(work, outcome):
        raise Refused(_staff("Somebody else than who recorded it has to confirm it."))
    if outcome.state == "recorded":
        outcome.state = "verified"
        outcome.verified_by = work.account_id
        record_event(work, "outcome.verified", outcome, data={"by": work.actor.kind})
        audit(work, "outcome.verified", "outcome", outcome.id)
    return outcome


def _is_second(work: Work, outcome: Outcome) -> bool:
    if work.actor.kind == "link":
        return work.browser_account is None or work.browser_account != outcome.recorded_by
    return work.account_id is not None and work.account_id != outcome.recorded_by


def withdraw_outcome(work: Work, outcome_id: UUID, why: str | None = None) -> Outcome:
    """Take an observation back; it is kept, marked as withdrawn. `why` is one of WITHDRAWALS."""
    outcome = lock_row(work.session, Outcome, outcome_id)
    if outcome is None:
        raise Absent
    if outcome.state != "withdrawn":
        counted = outcome.state in COUNTS
        outcome.state, outcome.withdrawn_why = "withdrawn", why
        outcome.withdrawn_at, outcome.withdrawn_by = clock.now(), work.account_id
        if counted:
            record_event(work, "outcome.withdrawn", outcome)
        audit(work, "outcome.withdrawn", "outcome", outcome.id)
    return outcome


def outcomes_at(work: Work, enrolment_ids: Iterable[UUID], moment: str = "exit") -> dict[UUID, str]:
    """The outcome that counts at a moment, by enrolment; those without one are left out."""
    return counted(recorded_outcomes(work, enrolment_ids, moment))


def counted(outcomes: Iterable[Outcome]) -> dict[UUID, str]:
    """Of several observations of one moment the code that counts, by enrolment."""
    found: dict[UUID, list[str]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.enrolment_id, []).append(outcome.code)
    return {key: best for key, codes in found.items() if (best := highest(codes))}


def recorded_outcomes(
    work: Work, enrolment_ids: Iterable[UUID], moment: str = "exit"
) -> list[Outcome]:
    """Every observation at a moment that counts, the newest last: one statement."""
    query = (
        select(Outcome)
        .where(
            Outcome.enrolment_id.in_(list(enrolment_ids)),
            Outcome.moment == moment,
            Outcome.state.in_(COUNTS),
        )
        .order_by(Outcome.id)
    )
    return list(work.session.scalars(query))


def missing_outcomes(work: Work, cycle: Cycle, role: str) -> int:
    """How many people of this role were ever in a group of the cycle and have no exit outcome."""
    in_group = exists().where(points_at(Membership.enrolment_id, Enrolment))
    known = exists().where(
        points_at(Outcome.enrolment_id, Enrolment),
        Outcome.moment == "exit",
        Outcome.state.in_(COUNTS),
    )
    query = (
        select(func.count())
        .select_from(Enrolment)
        .where(Enrolment.cycle_id == cycle.id, Enrolment.role == role, in_group, ~known)
    )
    return work.session.scalar(query) or 0
