"""Applying: from the answers of a form to a person and their enrolment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from punos import clock
from punos.access import scope
from punos.audit.service import record as audit
from punos.db import points_at
from punos.enrolments.eligibility import fit
from punos.enrolments.measuring import lock_waiting, measure
from punos.enrolments.models import Enrolment
from punos.enrolments.reasons import WITHDREW
from punos.enrolments.schemas import CONSENT_TEXT
from punos.enrolments.sections import PERSON
from punos.enrolments.service import Answers, enrol, enrolment_of, lock_enrolment, move
from punos.enrolments.steps import known_state, withdrawal
from punos.errors import Absent, Refused
from punos.i18n import _
from punos.people.models import Person
from punos.people.service import (
    FIELDS,
    SERVICE,
    add_person,
    change_person,
    decide_consent,
    has_consented,
    hold_person,
    same_people,
)
from punos.programmes.models import Cycle
from punos.programmes.service import lock_cycle, model_of
from punos.work import Work

BY_THEMSELVES = ("public", "sign_up", "invited")
"""The sources of applications that people send themselves: the cycle's rules can stop these alone."""
_WITH_IT = (
    joinedload(Enrolment.person),
    joinedload(Enrolment.cycle).joinedload(Cycle.programme),
    joinedload(Enrolment.cycle).joinedload(Cycle.version),
)
"""What every page about one application asks for: in one statement with it."""


@dataclass(frozen=True)
class Applied:
    """An application, and whether it is a new one."""

    enrolment: Enrolment
    new: bool


def apply(
    work: Work,
    cycle: Cycle,
    role: str,
    answers: Answers,
    *,
    source: str,
    unit_id: UUID | None = None,
) -> Applied:
    """Make an application, once: sent again, it is the one that there is already.

    `source` is "public", "sign_up", "invited", "staff" or "import". Somebody who is known by name and
    address stays who they are, and what is kept about them is not changed: a stranger may have typed
    it. Whom another unit knows is not known to this one. Raises Refused when a public application comes
    outside the days on which they are taken (signing up for what anybody may come to has no such days),
    and when a rule of the cycle stops it.
    """
    # Held first, so that two sendings of one form cannot both find nobody.
    cycle = lock_cycle(work, cycle.id)
    if source == "public" and not cycle.takes_applications(clock.today()):
        raise Refused(_("Applications to this programme are not taken today."))
    if source in BY_THEMSELVES and fit(work, cycle, role, answers).blocking:
        raise Refused(_("You cannot apply to this programme with these answers. Please ask us."))
    details = contact_details(work, answers)
    person = _recognised(work, cycle, role, [details], source, unit_id)[0]
    if person is not None:
        known = enrolment_of(work, cycle, person, role)
        if known is not None:
            return Applied(known, new=False)
    person = person or add_person(work, **details, unit_id=unit_id)
    enrolment = enrol(work, cycle, person, role, answers=answers, source=source, unit_id=unit_id)
    return Applied(enrolment, new=True)


def find_or_add(
    work: Work,
    cycle: Cycle,
    role: str,
    several: Sequence[Answers],
    *,
    source: str,
    unit_id: UUID | None = None,
) -> list[Person]:
    """The people whom these answers are about, in their order: who is known stays as they are."""
    details = [contact_details(work, answers) for answers in several]
    known = _recognised(work, cycle, role, details, source, unit_id)
    return [
        person or add_person(work, **values, unit_id=unit_id)
        for person, values in zip(known, details, strict=True)
    ]


def contact_details(work: Work, answers: Answers) -> dict[str, Any]:
    """The fields of a person from the answers of the core's own section."""
    data = answers[PERSON]["data"]
    details = {name: data.get(name) for name in FIELDS}
    return {**details, "language": details["language"] or work.settings.languages[0]}


def _reach(work: Work, source: str, unit_id: UUID | None) -> Collection[UUID] | None:
    """The units of which whoever brings the application may learn who applied; None for all.

    An invitation of a unit is the unit's. The public is told the same whoever is known.
    """
    if source == "invited" and unit_id is not None:
        return {unit_id}
    if source in ("public", "sign_up", "invited"):
        return None
    return work.actor.units("enrolments.read")


