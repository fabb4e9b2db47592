"""Anonymous answers cannot be tied to a person: not from the database, logs, times, mails or pages.

The attacks of docs/decisions/0071-anonymous-answers.md, each tried; where it can be, with the control
that it does succeed against answers that are not protected.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from punos import clock
from punos.surveys import mixing
from punos.surveys.api import responses, shared_answers, text_answers
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Tenants
from tests.surveys.desk import Desk, answer, begun, link_in

SAID = "Words of number {}"


@pytest.fixture
def staff(client: Client) -> Client:
    """The coordinator's browser."""
    return client


def asked(tenants: Tenants, staff: Client, mentees: int = 6) -> tuple[Desk, UUID]:
    """An anonymous survey that so many have been asked to answer."""
    desk = begun(tenants, staff, mentees)
    desk.make_anonymous()
    return desk, desk.send()


def answered(tenants: Tenants, staff: Client, mentees: int) -> tuple[Desk, UUID, list[Client]]:
    """One that so many of six or more have answered, one after the other, each in their own words."""
    desk, survey_id = asked(tenants, staff, max(6, mentees))
    browsers = desk.browsers()[:mentees]
    for number, one in enumerate(browsers):
        assert answer(one, {"hopes": SAID.format(number)}).status_code == 303
    return desk, survey_id, browsers


def whole_database(desk: Desk) -> Mapping[str, str]:
    """Of every row of every table, the queue's too: what it holds, and the writing that made it."""
    with desk.here.deployment.database("owner").engine.connect() as connection:
        named = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return {
            table: _digest(
                connection.scalars(text(f'SELECT t.xmin::text || t::text FROM "{table}" t'))
            )
            for table in connection.scalars(named).all()
        }


def _digest(rows: Iterable[str]) -> str:
    return sha256("\n".join(sorted(rows)).encode()).hexdigest()


def guessed_by_order(desk: Desk) -> list[str]:
    """What somebody takes for the answers of the first, the second …, by when rows were written."""
    rows = desk.rows("survey_answer", "t.answers, t.xmin::text::bigint AS made, t.ctid::text AS at")
    return [
        row.answers["hopes"] for row in sorted(rows, key=lambda row: (row.made, _place(row.at)))
    ]


def _place(at: str) -> tuple[int, ...]:
    return tuple(int(part) for part in at.strip("()").split(","))


def test_page_says_in_plain_words_that_it_is_anonymous(tenants: Tenants, staff: Client) -> None:
    desk, _survey = asked(tenants, staff)
    mail = desk.mails()[0]
    assert "Your answer is anonymous" in mail.body
    page = desk.opened(mail).get("/survey").text
    assert "Your answer is anonymous" in page
    assert "for one person and works once" in page
    assert "Mentee" not in page.partition("<main")[2].partition("</main")[0].replace("Mentees", "")


def test_answering_adds_one_row_and_touches_no_other(tenants: Tenants, staff: Client) -> None:
    """By somebody who is signed in besides: from opening the link to the thanks."""
    desk, _survey = asked(tenants, staff)
    person = desk.here.enrolment(desk.mentees[0]).person_id
    email = desk.here.account("mentee", person_id=person)
    browser = Client(staff.app, desk.here.host)
    browser.follow(browser.sign_in(email, PASSWORD))
    mail = desk.mails()[0]
    clock.set_offset(timedelta(minutes=10))
    before = whole_database(desk)
    assert len(before) > 60
    browser.follow(browser.get(link_in(mail)))
    assert whole_database(desk) == before, "opening the link leaves nothing"
    assert browser.follow(answer(browser)).status_code == 200
    after = whole_database(desk)
    assert [name for name in before if before[name] != after[name]] == ["survey_answer"]
    # Control: the same browser on another page is noted.
    browser.get("/account")
    assert whole_database(desk)["account_session"] != before["account_session"]


def test_row_of_an_answer_holds_nothing_of_a_person_nor_of_the_moment(
    tenants: Tenants, staff: Client
) -> None:
    desk, _survey, _browsers = answered(tenants, staff, 2)
    for row in desk.rows("survey_answer"):
        assert row.id.version == 4
        assert row.enrolment_id is None
        assert row.answered_on == clock.today()
        for table in ("survey_ask", "enrolment", "person", "access_link", "account"):
            ids = {str(one.id) for one in desk.rows(table)}
            assert not any(known in str(row._mapping) for known in ids)


def test_day_of_an_answer_is_no_day_on_which_somebody_answered(
    tenants: Tenants, staff: Client
) -> None:
    desk, _survey = asked(tenants, staff)
    first_day = clock.today()
    clock.set_offset(timedelta(days=4))
    answer(desk.browsers()[0])
    (row,) = desk.rows("survey_answer")
    assert row.answered_on == first_day


