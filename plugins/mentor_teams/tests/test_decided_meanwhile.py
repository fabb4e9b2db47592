"""What was decided after a draft was made, or while it was, holds when the draft is published."""

from collections.abc import Callable
from uuid import UUID

import pytest
from punos_mentor_teams import propose, service

from punos.enrolments.placing import place
from punos.matching.service import wish
from punos.work import Work
from tests.support.clients import Client
from tests.support.tenants import Tenants

from .field import Field, buttons, make_field, pair, publish_fields, row


@pytest.fixture
def field(tenants: Tenants) -> Field:
    return make_field(tenants)


@pytest.fixture
def contact(field: Field, client: Client) -> Client:
    return field.contact(client)


def meanwhile(field: Field, patch: pytest.MonkeyPatch, act: Callable[[Work], object]) -> None:
    """Let something happen while the worker computes."""
    solve = propose.solve

    def solve_after_that(*arguments: object, **keywords: object) -> object:
        with field.work() as work:
            act(work)
        return solve(*arguments, **keywords)  # type: ignore[arg-type]

    patch.setattr(propose, "solve", solve_after_that)


def states(field: Field) -> list[str]:
    return sorted(one.state for one in field.suggestions())


def kept_apart(one: UUID, other: UUID) -> dict[str, str]:
    return {"mentors": f"{one}:{other}"}


def test_drafts_of_all_unions_are_not_published_when_one_is_published_already(
    field: Field, client: Client
) -> None:
    coordinator = field.coordinator(client)
    for union in field.units:
        field.enrol("mentee", union)
        field.enrol("mentor", union)
        field.proposed(coordinator, union)
    seen = publish_fields(coordinator.get(f"/mentor_teams/{field.slug}").text)
    # The one that would come last, so that the others would have been published before it.
    last = max(field.proposals(), key=lambda proposal: proposal.id).unit_id
    [union] = [slug for slug, unit_id in field.units.items() if unit_id == last]
    field.publish(coordinator, field.page(coordinator, union), union)
    answer = coordinator.post(f"/mentor_teams/{field.slug}/publish", seen)
    assert "Nothing was done twice." in coordinator.follow(answer).text
    assert len(field.teams()) == 1


def test_mentor_kept_apart_from_the_standing_one_is_left_out_of_the_draft(
    field: Field, contact: Client
) -> None:
    mentee, standing = field.enrol("mentee"), field.enrol("mentor")
    field.formed(contact)
    second = field.enrol("mentor")
    [two] = buttons(row(field.proposed(contact), mentee), "mentors")
    contact.post(field.path("apart"), {"mentors": two})
    page = field.page(contact)
    assert "Left out" in row(page, mentee)
    assert "Publish" not in page
    assert field.team_of(mentee)[1] == {mentee, standing}
    assert set(two.split(":")) == {str(standing), str(second)}


def test_mentors_kept_apart_are_not_taken_in_again(field: Field, contact: Client) -> None:
    mentee, mentors = field.enrol("mentee"), field.many("mentor", 2)
    field.proposed(contact)
    contact.post(field.path("apart"), kept_apart(*mentors))
    [out] = [one.id for one in field.suggestions() if one.state == "left_out"]
    assert contact.post(field.path("take-in"), {"suggestion": str(out)}).status_code == 409
    contact.post(field.path("apart-no-more"), kept_apart(*mentors))
    contact.post(field.path("take-in"), {"suggestion": str(out)})
    field.publish(contact, field.page(contact))
    assert field.team_of(mentee)[1] == {mentee, *mentors}


def test_going_back_brings_nobody_together_who_is_kept_apart(field: Field, contact: Client) -> None:
    mentees, mentors = field.many("mentee", 2), field.many("mentor", 2, capacity=2)
    field.proposed(contact)
    field.proposed(contact)
    contact.post(field.path("forbid"), pair(mentees[0], mentors[0]))
    contact.post(field.path("apart"), kept_apart(*mentors))
    contact.post(field.path("go-back"))
    field.publish(contact, field.page(contact))
    assert field.team_of(mentees[0])[1] == {mentees[0], mentors[1]}
    assert len(field.team_of(mentees[1])[1]) == 2


def test_two_forbidden_while_teams_are_computed_are_left_out(
    field: Field, contact: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    meanwhile(
        field,
        monkeypatch,
        lambda work: wish(work, field.cycle(work), mentee, mentor, "forbid"),
    )
    assert "Publish" not in field.proposed(contact)
    assert states(field) == ["left_out"]


def test_mentors_kept_apart_while_teams_are_computed_get_no_team_of_both(
    field: Field, contact: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    field.enrol("mentee")
    mentors = field.many("mentor", 2)
    meanwhile(
        field,
        monkeypatch,
        lambda work: service.keep_apart(work, field.cycle(work), *mentors, apart=True),
    )
    field.proposed(contact)
    assert states(field) == ["left_out", "proposed"]


def test_mentee_moved_to_another_union_while_teams_are_computed_holds_up_nobody(
    field: Field, contact: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentees, _mentors = field.many("mentee", 2), field.many("mentor", 4)
    meanwhile(field, monkeypatch, lambda work: place(work, mentees[0], field.units["doctors"]))
    page = field.proposed(contact)
    assert str(mentees[0]) not in page
    assert "1 team was published" in field.publish(contact, page)
    assert [mentees[1] in team for team in field.teams().values()] == [True]