def _recognised(
    work: Work,
    cycle: Cycle,
    role: str,
    several: Sequence[Mapping[str, Any]],
    source: str,
    unit_id: UUID | None,
) -> list[Person | None]:
    """Whoever has these names and addresses, as far as the application's unit may know them.

    Those who applied already, where that may be learned; else the unit's own people, or who belongs
    to none. Nobody of another unit's: the application would show what that one has written down, or
    that it knows them. So a person is known once to each unit. It is one statement whatever is found,
    so that the time it takes tells nothing either.
    """
    reach = _reach(work, source, unit_id)
    of_person = points_at(Enrolment.person_id, Person)
    here = and_(Enrolment.cycle_id == cycle.id, Enrolment.role == role)
    within = true() if reach is None else func.coalesce(Enrolment.unit_id.in_(reach), false())
    applied = exists().where(of_person, here, within)
    hidden = exists().where(of_person, here, ~within)
    ours = Person.unit_id.is_not_distinct_from(unit_id)
    if reach is None:
        ours = or_(ours, Person.unit_id.is_(None))
    named = [(one["given_name"], one["family_name"], one["email"]) for one in several]
    return same_people(work, named, among=or_(applied, and_(ours, ~hidden)), rather=applied)


def _with_unasked(kept: Answers, answers: Answers) -> Answers:
    """The answers, with those to what this form did not ask: what is asked no more, or not by staff."""
    return {
        name: {**part, "data": {**kept.get(name, {}).get("data", {}), **part["data"]}}
        for name, part in answers.items()
    }


def correct(work: Work, enrolment: Enrolment, answers: Answers) -> Enrolment:
    """Change what was answered, and the person's contact details with it. Raises Absent for one erased."""
    hold_person(work, enrolment.person)
    held = lock_waiting(work, enrolment.person, enrolment.id)
    if enrolment.id not in held:
        raise Absent
    enrolment = held[enrolment.id]
    answers = _with_unasked(enrolment.answers, answers)
    changed = sorted(name for name, part in answers.items() if enrolment.answers.get(name) != part)
    details = contact_details(work, answers)
    if not answers[PERSON]["data"].get("language"):
        del details["language"]
    change_person(work, enrolment.person, **details)
    if changed:
        enrolment.answers = {**enrolment.answers, **answers}
        audit(work, "enrolment.changed", "enrolment", enrolment.id, changed)
    measure(work, held.values())
    return enrolment


def agree_to_service(work: Work, person: Person, *, how: str) -> None:
    """Record that somebody agreed to the one consent that an application asks for, as it is worded."""
    decide_consent(
        work,
        person,
        SERVICE,
        given=True,
        text=str(CONSENT_TEXT),
        language=work.language,
        how=how,
    )


def withdraw(work: Work, enrolment: Enrolment) -> Enrolment:
    """Take an application back, and with the last one the consent that it rests on.

    What counts is where they know that they stand: a refusal that was not told yet is taken back
    with the application, or it would be told by a closed door. Raises Refused when the programme
    model knows no way for it.
    """
    lock_cycle(work, enrolment.cycle_id)
    held = lock_enrolment(work, enrolment.id)
    model = model_of(work, held.cycle)
    state = withdrawal(model, known_state(model, held).name)
    if state is None:
        raise Refused(_("This application cannot be withdrawn here. Please write to us."))
    if withdrawal(model, held.model_state) is None:
        move(work, held.id, model.first_state.name)
    moved = move(work, held.id, state.name, reason=WITHDREW)
    person = moved.person
    if not _is_in_another(work, moved) and has_consented(work, person, SERVICE):
        decide_consent(
            work,
            person,
            SERVICE,
            given=False,
            text=str(CONSENT_TEXT),
            language=work.language,
            how="withdrawal",
        )
    return moved


def _is_in_another(work: Work, enrolment: Enrolment) -> bool:
    query = select(Enrolment.id).where(
        Enrolment.person_id == enrolment.person_id,
        Enrolment.id != enrolment.id,
        Enrolment.state.in_(("candidate", "active")),
    )
    return work.session.scalars(query.limit(1)).first() is not None


def visible_enrolment(work: Work, enrolment_id: UUID, permission: str) -> Enrolment:
    """The enrolment, if the actor may see it under this permission. Raises Absent."""
    query = select(Enrolment).where(Enrolment.id == enrolment_id).options(*_WITH_IT)
    found: Enrolment | None = work.session.scalars(
        scope(work.actor, query, Enrolment, permission)
    ).one_or_none()
    if found is None:
        raise Absent
    return found


def own_enrolment(work: Work) -> Enrolment:
    """The application that the bearer of a link or the person who signed in may see. Raises Absent.

    Of several, somebody who signed in sees the newest.
    """
    query = select(Enrolment).options(*_WITH_IT)
    query = scope(work.actor, query, Enrolment, "own.application")
    if work.actor.kind == "link":
        query = query.where(Enrolment.id == work.actor.subject_id)
    found: Enrolment | None = work.session.scalars(
        query.order_by(Enrolment.id.desc()).limit(1)
    ).one_or_none()
    if found is None:
        raise Absent
    return found


def reference(enrolment: Enrolment) -> str:
    """A short name of an application for mails and the telephone; it tells nothing else."""
    end = enrolment.id.hex[-8:].upper()
    return f"{end[:4]}-{end[4:]}"
