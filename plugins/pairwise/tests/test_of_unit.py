"""Joint selection: a partner association's worker adds people of her unit and looks on at their matching."""

import pytest
from flask import Flask
from sqlalchemy import select

from punos.audit.models import AccessEntry
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .cohorts import proposed, publish


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


def test_worker_of_a_unit_sees_her_people_in_the_draft_and_of_others_no_name(
    association: Association, client: Client, app: Flask
) -> None:
    ours, theirs = association.unit("Omat"), association.unit("Muut")
    slug = association.cycle()
    association.enrol(slug, "mentee", name="Omaaktori", unit_id=ours, occupation="2221")
    association.enrol(slug, "mentor", name="Muumentori", unit_id=theirs, occupation="2221")
    association.enrol(slug, "mentee", name="Muuaktori", unit_id=theirs)
    association.enrol(slug, "mentor", name="Toinenmentori", unit_id=theirs)
    coordinator = association.signed_in(client)
    worker = association.signed_in(Client(app), "contact", unit_id=ours)
    assert "No proposed pair has somebody of yours" in worker.get(f"/pairwise/{slug}/ours").text
    draft = proposed(association, coordinator, slug)
    page = worker.get(f"/pairwise/{slug}/ours").text
    assert "Omaaktori" in page
    assert "Somebody of another unit" in page
    assert "same profession: " in page
    for name in ("Muumentori", "Muuaktori", "Toinenmentori"):
        assert name not in page
    with association.work() as work:
        read = select(AccessEntry).where(AccessEntry.page == "pairwise.ours")
        seen = {(one.person_id, one.actor_kind) for one in work.session.scalars(read)}
    # Both of the one pair that is shown, though of the other no name.
    assert {kind for _person, kind in seen} == {"account"}
    assert len(seen) == 2
    assert f'href="/pairwise/{slug}/ours"' in worker.get("/today").text
    assert "1 proposed pair has somebody of yours" in worker.get(f"/cycles/{slug}").text
    assert worker.get(f"/pairwise/{slug}").status_code == 404
    assert "Muumentori" in coordinator.get(f"/pairwise/{slug}/ours").text
    publish(coordinator, slug, draft)
    assert "Omaaktori" not in worker.get(f"/pairwise/{slug}/ours").text


def test_whoever_may_not_select_does_not_look_on(
    association: Association, client: Client, app: Flask
) -> None:
    slug = association.cycle()
    reader = association.signed_in(Client(app), "readonly", unit_id=association.unit("Omat"))
    assert reader.get(f"/pairwise/{slug}/ours").status_code == 404
    teams = association.cycle(model="gatherings", settings={})
    assert association.signed_in(client).get(f"/pairwise/{teams}/ours").status_code == 404


def test_person_whom_a_partner_found_is_added_to_her_unit_and_counted_there(
    association: Association, app: Flask
) -> None:
    ours = association.unit("Setlementti")
    slug = association.cycle()
    worker = association.signed_in(Client(app), "contact", unit_id=ours)
    association.enrol(slug, "mentee", name="Löydetty", unit_id=ours, state="applied")
    assert "Löydetty" in worker.get(f"/cycles/{slug}/applicants").text
    page = worker.get(f"/cycles/{slug}/partners").text
    assert "Who brought whom" in page
    assert "Setlementti" in page
