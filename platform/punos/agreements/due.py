"""What is due of agreements: whoever has not accepted what is asked of them is reminded, twice at most."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from punos import clock
from punos.agreements.reading import Newest, open_ones
from punos.care.models import Reminder
from punos.care.standing import rests
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.groups.letters import send_group_links
from punos.groups.models import Group, Membership
from punos.i18n import _
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.work import Work
from punos.writing.models import MailStop

KIND = "agreement"
BEFORE, BETWEEN = timedelta(days=3), timedelta(days=7)
"""After so long somebody is reminded, and once more."""
MOST = 2
AT_ONCE = 50


def remind_due(work: Work) -> None:
    """Remind those who were asked some days ago, each once for all that they have still to accept."""
    reminded: set[UUID] = set()
    noted: set[tuple[UUID, UUID]] = set()
    for membership, cycle, version_id, last in work.session.execute(_due(work)).all():
        # Whoever is in several groups is found once for each.
        if (membership.enrolment_id, version_id) not in noted:
            noted.add((membership.enrolment_id, version_id))
            _note(work, membership.enrolment_id, version_id, last)
        if membership.enrolment_id in reminded:
            continue
        reminded.add(membership.enrolment_id)
        send_group_links(
            work,
            cycle,
            [membership],
            subject=lambda name: _("%(cycle)s: please read and accept", cycle=name),
            sentences=lambda name: (
                _("Please read what you agree on in “%(cycle)s”, and accept it.", cycle=name),
                _("It stands at the top of your own page:"),
            ),
        )


def _due(work: Work) -> Any:
    """(membership, cycle, version, the reminder there was): one statement, what is longest due first."""
    now = clock.now()
    once = and_(Reminder.enrolment_id == Enrolment.id, Reminder.about == Newest.id)
    stop = select(MailStop.id).where(points_at(MailStop.person_id, Person))
    return (
        open_ones(work, Membership, Cycle, Newest.id, Reminder)
        .outerjoin(
            Reminder,
            and_(once, Reminder.kind == KIND, Reminder.tenant_id == Enrolment.tenant_id),
        )
        .where(
            Enrolment.state == "active",
            Person.email.is_not(None),
            Cycle.is_sample.is_(False),
            func.greatest(Newest.published_at, Group.activated_at) < now - BEFORE,
            Membership.joined_on <= (now - BEFORE).date(),
            or_(
                Reminder.id.is_(None),
                and_(Reminder.count < MOST, Reminder.sent_at < now - BETWEEN),
            ),
            ~rests(),
            ~stop.exists(),
        )
        .order_by(Membership.enrolment_id, Newest.id)
        .limit(AT_ONCE)
        .with_for_update(of=Membership, key_share=True, skip_locked=True)
    )


def _note(work: Work, enrolment_id: UUID, version_id: UUID, last: Reminder | None) -> None:
    if last is None:
        last = Reminder(enrolment_id=enrolment_id, kind=KIND, about=version_id, count=0)
        work.session.add(last)
    last.count += 1
    last.sent_at = clock.now()
