"""A confidential survey from the button to the figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from punos import clock
from punos.enrolments.service import move
from punos.outcomes.models import Outcome
from punos.people.models import Person
from punos.privacy.erasing import erase
from punos.surveys.api import responses, shared_answers, text_answers
from punos.surveys.models import SurveyAnswer
from punos.writing.service import stop_mails
from tests.support.clients import Client
from tests.support.tenants import Tenants
from tests.surveys.desk import answer, begun, link_in


@pytest.fixture
def staff(client: Client) -> Client:
    """The coordinator's browser."""
    return client


def test_survey_is_sent_in_one_step_and_answered_without_signing_in(
    tenants: Tenants, staff: Client
) -> None:
    desk = begun(tenants, staff)
    survey_id = desk.send()
    first, _second = desk.browsers()
    page = first.get("/survey").text
    assert "Your answer is confidential" in page
    assert "This link is for Mentee" in page
    assert answer(first).status_code == 303
    assert "Thank you for your answers" in first.get("/survey").text
    shown = desk.page(survey_id)
    assert "50%" in shown or "50\u202f%" in shown or "50 %" in shown
    assert "The talks" in shown
    assert "mean 4" in shown
    assert desk.here.canary in desk.page(survey_id, "/people")


def test_mail_names_the_survey_the_last_day_and_how_answers_are_kept(
    tenants: Tenants, staff: Client
) -> None:
    desk = begun(tenants, staff, 1)
    desk.send()
    (mail,) = desk.mails()
    assert mail.subject.startswith("Please answer: Survey at the start")
    assert "Your answer is confidential" in mail.body
    assert link_in(mail)


def test_answers_can_be_changed_until_the_survey_closes(tenants: Tenants, staff: Client) -> None:
    desk = begun(tenants, staff, 1)
    survey_id = desk.send()
    (one,) = desk.browsers()
    answer(one)
    one.get("/survey")
    assert answer(one, hopes="The lunch").status_code == 303
    assert "The lunch" in desk.page(survey_id)
    assert "The talks" not in desk.page(survey_id)
    desk.step(survey_id, "close")
    assert "This survey is closed" in one.get("/survey").text
    answer(one, hopes="Too late")
    assert "Too late" not in desk.page(survey_id)


def test_answers_that_were_left_are_there_when_the_link_is_opened_again(
    tenants: Tenants, staff: Client
) -> None:
    desk = begun(tenants, staff, 1)
    survey_id = desk.send()
    (mail,) = desk.mails()
    answer(desk.opened(mail), {"hopes": "Half a thought"}, submit="later")
    assert "Half a thought" in desk.opened(mail).get("/survey").text
    assert "Half a thought" not in desk.page(survey_id)
    assert "Nobody has answered yet" in desk.page(survey_id)


def test_answer_that_is_too_much_is_told_beside_its_question(
    tenants: Tenants, staff: Client
) -> None:
    desk = begun(tenants, staff, 1)
    desk.send()
    (one,) = desk.browsers()
    refused = answer(one, confidence_1="9")
    assert refused.status_code == 422
    assert "The talks" in refused.text


def test_reminders_stop_when_somebody_has_answered_and_after_the_second(
    tenants: Tenants, staff: Client
) -> None:
    desk = begun(tenants, staff)
    desk.send()
    first, _second = desk.browsers()
    answer(first)
    desk.later(days=8)
    desk.later(days=1)
    assert len(desk.mails("survey.reminder")) == 1
    desk.later(days=10)
    desk.later(days=1)
    assert len(desk.mails("survey.reminder")) == 2


def test_whoever_wants_no_mails_is_not_asked(tenants: Tenants, staff: Client) -> None:
    desk = begun(tenants, staff)
    with desk.here.work() as work:
        stop_mails(work, desk.here.enrolment(desk.mentees[0]).person_id, "staff")
    assert "1 person can be asked" in staff.get(f"/cycles/{desk.slug}/surveys").text
    desk.send()
    assert len(desk.mails()) == 1


