"""Publishing a draft: what is proposed become pairs, and both sides hear of it or are asked first.

The draft is held first: the cycle, then the proposal; then the people, by their ids.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    MENTEE,
    MENTOR,
    Cycle,
    Enrolment,
    Membership,
    Refused,
    Suggestion,
    Work,
    activate_group,
    ask_first,
    close_draft,
    forget_fulfilled,
    held_draft,
    lock_enrolments,
    move,
    proposed,
    send_group_links,
)
from punos_pairwise.model import PAIR, PAIRED
from punos_pairwise.texts import _, _staff

PROPOSE_JOB = "punos_pairwise.propose:propose_pairs"


ASKED = {
    "none": frozenset[str](),
    "mentee": frozenset({MENTEE}),
    "mentor": frozenset({MENTOR}),
    "both": frozenset({MENTEE, MENTOR}),
}


class Published(NamedTuple):
    """What a publication did: pairs made, mails that are on their way, and people who are asked first."""

    pairs: int
    mails: int
    asked: int = 0


def mark_of(chosen: Iterable[Suggestion]) -> str:
    """A short mark of what would be published: another one when any pair comes or goes."""
    ids = sorted(str(suggestion.id) for suggestion in chosen)
    return sha256(" ".join(ids).encode()).hexdigest()[:16]


def publish(
    work: Work, cycle: Cycle, proposal_id: UUID, seen: str, ask: str | None = None
) -> Published:
    """Make pairs of what is proposed, and tell both sides; or ask some of them first.

    `seen` is the mark of what the reader saw: when it is another one now, somebody has left or a
    colleague has decided otherwise, and nothing is published. `ask` is a key of ASKED; None asks those
    whom the cycle's settings ask. Raises Refused, AlreadyPublished.
    """
    proposal = held_draft(work, cycle, proposal_id)
    people = _held(work, proposed(work, proposal.id))
    chosen = proposed(work, proposal.id)
    if not chosen or mark_of(chosen) != seen:
        raise Refused(
            _staff("The draft has changed since you looked at it. Nothing was published.")
        )
    for suggestion in chosen:
        _require_free(suggestion, people)
    if roles := asked_roles(proposal.settings) if ask is None else ASKED[ask]:
        done = ask_first(work, proposal, chosen, roles, proposal.settings.get("answer_days", 7))
        return Published(0, done.mails, done.people)
    for suggestion in chosen:
        _make_pair(work, cycle, suggestion, people)
    close_draft(work, proposal, chosen)
    return Published(len(chosen), tell_pairs(work, cycle, chosen))


def asked_roles(settings: Mapping[str, Any]) -> frozenset[str]:
    """The roles that are asked before a pair is formed; none in settings that know no such question."""
    return ASKED[settings.get("ask_first", "none")]


def pair_agreed(work: Work, cycle: Cycle, suggestion: Suggestion) -> None:
    """Make a pair of two who were asked first and want to meet, and tell both."""
    people = _held(work, [suggestion])
    _require_free(suggestion, people)
    _make_pair(work, cycle, suggestion, people)
    forget_fulfilled(work, [suggestion])
    tell_pairs(work, cycle, [suggestion])


def _held(work: Work, chosen: Sequence[Suggestion]) -> dict[UUID, Enrolment]:
    return lock_enrolments(work, [s.mentee_id for s in chosen] + [s.mentor_id for s in chosen])


def _require_free(suggestion: Suggestion, people: Mapping[UUID, Enrolment]) -> None:
    mentee, mentor = people.get(suggestion.mentee_id), people.get(suggestion.mentor_id)
    free = mentee is not None and mentee.model_state == "accepted"
    if not free or mentor is None or mentor.state != "active":
        raise Refused(_staff("Somebody in the draft is no longer free. Nothing was published."))


def _make_pair(
    work: Work, cycle: Cycle, suggestion: Suggestion, people: Mapping[UUID, Enrolment]
) -> None:
    pair = [people[suggestion.mentee_id], people[suggestion.mentor_id]]
    group = activate_group(work, cycle, PAIR, pair)
    suggestion.group_id = group.id
    suggestion.state = "published"
    for enrolment in pair:
        if enrolment.model_state == "accepted":
            move(work, enrolment.id, PAIRED)


def tell_pairs(work: Work, cycle: Cycle, made: Sequence[Suggestion]) -> int:
    """Queue a mail to everybody in these pairs who has an address; gives how many."""
    query = select(Membership).where(Membership.group_id.in_([one.group_id for one in made]))
    return send_group_links(
        work,
        cycle,
        work.session.scalars(query).all(),
        subject=lambda name: _("%(cycle)s: meet your pair", cycle=name),
        sentences=lambda name: (
            _("You now have a pair in “%(cycle)s”.", cycle=name),
            _("On your own page you see what comes next, and tell us when you have met:"),
        ),
        introduces=True,
    )
