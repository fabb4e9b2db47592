"""Asking two people first whether they want to meet, and what follows from their answers.

A suggestion that is asked belongs to a proposal that is published: its cohort can be matched anew
meanwhile, without those who are asked. The cycle is held first in every step, so two who answer at the
same moment wait for each other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.db import lock_row, points_at
from punos.errors import Absent, Refused
from punos.i18n import _, _staff
from punos.matching.candidates import MENTEE, MENTOR
from punos.matching.choices import note_choice
from punos.matching.letters import send_questions, tell_over
from punos.matching.models import MatchAsk, Proposal, Suggestion
from punos.matching.service import close_draft, set_wish
from punos.programmes.models import Cycle
from punos.programmes.service import lock_cycle
from punos.work import Work

REASONS = ("no_time", "know_each_other", "other_field", "other_wish", "something_else")
_AT_ONCE = 100


class Asked(NamedTuple):
    """What asking did: people who are asked, and mails that are on their way to them."""

    people: int
    mails: int


class TooLate(Refused):
    """There is nothing to answer any more: the page says how it stands."""

    def __init__(self) -> None:
        super().__init__(_("There is nothing to answer here any more."))


def ask_people(
    work: Work,
    proposal: Proposal,
    chosen: Sequence[Suggestion],
    roles: Collection[str],
    days: int,
) -> Asked:
    """Ask those in these roles, of a draft that is held, instead of publishing it.

    They can answer for so many days, the last one included.
    """
    now, answer_by = clock.now(), clock.today() + timedelta(days=days)
    asks = [
        MatchAsk(suggestion_id=pair.id, enrolment_id=one, asked_at=now, answer_by=answer_by)
        for pair in chosen
        for role, one in ((MENTEE, pair.mentee_id), (MENTOR, pair.mentor_id))
        if role in roles
    ]
    for pair in chosen:
        pair.state = "asked"
    work.session.add_all(asks)
    work.session.flush()
    close_draft(work, proposal, chosen, "ask")
    return Asked(len({ask.enrolment_id for ask in asks}), send_questions(work, asks))


def answer(work: Work, ask_id: UUID, yes: bool, reason: str | None = None) -> Suggestion:
    """Write down an answer. When all have said yes, the two come together; a no frees both.

    Whoever said yes may still say no while the other has not answered. Raises TooLate when there is
    nothing to answer any more, and Absent.
    """
    ask, suggestion, cycle = _held(work, ask_id)
    if not can_answer(ask, suggestion):
        raise TooLate
    ask.answer, ask.answered_at = "yes" if yes else "no", clock.now()
    ask.reason = reason if not yes and reason in REASONS else None
    _note(work, cycle, suggestion, ask, ask.answer)
    if not yes:
        # The same two would only be proposed again; whoever decides so by hand takes it back.
        set_wish(work, cycle, suggestion.mentee_id, suggestion.mentor_id, "forbid")
        _decline(work, suggestion)
    elif all(one.answer == "yes" for one in _asks_of(work, suggestion)):
        _agree(work, cycle, suggestion)
    return suggestion


def can_answer(ask: MatchAsk, suggestion: Suggestion) -> bool:
    """Whether the question is still open, for the page and for the deed alike."""
    if suggestion.state != "asked" or ask.answer == "no":
        return False
    return ask.answer == "yes" or clock.today() <= ask.answer_by


def prolong(work: Work, cycle: Cycle, suggestion_id: UUID, until: date) -> int:
    """Give those who have not answered time until this day, and write to them again; gives the mails.

    Raises Refused for a day that is over, and when the two are not asked any more.
    """
    suggestion = _held_asked(work, cycle, suggestion_id)
    if until < clock.today():
        raise Refused(_staff("Choose today or a later day."))
    waiting = [one for one in _asks_of(work, suggestion) if one.answer is None]
    for ask in waiting:
        ask.answer_by = until
    _note(work, cycle, suggestion, None, "prolong")
    return send_questions(work, waiting)


def take_back(work: Work, cycle: Cycle, suggestion_id: UUID) -> Suggestion:
    """Ask these two no more: both are free again. Raises Refused when they are not asked any more."""
    suggestion = _held_asked(work, cycle, suggestion_id)
    tell_over(work, suggestion)
    suggestion.state = "left_out"
    _note(work, cycle, suggestion, None, "take_back")
    return suggestion


def expire_due(work: Work) -> None:
    """Free those of whom one has not answered in time."""
    query = (
        select(MatchAsk.id)
        .join(Suggestion, points_at(MatchAsk.suggestion_id, Suggestion))
        .where(
            Suggestion.state == "asked",
            MatchAsk.answer.is_(None),
            MatchAsk.answer_by < clock.today(),
        )
        .order_by(MatchAsk.id)
        .limit(_AT_ONCE)
    )
    for ask_id in work.session.scalars(query).all():
        ask, suggestion, cycle = _held(work, ask_id)
        # Of two who are both silent the first has freed them already.
        if suggestion.state == "asked" and ask.answer is None:
            _note(work, cycle, suggestion, ask, "silent")
            _decline(work, suggestion)


def _held(work: Work, ask_id: UUID) -> tuple[MatchAsk, Suggestion, Cycle]:
    """The question with what it is about, read afresh; the cycle first. Raises Absent."""
    query = (
        select(Proposal.cycle_id, Suggestion.id)
        .join(Suggestion, points_at(Suggestion.proposal_id, Proposal))
        .join(MatchAsk, points_at(MatchAsk.suggestion_id, Suggestion))
        .where(MatchAsk.id == ask_id)
    )
    found = work.session.execute(query).one_or_none()
    if found is None:
        raise Absent
    cycle = lock_cycle(work, found[0])
    suggestion = lock_row(work.session, Suggestion, found[1])
    ask = lock_row(work.session, MatchAsk, ask_id)
    if suggestion is None or ask is None:
        raise Absent
    return ask, suggestion, cycle


def _held_asked(work: Work, cycle: Cycle, suggestion_id: UUID) -> Suggestion:
    lock_cycle(work, cycle.id)
    suggestion = lock_row(work.session, Suggestion, suggestion_id)
    if suggestion is None or _cycle_of(work, suggestion) != cycle.id:
        raise Absent
    if suggestion.state != "asked":
        raise Refused(_staff("These two are not asked any more."))
    return suggestion


def _cycle_of(work: Work, suggestion: Suggestion) -> UUID:
    query = select(Proposal.cycle_id).where(Proposal.id == suggestion.proposal_id)
    return work.session.scalars(query).one()


def _asks_of(work: Work, suggestion: Suggestion) -> list[MatchAsk]:
    query = select(MatchAsk).where(MatchAsk.suggestion_id == suggestion.id).order_by(MatchAsk.id)
    return list(work.session.scalars(query))


def _decline(work: Work, suggestion: Suggestion) -> None:
    tell_over(work, suggestion)
    suggestion.state = "declined"


def _agree(work: Work, cycle: Cycle, suggestion: Suggestion) -> None:
    """Both want to meet: the programme model's plugin brings them together."""
    work.session.flush()
    work.hooks.on("match_agreed", cycle=cycle, suggestion=suggestion)
    if suggestion.state != "published":
        raise Refused(_("This is not possible just now. Please try again later."))


def _note(
    work: Work, cycle: Cycle, suggestion: Suggestion, ask: MatchAsk | None, kind: str
) -> None:
    if ask is not None:
        role = MENTEE if ask.enrolment_id == suggestion.mentee_id else MENTOR
        kind = f"{role}_{kind}"
    note_choice(
        work,
        cycle.id,
        kind,
        unit_id=suggestion.unit_id,
        mentee_id=suggestion.mentee_id,
        mentor_id=suggestion.mentor_id,
    )
