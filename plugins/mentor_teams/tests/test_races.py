"""Two who act at the same moment: nobody is placed twice, no room is exceeded, nothing is half done."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

import pytest
from flask import Flask
from punos_mentor_teams import following, propose, service, teams
from sqlalchemy import select
from werkzeug.test import TestResponse

from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.errors import Refused
from punos.matching.models import Proposal
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Tenants

from .field import Field, make_field, publish_fields, row


@pytest.fixture
def field(tenants: Tenants) -> Field:
    return make_field(tenants)


def at_once(
    first: Callable[[], object], second: Callable[[], object], began: threading.Event
) -> tuple[Future, Future]:
    """Run both; the second begins when the first is in the middle."""
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        assert began.wait(20), one.exception(0) if one.done() else "the first never got there"
        other = pool.submit(second)
    return one, other


def leave(field: Field, enrolment_id: UUID, state: str = "withdrawn") -> Callable[[], None]:
    """Somebody leaves, in a transaction of its own."""

    def act() -> None:
        with field.work() as work:
            move(work, enrolment_id, state)

    return act


def placing(field: Field, who: Client, mentee: UUID, mentor: UUID) -> Callable[[], TestResponse]:
    """Press "Add to the team" beside this mentor, for a mentee who had nobody."""
    path = field.path(f"mentors/{mentee}")
    who.get(path)
    return lambda: who.post(path, {"mentor": str(mentor), "had": "0"})


def both_place(
    field: Field,
    app: Flask,
    patch: pytest.MonkeyPatch,
    first: tuple[UUID, UUID],
    second: tuple[UUID, UUID],
) -> list[TestResponse]:
    """Two contact persons of one union place a mentee with a mentor at the same moment."""
    two = [field.contact(Client(app)) for _ in range(2)]
    began = pause(patch, teams, "_tell", lambda: somebody_waits(field.association.deployment))
    done = at_once(placing(field, two[0], *first), placing(field, two[1], *second), began)
    return [future.result() for future in done]


def test_two_contact_persons_place_one_mentee_and_the_first_wins(
    app: Flask, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee, mentors = field.enrol("mentee"), field.many("mentor", 2)
    told = both_place(field, app, monkeypatch, (mentee, mentors[0]), (mentee, mentors[1]))
    assert [answer.status_code for answer in told] == [303, 409]
    assert "Somebody else has just changed who mentors this person" in told[1].text
    assert list(field.teams().values()) == [{mentee, mentors[0]}]
    assert field.state(mentors[1]) == "accepted"
    assert len([mail for mail in field.mails() if mail.kind == "group.link"]) == 2


def test_last_room_of_a_mentor_goes_to_one_mentee(
    app: Flask, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentees, mentor = field.many("mentee", 2), field.enrol("mentor", name="Berit")
    told = both_place(field, app, monkeypatch, (mentees[0], mentor), (mentees[1], mentor))
    assert [answer.status_code for answer in told] == [303, 409]
    assert "Berit" in told[1].text
    assert "has no room for another mentee. Nothing was changed." in told[1].text
    assert list(field.teams().values()) == [{mentees[0], mentor}]
    assert field.state(mentees[1]) == "accepted"


def test_control_without_the_cycle_held_the_room_would_be_exceeded(
    app: Flask, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentees, mentor = field.many("mentee", 2), field.enrol("mentor")
    monkeypatch.setattr(service, "hold_running", lambda *_arguments: None)
    monkeypatch.setattr(teams, "lock_enrolments", _not_held)
    both_place(field, app, monkeypatch, (mentees[0], mentor), (mentees[1], mentor))
    assert len([team for team in field.teams().values() if mentor in team]) == 2


def _not_held(work: object, ids: set[UUID]) -> dict[UUID, object]:
    """Enrolments as they are, held by nobody."""
    query = select(Enrolment).where(Enrolment.id.in_(ids))
    return {one.id: one for one in work.session.scalars(query)}  # type: ignore[attr-defined]


def test_two_publications_at_once_form_the_teams_once(
    app: Flask, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    field.many("mentee", 3)
    field.many("mentor", 3)
    two = [field.contact(Client(app)) for _ in range(2)]
    pages = [field.proposed(two[0]), field.page(two[1])]
    began = pause(monkeypatch, teams, "_tell", lambda: somebody_waits(field.association.deployment))
    one, other = at_once(
        lambda: field.publish(two[0], pages[0]), lambda: field.publish(two[1], pages[1]), began
    )
    assert "3 teams were published." in one.result()
    assert "Nothing was done twice." in other.result()
    assert len(field.teams()) == 3
    assert len([mail for mail in field.mails() if mail.kind == "group.link"]) == 6


def test_publications_of_two_unions_at_once_both_go_through(
    app: Flask, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = {}
    for union in field.units:
        field.enrol("mentee", union)
        field.enrol("mentor", union)
        contact = field.contact(Client(app), union)
        who[union] = (contact, field.proposed(contact, union))
    began = pause(monkeypatch, teams, "_tell", lambda: somebody_waits(field.association.deployment))
    told = at_once(
        *(lambda u=u, c=c, p=p: field.publish(c, p, u) for u, (c, p) in who.items()), began
    )
    assert ["1 team was published." in future.result() for future in told] == [True, True]
    assert len(field.teams()) == 2


def test_two_who_ask_at_once_get_one_proposal(app: Flask, field: Field) -> None:
    field.enrol("mentee")
    two = [field.contact(Client(app)) for _ in range(2)]
    barrier = threading.Barrier(2)

    def ask(who: Client) -> int:
        barrier.wait(5)
        return who.post(field.path("propose")).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(ask, two)) == [303, 303]
    assert len(field.proposals()) == 1


def test_room_used_by_hand_meanwhile_stops_a_publication_whole(app: Flask, field: Field) -> None:
    mentees = field.many("mentee", 2)
    mentor = field.enrol("mentor", capacity=2)
    contact = field.contact(Client(app))
    page = field.proposed(contact)
    late = field.enrol("mentee")
    placing(field, field.contact(Client(app)), late, mentor)()
    answer = contact.post(field.path("publish"), publish_fields(page))
    assert answer.status_code == 409
    assert "has no room for another mentee" in answer.text
    assert list(field.teams().values()) == [{late, mentor}]
    assert [field.state(one) for one in mentees] == ["accepted"] * 2
    assert {one.state for one in field.suggestions()} == {"proposed"}, "nothing is half done"


def test_publishing_in_the_middle_of_a_withdrawal_forms_no_team(
    app: Flask, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentees, _mentors = field.many("mentee", 2), field.many("mentor", 2)
    contact = field.contact(Client(app))
    page = field.proposed(contact)
    deployment = field.association.deployment
    began = pause(monkeypatch, following, "drop_from_drafts", lambda: somebody_waits(deployment))
    left, told = at_once(leave(field, mentees[0]), lambda: field.publish(contact, page), began)
    assert left.exception() is None
    assert "The draft has changed since you looked at it. Nothing was published." in told.result()
    assert field.teams() == {}
    assert "1 team was published" in field.publish(contact, field.page(contact))
    assert mentees[0] not in {one for team in field.teams().values() for one in team}


def test_withdrawal_in_the_middle_of_publishing_comes_too_late(
    app: Flask, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    contact = field.contact(Client(app))
    page = field.proposed(contact)
    began = pause(monkeypatch, teams, "_tell", lambda: somebody_waits(field.association.deployment))
    done, left = at_once(lambda: field.publish(contact, page), leave(field, mentor), began)
    assert "1 team was published" in done.result()
    assert isinstance(left.exception(), Refused)
    assert field.team_of(mentee)[1] == {mentee, mentor}


def test_withdrawal_while_teams_are_computed_is_seen_in_the_draft(
    app: Flask, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee, mentors = field.enrol("mentee"), field.many("mentor", 2)
    contact = field.contact(Client(app))
    solve = propose.solve

    def solve_while_one_leaves(*arguments: object, **keywords: object) -> object:
        leave(field, mentors[0])()
        return solve(*arguments, **keywords)  # type: ignore[arg-type]

    monkeypatch.setattr(propose, "solve", solve_while_one_leaves)
    page = field.proposed(contact)
    assert "Has left" in row(page, mentee)
    assert "Publish 1 team" in page
    field.publish(contact, page)
    assert field.team_of(mentee)[1] == {mentee, mentors[1]}


def test_both_mentors_of_a_team_leave_at_once(
    app: Flask, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee, mentors = field.enrol("mentee"), field.many("mentor", 2)
    field.formed(field.contact(Client(app)))
    deployment = field.association.deployment
    began = pause(monkeypatch, following, "_leave_teams", lambda: somebody_waits(deployment))
    told = at_once(leave(field, mentors[0], "left"), leave(field, mentors[1], "left"), began)
    assert [future.exception() for future in told] == [None, None]
    assert list(field.teams().values()) == [{mentee}]
    assert field.state(mentee) == "accepted"
    kinds = [mail.subject.partition(": ")[2] for mail in field.mails()]
    assert kinds.count("we are looking for a new mentor for you") == 1


def test_proposal_that_was_replaced_meanwhile_is_left_alone(
    app: Flask, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    field.enrol("mentee")
    field.enrol("mentor")
    contact = field.contact(Client(app))
    contact.post(field.path("propose"))
    solve = propose.solve

    def solve_while_it_is_discarded(*arguments: object, **keywords: object) -> object:
        with field.work() as work:
            work.session.scalars(select(Proposal)).one().state = "discarded"
        return solve(*arguments, **keywords)  # type: ignore[arg-type]

    monkeypatch.setattr(propose, "solve", solve_while_it_is_discarded)
    drain(field.association.deployment)
    assert field.suggestions() == []
