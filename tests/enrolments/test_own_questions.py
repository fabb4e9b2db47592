"""Questions that an association asks of its own."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from punos.enrolments.models import Enrolment, OwnQuestion
from punos.programmes.models import Programme
from tests.enrolments.test_apply import GOOD
from tests.support.applying import apply_by_pages, fill_in
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

BUS = {
    "kind": "one",
    "label_en": "How do you travel?",
    "label_fi": "Miten kuljet?",
    "purpose_en": "To choose a place that everybody reaches.",
    "options_en": "By bus\nOn foot",
    "options_fi": "Bussilla\nKävellen",
    "role": "mentee",
    "required": "yes",
    "sensitivity": "personal",
}


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def slug(here: Association) -> str:
    """Its cycle."""
    return here.cycle()


@pytest.fixture
def staff(here: Association, client: Client, slug: str) -> Client:
    """A coordinator there; after `slug`, so that the programme is there."""
    return here.signed_in(client)


def programme(here: Association) -> str:
    with here.work() as work:
        return work.session.scalars(select(Programme.slug)).one()


def ask(staff: Client, here: Association, **changes: Any) -> str:
    """Add a question; the page that follows."""
    path = f"/programmes/{programme(here)}/questions/new"
    assert staff.get(path).status_code == 200
    return staff.follow(staff.post(path, {**BUS, **changes})).text


def questions(here: Association) -> list[OwnQuestion]:
    with here.work() as work:
        query = select(OwnQuestion).order_by(OwnQuestion.position, OwnQuestion.name)
        return list(work.session.scalars(query))


def change(staff: Client, here: Association, number: int = 0, **changes: Any) -> Any:
    one = questions(here)[number]
    path = f"/programmes/{programme(here)}/questions/{one.id}"
    staff.get(path)
    return staff.post(path, {**{k: v for k, v in BUS.items() if k != "kind"}, **changes})


def step(staff: Client, here: Association, number: int, act: str) -> None:
    one = questions(here)[number]
    path = f"/programmes/{programme(here)}/questions/{one.id}/step"
    assert staff.post(path, {"act": act}).status_code == 303


def test_question_is_asked_checked_kept_shown_and_taken_out(
    here: Association, staff: Client, slug: str
) -> None:
    page = ask(staff, here)
    assert "How do you travel?" in page
    assert "By bus" in page
    visitor, path = Client(staff.app, here.host), f"/apply/{slug}/mentee"
    stuck = fill_in(visitor, path, GOOD)
    assert stuck.status_code == 422
    assert "Choose an answer for “How do you travel?”." in stuck.text
    assert "To choose a place that everybody reaches." in stuck.text
    checked = fill_in(visitor, f"{path}?part=person", {**GOOD, "own-q1": "o2"})
    assert "On foot" in checked.text
    done = apply_by_pages(visitor, f"{path}?part=person", {**GOOD, "own-q1": "o2"})
    assert "We have your application" in done.text
    with here.work() as work:
        enrolment = work.session.scalars(select(Enrolment)).one()
    assert enrolment.answers["own"] == {"version": 1, "data": {"q1": "o2"}}
    shown = staff.get(f"/enrolments/{enrolment.id}").text
    assert "How do you travel?" in shown
    assert "On foot" in shown
    taken = staff.get(f"/cycles/{slug}/applicants?format=csv").text
    assert "How do you travel?" in taken
    assert "On foot" in taken


def test_question_is_asked_in_the_readers_language_and_says_when_it_cannot(
    here: Association, staff: Client, slug: str
) -> None:
    ask(staff, here)
    visitor, path = Client(staff.app, here.host), f"/apply/{slug}/mentee?part=own"
    finnish = visitor.get(path, headers={"Accept-Language": "fi"}).text
    assert '<span lang="fi">Miten kuljet?</span>' in finnish
    assert '<span lang="fi">Kävellen</span>' in finnish
    assert '<span lang="en">To choose a place' in finnish


def test_question_for_one_role_is_not_asked_of_others(
    here: Association, staff: Client, slug: str
) -> None:
    ask(staff, here)
    visitor = Client(staff.app, here.host)
    assert "How do you travel?" not in visitor.get(f"/apply/{slug}/mentor?part=own").text
    assert "How do you travel?" in visitor.get(f"/apply/{slug}/mentee?part=own").text


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("line", "Turku", "Turku"),
        ("text", "One\r\ntwo", "One\ntwo"),
        ("yes_no", "yes", "yes"),
        ("many", ["o1", "o2"], ["o1", "o2"]),
        ("number", "2,5", "2.5"),
        ("date", "24.12.2026", "2026-12-24"),
    ],
)
def test_each_kind_of_answer_is_kept_as_its_kind(
    here: Association, staff: Client, slug: str, kind: str, typed: Any, kept: Any
) -> None:
    ask(staff, here, kind=kind)
    visitor, path = Client(staff.app, here.host), f"/apply/{slug}/mentee"
    apply_by_pages(visitor, path, {**GOOD, "own-q1": typed})
    with here.work() as work:
        answers = work.session.scalars(select(Enrolment.answers)).one()
    assert answers["own"]["data"]["q1"] == kept


def test_words_are_needed_in_the_first_language_and_choices_in_the_same_order(
    here: Association, staff: Client
) -> None:
    path = f"/programmes/{programme(here)}/questions/new"
    for wrong, at in (
        ({"label_en": ""}, "label_en"),
        ({"purpose_en": " "}, "purpose_en"),
        ({"options_en": "Only one"}, "options_en"),
        ({"options_fi": "Bussilla"}, "options_fi"),
        ({"options_fi": "Bussilla\nBussilla"}, "options_fi"),
        ({"kind": "riddle"}, "kind"),
        ({"role": "captain"}, "role"),
    ):
        answer = staff.post(path, {**BUS, **wrong})
        assert answer.status_code == 422, wrong
        assert f'id="f-{at}-error"' in answer.text
    assert questions(here) == []


def test_option_keeps_its_value_when_it_is_renamed_moved_or_joined_by_others(
    here: Association, staff: Client
) -> None:
    ask(staff, here)
    change(staff, here, options_en="On foot\nBy bus\nBy boat", options_fi="")
    assert questions(here)[0].options == [
        ["o2", {"en": "On foot"}],
        ["o1", {"en": "By bus"}],
        ["o3", {"en": "By boat"}],
    ]
    change(staff, here, options_en="Walking\nBy bus\nBy boat", options_fi="")
    assert [value for value, _labels in questions(here)[0].options] == ["o2", "o1", "o3"]


def test_option_that_somebody_chose_cannot_be_taken_away(
    here: Association, staff: Client, slug: str
) -> None:
    ask(staff, here, options_en="A\nB\nC", options_fi="")
    visitor = Client(staff.app, here.host)
    apply_by_pages(visitor, f"/apply/{slug}/mentee", {**GOOD, "own-q1": "o3"})
    refused = change(staff, here, options_en="A\nB", options_fi="", help_en="Typed beside it")
    assert refused.status_code == 422
    assert "Somebody has chosen" in refused.text
    assert 'id="f-options_en-error"' in refused.text
    assert "Typed beside it" in refused.text
    assert change(staff, here, options_en="A\nC", options_fi="").status_code == 303


def test_questions_are_moved_retired_and_asked_again(
    here: Association, staff: Client, slug: str
) -> None:
    ask(staff, here, label_en="First?")
    ask(staff, here, label_en="Second?")
    step(staff, here, 1, "up")
    assert [one.labels["en"] for one in questions(here)] == ["Second?", "First?"]
    step(staff, here, 0, "retire")
    form = Client(staff.app, here.host).get(f"/apply/{slug}/mentee?part=own").text
    assert "Second?" not in form
    assert "First?" in form
    step(staff, here, 0, "ask")
    form = Client(staff.app, here.host).get(f"/apply/{slug}/mentee?part=own").text
    assert "Second?" in form


def test_answer_to_a_retired_question_stays_through_a_correction(
    here: Association, staff: Client, slug: str
) -> None:
    ask(staff, here)
    ask(staff, here, kind="line", label_en="Anything else?", required="")
    visitor = Client(staff.app, here.host)
    apply_by_pages(visitor, f"/apply/{slug}/mentee", {**GOOD, "own-q1": "o1", "own-q2": "No."})
    step(staff, here, 0, "retire")
    with here.work() as work:
        enrolment = work.session.scalars(select(Enrolment)).one()
    page = staff.get(f"/enrolments/{enrolment.id}/change").text
    assert "How do you travel?" not in page
    answers = {k: v for k, v in GOOD.items() if not k.startswith("consent")}
    saved = staff.post(f"/enrolments/{enrolment.id}/change", {**answers, "own-q2": "Yes."})
    assert saved.status_code == 303, saved.text
    assert here.enrolment(enrolment.id).answers["own"]["data"] == {"q1": "o1", "q2": "Yes."}
    assert "By bus" in staff.get(f"/enrolments/{enrolment.id}").text


def test_only_who_sets_up_programmes_makes_questions(
    here: Association, client: Client, slug: str
) -> None:
    path = f"/programmes/{programme(here)}/questions"
    here.signed_in(client, "contact")
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/new", BUS).status_code == 404
    assert questions(here) == []


def test_question_is_told_in_the_privacy_notice(here: Association, staff: Client) -> None:
    ask(staff, here)
    notice = Client(staff.app, here.host).get("/privacy").text
    assert re.search(r"How do you travel\?", notice)
    assert "To choose a place that everybody reaches." in notice


def test_questions_of_another_association_are_not_asked(
    tenants: Tenants, here: Association, staff: Client
) -> None:
    ask(staff, here)
    other = tenants.make()
    visitor = Client(staff.app, other.host)
    assert "How do you travel?" not in visitor.get(f"/apply/{other.cycle()}/mentee?part=own").text