def test_logs_name_neither_the_person_nor_the_link(
    tenants: Tenants, staff: Client, caplog: pytest.LogCaptureFixture
) -> None:
    desk, _survey = asked(tenants, staff)
    mail = desk.mails()[0]
    with caplog.at_level(logging.DEBUG):
        caplog.clear()
        answer(desk.opened(mail))
    token = link_in(mail).rpartition("/")[2]
    asks = desk.rows("survey_ask")
    links = [row for row in desk.rows("access_link") if row.purpose == "survey"]
    words = [str(one.id) for one in (*asks, *links)] + [str(one.enrolment_id) for one in asks]
    for word in (token, desk.here.canary, *words):
        assert word not in caplog.text


def test_mark_of_an_answer_tells_nothing_without_the_key(tenants: Tenants, staff: Client) -> None:
    desk, _survey, _browsers = answered(tenants, staff, 2)
    stubs = {row.stub for row in desk.rows("survey_answer")}
    asks = [row.id for row in desk.rows("survey_ask")]
    assert {mixing.stub("guessed", one) for one in asks}.isdisjoint(stubs)
    # Control: with the deployment's key it does.
    key = desk.here.deployment.config.secret_key
    assert {mixing.stub(key, one) for one in asks} > stubs


def test_forwarded_link_is_told_that_it_has_been_used(tenants: Tenants, staff: Client) -> None:
    desk, _survey, _browsers = answered(tenants, staff, 1)
    mail = desk.mails()[0]
    other = desk.opened(mail)
    assert "can be answered only once" in other.get("/survey").text
    answer(other, {"hopes": "Somebody else"})
    assert [row.answers["hopes"] for row in desk.rows("survey_answer")] == [SAID.format(0)]


def test_link_of_a_reminder_gives_no_second_answer(tenants: Tenants, staff: Client) -> None:
    desk, _survey, _browsers = answered(tenants, staff, 1)
    desk.later(days=8)
    first = desk.mails()[0].to_address
    (again,) = [mail for mail in desk.mails("survey.reminder") if mail.to_address == first]
    reminder = desk.opened(again)
    assert "can be answered only once" in reminder.get("/survey").text
    answer(reminder)
    assert len(desk.rows("survey_answer")) == 1


