"""Two are asked first whether they want to meet: they answer by a link, or tell staff by telephone."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.enrolments.service import move
from punos.jobs import tick as due
from punos.mail.models import Mail
from punos.matching.models import MatchAsk, MatchChoice, Suggestion
from punos.people.models import Person
from tests.support.clients import Client
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants

from .cohorts import active_pairs, buttons, members, page_of, proposed, publish, publish_fields

QUESTION = "Would you like to meet?"


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


@pytest.fixture
def browser(app: Flask, association: Association) -> Callable[[], Client]:
    """A browser of somebody who has no account here."""
    return lambda: Client(app).at(association.host)


def asking_cohort(
    association: Association, ask: str, mentees: int = 1, mentors: int = 1
) -> tuple[str, list[UUID], list[UUID]]:
    """A cycle that asks first, with so many accepted people."""
    slug = association.cycle(settings={**PAIRWISE_SETTINGS, "ask_first": ask})
    return (
        slug,
        [association.enrol(slug, "mentee", name=f"Amina{n}") for n in range(mentees)],
        [association.enrol(slug, "mentor", name=f"Maija{n}") for n in range(mentors)],
    )


def asked(association: Association, coordinator: Client, slug: str) -> str:
    """Propose and press the button; the page that follows."""
    return publish(coordinator, slug, proposed(association, coordinator, slug))


def links(association: Association) -> dict[str, str]:
    """By the address of a person: the path of the newest link to a question."""
    with association.work() as work:
        mails = work.session.scalars(select(Mail).order_by(Mail.id)).all()
        found = [one for one in mails if one.subject.endswith(QUESTION)]
        return {one.to_address: re.findall(r"/l/\S+", one.body)[0] for one in found}


def link_of(association: Association, enrolment_id: UUID) -> str:
    with association.work() as work:
        person_id = association.enrolment(enrolment_id).person_id
        email = work.session.scalars(select(Person.email).where(Person.id == person_id)).one()
    assert email
    return links(association)[email]


def opened(browser: Client, link: str) -> str:
    """The page that a link leads to."""
    return browser.follow(browser.get(link)).text


def answered(browser: Client, link: str, **said: str) -> str:
    """Open the link, press a button, and give the page that follows."""
    opened(browser, link)
    return browser.follow(browser.post("/my/match", said)).text


def suggestion(association: Association) -> Suggestion:
    with association.work() as work:
        return work.session.scalars(select(Suggestion).order_by(Suggestion.id.desc())).first()


def asks(association: Association) -> list[MatchAsk]:
    with association.work() as work:
        return list(work.session.scalars(select(MatchAsk).order_by(MatchAsk.id)))


def choices(association: Association) -> list[str]:
    with association.work() as work:
        return list(work.session.scalars(select(MatchChoice.kind).order_by(MatchChoice.id)))


def next_days(association: Association, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so many days pass, and do what is due."""
    later = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: later)
    due.tick(association.deployment)


@pytest.mark.parametrize(("ask", "people"), [("mentee", 1), ("mentor", 1), ("both", 2)])
def test_publishing_asks_those_whom_the_programme_asks_and_forms_no_pair(
    association: Association, coordinator: Client, ask: str, people: int
) -> None:
    slug, [mentee], [mentor] = asking_cohort(association, ask)
    draft = proposed(association, coordinator, slug)
    assert "Ask the two of 1 pair first" in draft
    receipt = publish(coordinator, slug, draft)
    assert f"{people} p" in receipt
    assert "asked first" in receipt
    assert active_pairs(association) == []
    asked_people = {one.enrolment_id for one in asks(association)}
    assert asked_people == {"mentee": {mentee}, "mentor": {mentor}}.get(ask, {mentee, mentor})
    assert len(links(association)) == people
    assert {one.answer_by for one in asks(association)} == {clock.today() + timedelta(days=7)}


def test_question_tells_of_the_other_what_is_needed_and_no_more(
    association: Association, coordinator: Client, browser: Callable[[], Client]
) -> None:
    slug, [mentee], [mentor] = asking_cohort(association, "both")
    asked(association, coordinator, slug)
    page = opened(browser(), link_of(association, mentee))
    for told in ("Maija0", "Software developers", "Turku", "Finnish B2", "You live in the same"):
        assert told in page
    with association.work() as work:
        other = work.session.get_one(
            Person, (work.tenant.id, association.enrolment(mentor).person_id)
        )
        for kept in (f"Maija0 {other.family_name}", str(other.email)):
            assert kept not in page
    assert active_pairs(association) == [], "opening the link changes nothing"


