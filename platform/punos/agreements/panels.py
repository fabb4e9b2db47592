"""What members and staff see of agreements on the page of a pair or group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from punos.agreements.reading import Signatory, asked_of, gathers, newcomers, signatories
from punos.agreements.schemas import NAMES
from punos.agreements.words import WORDS
from punos.enrolments.models import Enrolment
from punos.extend import Panel
from punos.forms import language_name
from punos.groups.models import Group
from punos.i18n import _l, _staff_l
from punos.texts import pick
from punos.work import Work

OWN, STAFF = "own.groups", "groups.read"
FIRST, LAST = -10, 90


def group_part(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """To a member what waits to be accepted, and what was; to staff who is ready to meet."""
    if group.state != "active" or gathers(work, group):
        return ()
    if enrolment is None:
        return _for_staff(work, group)
    return tuple(_for_member(work, group, signatories(work, group, enrolment.id), enrolment))


def _for_staff(work: Work, group: Group) -> Sequence[Panel]:
    """Who has read what comes before the first meeting, and who has accepted what."""
    members: dict[UUID, list[Signatory]] = {}
    for one in newcomers(work, group):
        members.setdefault(one.membership_id, []).append(one)
    if not any(one.required or one.kind for lines in members.values() for one in lines):
        return ()
    known = {
        "members": list(members.values()),
        "waits": asked_of(work, group).waits,
        "names": NAMES,
        "language_name": language_name,
    }
    title = _staff_l("Before they meet")
    return (Panel(title, "agreements/_signatories.html", STAFF, known, LAST),)


def _for_member(
    work: Work, group: Group, members: Sequence[Signatory], enrolment: Enrolment
) -> Iterator[Panel]:
    mine = [one for one in members if one.enrolment_id == enrolment.id]
    waits = asked_of(work, group).waits
    for order, one in enumerate(one for one in mine if not one.is_done):
        words = WORDS[str(one.kind)]
        known = {
            "me": one,
            "words": words,
            "text": pick(one.texts or {}, work.language),
            "waits": waits,
        }
        title = words.changed if one.number else words.title
        yield Panel(title, "agreements/_accept.html", OWN, known, FIRST + order)
    done = [(one, pick(one.texts or {}, str(one.language))) for one in mine if one.is_done]
    if done:
        known = {
            "done": done,
            "words": WORDS,
            "others": _others(members, enrolment) if waits else [],
        }
        yield Panel(_l("What you have agreed to"), "agreements/_accepted.html", OWN, known, LAST)


def _others(members: Sequence[Signatory], enrolment: Enrolment) -> list[str]:
    """The names of the others without whom they cannot meet."""
    names = [one.name for one in members if one.enrolment_id != enrolment.id and not one.may_meet]
    return list(dict.fromkeys(names))