def test_latecomer_is_asked_while_the_survey_is_open(tenants: Tenants, staff: Client) -> None:
    desk = begun(tenants, staff, 1)
    desk.send()
    desk.here.enrol(desk.slug, "mentee")
    desk.run()
    assert len(desk.mails()) == 2


def test_survey_goes_out_by_itself_when_its_day_comes(tenants: Tenants, staff: Client) -> None:
    desk = begun(tenants, staff, 1, settings={"surveys": {"waves": ["midterm"]}})
    with desk.here.work() as work:
        cycle = desk.cycle()
        work.session.add(cycle)
        cycle.state = "running"
    desk.run()
    assert desk.mails() == []
    desk.later(days=61)
    (mail,) = desk.mails()
    assert "Survey in the middle" in mail.subject
    desk.run()
    assert len(desk.mails()) == 1


def test_survey_closes_after_its_last_day_and_takes_longer_when_that_is_moved(
    tenants: Tenants, staff: Client
) -> None:
    desk = begun(tenants, staff, 1)
    survey_id = desk.send()
    day = clock.today() + timedelta(days=30)
    told = f"{day.day}.{day.month}.{day.year}"
    assert desk.step(survey_id, "extend", closes_on=told).status_code == 303
    desk.later(days=25)
    assert desk.survey(survey_id).state == "open"
    desk.later(days=6)
    assert desk.survey(survey_id).state == "closed"


def test_same_survey_cannot_be_sent_twice(tenants: Tenants, staff: Client) -> None:
    desk = begun(tenants, staff, 1)
    desk.send()
    again = staff.post(f"/cycles/{desk.slug}/surveys", {"wave": "start", "role": "mentee"})
    assert again.status_code == 409
    desk.run()
    assert len(desk.mails()) == 1


def test_situation_suggests_an_outcome_that_says_who_told_it(
    tenants: Tenants, staff: Client
) -> None:
    desk = begun(tenants, staff, 1)
    desk.pair_up()
    desk.send("end")
    (one,) = desk.browsers()
    answer(one, {"situation": "work_own", "contacts_new": "3"})
    one.get("/survey")
    answer(one, {"situation": "work_own", "contacts_new": "4"})
    with desk.here.work() as work:
        (outcome,) = work.session.scalars(select(Outcome)).all()
    assert (outcome.code, outcome.moment, outcome.source) == ("A2", "exit", "self_report")
    assert outcome.own_field is True


def test_what_other_parts_read_are_answers_that_were_sent(tenants: Tenants, staff: Client) -> None:
    desk = begun(tenants, staff, 3)
    desk.send()
    first, second, _third = desk.browsers()
    answer(first)
    answer(second, {"hopes": "Not sent"}, submit="later")
    with desk.here.work() as work:
        cycle = desk.cycle()
        (response,) = responses(work, cycle)
        (shared,) = shared_answers(work, cycle)
        words = text_answers(work, cycle)
    assert (response.answered, response.asked, response.anonymous) == (1, 3, False)
    assert shared.enrolment_id in desk.mentees
    assert shared.answers == {"confidence_1": 4, "confidence_2": 5}
    assert [(one.item, one.text) for one in words] == [("hopes", "The talks")]


def test_somebody_erased_takes_her_answers_along_and_not_how_many_answered(
    tenants: Tenants, staff: Client
) -> None:
    desk = begun(tenants, staff, 2)
    survey_id = desk.send()
    first, _second = desk.browsers()
    answer(first)
    with desk.here.work() as work:
        [hers] = work.session.scalars(select(SurveyAnswer.enrolment_id)).all()
        assert hers is not None
        move(work, hers, "withdrawn")
        person_id = desk.here.enrolment(hers).person_id
        erase(work, work.session.scalars(select(Person).where(Person.id == person_id)).one())
    assert desk.rows("survey_answer") == []
    with desk.here.work() as work:
        (response,) = responses(work, desk.cycle())
        assert shared_answers(work, desk.cycle()) == []
    assert (response.answered, response.asked) == (1, 2)
    assert desk.page(survey_id, "/people").count("/enrolments/") == 1