def test_two_who_both_say_yes_are_a_pair_and_hear_of_it(
    association: Association, coordinator: Client, browser: Callable[[], Client]
) -> None:
    slug, [mentee], [mentor] = asking_cohort(association, "both")
    asked(association, coordinator, slug)
    page = answered(browser(), link_of(association, mentee), answer="yes")
    assert "You have said yes. We write to you" in page
    assert active_pairs(association) == []
    page = answered(browser(), link_of(association, mentor), answer="yes")
    assert "You both said yes." in page
    assert set(members(association)) == {mentee, mentor}
    assert association.enrolment(mentee).model_state == "paired"
    with association.work() as work:
        subjects = list(work.session.scalars(select(Mail.subject)))
    assert sum("meet your pair" in one for one in subjects) == 2
    assert choices(association) == ["propose", "ask", "mentee_yes", "mentor_yes"]


def test_no_frees_both_and_they_are_not_proposed_to_each_other_again(
    association: Association, coordinator: Client, browser: Callable[[], Client]
) -> None:
    slug, [mentee], [mentor] = asking_cohort(association, "both")
    asked(association, coordinator, slug)
    answered(browser(), link_of(association, mentee), answer="yes")
    page = answered(browser(), link_of(association, mentor), answer="no", reason="no_time")
    assert "You have said no." in page
    page = opened(browser(), link_of(association, mentee))
    assert "This time it did not come about" in page
    assert "no time" not in page
    listed = coordinator.get(f"/pairwise/{slug}/asked").text
    assert "has no time now" in listed
    assert "Will not meet" in listed
    with association.work() as work:
        subjects = list(work.session.scalars(select(Mail.subject)))
    assert sum("We go on looking for you" in one for one in subjects) == 1
    assert "Kept apart, as the mentor said no" in page_of(coordinator, slug)
    page = proposed(association, coordinator, slug)
    assert "Kept apart, as the mentor said no" in page
    assert "kept apart: 1 of 1" in page
    third = association.enrol(slug, "mentor", name="Third")
    page = proposed(association, coordinator, slug)
    assert f"{mentee}:{third}" in buttons(page, "pair")


def test_yes_may_become_a_no_until_the_other_has_answered(
    association: Association, coordinator: Client, browser: Callable[[], Client]
) -> None:
    slug, [mentee], [mentor] = asking_cohort(association, "both")
    asked(association, coordinator, slug)
    link = link_of(association, mentee)
    assert "you can still say no" in answered(browser(), link, answer="yes")
    assert "You have said no." in answered(browser(), link, answer="no")
    page = answered(browser(), link_of(association, mentor), answer="yes")
    assert "This question is over" in page
    assert active_pairs(association) == []


