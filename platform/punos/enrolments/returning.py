"""Who helped in earlier cycles and may come along again: whom to ask, and what they answer by their link.

Last year's mentor confirms with one button: what she told us then is her application now.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.accounts.links import held_link, issue, use
from punos.accounts.models import AccessLink
from punos.audit.service import record as audit
from punos.enrolments.applying import agree_to_service, contact_details
from punos.enrolments.mails import send_receipt, send_return_question, send_welcome_back
from punos.enrolments.models import Enrolment
from punos.enrolments.sections import PERSON
from punos.enrolments.service import Answers, enrol, enrolment_of, move
from punos.enrolments.steps import acceptance
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.people.service import change_person, hold_person
from punos.programmes.models import Cycle
from punos.programmes.service import lock_cycle, model_of, settings_of
from punos.work import Work
from punos.writing.models import MailStop
from punos.writing.service import stop_mails

PURPOSE = "returning"
SOURCE = "returning"
NOT_NOW, NEVER = "not_now", "never"
"""What somebody may answer besides coming along."""
ASKED_AGAIN_AFTER = timedelta(days=7)
"""Nobody is asked twice within this time, whoever presses the button."""
LIFETIME = timedelta(days=90)


@dataclass(frozen=True)
class Question:
    """To what somebody was asked to come along, where she was before, and what she has answered.

    `known` is her enrolment in the new cycle, if there is one by now.
    """

    cycle: Cycle
    earlier: Enrolment
    answer: str | None
    known: Enrolment | None

    @property
    def is_open(self) -> bool:
        """Whether she can still come along."""
        return self.cycle.state != "closed" and self.known is None


@dataclass(frozen=True)
class Asked:
    """How many were asked by mail, and how many of those chosen were not."""

    mailed: int
    left: int


def ask_again(work: Work, cycle: Cycle, chosen: Collection[Enrolment]) -> Asked:
    """Mail each of these a link with which they can come along to the cycle.

    `chosen` are earlier enrolments that the actor may see. Left out is who has no address, wants no
    such mails, has been asked in the last week or has said no. Raises Refused for a cycle that is over.
    """
    cycle = lock_cycle(work, cycle.id)
    if cycle.state == "closed":
        raise Refused(_staff("This cycle has ended, so nobody can be added to it."))
    left_in_peace = _left_in_peace(work, cycle, chosen)
    asked = [one for one in chosen if one.person.email and one.id not in left_in_peace]
    for earlier in asked:
        link = issue(
            work,
            PURPOSE,
            "enrolment",
            earlier.id,
            person_id=earlier.person_id,
            lifetime=LIFETIME,
            data={"cycle": str(cycle.id)},
        )
        send_return_question(work, cycle, earlier, link)
        audit(work, "enrolment.asked_again", "enrolment", earlier.id)
    return Asked(len(asked), len(chosen) - len(asked))


def _left_in_peace(work: Work, cycle: Cycle, chosen: Collection[Enrolment]) -> set[UUID]:
    """Who of them is not to be asked now."""
    people = {one.person_id for one in chosen}
    stopped = set(
        work.session.scalars(select(MailStop.person_id).where(MailStop.person_id.in_(people)))
    )
    since = clock.now() - ASKED_AGAIN_AFTER
    links = select(AccessLink).where(
        AccessLink.purpose == PURPOSE,
        AccessLink.subject_id.in_([one.id for one in chosen]),
        AccessLink.data["cycle"].as_string() == str(cycle.id),
    )
    found = work.session.scalars(links)
    asked = {one.subject_id for one in found if one.created_at > since or "answer" in one.data}
    return asked | {one.id for one in chosen if one.person_id in stopped}


def question(work: Work) -> Question:
    """What the bearer of the link was asked. Raises Absent when it holds no longer."""
    link = held_link(work, work.actor)
    if link.purpose != PURPOSE:
        raise Absent
    earlier = _earlier(work, link.subject_id)
    wanted = select(Cycle).where(Cycle.id == UUID(link.data["cycle"]))
    cycle = work.session.scalars(wanted.options(joinedload(Cycle.programme))).one_or_none()
    if cycle is None:
        raise Absent
    known = enrolment_of(work, cycle, earlier.person, earlier.role)
    return Question(cycle, earlier, link.data.get("answer"), known)


def _earlier(work: Work, enrolment_id: UUID) -> Enrolment:
    query = select(Enrolment).where(Enrolment.id == enrolment_id)
    with_it = (
        joinedload(Enrolment.person),
        joinedload(Enrolment.cycle).joinedload(Cycle.programme),
    )
    found = work.session.scalars(query.options(*with_it)).one_or_none()
    if found is None or found.person.erased_at is not None:
        raise Absent
    return found


def come_along(work: Work, asked: Question, answers: Answers) -> Enrolment:
    """Enrol her with these answers, once: a second time it is the enrolment that there is.

    She is accepted at once unless the programme's settings say otherwise (`returning_accepted`).
    Raises Refused when the cycle is over.
    """
    cycle, person = lock_cycle(work, asked.cycle.id), asked.earlier.person
    known = enrolment_of(work, cycle, person, asked.earlier.role)
    if known is not None:
        return known
    person = hold_person(work, person)
    _answered(work, None)
    change_person(work, person, **_given(work, answers))
    unit_id = asked.earlier.unit_id
    enrolment = enrol(
        work, cycle, person, asked.earlier.role, answers=answers, source=SOURCE, unit_id=unit_id
    )
    agree_to_service(work, person, how=SOURCE)
    if _accept(work, cycle, enrolment):
        send_welcome_back(work, enrolment)
    else:
        send_receipt(work, enrolment)
    return enrolment


def _given(work: Work, answers: Answers) -> dict[str, Any]:
    details = contact_details(work, answers)
    if not answers[PERSON]["data"].get("language"):
        del details["language"]  # she is written to as before
    return details


def _accept(work: Work, cycle: Cycle, enrolment: Enrolment) -> bool:
    state = acceptance(model_of(work, cycle), enrolment.model_state)
    if state is None or not settings_of(work, cycle).get("returning_accepted", True):
        return False
    move(work, enrolment.id, state.name)
    # The page that she sees now and the mail that follows say so.
    enrolment.told_state, enrolment.told_at = state.name, clock.now()
    return True


def decline(work: Work, asked: Question, answer: str) -> None:
    """Note that she does not come along this time; or never again wants to be asked by mail."""
    _answered(work, answer)
    if answer == NEVER:
        stop_mails(work, asked.earlier.person_id, "link")


def _answered(work: Work, answer: str | None) -> None:
    """Keep the answer with the link; None takes an earlier one back."""
    link = use(work, work.actor)
    data: Mapping[str, Any] = {key: value for key, value in link.data.items() if key != "answer"}
    link.data = {**data, "answer": answer} if answer else dict(data)
