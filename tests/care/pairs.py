"""Pairs as the tests of care need them: begun on a day, with a link for each, and what is due by then."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.accounts.links import issue
from punos.care import due
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.models import Group, Membership
from punos.groups.service import activate_group
from punos.mail.models import Mail
from punos.meetings.planning import plan_meeting
from punos.meetings.service import log_meeting
from punos.programmes.models import Cycle
from punos.programmes.service import start_cycle
from tests.support.clients import Client
from tests.support.tenants import PAIRWISE_SETTINGS, Association

BEGAN = date(2026, 2, 2)
JOBS = (due.end_pauses, due.ask_fit, due.remind_contact, due.remind_quiet, due.remind_fit)


def on(day: date, at: time = time(12)) -> AbstractContextManager[None]:
    """That moment, in Helsinki."""
    return clock.at(datetime.combine(day, at, ZoneInfo(clock.DEFAULT_ZONE)))


@dataclass
class Pair:
    """A pair of a running cycle."""

    association: Association
    slug: str
    group_id: UUID
    people: Mapping[str, UUID] = field(default_factory=dict)
    """Enrolments by role."""

    def path(self, role: str) -> str:
        """A new link of this member."""
        with self.association.work() as work:
            query = select(Membership).where(
                Membership.group_id == self.group_id,
                Membership.enrolment_id == self.people[role],
            )
            one = work.session.scalars(query).one()
            person = one.enrolment.person_id
            made = issue(work, "group_member", "membership", one.id, person_id=person)
        return re.sub(r"^https?://[^/]+", "", made)

    def opened(self, app: Flask, role: str) -> Client:
        """A browser in which this member has opened their link."""
        browser = Client(app).at(self.association.host)
        answer = browser.follow(browser.get(self.path(role)))
        assert answer.status_code == 200, answer.text
        return browser

    def meets(self, day: date) -> None:
        """They met on that day, and it was logged there and then."""
        with on(day, time(19)), self.association.work() as work:
            log_meeting(
                work,
                work.session.scalars(select(Group).where(Group.id == self.group_id)).one(),
                local_start=datetime.combine(day, time(17)),
                minutes=60,
                attendance=dict.fromkeys(self.people.values(), "present"),
            )

    def agrees_on(self, day: date) -> None:
        """They have a meeting ahead."""
        with self.association.work() as work:
            group = work.session.scalars(select(Group).where(Group.id == self.group_id)).one()
            start = datetime.combine(day, time(17))
            plan_meeting(work, group, kind="group", local_start=start, minutes=60)

    def row(self) -> Group:
        """The group as it is now."""
        with self.association.work() as work:
            return work.session.scalars(select(Group).where(Group.id == self.group_id)).one()


def pair(association: Association, *, length: int = 300, slug: str = "", **care: Any) -> Pair:
    """A pair that began at noon of BEGAN, in a cycle with these settings of care."""
    with on(BEGAN):
        settings = {**PAIRWISE_SETTINGS, **({"care": care} if care else {})}
        slug = slug or association.cycle(settings=settings)
        people = {role: association.enrol(slug, role) for role in ("mentee", "mentor")}
        with association.work() as work:
            cycle = work.session.scalars(select(Cycle).where(Cycle.slug == slug)).one()
            cycle.ends_on = BEGAN + timedelta(days=length)
            start_cycle(work, cycle)
            query = select(Enrolment).where(Enrolment.id.in_(people.values()))
            both = list(work.session.scalars(query))
            group = activate_group(work, cycle, "pair", both)
            for one in both:
                move(work, one.id, "paired")
            return Pair(association, slug, group.id, people)


def subjects(association: Association, day: date) -> list[str]:
    """What is due on that day is done; the subjects of the mails that it brought, without the cycle."""
    with on(day):
        known = _mails(association)
        with association.work() as work:
            for job in JOBS:
                job(work)
        return sorted(
            mail.subject.split(": ", 1)[1]
            for key, mail in _mails(association).items()
            if key not in known
        )


def _mails(association: Association) -> dict[UUID, Mail]:
    with association.work() as work:
        return {one.id: one for one in work.session.scalars(select(Mail))}
