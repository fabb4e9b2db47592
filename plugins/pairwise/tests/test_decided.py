"""What was decided about a matching is listed for staff, with who decided it."""

from uuid import UUID

import pytest

from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .cohorts import buttons, cohort, proposed, publish


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


def decide_all(coordinator: Client, association: Association) -> tuple[str, UUID, UUID]:
    """Everything that a coordinator can decide about two people, and then publish."""
    slug, [mentee, _second], [mentor, _other] = cohort(association, 2, 2)
    page = proposed(association, coordinator, slug)
    [suggestion, *_more] = buttons(page, "suggestion")
    two = {"pair": f"{mentee}:{mentor}"}
    for act, fields in (
        ("pin", two),
        ("clear", two),
        ("leave-out", {"suggestion": suggestion}),
        ("take-in", {"suggestion": suggestion}),
        ("propose", {}),
        ("go-back", {}),
    ):
        assert coordinator.post(f"/pairwise/{slug}/{act}", fields).status_code == 303
        page = proposed(association, coordinator, slug) if act == "propose" else page
    page = coordinator.get(f"/pairwise/{slug}").text
    publish(coordinator, slug, page)
    return slug, mentee, mentor


def test_each_decision_is_listed_with_who_made_it(
    association: Association, coordinator: Client
) -> None:
    slug, _mentee, _mentor = decide_all(coordinator, association)
    page = coordinator.get(f"/cycles/{slug}/decided").text
    for told in ("Keep together", "Took a wish back", "Left out", "Took in again", "Published"):
        assert told in page
    assert f"Coordinator {association.canary}" in page
    assert "Went back to the earlier draft" in page


def test_file_of_decisions_holds_ids_and_no_name(
    association: Association, coordinator: Client
) -> None:
    slug, mentee, mentor = decide_all(coordinator, association)
    text = coordinator.get(f"/cycles/{slug}/decided?format=csv").text
    assert str(mentee) in text
    assert str(mentor) in text
    assert association.canary not in text


@pytest.mark.parametrize("role", ["readonly", "adviser", "mentor", "facilitator"])
def test_decisions_are_absent_for_those_who_decide_nothing(
    association: Association, client: Client, role: str
) -> None:
    slug, _mentees, _mentors = cohort(association, 1, 1)
    other = association.signed_in(client, role)
    assert other.get(f"/cycles/{slug}/decided").status_code == 404


def test_worker_of_one_unit_sees_the_decisions_about_her_people_alone(
    association: Association, client: Client
) -> None:
    slug = association.cycle()
    units = [association.unit("turku"), association.unit("oulu")]
    people = [
        (
            association.enrol(slug, "mentee", name=f"Mentee{n}", unit_id=unit),
            association.enrol(slug, "mentor", name=f"Mentor{n}", unit_id=units[0]),
        )
        for n, unit in enumerate(units)
    ]
    coordinator = association.signed_in(client)
    for mentee, mentor in people:
        coordinator.post(f"/pairwise/{slug}/pin", {"pair": f"{mentee}:{mentor}"})
    hers = association.signed_in(Client(client.app), "contact", unit_id=units[1])
    page = hers.get(f"/cycles/{slug}/decided").text
    assert "Mentee1" in page
    assert "Mentee0" not in page
    assert "Mentor1" not in page, "the mentor is of another unit"
    assert "somebody" in page
