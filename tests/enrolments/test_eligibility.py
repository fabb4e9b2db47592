"""For whom a cycle is: what applicants are told before they send, what stops them, what staff see."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from punos.enrolments.eligibility import unmet
from punos.enrolments.models import ApplicationDraft, Enrolment
from punos.enrolments.service import enrol, move
from punos.mail.models import Mail
from punos.programmes.service import cycle_by_slug
from tests.enrolments.test_apply import GOOD
from tests.support.applying import address, apply_by_pages, fill, fill_in, go_on
from tests.support.clients import Client
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants

ASKS = {
    "mentee": ["gender", "moved", "education_level", "seeks_own_field", "age_group", "cv"],
    "mentor": [],
}


def rule(name: str, *conditions: tuple[str, str, list[str]], **more: Any) -> dict[str, Any]:
    """A rule for mentees, whose words are its name."""
    made = [
        {"question": question, "test": test, "values": values}
        for question, test, values in conditions
    ]
    words = {"en": f"Words of {name}.", "fi": f"Sanat: {name}."}
    return {"name": name, "role": "mentee", "words": words, "conditions": made, **more}


WOMAN = rule(
    "woman", ("pairwise.gender", "is_one_of", ["Woman"]), effect="block", ground="A written plan."
)
FINNISH = rule("finnish", ("pairwise.languages", "at_least", ["Finnish A2"]))
TURKU = rule("turku", ("person.city", "is_one_of", ["Turku", "Åbo", "Kaarina"]), effect="warn")
DEGREE = rule("degree", ("pairwise.education_level", "at_least", ["6"]))
SEEKING = rule(
    "seeking",
    ("pairwise.seeks_own_field", "yes", []),
    ("pairwise.moved", "yes", []),
    match="any",
)
FITTING = {
    **GOOD,
    "pairwise-gender": "woman",
    "pairwise-moved": "yes",
    "pairwise-education_level": "7",
    "pairwise-seeks_own_field": "yes",
    "pairwise-age_group": "30_54",
}


def opened(tenants: Tenants, client: Client, *rules: dict[str, Any]) -> tuple[Association, str]:
    """An association whose cycle takes applications by these rules, and a visitor there."""
    here = tenants.make()
    settings = {**PAIRWISE_SETTINGS, "asks": ASKS, "eligibility": list(rules)}
    slug = here.cycle(settings=settings)
    client.at(here.host)
    return here, slug


def fill_in_as_far(client: Client, path: str, answers: dict[str, Any]) -> Any:
    """Every page in turn up to the last, which may have no button to send."""
    page = client.get(path)
    while "Check your answers" not in page.text:
        page = client.follow(client.post(address(page), fill(page, answers)))
        assert page.status_code == 200, page.text
    return page


def applications(here: Association) -> list[Enrolment]:
    with here.work() as work:
        return list(work.session.scalars(select(Enrolment)))


def test_answers_that_meet_every_rule_are_sent_without_a_word(
    tenants: Tenants, client: Client
) -> None:
    here, slug = opened(tenants, client, WOMAN, FINNISH, TURKU, DEGREE, SEEKING)
    first = client.get(f"/apply/{slug}/mentee")
    assert "For whom this programme is" in first.text
    assert "Words of woman." in first.text
    page = fill_in(client, f"/apply/{slug}/mentee", FITTING)
    assert "Words of" not in page.text
    page = client.follow(client.post(address(page), fill(page, FITTING, "send")))
    assert "Thank you. We have your application." in page.text
    assert [one.unmet for one in applications(here)] == [[]]


def test_a_rule_that_warns_is_told_before_sending_and_staff_see_it(
    tenants: Tenants, client: Client
) -> None:
    here, slug = opened(tenants, client, WOMAN, FINNISH, TURKU, DEGREE)
    answers = {**FITTING, "person-city": "Oulu", "pairwise-education_level": ""}
    page = fill_in(client, f"/apply/{slug}/mentee", answers)
    assert "Words of turku." in page.text
    assert "Words of degree." in page.text
    assert "Words of finnish." not in page.text
    assert "You can send your application all the same." in page.text
    client.post(address(page), fill(page, answers, "send"))
    [enrolment] = applications(here)
    assert enrolment.unmet == ["turku", "degree"]
    here.signed_in(client, "coordinator")
    page = client.get(f"/enrolments/{enrolment.id}")
    assert "Outside the rules" in page.text
    assert "Words of turku." in page.text
    assert "Words of woman." not in page.text


def test_a_rule_that_blocks_says_why_offers_to_ask_and_keeps_what_was_typed(
    tenants: Tenants, client: Client
) -> None:
    here, slug = opened(tenants, client, WOMAN, TURKU)
    answers = {**FITTING, "pairwise-gender": "man", "person-city": "Oulu"}
    page = fill_in_as_far(client, f"/apply/{slug}/mentee", answers)
    assert "You cannot apply to this programme with these answers" in page.text
    assert "Words of woman." in page.text
    assert f'href="/ask/{slug}"' in page.text
    assert 'value="send"' not in page.text
    assert "You can send your application all the same" not in page.text
    assert applications(here) == []
    again = client.get(f"/apply/{slug}/mentee?part=person")
    assert 'value="aino@people.example.org"' in again.text


def test_a_blocked_form_sent_in_one_piece_is_kept_as_a_draft_and_not_sent(
    tenants: Tenants, client: Client
) -> None:
    here, slug = opened(tenants, client, WOMAN)
    path = f"/apply/{slug}/mentee"
    client.get(path)
    answer = client.post(path, {**FITTING, "pairwise-gender": "", "submit": "send"})
    assert answer.status_code == 422
    assert "Words of woman." in answer.text
    assert applications(here) == []
    with here.work() as work:
        assert work.session.scalar(select(func.count()).select_from(ApplicationDraft)) == 1
        draft = work.session.scalars(select(ApplicationDraft)).one()
        assert ["person-given_name", "Aino"] in draft.typed


def test_a_rule_is_told_in_the_language_of_the_reader(tenants: Tenants, client: Client) -> None:
    _here, slug = opened(tenants, client, TURKU)
    client.post("/language", {"language": "fi", "next": "/"})
    page = fill_in(client, f"/apply/{slug}/mentee", {**FITTING, "person-city": "Oulu"})
    assert "Sanat: turku." in page.text
    assert "Words of" not in page.text


def test_staff_may_add_and_accept_somebody_whom_a_rule_blocks(
    tenants: Tenants, client: Client
) -> None:
    here, slug = opened(tenants, client, WOMAN, TURKU)
    here.signed_in(client, "coordinator")
    path = f"/cycles/{slug}/applicants/add/mentee"
    answers = {**FITTING, "pairwise-gender": "man", "person-city": "Vaasa"}
    answers.pop("consent-service")
    assert client.post(path, answers).status_code == 303
    [enrolment] = applications(here)
    assert enrolment.unmet == ["woman", "turku"]
    with here.work() as work:
        move(work, enrolment.id, "accepted", by_hand=True)
    assert here.enrolment(enrolment.id).model_state == "accepted"


def test_changed_answers_are_measured_anew(tenants: Tenants, client: Client) -> None:
    here, slug = opened(tenants, client, FINNISH, TURKU)
    apply_by_pages(client, f"/apply/{slug}/mentee", {**FITTING, "person-city": "Oulu"})
    [enrolment] = applications(here)
    assert enrolment.unmet == ["turku"]
    here.signed_in(client, "coordinator")
    changed = {name: value for name, value in FITTING.items() if not name.startswith("consent")}
    changed["pairwise-languages--level"] = ["A1", "C1"]
    answer = client.post(f"/enrolments/{enrolment.id}/change", changed)
    assert answer.status_code == 303, answer.text
    assert here.enrolment(enrolment.id).unmet == ["finnish"]


def test_a_change_that_breaks_a_rule_is_kept_and_told(tenants: Tenants, client: Client) -> None:
    here, slug = opened(tenants, client, WOMAN, TURKU)
    apply_by_pages(client, f"/apply/{slug}/mentee", FITTING)
    with here.work() as work:
        body = work.session.scalars(select(Mail.body)).one()
    link = re.search(r"http\S+/l/\S+", body)
    assert link
    client.follow(client.get(link.group()))
    changed = {name: value for name, value in FITTING.items() if not name.startswith("consent")}
    answer = client.post("/application/change", {**changed, "person-city": "Oulu"})
    page = client.follow(answer).text
    assert "Your changes are saved." in page
    assert "Words of turku." in page
    [enrolment] = applications(here)
    assert enrolment.unmet == ["turku"]


@pytest.mark.parametrize(
    ("condition", "said", "met"),
    [
        (("is_one_of", ["turku", "Åbo"]), " TURKU ", True),
        (("is_one_of", ["turku"]), None, False),
        (("is_one_of", ["a", "b"]), ["c", "b"], True),
        (("is_not", ["student"]), None, True),
        (("is_not", ["student"]), ["student", "other"], False),
        (("at_least", ["6"]), "7", True),
        (("at_least", ["6"]), "5", False),
        (("at_least", ["6"]), None, False),
        (("at_least", ["2.5"]), 3, True),
        (("at_least", ["fi A2", "sv B1"]), [{"language": "sv", "level": "first"}], True),
        (("at_least", ["fi A2"]), [{"language": "fi", "level": "A1"}], False),
        (("at_least", ["fi A2"]), [], False),
        (("yes", []), "yes", True),
        (("yes", []), True, True),
        (("yes", []), "no", False),
        (("yes", []), None, False),
        (("answered", []), "FI", True),
        (("answered", []), "", False),
        (("answered", []), [], False),
    ],
)
def test_a_condition_holds_for_the_answers_it_names(
    condition: tuple[str, list[str]], said: Any, met: bool
) -> None:
    test, values = condition
    one = rule("it", ("pairwise.it", test, values), match="all")
    answers = {"pairwise": {"version": 1, "data": {"it": said}}}
    assert unmet([one], "mentee", answers) == ([] if met else ["it"])
    assert unmet([one], "mentor", answers) == []


@pytest.mark.parametrize(("match", "missed"), [("any", []), ("all", ["it"])])
def test_of_several_conditions_one_or_all_have_to_hold(match: str, missed: list[str]) -> None:
    both = rule("it", ("s.a", "yes", []), ("s.b", "yes", []), match=match)
    assert unmet([both], "mentee", {"s": {"data": {"a": "yes", "b": "no"}}}) == missed


def test_whoever_comes_without_the_form_is_measured_too(tenants: Tenants, client: Client) -> None:
    here, slug = opened(tenants, client, FINNISH, TURKU)
    known = here.enrol(slug, "mentee", state="applied")
    beginner = here.enrol(
        slug, "mentee", state="applied", languages=[{"language": "fi", "level": "A1"}]
    )
    assert here.enrolment(known).unmet == [], "who lives in Turku by their own row"
    assert here.enrolment(beginner).unmet == ["finnish"]
    mentor = here.enrol(slug, "mentor", state="applied", languages=[])
    assert here.enrolment(mentor).unmet == [], "the rules are for mentees"


def field_of(page: str, name: str) -> str:
    """What a page says about one question: its group of choices, with label and help."""
    found = re.search(
        rf'<fieldset(?:(?!</fieldset>).)*name="{name}".*?</fieldset>', page, re.DOTALL
    )
    assert found, page
    return found.group()


def test_question_that_a_blocking_rule_needs_is_not_called_optional_and_says_why(
    tenants: Tenants, client: Client
) -> None:
    _here, slug = opened(tenants, client, WOMAN, {**SEEKING, "effect": "block"})
    page = client.get(f"/apply/{slug}/mentee")
    while 'name="pairwise-gender"' not in page.text:
        page = go_on(client, page, FITTING)
    gender = field_of(page.text, "pairwise-gender")
    assert "(optional)" not in gender
    assert "You need to answer this before you can apply:" in gender
    assert "Words of woman." in gender
    # Either of two answers would do: none of them is needed by itself.
    moved = field_of(page.text, "pairwise-moved")
    assert "(optional)" in moved
    assert "Words of seeking." not in moved


def test_city_that_staff_change_on_the_persons_page_is_measured_in_what_is_not_decided(
    tenants: Tenants, client: Client
) -> None:
    here, slug = opened(tenants, client, TURKU)
    apply_by_pages(client, f"/apply/{slug}/mentee", {**FITTING, "person-city": "Oulu"})
    decided = here.cycle(settings={**PAIRWISE_SETTINGS, "asks": ASKS, "eligibility": [TURKU]})
    [waiting] = applications(here)
    with here.work() as work:
        again = work.session.get_one(Enrolment, (here.record.id, waiting.id))
        cycle = cycle_by_slug(work, decided)
        enrol(work, cycle, again.person, "mentee", answers=again.answers, source="staff")
        accepted = enrol(work, cycle, again.person, "mentor", answers={}, source="staff")
        move(work, accepted.id, "accepted")
        accepted.unmet = ["as it was decided"]
    before = {one.id: one.unmet for one in applications(here)}
    assert before.pop(accepted.id) == ["as it was decided"]
    assert list(before.values()) == [["turku"], ["turku"]]
    here.signed_in(client, "coordinator")
    path = f"/people/{waiting.person_id}/change"
    client.get(path)
    changed = {"given_name": "Aino", "email": "aino@people.example.org", "city": "Kaarina"}
    assert client.post(path, changed).status_code == 303
    found = {one.id: one.unmet for one in applications(here)}
    assert found.pop(accepted.id) == ["as it was decided"]
    assert list(found.values()) == [[], []]
