"""What members and staff see of care on the page of a pair or group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from punos import clock
from punos.care.beside import Rest, Said, in_touch, rest_of, said_in
from punos.care.codes import ANSWERS, TONES
from punos.care.service import rules_of
from punos.enrolments.models import Enrolment
from punos.extend import Panel
from punos.groups.models import Group
from punos.i18n import _l, _staff_l
from punos.work import Work

OWN, STAFF = "own.groups", "groups.manage"
FIT, PAUSE, CONTACT, LAST = -20, -16, -14, 80


def group_part(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """To a member what waits for them, and ways to a break and to tell us; to staff how it goes.

    No statement: it came along with the group.
    """
    if rules_of(work, group) is None:
        return ()
    known = {
        "group": group,
        "pause": rest_of(group),
        "today": clock.today(),
        "answers": ANSWERS,
        "in_touch": in_touch(group),
    }
    if enrolment is not None:
        return tuple(_for_member(known, said_in(group, enrolment.id)))
    told = {**known, "checks": said_in(group, None), "labels": dict(ANSWERS), "tones": TONES}
    return (Panel(_staff_l("How it goes"), "care/_for_staff.html", STAFF, told, LAST),)


def _for_member(known: dict[str, Any], mine: Sequence[Said]) -> Iterator[Panel]:
    pause: Rest | None = known["pause"]
    if any(one.answered_at is None for one in mine):
        yield Panel(_l("How does it go?"), "care/_ask.html", OWN, known, FIT)
    if pause is not None:
        yield Panel(_l("You are taking a break"), "care/_pause.html", OWN, known, PAUSE)
    if not known["in_touch"] and (pause is None or pause.from_on > clock.today()):
        yield Panel(_l("Have you been in touch?"), "care/_contact.html", OWN, known, CONTACT)
    yield Panel(_l("If something changes"), "care/_own.html", OWN, known, LAST)
