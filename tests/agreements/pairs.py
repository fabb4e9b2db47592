"""A pair in a programme that asks for something, and what its members and staff do with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from punos import clock
from punos.accounts.links import issue
from punos.agreements.models import AgreementAcceptance
from punos.agreements.service import publish
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.models import Membership
from punos.groups.service import activate_group
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants

BOTH: Mapping[str, Any] = {"kinds": ["guidelines", "agreement"]}
TEXTS = {"en": "Be kind.", "fi": "Ole kiltti.", "sv": "Var snäll."}


@dataclass
class Pair:
    """A mentee and a mentor at an association."""

    association: Association
    app: Flask
    slug: str
    group: UUID
    mentee: UUID
    mentor: UUID

    def membership(self, enrolment_id: UUID) -> Membership:
        """Somebody's place in the pair."""
        with self.association.work() as work:
            query = select(Membership).where(Membership.enrolment_id == enrolment_id)
            found: Membership = work.session.scalars(query).one()
            assert found.enrolment is not None
            return found

    def browser(self, enrolment_id: UUID) -> Client:
        """A new browser that has followed somebody's link to their pair."""
        place = self.membership(enrolment_id)
        with self.association.work() as work:
            link = issue(
                work,
                "group_member",
                "membership",
                place.id,
                person_id=place.enrolment.person_id,
            )
        browser = Client(self.app, self.association.host)
        assert browser.follow(browser.get(link)).status_code == 200
        return browser

    def staff(self, role: str = "coordinator", **account: Any) -> Client:
        """A browser of somebody on the staff."""
        return self.association.signed_in(Client(self.app), role, **account)

    def publish(self, kind: str = "guidelines", **texts: str) -> None:
        """Publish a version."""
        with self.association.work() as work:
            publish(work, cycle_by_slug(work, self.slug).programme, kind, {**TEXTS, **texts})

    def accepted(self) -> int:
        """How often somebody has accepted something."""
        with self.association.work() as work:
            return len(list(work.session.scalars(select(AgreementAcceptance))))

    @property
    def programme(self) -> str:
        """The short name of the programme."""
        with self.association.work() as work:
            return cycle_by_slug(work, self.slug).programme.slug


def make_pair(tenants: Tenants, app: Flask, *, unit: bool = False, **settings: Any) -> Pair:
    """A pair whose programme has these settings."""
    here = tenants.make()
    slug = here.cycle(settings={**PAIRWISE_SETTINGS, **settings})
    unit_id = here.unit("u") if unit else None
    mentee = here.enrol(slug, "mentee", name="Aila", unit_id=unit_id)
    mentor = here.enrol(slug, "mentor", name="Berit", unit_id=unit_id)
    with here.work() as work:
        query = select(Enrolment).where(Enrolment.id.in_((mentee, mentor)))
        both = list(work.session.scalars(query.order_by(Enrolment.id)))
        group = activate_group(work, cycle_by_slug(work, slug), "pair", both)
        for one in both:
            move(work, one.id, "paired")
        return Pair(here, app, slug, group.id, mentee, mentor)


def accept(browser: Client, button: str) -> TestResponse:
    """Press a button "I accept …" on one's own page."""
    page = browser.get("/my/group").text
    for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
        if button in form:
            action = re.search(r'action="([^"]+)"', form)
            assert action
            sent = dict(re.findall(r'name="(kind|version|language)" value="([^"]+)"', form))
            return browser.post(action.group(1), sent)
    raise AssertionError(f"no such button: {button}")


def we_met(browser: Client, path: str = "/my/group", *, days_ago: int = 1) -> TestResponse:
    """Send the form "We met"."""
    browser.get(path)
    day = clock.today() - timedelta(days=days_ago)
    return browser.post(path, {"held_on": str(day), "starts": "17:00", "minutes": "60"})
