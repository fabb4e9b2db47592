"""Members of a team at their own page, as the link of a mail leads them there."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from werkzeug.test import TestResponse

from punos import clock
from punos.accounts.links import issue
from punos.agreements.models import AgreementAcceptance, AgreementVersion
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.groups.models import Membership
from tests.support.clients import Client

from .field import Field

OWN = "/my/group"


def membership(field: Field, enrolment_id: UUID, group_id: UUID | None = None) -> UUID:
    """Somebody's place in a team, by default in the one they are in."""
    with field.work() as work:
        query = select(Membership.id).where(Membership.enrolment_id == enrolment_id)
        if group_id is not None:
            query = query.where(Membership.group_id == group_id)
        return work.session.scalars(query).one()


def person(field: Field, enrolment_id: UUID) -> UUID:
    """Whose enrolment it is."""
    with field.work() as work:
        query = select(Enrolment.person_id).where(Enrolment.id == enrolment_id)
        return work.session.scalars(query).one()


def by_link(
    field: Field, client: Client, enrolment_id: UUID, group_id: UUID | None = None
) -> Client:
    """A new browser that has followed the link to somebody's team."""
    place, who = membership(field, enrolment_id, group_id), person(field, enrolment_id)
    with field.work() as work:
        link = issue(work, "group_member", "membership", place, person_id=who)
    browser = Client(client.app, field.association.host)
    assert browser.follow(browser.get(link)).status_code == 200
    return browser


def accept(browser: Client, path: str = OWN) -> TestResponse:
    """Press "I accept these guidelines" on one's own page."""
    page = browser.get(path).text
    found = re.search(r'action="(/my/agreements/[^"]+)"', page)
    assert found, "there is nothing to accept"
    return browser.post(found.group(1), read_here(page))


def read_here(page: str) -> dict[str, str]:
    """Kind, version and language of the text that stands on the page."""
    return dict(re.findall(r'name="(kind|version|language)" value="([^"]+)"', page))


def we_met(browser: Client, *, days_ago: int = 1, path: str = OWN, **more: str) -> TestResponse:
    """Send the form "We met", with everybody present."""
    present = re.findall(r'name="present" value="([^"]+)"', browser.get(path).text)
    day = clock.today() - timedelta(days=days_ago)
    sent = {"theme": "1", "held_on": str(day), "starts": "17:00", "minutes": "90", "topic": ""}
    return browser.post(path, {**sent, **({"present": present} if present else {}), **more})


def accepted(field: Field) -> dict[UUID, list[tuple[int, str]]]:
    """What everybody has accepted, version and language, by enrolment."""
    with field.work() as work:
        query = (
            select(
                AgreementAcceptance.enrolment_id,
                AgreementVersion.number,
                AgreementAcceptance.language,
            )
            .join(AgreementVersion, points_at(AgreementAcceptance.version_id, AgreementVersion))
            .order_by(AgreementVersion.number)
        )
        found: dict[UUID, list[tuple[int, str]]] = {}
        for enrolment_id, number, language in work.session.execute(query):
            found.setdefault(enrolment_id, []).append((number, language))
        return found