def test_same_link_sent_twice_at_once_gives_one_answer(tenants: Tenants, staff: Client) -> None:
    desk, _survey = asked(tenants, staff)
    mail = desk.mails()[0]
    two = [desk.opened(mail) for _time in range(2)]
    for one in two:
        one.get("/survey")
    threads = [threading.Thread(target=answer, args=(one,)) for one in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(desk.rows("survey_answer")) == 1


def test_answer_cannot_be_kept_for_later_nor_read_again(tenants: Tenants, staff: Client) -> None:
    desk, _survey = asked(tenants, staff)
    mail = desk.mails()[0]
    one = desk.opened(mail)
    assert "go on later" not in one.get("/survey").text
    answer(one, {"hopes": "My secret"}, submit="later")
    assert "My secret" not in desk.opened(mail).get("/survey").text


def test_two_answers_wait_and_three_are_mixed(tenants: Tenants, staff: Client) -> None:
    desk, _survey = asked(tenants, staff)
    browsers = desk.browsers()
    for one in browsers[:2]:
        answer(one)
    desk.run()
    assert all(row.stub for row in desk.rows("survey_answer"))
    assert not any(row.answered for row in desk.rows("survey_ask"))
    before = {row.id for row in desk.rows("survey_answer")}
    answer(browsers[2])
    desk.run()
    rows = desk.rows("survey_answer", "t.id, t.stub, t.xmin::text AS made")
    assert before.isdisjoint({row.id for row in rows})
    assert [row.stub for row in rows] == [None] * 3
    asks = desk.rows("survey_ask", "t.answered, t.xmin::text AS made")
    assert len({row.made for row in (*rows, *asks)}) == 1, "all written by one transaction"
    assert sorted(row.answered for row in asks) == [False] * 3 + [True] * 3
    assert "can be answered only once" in browsers[0].get("/survey").text


def test_answer_that_waits_can_be_of_three_people_or_more(tenants: Tenants, staff: Client) -> None:
    """Nobody is marked as answered who would leave the last ones alone."""
    desk, _survey, _browsers = answered(tenants, staff, 5)
    desk.run()
    unmarked = [row for row in desk.rows("survey_ask") if not row.answered]
    assert len(unmarked) >= mixing.TOGETHER
    assert len([row for row in desk.rows("survey_answer") if row.stub]) == 5


def test_anonymous_survey_of_fewer_than_five_people_is_refused(
    tenants: Tenants, staff: Client
) -> None:
    desk = begun(tenants, staff, 4)
    desk.make_anonymous()
    path = f"/cycles/{desk.slug}/surveys"
    staff.get(path)
    refused = staff.post(path, {"wave": "start", "role": "mentee"})
    assert refused.status_code == 409
    assert "at least 5 people" in refused.text
    assert desk.rows("survey") == []


def test_order_of_rows_does_not_tell_who_answered_when(tenants: Tenants, staff: Client) -> None:
    """Control: before they are mixed it does, to whoever has seen in which order people answered."""
    desk, survey_id, _browsers = answered(tenants, staff, 9)
    in_order = [SAID.format(number) for number in range(9)]
    assert guessed_by_order(desk) == in_order
    desk.step(survey_id, "close")
    assert guessed_by_order(desk) != in_order  # by chance once in 362,880 times
    assert sorted(guessed_by_order(desk)) == in_order


def test_closed_survey_has_forgotten_who_answered(tenants: Tenants, staff: Client) -> None:
    desk, survey_id = asked(tenants, staff, 8)
    for one in desk.browsers()[:5]:
        answer(one)
    desk.run()
    assert sum(row.answered for row in desk.rows("survey_ask")) == 5
    desk.step(survey_id, "close")
    asks = desk.rows("survey_ask", "t.answered, t.xmin::text AS made")
    assert not any(row.answered for row in asks)
    assert len({row.made for row in asks}) == 1
    with desk.here.work() as work:
        (response,) = responses(work, desk.cycle())
    assert (response.answered, response.asked) == (5, 8)


def test_reminders_do_not_tell_whose_answers_wait_to_be_mixed(
    tenants: Tenants, staff: Client
) -> None:
    desk, _survey = asked(tenants, staff)
    answer(desk.browsers()[0])
    desk.later(days=8)
    reminders = desk.mails("survey.reminder")
    assert len(reminders) == 6
    assert "Have you answered already?" in reminders[0].body
    assert len({row.reminded_at for row in desk.rows("survey_ask")}) == 1


def test_answers_are_shown_when_it_is_closed_and_there_are_five(
    tenants: Tenants, staff: Client
) -> None:
    desk, survey_id, _browsers = answered(tenants, staff, 5)
    desk.run()
    while_open = desk.page(survey_id)
    assert "shown when the survey is closed" in while_open
    assert "Words of number" not in while_open
    assert "Words of number" not in desk.page(survey_id, "?format=csv")
    desk.step(survey_id, "close")
    shown = desk.page(survey_id)
    assert all(SAID.format(number) in shown for number in range(5))
    assert "Words of number" in desk.page(survey_id, "?format=csv")
    with desk.here.work() as work:
        found = shared_answers(work, desk.cycle())
        assert len(found) == 5
        assert {one.enrolment_id for one in found} == {None}
        assert text_answers(work, desk.cycle()) == []


def test_four_answers_are_shown_to_nobody(tenants: Tenants, staff: Client) -> None:
    desk, survey_id, _browsers = answered(tenants, staff, 4)
    desk.step(survey_id, "close")
    shown = desk.page(survey_id)
    assert "Too few answers" in shown
    assert "Words of number" not in shown
    assert "Words of number" not in desk.page(survey_id, "?format=csv")
    with desk.here.work() as work:
        assert shared_answers(work, desk.cycle()) == []
        (response,) = responses(work, desk.cycle())
    assert (response.answered, response.asked) == (4, 6)


def test_staff_see_of_nobody_whether_or_what_she_answered(tenants: Tenants, staff: Client) -> None:
    desk, survey_id, _browsers = answered(tenants, staff, 3)
    desk.run()
    people = desk.page(survey_id, "/people")
    assert desk.here.canary in people
    assert "Not answered" not in people
    assert f"/surveys/{survey_id}/people/" not in people
    for ask in desk.rows("survey_ask"):
        assert staff.get(f"/surveys/{survey_id}/people/{ask.id}").status_code == 404
    filtered = desk.page(survey_id, "/people?answered=yes")
    assert filtered.count("/enrolments/") == people.count("/enrolments/")


def test_pages_and_file_about_oneself_hold_no_anonymous_answer(
    tenants: Tenants, staff: Client
) -> None:
    desk, _survey, _browsers = answered(tenants, staff, 3)
    desk.run()
    person = desk.here.enrolment(desk.mentees[0]).person_id
    email = desk.here.account("mentee", person_id=person)
    own = Client(staff.app, desk.here.host)
    own.follow(own.sign_in(email, PASSWORD))
    page: Any = own.get("/my/data")
    assert page.status_code == 200
    assert "Words of number" not in page.text
