"""One person's outcomes: own field, evidence, taking back, confirming."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.events.models import Event
from tests.outcomes.conftest import COOK, DEVELOPER, ELECTRICIAN, Cycle
from tests.support.clients import Client


@pytest.mark.parametrize(
    ("chosen", "occupation", "said", "contract", "kept"),
    [
        ("A1", ELECTRICIAN, "", "", "A1"),
        ("A1", COOK, "", "", "E1"),
        ("A2", DEVELOPER, "", "", "E1"),
        ("A1", COOK, "yes", "", "A1"),
        ("A1", ELECTRICIAN, "no", "", "E1"),
        ("E1", ELECTRICIAN, "", "", "A2"),
        ("E1", ELECTRICIAN, "", "permanent", "A1"),
        ("E1", "", "yes", "self_employed", "A3"),
        ("E1", "", "", "", "E1"),
        ("B3", COOK, "", "", "B3"),
    ],
)
def test_work_is_kept_by_what_is_known_of_its_field(
    cycle: Cycle, chosen: str, occupation: str, said: str, contract: str, kept: str
) -> None:
    sent = {"occupation": occupation, "own_field": said, "contract": contract}
    assert cycle.post(code=chosen, **sent) == 303
    assert [one.code for one in cycle.known()] == [kept]


def test_page_shows_both_what_was_worked_out_and_what_was_said(cycle: Cycle) -> None:
    cycle.post(code="A1", occupation=COOK, own_field="yes")
    page = cycle.staff.get(f"/enrolments/{cycle.mentee}/outcomes").text
    assert "Own field, worked out" in page
    assert "Own field, as you said" in page


def test_several_at_one_moment_are_all_kept_and_the_highest_counts(cycle: Cycle) -> None:
    for code in ("C1", "A2", "B5"):
        assert cycle.post(code=code) == 303
    assert [one.state for one in cycle.known()] == ["recorded"] * 3
    page = cycle.staff.get(f"/cycles/{cycle.slug}/outcomes").text
    assert '<option value="A2" selected>' in page


def test_day_to_come_and_code_of_another_moment_are_asked_again(cycle: Cycle) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert cycle.post(code="A1", happened_on=tomorrow) == 422
    assert cycle.post(code="Q1", moment="exit") == 422
    assert cycle.post(code="Q1", moment="entry") == 303
    assert [one.code for one in cycle.known()] == ["Q1"]


def test_evidence_is_given_to_those_who_record_and_to_nobody_else(cycle: Cycle, app: Flask) -> None:
    letter = (BytesIO(b"She works here."), "letter.txt")
    assert cycle.post(code="A1", evidence=letter) == 303
    (outcome,) = cycle.known()
    path = f"/outcomes/{outcome.id}/evidence"
    answer = cycle.staff.get(path)
    assert answer.data == b"She works here."
    assert answer.headers["Content-Disposition"].startswith("attachment")
    reader = cycle.association.signed_in(Client(app), "readonly")
    assert reader.get(path).status_code == 404
    assert cycle.post(code="A1", evidence=(BytesIO(b"x"), "run.exe")) == 422


def test_taken_back_stays_in_the_list_with_its_reason_and_counts_no_more(cycle: Cycle) -> None:
    cycle.post(code="A1")
    (outcome,) = cycle.known()
    path = f"/outcomes/{outcome.id}/withdraw"
    assert cycle.staff.post(path, {"why": "nonsense"}).status_code == 409
    assert cycle.staff.post(path, {"why": "mistake"}).status_code == 303
    (outcome,) = cycle.known()
    assert (outcome.state, outcome.withdrawn_why) == ("withdrawn", "mistake")
    assert (
        "It was written down by mistake"
        in cycle.staff.get(f"/enrolments/{cycle.mentee}/outcomes").text
    )
    assert '"A1" selected' not in cycle.staff.get(f"/cycles/{cycle.slug}/outcomes").text
    with cycle.association.work() as work:
        kinds = list(work.session.scalars(select(Event.kind).where(Event.subject_id == outcome.id)))
    assert sorted(kinds) == ["outcome.recorded", "outcome.withdrawn"]


def test_only_somebody_else_confirms(cycle: Cycle, app: Flask) -> None:
    cycle.post(code="A1")
    (outcome,) = cycle.known()
    path = f"/outcomes/{outcome.id}/confirm"
    assert cycle.staff.post(path).status_code == 409
    other = cycle.association.signed_in(Client(app), "coordinator")
    other.get(f"/enrolments/{cycle.mentee}/outcomes")
    assert other.post(path).status_code == 303
    assert [one.state for one in cycle.known()] == ["verified"]


def test_mentor_has_no_such_page(cycle: Cycle) -> None:
    mentor = cycle.association.enrol(cycle.slug, "mentor")
    assert cycle.staff.get(f"/enrolments/{mentor}/outcomes").status_code == 404
