"""What a pair is asked to accept, and what follows."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.agreements.due import remind_due
from punos.agreements.model_text import model_text
from punos.agreements.service import newest
from punos.care.service import pause
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.models import Group
from punos.groups.service import activate_group
from punos.mail.models import Mail
from punos.programmes.service import cycle_by_slug
from punos.writing.models import MailStop
from tests.support.tenants import Tenants

from .pairs import BOTH, Pair, accept, make_pair, we_met

GUIDELINES, AGREEMENT = "I accept these guidelines", "I accept this agreement"
REMINDED = "please read and accept"


@pytest.fixture
def pair(tenants: Tenants, app: Flask) -> Pair:
    return make_pair(tenants, app, agreements=BOTH)


@pytest.fixture
def strict(tenants: Tenants, app: Flask) -> Pair:
    """A pair that has to accept before it meets."""
    made = make_pair(tenants, app, agreements={**BOTH, "before_meeting": True})
    made.publish("guidelines")
    made.publish("agreement")
    return made


def reminders(pair: Pair) -> list[str | None]:
    """Whom the mails went to that remind of accepting, the oldest first."""
    with pair.association.work() as work:
        query = select(Mail).where(Mail.subject.contains(REMINDED)).order_by(Mail.id)
        return [mail.to_address[:6] for mail in work.session.scalars(query)]


def due(pair: Pair, days: int) -> None:
    """What is due so many days from now."""
    with clock.at(clock.now() + timedelta(days=days)), pair.association.work() as work:
        remind_due(work)


@pytest.mark.parametrize("code", ["en", "fi", "sv"])
def test_model_agreement_says_that_a_job_is_not_the_mentors_to_find(code: str) -> None:
    said = model_text("agreement", code)
    assert len(said.split("\n\n")) >= 5
    if code == "en":
        assert "Finding the mentee a job is not the mentor’s responsibility." in said


def test_nothing_is_asked_where_the_settings_ask_for_nothing(tenants: Tenants, app: Flask) -> None:
    pair = make_pair(tenants, app)
    pair.publish()
    page = pair.browser(pair.mentee).get("/my/group").text
    assert GUIDELINES not in page
    assert "not accepted the guidelines" not in pair.staff().get("/today").text


def test_both_kinds_are_accepted_each_by_itself_by_each_of_the_pair(pair: Pair) -> None:
    pair.publish("guidelines")
    pair.publish("agreement", en="We meet every month.")
    aila = pair.browser(pair.mentee)
    page = aila.get("/my/group").text
    assert page.index("Be kind.") < page.index("We meet every month.") < page.index("Berit")
    assert accept(aila, GUIDELINES).status_code == 303
    page = aila.get("/my/group").text
    assert GUIDELINES not in page
    assert AGREEMENT in page
    assert accept(aila, AGREEMENT).status_code == 303
    page = aila.get("/my/group").text
    assert AGREEMENT not in page
    assert page.index("Berit") < page.index("What you have agreed to")
    staff = pair.staff().get(f"/groups/{pair.group}").text
    assert staff.count("accepted version 1 on") == 2
    assert staff.count("Not accepted yet") == 2
    assert pair.accepted() == 2


def test_coordinator_publishes_from_our_text_and_sees_who_has_still_to_accept(pair: Pair) -> None:
    coordinator = pair.staff()
    assert "Publish the guidelines and agreements" in coordinator.get("/today").text
    assert "Not published yet" in coordinator.get("/agreements").text
    path = f"/agreements/{pair.programme}/agreement"
    assert "Finding the mentee a job" in coordinator.get(f"{path}/new").text
    sent = {code: model_text("agreement", code) for code in ("en", "fi", "sv")}
    assert coordinator.post(path, sent).status_code == 303
    pair.publish("guidelines")
    today = coordinator.get("/today").text
    assert "Publish the guidelines and agreements" not in today
    assert "2 people have not accepted the guidelines or the agreement yet" in today
    page = coordinator.get(path).text
    assert f"Aila {pair.association.canary}" in page
    accept(pair.browser(pair.mentee), AGREEMENT)
    page = coordinator.get(path).text
    assert "Aila" not in page
    assert f"Berit {pair.association.canary}" in page
    assert "1 person has not accepted it." in coordinator.get("/agreements").text


def test_whoever_acts_for_another_unit_sees_nobody(tenants: Tenants, app: Flask) -> None:
    pair = make_pair(tenants, app, unit=True, agreements=BOTH)
    pair.publish()
    path = f"/agreements/{pair.programme}/guidelines"
    other = pair.staff("contact", unit_id=pair.association.unit("other"))
    assert "Aila" not in other.get(path).text
    assert "have not accepted" not in other.get("/agreements").text
    assert other.get(f"{path}/new").status_code == 404
    assert "Aila" in pair.staff().get(path).text


def test_pair_that_need_not_wait_meets_before_it_has_accepted(pair: Pair) -> None:
    pair.publish()
    assert we_met(pair.browser(pair.mentee)).status_code == 303


def test_pair_that_has_to_wait_meets_when_both_have_accepted_both(strict: Pair) -> None:
    aila, berit = strict.browser(strict.mentee), strict.browser(strict.mentor)
    for browser in (aila, berit):
        refused = we_met(aila)
        assert refused.status_code == 409
        assert "Still missing:" in refused.text
        accept(browser, GUIDELINES)
        assert we_met(aila).status_code == 409, "one of two kinds is not enough"
        accept(browser, AGREEMENT)
    assert we_met(aila).status_code == 303


def test_new_version_asks_again_and_a_pair_that_has_met_goes_on(strict: Pair) -> None:
    aila, berit = strict.browser(strict.mentee), strict.browser(strict.mentor)
    for browser in (aila, berit):
        accept(browser, GUIDELINES)
        accept(browser, AGREEMENT)
    assert we_met(aila, days_ago=2).status_code == 303
    strict.publish("agreement", en="Be kinder.")
    page = aila.get("/my/group").text
    assert "Our agreement has changed" in page
    assert "Our ethical guidelines have changed" not in page
    assert "You can go on meeting." in page
    assert we_met(aila).status_code == 303
    today = strict.staff().get("/today").text
    assert "2 people are asked to accept a new version" in today
    assert "not accepted the guidelines or the agreement yet" not in today
    accept(aila, AGREEMENT)
    assert "1 person is asked to accept a new version" in strict.staff().get("/today").text


def test_version_of_another_programme_is_not_accepted(pair: Pair) -> None:
    pair.publish("guidelines")
    slug = pair.association.cycle()
    other = Pair(pair.association, pair.app, slug, pair.group, pair.mentee, pair.mentor)
    other.publish("guidelines")
    with pair.association.work() as work:
        found = newest(work, cycle_by_slug(work, slug).programme_id, "guidelines")
        assert found is not None
    aila = pair.browser(pair.mentee)
    aila.get("/my/group")
    path = f"/my/agreements/{pair.membership(pair.mentee).id}"
    sent = {"kind": "agreement", "version": str(found.id), "language": "en"}
    assert aila.post(path, sent).status_code == 404
    assert pair.accepted() == 0


def test_reminders_go_twice_at_most_and_stop_when_it_is_accepted(pair: Pair) -> None:
    pair.publish("guidelines")
    pair.publish("agreement")
    due(pair, 2)
    assert reminders(pair) == [], "asked on their own page only so lately"
    due(pair, 4)
    due(pair, 5)
    assert sorted(reminders(pair)) == ["mentee", "mentor"], "one mail for both kinds"
    berit = pair.browser(pair.mentor)
    accept(berit, GUIDELINES)
    accept(berit, AGREEMENT)
    for days in (12, 20, 30):
        due(pair, days)
    assert reminders(pair)[2:] == ["mentee"]


@pytest.mark.parametrize("how", ["left", "stopped"])
def test_nobody_is_reminded_who_has_left_or_wants_no_mail(pair: Pair, how: str) -> None:
    pair.publish()
    with pair.association.work() as work:
        if how == "left":
            move(work, pair.mentee, "left")
        else:
            person_id = pair.membership(pair.mentee).enrolment.person_id
            work.session.add(MailStop(person_id=person_id, how="page", stopped_at=clock.now()))
    due(pair, 4)
    assert "mentee" not in reminders(pair)


@pytest.mark.parametrize(("begins", "reminded"), [(0, []), (30, ["mentee", "mentor"])])
def test_break_stops_reminders_while_it_lasts_and_not_before(
    pair: Pair, begins: int, reminded: list[str]
) -> None:
    pair.publish()
    with pair.association.work() as work:
        group = work.session.scalars(select(Group)).one()
        first = clock.today() + timedelta(days=begins)
        last = first + timedelta(days=20)
        pause(work, group, from_on=first, until_on=last, reason=None)
    due(pair, 4)
    assert sorted(reminders(pair)) == reminded


def test_mentor_of_two_pairs_is_reminded_once(pair: Pair) -> None:
    pair.publish()
    here = pair.association
    other = here.enrol(pair.slug, "mentee")
    with here.work() as work:
        query = select(Enrolment).where(Enrolment.id.in_((other, pair.mentor)))
        both = list(work.session.scalars(query))
        activate_group(work, cycle_by_slug(work, pair.slug), "pair", both)
    due(pair, 4)
    assert sorted(reminders(pair)) == ["mentee", "mentee", "mentor"]
