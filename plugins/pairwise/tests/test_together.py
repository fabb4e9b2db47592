"""A mentee of the draft is given somebody else: those rows change, and nobody else's."""

import re
from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from punos_pairwise.swapping import Table
from sqlalchemy import select

from punos.ids import new_id
from punos.matching.models import MatchChoice, Proposal, Suggestion
from punos.plugin import Criteria
from tests.support.clients import Client
from tests.support.matching import cohorts
from tests.support.tenants import Association, Tenants

from .cohorts import (
    buttons,
    cohort,
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
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


def pairs(association: Association) -> dict[UUID, UUID]:
    """Who is with whom in the draft."""
    with association.work() as work:
        query = (
            select(Suggestion.mentee_id, Suggestion.mentor_id)
            .join(Proposal, Proposal.id == Suggestion.proposal_id)
            .where(Proposal.state == "draft", Suggestion.state == "proposed")
        )
        return dict(work.session.execute(query).all())


def offered(client: Client, slug: str, mentee: UUID) -> dict[str, str]:
    """The choices of the page, by what each sends."""
    page = client.get(f"/pairwise/{slug}/together?mentee={mentee}").text
    return dict(re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)</option>', page))


def shown(client: Client, slug: str, mentee: UUID, other: str) -> str:
    answer = client.get(f"/pairwise/{slug}/together?mentee={mentee}&other={other}")
    assert answer.status_code == 200
    return answer.text


def sent(page: str) -> dict[str, str]:
    """What the button below the rows sends."""
    return dict(re.findall(r'name="(proposal|mentee|other|seen)" value="([^"]*)"', page))


def change(client: Client, slug: str, mentee: UUID, other: str) -> str:
    """Look at what would change, press the button, and give the workbench."""
    fields = sent(shown(client, slug, mentee, other))
    answer = client.post(f"/pairwise/{slug}/together", fields)
    assert answer.status_code == 303, answer.text
    return client.follow(answer).text


def test_two_mentees_change_places_and_others_stay(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, _mentors = cohort(association, 4, 4)
    proposed(association, coordinator, slug)
    before = pairs(association)
    first, second = mentees[:2]
    other = f"{before[second]}:{second}"
    page = shown(coordinator, slug, first, other)
    assert "What would change" in page
    assert page.count("<tr><th") == 3, "a head and the two rows that it touches"
    assert pairs(association) == before, "looking changes nothing"
    page = change(coordinator, slug, first, other)
    after = pairs(association)
    assert (after[first], after[second]) == (before[second], before[first])
    assert {one: after[one] for one in mentees[2:]} == {one: before[one] for one in mentees[2:]}
    assert "Put together by you" in row(page, first)
    assert "Put together by you" not in row(page, second)
    assert "2 mentees have another mentor" in page
    with association.work() as work:
        chosen = work.session.scalars(select(MatchChoice).order_by(MatchChoice.id.desc())).first()
        assert (chosen.kind, chosen.mentee_id, chosen.mentor_id) == (
            "put_together",
            first,
            before[second],
        )


def test_change_is_undone_by_going_back(association: Association, coordinator: Client) -> None:
    slug, [first, second, *_], _mentors = cohort(association, 3, 3)
    proposed(association, coordinator, slug)
    before = pairs(association)
    change(coordinator, slug, first, f"{before[second]}:{second}")
    once = pairs(association)
    third = next(one for one in before if one not in (first, second))
    change(coordinator, slug, third, f"{once[first]}:{first}")
    coordinator.post(f"/pairwise/{slug}/go-back")
    assert pairs(association) == once
    coordinator.post(f"/pairwise/{slug}/go-back")
    assert pairs(association) == before
    assert [one.state for one in proposals(association)] == ["draft", "undone", "undone"]


def test_mentor_with_room_leaves_the_other_rows_alone(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, mentors = cohort(association, 2, 3)
    proposed(association, coordinator, slug)
    before = pairs(association)
    [free] = set(mentors) - set(before.values())
    assert "has room" in offered(coordinator, slug, mentees[0])[f"{free}:"]
    page = change(coordinator, slug, mentees[0], f"{free}:")
    assert pairs(association) == {**before, mentees[0]: free}
    assert "You have given the other one to somebody else." in page
    publish(coordinator, slug, page)
    assert free in members(association)


def test_whoever_had_the_place_is_left_when_there_is_nothing_to_exchange(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, [mentor] = cohort(association, 2, 1)
    proposed(association, coordinator, slug)
    [had] = pairs(association)
    [other] = set(mentees) - {had}
    page = shown(coordinator, slug, other, f"{mentor}:{had}")
    assert "nobody" in page
    page = change(coordinator, slug, other, f"{mentor}:{had}")
    assert pairs(association) == {other: mentor}
    assert f"pair-{had}" not in page
    assert "Publish 1 pair" in page


def test_pair_that_was_left_out_gives_way_to_the_one_chosen(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, [mentor] = cohort(association, 2, 1)
    page = proposed(association, coordinator, slug)
    [had] = pairs(association)
    [other] = set(mentees) - {had}
    coordinator.post(f"/pairwise/{slug}/leave-out", {"suggestion": buttons(page, "suggestion")[0]})
    page = change(coordinator, slug, other, f"{mentor}:")
    assert pairs(association) == {other: mentor}
    assert "Take in again" not in page


def test_those_kept_apart_are_not_offered(association: Association, coordinator: Client) -> None:
    slug, [mentee], mentors = cohort(association, 1, 3)
    proposed(association, coordinator, slug)
    apart = next(one for one in mentors if one not in pairs(association).values())
    coordinator.post(f"/pairwise/{slug}/forbid", {"pair": f"{mentee}:{apart}"})
    assert len(offered(coordinator, slug, mentee)) == 1
    page = shown(coordinator, slug, mentee, f"{apart}:")
    assert "This place is not to be had any more" in page
    assert "seen" not in sent(page)


def test_what_a_colleague_has_changed_is_shown_and_nothing_is_done_twice(
    association: Association, coordinator: Client
) -> None:
    slug, [first, second, third], _mentors = cohort(association, 3, 3)
    workbench = proposed(association, coordinator, slug)
    before = pairs(association)
    mine = sent(shown(coordinator, slug, first, f"{before[second]}:{second}"))
    change(coordinator, slug, second, f"{before[third]}:{third}")
    theirs = pairs(association)
    answer = coordinator.post(f"/pairwise/{slug}/together", mine)
    assert answer.status_code == 409
    assert "A colleague has changed this draft since you looked" in answer.text
    assert pairs(association) == theirs
    refused = coordinator.post(f"/pairwise/{slug}/publish", publish_fields(workbench))
    assert refused.status_code == 409
    assert "There is a newer proposal" in refused.text
    page = page_of(coordinator, slug)
    assert "What has changed since the earlier draft" in page
    assert "2 mentees have another mentor" in page


def test_row_that_a_colleague_has_left_out_is_noticed(
    association: Association, coordinator: Client
) -> None:
    slug, [first, second], _mentors = cohort(association, 2, 2)
    page = proposed(association, coordinator, slug)
    before = pairs(association)
    mine = sent(shown(coordinator, slug, first, f"{before[second]}:{second}"))
    [left_out] = buttons(row(page, first), "suggestion")
    coordinator.post(f"/pairwise/{slug}/leave-out", {"suggestion": left_out})
    answer = coordinator.post(f"/pairwise/{slug}/together", mine)
    assert answer.status_code == 409
    assert "left out" in answer.text
    assert pairs(association) == {second: before[second]}


def test_without_a_draft_there_is_nothing_to_change(
    association: Association, coordinator: Client
) -> None:
    slug, [mentee], [mentor] = cohort(association, 1, 1)
    answer = coordinator.get(f"/pairwise/{slug}/together?mentee={mentee}")
    assert "There is no draft now." in coordinator.follow(answer).text
    proposed(association, coordinator, slug)
    stranger = {"mentee": str(mentor), "other": f"{mentor}:", "seen": "x"}
    assert coordinator.get(f"/pairwise/{slug}/together?mentee={mentor}").status_code == 404
    [draft] = proposals(association)
    stranger["proposal"] = str(draft.id)
    assert coordinator.post(f"/pairwise/{slug}/together", stranger).status_code == 404


@settings(max_examples=200, deadline=None)
@given(cohorts("mentee", 4), cohorts("mentor", 3), st.data())
def test_change_never_fills_a_mentor_over_or_pairs_somebody_twice(
    mentees: list, mentors: list, data: st.DataObject
) -> None:
    room = {one.id: one.capacity for one in mentors}
    rows = []
    for one in mentees:
        places = [None, *(key for key, left in room.items() if left)]
        chosen = data.draw(st.sampled_from(places))
        if chosen is not None:
            room[chosen] -= 1
            rows.append(_row(one.id, chosen, data.draw(st.sampled_from(("proposed", "left_out")))))
            room[chosen] += rows[-1].state == "left_out"
    table = Table(
        "1", rows, {m.id: m for m in mentees}, {m.id: m for m in mentors}, Criteria(), frozenset()
    )
    for mentee in table.mentees:
        for choice in table.choices(mentee):
            changed = table.change(mentee, choice.mentor, choice.instead_of)
            assert changed is not None
            kept = [row for row in rows if row not in changed.gone]
            alive = [(row.mentee_id, row.mentor_id) for row in kept if row.state == "proposed"]
            alive += [(one.mentee, one.mentor) for one in changed.made]
            assert (mentee, choice.mentor) in alive
            taken = Counter(mentor for _mentee, mentor in alive)
            assert all(count <= table.mentors[key].capacity for key, count in taken.items())
            everybody = [row.mentee_id for row in kept] + [one.mentee for one in changed.made]
            assert len(everybody) == len(set(everybody))
            assert {row.mentee_id for row in rows} | {mentee} == {*everybody, *changed.left}


def _row(mentee: UUID, mentor: UUID, state: str) -> Suggestion:
    return Suggestion(
        id=new_id(), mentee_id=mentee, mentor_id=mentor, state=state, score=0.5, position=0
    )
