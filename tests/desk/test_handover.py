"""A worker leaves: what she looks after goes to somebody who sees it, and what has ended stays."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from punos.accounts.models import Account
from punos.audit.models import AuditEvent
from punos.enrolments.models import Enrolment
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


def account_id(here: Association, email: str) -> UUID:
    with here.work() as work:
        return work.session.scalars(select(Account.id).where(Account.email == email)).one()


def worker(here: Association, role: str = "coordinator", unit: UUID | None = None) -> UUID:
    return account_id(here, here.account(role, unit_id=unit))


def look_after(here: Association, account: UUID, *enrolments: UUID) -> None:
    with here.work() as work:
        for row in work.session.scalars(select(Enrolment).where(Enrolment.id.in_(enrolments))):
            row.responsible_id = account


def responsible(here: Association, enrolment: UUID) -> UUID | None:
    return here.enrolment(enrolment).responsible_id


def test_open_tasks_go_to_the_chosen_one_and_what_has_ended_stays(
    tenants: Tenants, client: Client
) -> None:
    here = tenants.make()
    slug = here.cycle()
    leaving, staying = worker(here), worker(here)
    going, waiting, refused = (
        here.enrol(slug, "mentee", state=state) for state in ("accepted", "applied", "refused")
    )
    look_after(here, leaving, going, waiting, refused)
    here.signed_in(client, "administrator")
    path = f"/accounts/{leaving}/handover"
    assert "2 applicants and participants" in client.get(path).text
    answer = client.post(path, {"responsible": str(staying)})
    assert "2 were handed over." in client.follow(answer).text
    assert [responsible(here, one) for one in (going, waiting, refused)] == [
        staying, staying, leaving,
    ]  # fmt: skip
    assert "looks after nobody" in client.get(path).text
    with here.work() as work:
        told = select(AuditEvent).where(AuditEvent.action == "account.handed_over")
        assert work.session.scalars(told).one().subject_id == leaving


def test_what_the_successor_does_not_see_stays_and_is_said(
    tenants: Tenants, client: Client
) -> None:
    here = tenants.make()
    slug, north, south = here.cycle(), here.unit("north"), here.unit("south")
    leaving, contact = worker(here), worker(here, "contact", north)
    seen, unseen = (here.enrol(slug, "mentee", unit_id=unit) for unit in (north, south))
    look_after(here, leaving, seen, unseen)
    here.signed_in(client, "administrator")
    answer = client.post(f"/accounts/{leaving}/handover", {"responsible": str(contact)})
    page = client.follow(answer).text
    assert "1 was handed over." in page
    assert "1 is in a unit that they do not see" in page
    assert (responsible(here, seen), responsible(here, unseen)) == (contact, leaving)


def test_handed_to_nobody_they_can_be_found_as_nobodys(tenants: Tenants, client: Client) -> None:
    here = tenants.make()
    leaving, one = worker(here), here.enrol(here.cycle(), "mentee")
    look_after(here, leaving, one)
    here.signed_in(client, "administrator")
    client.post(f"/accounts/{leaving}/handover", {"responsible": "nobody"})
    assert responsible(here, one) is None


def test_only_staff_of_here_who_may_can_be_chosen(tenants: Tenants, client: Client) -> None:
    here, elsewhere = tenants.make(), tenants.make()
    leaving, one = worker(here), here.enrol(here.cycle(), "mentee")
    look_after(here, leaving, one)
    here.signed_in(client, "administrator")
    for other in (worker(elsewhere), worker(here, "readonly"), leaving, one, "x"):
        answer = client.post(f"/accounts/{leaving}/handover", {"responsible": str(other)})
        assert answer.status_code == 404, other
    assert responsible(here, one) == leaving


def test_page_is_there_for_administrators_alone(tenants: Tenants, client: Client) -> None:
    here = tenants.make()
    path = f"/accounts/{worker(here)}/handover"
    here.signed_in(client, "coordinator")
    assert client.get(path).status_code == 404
    assert client.post(path, {"responsible": "nobody"}).status_code == 404


def test_account_page_and_the_page_before_closing_lead_there(
    tenants: Tenants, client: Client
) -> None:
    here = tenants.make()
    leaving = worker(here)
    here.signed_in(client, "administrator")
    for path in (f"/accounts/{leaving}", f"/accounts/{leaving}/close"):
        assert f'href="/accounts/{leaving}/handover"' in client.get(path).text
