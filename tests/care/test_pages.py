"""Members say how it goes and rest; staff see who needs them, and let a pair end before its time."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.audit.models import AccessEntry
from punos.care.models import FitCheck, GroupPause
from punos.care.service import deal_with, say_how_it_goes
from punos.enrolments.models import Enrolment
from punos.groups.models import Group
from punos.mail.models import Mail
from punos.outcomes.models import Outcome
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .pairs import BEGAN, Pair, on, pair, subjects

LATER = BEGAN + timedelta(days=31)


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def one(association: Association) -> Pair:
    return pair(association)


def says(one: Pair, role: str, **said: str) -> FitCheck:
    """A member has said how it goes."""
    with one.association.work() as work:
        group = work.session.scalars(select(Group).where(Group.id == one.group_id)).one()
        return say_how_it_goes(work, group, one.people[role], said)


def today_of(coordinator: Client) -> str:
    return coordinator.get("/today").text


def test_one_tap_tells_that_they_have_been_in_touch(one: Pair, app: Flask) -> None:
    with on(BEGAN):
        mentee = one.opened(app, "mentee")
        page = mentee.get("/my/group").text
        assert "We have been in touch" in page
        path = f"/my/group/{one.group_id}/in-touch"
        assert "We have been in touch" not in mentee.follow(mentee.post(path)).text
        assert "We have been in touch" not in one.opened(app, "mentor").get("/my/group").text
        at = one.row().contacted_at
        mentee.post(path)
    assert one.row().contacted_at == at


def test_one_tap_tells_how_it_goes_and_leads_on_to_more(one: Pair, app: Flask) -> None:
    assert subjects(one.association, LATER).count("how does it go?") == 2
    with on(LATER):
        mentee = one.opened(app, "mentee")
        assert "How does it go?" in mentee.get("/my/group").text
        path = f"/my/group/{one.group_id}/how-it-goes"
        page = mentee.follow(mentee.post(path, {"answer": "unsure", "tap": "1"})).text
        assert "What would you like?" in page
        more = {"answer": "unsure", "wants": "talk", "words": "Emme oikein tunne toisiamme"}
        page = mentee.follow(mentee.post(path, more)).text
        assert "How does it go?" not in page
        assert "Emme oikein" in mentee.get(path).text
    with one.association.work() as work:
        asked = select(FitCheck).where(FitCheck.enrolment_id == one.people["mentee"])
        check = work.session.scalars(asked).one()
    assert (check.answer, check.wants, check.words) == ("unsure", "talk", more["words"])


def test_what_somebody_says_is_never_shown_to_the_other(one: Pair, app: Flask) -> None:
    says(one, "mentee", answer="not", wants="other", words="Salaisuus vain teille")
    with on(LATER):
        mentor = one.opened(app, "mentor")
        for path in ("/my/group", f"/my/group/{one.group_id}/how-it-goes"):
            page = mentor.get(path).text
            assert "Salaisuus" not in page
            assert "checked" not in page.split("<form")[-1] or path == "/my/group"


def test_an_answer_waits_for_staff_until_it_is_dealt_with(one: Pair, client: Client) -> None:
    check = says(one, "mentee", answer="not", wants="other", words="Apua")
    says(one, "mentor", answer="well")
    coordinator = one.association.signed_in(client)
    assert "1 person has told you how it goes" in today_of(coordinator)
    listed = coordinator.get("/care/answers?state=open").text
    assert listed.count("/care/answers/") == 1
    path = f"/care/answers/{check.id}"
    assert "Apua" in coordinator.get(path).text
    coordinator.follow(coordinator.post(path))
    assert "has told you how it goes" not in today_of(coordinator)
    says(one, "mentee", answer="not", wants="stop")
    assert "1 person has told you how it goes" in today_of(coordinator), "said anew, looked at anew"
    with one.association.work() as work:
        read = select(AccessEntry.page).where(AccessEntry.page == "care.answer")
        assert len(work.session.scalars(read).all()) == 1


def test_who_has_not_said_how_it_goes_is_told_to_staff(one: Pair, client: Client) -> None:
    subjects(one.association, LATER)
    coordinator = one.association.signed_in(client)
    with on(LATER + timedelta(days=10)):
        assert "not said how it goes" not in today_of(coordinator)
    with on(LATER + timedelta(days=15)):
        coordinator = one.association.signed_in(client)
        assert "2 people have not said how it goes" in today_of(coordinator)
        assert "2 rows" in coordinator.get("/care/answers?state=silent").text


def test_a_break_is_told_to_the_other_and_ended_by_either(one: Pair, app: Flask) -> None:
    path = f"/my/group/{one.group_id}/break"
    first, last = BEGAN + timedelta(days=3), BEGAN + timedelta(days=20)
    with on(first):
        mentee = one.opened(app, "mentee")
        sent = {"from_on": first.isoformat(), "until_on": last.isoformat(), "reason": "away"}
        page = mentee.follow(mentee.post(path, sent)).text
        assert "You are taking a break" in page
        assert "We have been in touch" not in page
        with one.association.work() as work:
            mails = select(Mail).where(Mail.subject.contains("taking a break"))
            told = work.session.scalars(mails).all()
            to = work.session.get(Enrolment, (work.tenant.id, one.people["mentor"]))
            assert to is not None
            assert [mail.person_id for mail in told] == [to.person_id]
        mentor = one.opened(app, "mentor")
        mentor.post(f"/my/group/{one.group_id}/go-on")
    with one.association.work() as work:
        assert work.session.scalars(select(GroupPause.ended_on)).one() == first


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (5, 3, "The last day is not before the first."),
        (-9, -3, "Choose a day that has not passed."),
        (0, 200, "A break is at most four months long."),
        (80, 90, "This break begins in more than two months."),
    ],
)
def test_a_break_that_cannot_be_is_explained(
    one: Pair, app: Flask, first: int, last: int, said: str
) -> None:
    with on(BEGAN):
        mentee = one.opened(app, "mentee")
        days = {
            "from_on": (BEGAN + timedelta(days=first)).isoformat(),
            "until_on": (BEGAN + timedelta(days=last)).isoformat(),
        }
        answer = mentee.post(f"/my/group/{one.group_id}/break", days)
        assert answer.status_code in (409, 422)
        assert said in answer.text


def test_staff_see_who_is_not_in_touch_and_who_is_quiet(one: Pair, client: Client) -> None:
    path = "/care?why=contact"
    coordinator = one.association.signed_in(client)
    with on(BEGAN + timedelta(days=3)):
        coordinator = one.association.signed_in(client)
        assert "1 row" in coordinator.get(path).text
        assert "has not been in touch" not in today_of(coordinator), "they are reminded first"
    with on(BEGAN + timedelta(days=5)):
        coordinator = one.association.signed_in(client)
        assert "1 new pair or group has not been in touch" in today_of(coordinator)
        assert "1 row" in coordinator.get(f"{path}&still=yes").text
        coordinator.post(f"/groups/{one.group_id}/in-touch")
        assert "has not been in touch" not in today_of(coordinator)
    with on(BEGAN + timedelta(days=48)):
        coordinator = one.association.signed_in(client)
        assert "1 pair or group has gone quiet" in today_of(coordinator)
        sent = {
            "from_on": clock.today().isoformat(),
            "until_on": (clock.today() + timedelta(days=30)).isoformat(),
        }
        coordinator.follow(coordinator.post(f"/groups/{one.group_id}/break", sent))
        assert "has gone quiet" not in today_of(coordinator)
        assert "Taking a break" in coordinator.get("/care?why=resting").text


def ending(one: Pair, reason: str, **after: str) -> dict[str, str]:
    """What the page of an early end sends: by role again or stops."""
    comes = {f"next_{one.people[role].hex}": what for role, what in after.items()}
    return {"reason": reason, **comes}


def test_an_early_end_lets_one_leave_and_one_be_matched_again(one: Pair, client: Client) -> None:
    coordinator = one.association.signed_in(client)
    path = f"/groups/{one.group_id}/end-early"
    assert coordinator.get(path).text.count("What comes next for") == 2
    answer = coordinator.post(path, ending(one, "moved", mentee="stops", mentor="again"))
    assert answer.headers["Location"].endswith(f"/enrolments/{one.people['mentee']}/outcomes")
    assert "Write down now what has become of" in coordinator.follow(answer).text
    left = one.association.enrolment(one.people["mentee"])
    free = one.association.enrolment(one.people["mentor"])
    assert (left.model_state, left.end_reason, free.model_state) == ("left", "moved", "accepted")
    assert (one.row().state, one.row().end_reason) == ("ended", "moved")
    with one.association.work() as work:
        outcome = work.session.scalars(select(Outcome)).one()
        assert (outcome.code, outcome.detail, outcome.enrolment_id) == ("X1", "moved", left.id)


def test_two_who_do_not_suit_each_other_are_both_free_again(one: Pair, client: Client) -> None:
    coordinator = one.association.signed_in(client)
    path = f"/groups/{one.group_id}/end-early"
    sent = ending(one, "mismatch", mentee="again", mentor="again")
    assert coordinator.post(path, sent).status_code == 303
    states = {one.association.enrolment(each).model_state for each in one.people.values()}
    assert states == {"accepted"}
    assert one.row().end_reason == "mismatch"
    assert coordinator.get(path).status_code == 404, "it has ended"


def test_an_early_end_needs_a_reason_and_what_comes_next(one: Pair, client: Client) -> None:
    coordinator = one.association.signed_in(client)
    answer = coordinator.post(f"/groups/{one.group_id}/end-early", ending(one, ""))
    assert answer.status_code == 422
    assert len(re.findall(r"error-summary", answer.text)) >= 1
    assert one.row().state == "active"


def test_what_was_said_is_hidden_from_whoever_does_not_manage_pairs(
    one: Pair, client: Client
) -> None:
    check = says(one, "mentee", answer="not", words="Vain harvoille")
    reader = one.association.signed_in(client, "readonly")
    assert reader.get("/care/answers").status_code == 404
    assert reader.get(f"/care/answers/{check.id}").status_code == 404
    page = reader.get(f"/groups/{one.group_id}").text
    assert "It does not work" not in page


def test_an_answer_nobody_gave_cannot_be_dealt_with(one: Pair, client: Client) -> None:
    subjects(one.association, LATER)
    with one.association.work() as work:
        check_id = work.session.scalars(select(FitCheck.id)).first()
    coordinator = one.association.signed_in(client)
    assert coordinator.post(f"/care/answers/{check_id}").status_code == 404
    assert coordinator.get(f"/care/answers/{check_id}").status_code == 404


def test_dealing_with_an_answer_twice_keeps_the_first_time(one: Pair) -> None:
    check = says(one, "mentee", answer="not")
    with on(LATER), one.association.work() as work:
        deal_with(work, check.id)
    with on(LATER + timedelta(days=3)), one.association.work() as work:
        deal_with(work, check.id)
        found = work.session.scalars(select(FitCheck)).one()
        assert found.seen_at is not None
        assert found.seen_at.date() == LATER
