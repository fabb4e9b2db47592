"""The matching workbench, as a coordinator meets it."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select

from punos.enrolments.service import move
from punos.mail.models import Mail
from punos.programmes.service import close_cycle, start_cycle
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Association, Tenants

from .cohorts import (
    active_pairs,
    buttons,
    cohort,
    cycle_of,
    members,
    page_of,
    proposals,
    proposed,
    publish,
    publish_fields,
    row,
)


@pytest.fixture
def association(tenants: Tenants) -> Association:
    """An association of its own for each test."""
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    """Somebody who may match."""
    return association.signed_in(client)


def pin(mentee: UUID, mentor: UUID) -> dict[str, str]:
    return {"pair": f"{mentee}:{mentor}"}


def test_workbench_proposes_explains_and_publishes(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, _mentors = cohort(association, 3, 3)
    assert "Propose pairs" in page_of(coordinator, slug)
    page = proposed(association, coordinator, slug)
    assert "Publish 3 pairs" in page
    assert "same profession: Software developers" in row(page, mentees[0])
    assert active_pairs(association) == [], "nothing happens before it is published"
    receipt = publish(coordinator, slug, page)
    assert "3 pairs were published." in receipt
    assert "6 mails are on their way." in receipt
    assert len(active_pairs(association)) == 3
    with association.work() as work:
        mails = work.session.scalars(select(Mail)).all()
        assert len(mails) == 6
        paragraphs = mails[0].body.split("\n\n")
        assert paragraphs[1].startswith("You now have a pair in “")
        assert paragraphs[-1] == f"With kind regards,\nAssociation {association.canary}\n"
        assert {association.enrolment(one).model_state for one in mentees} == {"paired"}
    assert "No accepted mentee waits for a pair" in page_of(coordinator, slug)


def test_page_shows_progress_while_worker_has_not_come(
    association: Association, coordinator: Client
) -> None:
    slug, _mentees, _mentors = cohort(association, 1, 1)
    coordinator.post(f"/pairwise/{slug}/propose")
    answer = coordinator.get(f"/pairwise/{slug}")
    assert answer.headers["Refresh"] == "3"
    assert "are being worked out" in answer.text
    assert "Look again" in answer.text
    assert "Refresh" not in coordinator.get(f"/pairwise/{slug}?wait=no").headers
    coordinator.post(f"/pairwise/{slug}/propose")
    assert len(proposals(association)) == 1, "asked twice, it is the same proposal"
    drain(association.deployment)
    assert "Publish 1 pair" in page_of(coordinator, slug)


def test_weakest_pair_stands_first(association: Association, coordinator: Client) -> None:
    slug, [strong, _other], _mentors = cohort(association, 2, 2)
    weak = association.enrol(slug, "mentee", occupation="5321", interests=["arts"], hopes=[])
    association.enrol(slug, "mentor", occupation="9111", availability=["weekend"])
    page = proposed(association, coordinator, slug)
    assert page.index(f"pair-{weak}") < page.index(f"pair-{strong}")
    assert "different fields" in row(page, weak)
    assert "no time that suits both" in row(page, weak)


def test_names_lead_to_applications(association: Association, coordinator: Client) -> None:
    slug, [mentee], [mentor] = cohort(association, 1, 1)
    part = row(proposed(association, coordinator, slug), mentee)
    assert f"/enrolments/{mentee}" in part
    assert f"/enrolments/{mentor}" in part


def test_pinned_pair_comes_in_next_proposal_and_change_is_shown(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, mentors = cohort(association, 2, 2)
    page = proposed(association, coordinator, slug)
    other = next(
        m for m in mentors if f"{mentees[0]}:{m}" not in buttons(row(page, mentees[0]), "pair")[:1]
    )
    coordinator.post(f"/pairwise/{slug}/pin", pin(mentees[0], other))
    assert "This draft is no longer fresh" in page_of(coordinator, slug)
    page = proposed(association, coordinator, slug)
    assert "Kept together" in row(page, mentees[0])
    assert "Changed" in row(page, mentees[0])
    assert f"{mentees[0]}:{other}" in buttons(page, "pair")
    assert "2 mentees have another mentor" in page


def test_one_may_go_back_to_earlier_draft(association: Association, coordinator: Client) -> None:
    slug, mentees, mentors = cohort(association, 2, 2)
    before = buttons(proposed(association, coordinator, slug), "suggestion")
    for mentor in mentors:
        coordinator.post(f"/pairwise/{slug}/pin", pin(mentees[0], mentor))
    assert "Go back to the earlier draft" in proposed(association, coordinator, slug)
    coordinator.post(f"/pairwise/{slug}/go-back")
    assert buttons(page_of(coordinator, slug), "suggestion") == before
    assert "Publish 2 pairs" in page_of(coordinator, slug)
    assert coordinator.post(f"/pairwise/{slug}/go-back").status_code == 409


def test_forbidden_pair_is_neither_published_nor_proposed(
    association: Association, coordinator: Client
) -> None:
    slug, [mentee], [mentor] = cohort(association, 1, 1)
    page = proposed(association, coordinator, slug)
    [suggestion] = buttons(page, "suggestion")
    coordinator.post(f"/pairwise/{slug}/forbid", pin(mentee, mentor))
    page = page_of(coordinator, slug)
    assert "Publish" not in page
    refused = coordinator.post(f"/pairwise/{slug}/take-in", {"suggestion": suggestion})
    assert "You keep these two apart" in refused.text
    page = proposed(association, coordinator, slug)
    assert "kept apart: 1 of 1" in page
    coordinator.post(f"/pairwise/{slug}/clear", pin(mentee, mentor))
    assert "Publish 1 pair" in proposed(association, coordinator, slug)


def test_left_out_pair_is_not_published(association: Association, coordinator: Client) -> None:
    slug, mentees, _mentors = cohort(association, 2, 2)
    page = proposed(association, coordinator, slug)
    first, second = buttons(page, "suggestion")
    coordinator.post(f"/pairwise/{slug}/leave-out", {"suggestion": first})
    coordinator.post(f"/pairwise/{slug}/leave-out", {"suggestion": second})
    coordinator.post(f"/pairwise/{slug}/take-in", {"suggestion": second})
    page = page_of(coordinator, slug)
    assert "1 pair was published" in publish(coordinator, slug, page)
    assert len(set(members(association)) & set(mentees)) == 1


def test_contradicting_wishes_are_named_and_nothing_is_lost(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, [mentor, _other] = cohort(association, 2, 2)
    proposed(association, coordinator, slug)
    for mentee in mentees:
        coordinator.post(f"/pairwise/{slug}/pin", pin(mentee, mentor))
    page = proposed(association, coordinator, slug)
    assert "The proposal could not be made" in page
    assert "This mentor is kept with more mentees than the mentor takes." in page
    coordinator.post(f"/pairwise/{slug}/go-back")
    assert "Publish 2 pairs" in page_of(coordinator, slug)


def test_newer_pin_of_mentee_replaces_the_older(
    association: Association, coordinator: Client
) -> None:
    slug, [mentee], mentors = cohort(association, 1, 2)
    for mentor in mentors:
        coordinator.post(f"/pairwise/{slug}/pin", pin(mentee, mentor))
    page = proposed(association, coordinator, slug)
    assert f"{mentee}:{mentors[1]}" in buttons(row(page, mentee), "pair")


def test_draft_tells_who_left_and_who_came(association: Association, coordinator: Client) -> None:
    slug, mentees, _mentors = cohort(association, 2, 2)
    proposed(association, coordinator, slug)
    with association.work() as work:
        move(work, mentees[0], "withdrawn")
    association.enrol(slug, "mentee", name="Newcomer")
    page = page_of(coordinator, slug)
    assert "In 1 pair somebody has left since" in page
    assert "Somebody has left" in row(page, mentees[0])
    assert "since they came later: Newcomer" in page
    assert "Publish 1 pair" in page
    page = proposed(association, coordinator, slug)
    assert "Publish 2 pairs" in page
    assert "1 mentee is newly paired" in page


def test_who_lost_a_pair_is_named(association: Association, coordinator: Client) -> None:
    slug, [mentee], [mentor] = cohort(association, 1, 1)
    proposed(association, coordinator, slug)
    better = association.enrol(slug, "mentee", name="Newcomer")
    coordinator.post(f"/pairwise/{slug}/pin", pin(better, mentor))
    page = proposed(association, coordinator, slug)
    assert "No longer in a pair: Mentee" in page
    assert f"pair-{mentee}" not in page


def test_unmatched_are_told_with_the_reason(association: Association, coordinator: Client) -> None:
    slug, _mentees, _mentors = cohort(association, 2, 1)
    page = proposed(association, coordinator, slug)
    assert "1 mentor would do, but has no room left." in page


def test_mentor_with_room_for_two_gets_two(association: Association, coordinator: Client) -> None:
    slug, mentees, _none = cohort(association, 2, 0)
    association.enrol(slug, "mentor", capacity=2)
    page = proposed(association, coordinator, slug)
    publish(coordinator, slug, page)
    assert set(mentees) <= set(members(association))
    assert len(active_pairs(association)) == 2


def test_two_people_are_chosen_by_hand(association: Association, coordinator: Client) -> None:
    slug, [mentee], [mentor] = cohort(association, 1, 1)
    empty = coordinator.post(f"/pairwise/{slug}/by-hand", {"kind": "forbid"})
    assert empty.status_code == 422
    sent = {"mentee": str(mentee), "mentor": str(mentor), "kind": "forbid"}
    page = coordinator.follow(coordinator.post(f"/pairwise/{slug}/by-hand", sent)).text
    assert "Kept apart" in page
    assert "kept apart" in proposed(association, coordinator, slug)


def test_search_and_filter_are_in_the_address(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, _mentors = cohort(association, 2, 2)
    wanted = association.enrol(slug, "mentee", name="Ærøskøbing")
    association.enrol(slug, "mentor")
    proposed(association, coordinator, slug)
    page = page_of(coordinator, slug, "?q=ærøs")
    assert f"pair-{wanted}" in page
    assert f"pair-{mentees[0]}" not in page
    assert "No pair fits this search" in page_of(coordinator, slug, "?q=nobody&page=99&show=odd")
    assert "No pair fits this search" in page_of(coordinator, slug, "?show=left_out")


def test_act_leads_back_to_its_row(association: Association, coordinator: Client) -> None:
    slug, [mentee], [mentor] = cohort(association, 1, 1)
    proposed(association, coordinator, slug)
    sent = {**pin(mentee, mentor), "q": "mentee", "page": ""}
    answer = coordinator.post(f"/pairwise/{slug}/pin", sent)
    assert answer.headers["Location"] == f"/pairwise/{slug}?q=mentee#pair-{mentee}"


def test_page_takes_as_many_statements_for_thirty_pairs_as_for_three(
    association: Association, coordinator: Client
) -> None:
    few, _mentees, _mentors = cohort(association, 3, 3)
    many, _mentees, _mentors = cohort(association, 30, 30)
    counts = []
    for slug in (few, many):
        proposed(association, coordinator, slug)
        page_of(coordinator, slug)
        counts.append(_statements(association, coordinator, f"/pairwise/{slug}"))
    assert counts[0] == counts[1]
    assert counts[1] <= 16, counts


def _statements(association: Association, coordinator: Client, path: str) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    engine = association.deployment.database("web").engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        coordinator.get(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_closed_cycle_keeps_its_pairs(association: Association, coordinator: Client) -> None:
    slug, [mentee], [mentor] = cohort(association, 1, 1)
    page = proposed(association, coordinator, slug)
    with association.work() as work:
        close_cycle(work, start_cycle(work, cycle_of(work, slug)))
    answer = coordinator.post(f"/pairwise/{slug}/publish", publish_fields(page))
    assert answer.status_code == 409
    assert "This cycle is closed" in answer.text
    assert coordinator.post(f"/pairwise/{slug}/pin", pin(mentee, mentor)).status_code == 409
    assert active_pairs(association) == []


@pytest.mark.parametrize("role", ["contact", "readonly", "facilitator", "adviser", "mentor"])
def test_workbench_is_absent_for_others(
    association: Association, client: Client, role: str
) -> None:
    slug, _mentees, _mentors = cohort(association, 1, 1)
    other = association.signed_in(client, role)
    assert other.get(f"/pairwise/{slug}").status_code == 404
    assert other.post(f"/pairwise/{slug}/propose").status_code == 404


def test_workbench_is_absent_for_coordinator_of_one_unit(
    association: Association, client: Client
) -> None:
    slug, _mentees, _mentors = cohort(association, 1, 1)
    other = association.signed_in(client, "coordinator", unit_id=association.unit("turku"))
    assert other.get(f"/pairwise/{slug}").status_code == 404
    assert f'/pairwise/{slug}"' not in other.get(f"/cycles/{slug}").text
    assert f'/pairwise/{slug}"' not in other.get("/today").text


def test_people_of_others_cannot_be_named(
    tenants: Tenants, association: Association, coordinator: Client
) -> None:
    foreign = tenants.make()
    _slug, [stranger], [strange_mentor] = cohort(foreign, 1, 1)
    slug, [mentee], [mentor] = cohort(association, 1, 1)
    _other, [elsewhere], _mentors = cohort(association, 1, 1)
    proposed(association, coordinator, slug)
    for one, other in (
        (stranger, mentor),
        (mentee, strange_mentor),
        (elsewhere, mentor),
        (mentor, mentee),
        (uuid4(), mentor),
    ):
        assert coordinator.post(f"/pairwise/{slug}/pin", pin(one, other)).status_code == 404
    assert coordinator.post(f"/pairwise/{slug}/pin", {"pair": "no ids"}).status_code == 404
    for act in ("leave-out", "take-in"):
        sent = {"suggestion": str(uuid4())}
        assert coordinator.post(f"/pairwise/{slug}/{act}", sent).status_code == 404


def test_draft_of_another_cycle_is_not_published_here(
    association: Association, coordinator: Client
) -> None:
    slug, _mentees, _mentors = cohort(association, 1, 1)
    other, _more, _others = cohort(association, 1, 1)
    page = proposed(association, coordinator, slug)
    answer = coordinator.post(f"/pairwise/{other}/publish", publish_fields(page))
    assert answer.status_code == 404
    [suggestion] = buttons(page, "suggestion")
    answer = coordinator.post(f"/pairwise/{other}/leave-out", {"suggestion": suggestion})
    assert answer.status_code == 404
    assert active_pairs(association) == []


def test_reasons_are_told_in_the_readers_language(
    association: Association, coordinator: Client
) -> None:
    slug, [mentee], _mentors = cohort(association, 1, 1)
    proposed(association, coordinator, slug)
    coordinator.post("/language", {"language": "fi", "next": "/"})
    assert "Ohjelmistokehittäjät" in row(page_of(coordinator, slug), mentee)
