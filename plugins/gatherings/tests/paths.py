"""What the tests of paths to work share: participants, jobs, and what is typed of them."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from punos_gatherings.models import Employment
from sqlalchemy import select

from punos import clock
from punos.events.models import Event
from punos.mail.models import Mail
from punos.outcomes.models import Outcome
from tests.support.clients import Client
from tests.support.tenants import Association

LINK = re.compile(r"/l/[A-Za-z0-9_-]{16,}")
BOARD = "chair@people.example.org"


def participant(association: Association, slug: str, name: str = "Amina", **more: Any) -> UUID:
    """Somebody who takes part."""
    return association.enrol(slug, "participant", name=name, state="taking_part", **more)


def job(**values: Any) -> dict[str, str]:
    """What is typed of a job."""
    return {
        "employer": "Leipomo Esimerkki",
        "starts_on": (clock.today() - timedelta(days=2)).isoformat(),
        "contract": "permanent",
        "hours_per_week": "37",
        "own_field": "true",
        "evidence": "payslip",
        **values,
    }


def write_down(client: Client, enrolment_id: UUID, **values: Any) -> str:
    """Write a job down; the address of its page."""
    client.get(f"/gatherings/path/{enrolment_id}/job")
    answer = client.post(f"/gatherings/path/{enrolment_id}/job", job(**values))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def ask(client: Client, page: str, email: str = BOARD, language: str = "en") -> Any:
    """Send a link to confirm a job; the answer."""
    client.get(page)
    return client.post(f"{page}/ask", {"email": email, "language": language})


def link_to(association: Association, email: str = BOARD) -> str:
    """The link in the newest mail to this address, as its reader finds it."""
    return LINK.findall(mails_to(association, email)[-1].body)[0]


def mails_to(association: Association, email: str = BOARD) -> list[Mail]:
    """The mails to an address, the oldest first."""
    with association.work() as work:
        query = select(Mail).where(Mail.to_address == email).order_by(Mail.id)
        return list(work.session.scalars(query))


def state_of(association: Association) -> list[tuple[str, bool]]:
    """Of each job's outcome the state, and whether an account has confirmed it."""
    with association.work() as work:
        query = select(Outcome.state, Outcome.verified_by).join(
            Employment,
            (Employment.outcome_id == Outcome.id) & (Employment.tenant_id == Outcome.tenant_id),
        )
        rows = work.session.execute(query.order_by(Outcome.id))
        return [(state, by is not None) for state, by in rows]


def confirmations(association: Association) -> list[dict[str, Any]]:
    """What the events of confirmed outcomes say."""
    with association.work() as work:
        query = select(Event.data).where(Event.kind == "outcome.verified").order_by(Event.id)
        return list(work.session.scalars(query))