def test_no_answer_by_the_day_frees_both(
    association: Association,
    coordinator: Client,
    browser: Callable[[], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slug, [mentee], [mentor] = asking_cohort(association, "both")
    asked(association, coordinator, slug)
    link = link_of(association, mentee)
    answered(browser(), link_of(association, mentor), answer="yes")
    next_days(association, 7, monkeypatch)
    assert suggestion(association).state == "asked", "the last day is included"
    next_days(association, 1, monkeypatch)
    assert suggestion(association).state == "declined"
    assert "mentee_silent" in choices(association)
    page = answered(browser(), link, answer="yes")
    assert "The time to answer is over" in page
    assert active_pairs(association) == []


def test_late_answer_is_told_kindly_also_before_the_job_has_come(
    association: Association,
    coordinator: Client,
    browser: Callable[[], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slug, [mentee], _mentors = asking_cohort(association, "mentee")
    asked(association, coordinator, slug)
    link = link_of(association, mentee)
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = answered(browser(), link, answer="yes")
    assert "The time to answer is over" in page
    assert active_pairs(association) == []


def test_whoever_is_asked_is_not_proposed_to_others_meanwhile(
    association: Association, coordinator: Client
) -> None:
    slug, _mentees, _mentors = asking_cohort(association, "mentor")
    page = asked(association, coordinator, slug)
    assert "No accepted mentee waits for a pair" in page
    assert "1 pair is being asked first." in page
    assert "besides those who are being asked" in page
    assert "published on" not in page + coordinator.get(f"/cycles/{slug}").text
    assert "accepted mentee waits" not in coordinator.get("/today").text
    late = association.enrol(slug, "mentee", name="Late")
    page = proposed(association, coordinator, slug)
    assert "There is no mentor with room." in page
    assert f"pair-{late}" not in page


def test_staff_write_an_answer_down_on_behalf(
    association: Association, coordinator: Client
) -> None:
    slug, [mentee], [mentor] = asking_cohort(association, "both")
    with association.work() as work:
        person = work.session.get_one(
            Person, (work.tenant.id, association.enrolment(mentor).person_id)
        )
        person.email = None
    asked(association, coordinator, slug)
    page = coordinator.get(f"/pairwise/{slug}/asked").text
    assert "has no e-mail: ask by telephone" in page
    for ask in asks(association):
        answer = coordinator.post(f"/pairwise/{slug}/asked/yes", {"ask": str(ask.id)})
        page = coordinator.follow(answer).text
    assert "Both want to meet: they are a pair now" in page
    assert set(members(association)) == {mentee, mentor}
    with association.work() as work:
        query = select(MatchChoice.account_id).where(MatchChoice.kind == "mentor_yes")
        assert work.session.scalars(query).one() is not None


def test_staff_ask_again_with_more_time_and_the_old_link_ends(
    association: Association,
    coordinator: Client,
    browser: Callable[[], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slug, [mentee], _mentors = asking_cohort(association, "mentee")
    asked(association, coordinator, slug)
    old = link_of(association, mentee)
    later = clock.now() + timedelta(days=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    coordinator = association.signed_in(browser())
    sent = {"suggestion": str(suggestion(association).id)}
    assert coordinator.post(f"/pairwise/{slug}/asked/prolong", sent).status_code == 303
    new = link_of(association, mentee)
    assert new != old
    assert browser().get(old).status_code == 404
    next_days(association, 7, monkeypatch)
    assert "You both said yes" in answered(browser(), new, answer="yes")


def test_staff_take_a_question_back(
    association: Association, coordinator: Client, browser: Callable[[], Client]
) -> None:
    slug, [mentee], _mentors = asking_cohort(association, "mentee")
    asked(association, coordinator, slug)
    sent = {"suggestion": str(suggestion(association).id)}
    assert coordinator.post(f"/pairwise/{slug}/asked/take-back", sent).status_code == 303
    assert "This question is over" in answered(
        browser(), link_of(association, mentee), answer="yes"
    )
    assert coordinator.post(f"/pairwise/{slug}/asked/take-back", sent).status_code == 409
    assert "Publish" not in page_of(coordinator, slug)
    assert "Ask the two of 1 pair first" in proposed(association, coordinator, slug)


def test_mentor_who_withdraws_while_asked_frees_the_mentee(
    association: Association, coordinator: Client, browser: Callable[[], Client]
) -> None:
    slug, [mentee], [mentor] = asking_cohort(association, "both")
    asked(association, coordinator, slug)
    answered(browser(), link_of(association, mentee), answer="yes")
    with association.work() as work:
        move(work, mentor, "withdrawn")
    assert suggestion(association).state == "gone"
    assert "This time it did not come about" in opened(browser(), link_of(association, mentee))
    association.enrol(slug, "mentor", name="Third")
    assert "Ask the two of 1 pair first" in proposed(association, coordinator, slug)


def test_mentor_asked_about_two_has_a_link_to_each_question(
    association: Association, coordinator: Client, browser: Callable[[], Client]
) -> None:
    slug, _mentees, _none = asking_cohort(association, "mentor", 2, 0)
    association.enrol(slug, "mentor", capacity=2)
    receipt = asked(association, coordinator, slug)
    assert "1 person is asked first." in receipt
    assert "2 mails are on their way." in receipt
    with association.work() as work:
        bodies = list(
            work.session.scalars(select(Mail.body).where(Mail.subject.endswith(QUESTION)))
        )
    assert all("a mail about each of them" in body for body in bodies)
    pages = [answered(browser(), re.findall(r"/l/\S+", body)[0], answer="yes") for body in bodies]
    assert ["You both said yes" in page for page in pages] == [True, True]
    assert len(active_pairs(association)) == 2


def test_mentor_asked_about_two_pairs_keeps_the_other_one(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, _none = asking_cohort(association, "mentee", 2, 0)
    mentor = association.enrol(slug, "mentor", capacity=2)
    asked(association, coordinator, slug)
    first, second = asks(association)
    coordinator.post(f"/pairwise/{slug}/asked/yes", {"ask": str(first.id)})
    assert len(active_pairs(association)) == 1
    coordinator.post(f"/pairwise/{slug}/asked/yes", {"ask": str(second.id)})
    assert set(members(association)) == {*mentees, mentor}


def test_draft_is_asked_once_by_two_who_press_the_button(
    association: Association, coordinator: Client
) -> None:
    slug, _mentees, _mentors = asking_cohort(association, "both")
    page = proposed(association, coordinator, slug)
    publish(coordinator, slug, page)
    again = coordinator.post(f"/pairwise/{slug}/publish", publish_fields(page))
    assert "Nothing was done twice" in coordinator.follow(again).text
    assert len(asks(association)) == 2


def test_questions_of_others_cannot_be_named(
    tenants: Tenants, association: Association, coordinator: Client
) -> None:
    slug, _mentees, _mentors = asking_cohort(association, "both")
    asked(association, coordinator, slug)
    [ask, *_more] = asks(association)
    other, _mentees, _mentors = asking_cohort(association, "both")
    elsewhere = f"/pairwise/{other}/asked"
    assert coordinator.post(f"{elsewhere}/yes", {"ask": str(ask.id)}).status_code == 404
    sent = {"suggestion": str(ask.suggestion_id)}
    assert coordinator.post(f"{elsewhere}/prolong", sent).status_code == 404
    assert coordinator.post(f"{elsewhere}/take-back", sent).status_code == 404
    assert coordinator.post(f"/pairwise/{slug}/asked/yes", {"ask": "no id"}).status_code == 404
    assert active_pairs(association) == []
