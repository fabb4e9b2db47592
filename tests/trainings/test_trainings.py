"""Trainings: planned by staff, signed up for by one tap, waiting, moving up, cancelled, held."""

from __future__ import annotations

import threading
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from punos import clock
from punos.accounts.links import issue
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.enrolments.telling import note_told
from punos.errors import Refused
from punos.jobs.tick import tick
from punos.mail.models import Mail
from punos.programmes.service import create_cycle, cycle_by_slug, open_cycle
from punos.trainings import places
from punos.trainings.api import attended
from punos.trainings.models import Training, TrainingPlace
from punos.trainings.places import sign_up
from punos.trainings.reading import training_by_id
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def slug(here: Association) -> str:
    """A cycle."""
    return here.cycle()


@pytest.fixture
def staff(here: Association, client: Client) -> Client:
    """The coordinator's browser."""
    return here.signed_in(client)


def programme_of(here: Association, slug: str) -> tuple[str, UUID]:
    """The programme's short name, and the cycle's id."""
    with here.work() as work:
        cycle = cycle_by_slug(work, slug)
        return cycle.programme.slug, cycle.id


def asked(here: Association, slug: str, days: int = 7, **more: Any) -> dict[str, Any]:
    """What the form sends for a training so many days from today."""
    _programme, cycle = programme_of(here, slug)
    day = clock.today() + timedelta(days=days)
    return {
        "title_en": "Tax and salary",
        "about_en": "How your first pay slip reads.",
        "title_fi": "Vero ja palkka",
        "about_fi": "",
        "title_sv": "",
        "about_sv": "",
        "held_on": day.isoformat(),
        "starts": "17:00",
        "minutes": "90",
        "place": "Kirjasto",
        "cycles": [str(cycle)],
        "seats": "",
        "sign_up_until": "",
        **more,
    }


def plan(staff: Client, here: Association, slug: str, days: int = 7, **more: Any) -> UUID:
    """Plan one through the page; its id."""
    programme, _cycle = programme_of(here, slug)
    address = f"/programmes/{programme}/trainings/add"
    staff.get(address)
    answer = staff.post(address, asked(here, slug, days, **more))
    assert answer.status_code == 303, answer.text
    return UUID(answer.headers["Location"].rpartition("/")[2])


def joined(here: Association, slug: str, role: str = "mentee") -> UUID:
    """Somebody who takes part, and was told so."""
    enrolment_id = here.enrol(slug, role)
    with here.work() as work:
        note_told(work, cycle_by_slug(work, slug), "accepted", [enrolment_id])
    return enrolment_id


def browser(app: Flask, here: Association, enrolment_id: UUID) -> Client:
    """Somebody's browser, by the link of a mail about trainings."""
    with here.work() as work:
        one = work.session.scalars(select(Enrolment).where(Enrolment.id == enrolment_id)).one()
        link = issue(work, "training", "enrolment", one.id, person_id=one.person_id)
    client = Client(app, here.host)
    assert client.follow(client.get(link)).status_code == 200
    return client


def tap(client: Client, training: UUID, act: str = "sign-up") -> str:
    """One tap on the own page; what it says then."""
    answer = client.post(f"/my/trainings/{training}/{act}")
    assert answer.status_code == 303, answer.text
    return client.follow(answer).text


def states(here: Association, training: UUID) -> dict[UUID, str]:
    """Who stands how, by enrolment."""
    with here.work() as work:
        query = select(TrainingPlace).where(TrainingPlace.training_id == training)
        return {one.enrolment_id: one.state for one in work.session.scalars(query)}


def mails(here: Association, kind: str) -> list[Mail]:
    """The mails of a kind, in the order in which they were queued."""
    with here.work() as work:
        return list(work.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.id)))


def event_of(mail: Mail) -> Any:
    """The entry for its reader's calendar."""
    calendar = Calendar.from_ical(str(mail.calendar))
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_cycle_leads_to_its_programmes_trainings(
    here: Association, staff: Client, slug: str
) -> None:
    programme, _cycle = programme_of(here, slug)
    assert f'href="/programmes/{programme}/trainings"' in staff.get(f"/cycles/{slug}").text
    assert "There is no training yet" in staff.get(f"/programmes/{programme}/trainings").text
    plan(staff, here, slug)
    page = staff.get(f"/programmes/{programme}/trainings").text
    assert "Tax and salary" in page
    assert "Tax and salary" in staff.get("/trainings").text


def test_sign_up_by_one_tap_sends_a_mail_with_a_calendar_entry(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    training = plan(staff, here, slug)
    client = browser(app, here, joined(here, slug))
    page = client.get("/my/trainings").text
    assert "Tax and salary" in page
    assert "How your first pay slip reads." in page
    assert "You have a place" in tap(client, training)
    [mail] = mails(here, "training.signed")
    calendar, event = event_of(mail)
    assert calendar["method"] == "REQUEST"
    assert event["dtstart"].dt.replace(tzinfo=None) == datetime.combine(
        clock.today() + timedelta(days=7), time(17)
    )
    assert event["dtstart"].dt.tzinfo.key == "Europe/Helsinki"
    assert "/l/" in mail.body
    # The same tap again changes nothing.
    tap(client, training)
    assert len(mails(here, "training.signed")) == 1


def test_full_training_has_a_waiting_list_whose_first_moves_up(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    training = plan(staff, here, slug, seats="1")
    first, second, third = (joined(here, slug) for _number in range(3))
    clients = {one: browser(app, here, one) for one in (first, second, third)}
    tap(clients[first], training)
    assert "All seats are taken" in tap(clients[second], training)
    tap(clients[third], training)
    assert states(here, training) == {first: "signed", second: "waiting", third: "waiting"}
    tap(clients[first], training, "cancel")
    assert states(here, training) == {first: "cancelled", second: "signed", third: "waiting"}
    [left] = mails(here, "training.left")
    calendar, event = event_of(left)
    assert calendar["method"] == "CANCEL"
    assert event["status"] == "CANCELLED"
    moved = mails(here, "training.signed")[-1]
    assert "A seat has become free" in moved.body
    # Whoever comes back queues at the end.
    tap(clients[first], training)
    assert states(here, training)[first] == "waiting"


def test_more_seats_go_to_those_who_wait_and_fewer_than_taken_are_refused(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    training = plan(staff, here, slug, seats="1")
    people = [joined(here, slug) for _number in range(3)]
    for one in people:
        tap(browser(app, here, one), training)
    address = f"/trainings/{training}/change"
    staff.get(address)
    assert staff.post(address, asked(here, slug, seats="3")).status_code == 303
    assert set(states(here, training).values()) == {"signed"}
    answer = staff.post(address, asked(here, slug, seats="2"))
    assert answer.status_code == 409
    assert "have a place already" in answer.text
    assert set(states(here, training).values()) == {"signed"}


def test_training_is_for_its_cycles_and_roles_alone(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    other_slug = f"{slug}-b"
    today = clock.today()
    with here.work() as work:
        programme = cycle_by_slug(work, slug).programme
        more = create_cycle(
            work,
            programme,
            slug=other_slug,
            names={"en": "Another"},
            starts_on=today,
            ends_on=today + timedelta(days=90),
            apply_from=today,
            apply_until=today,
        )
        open_cycle(work, more)
    both = [str(programme_of(here, one)[1]) for one in (slug, other_slug)]
    mentors = plan(staff, here, slug, cycles=both, roles=["mentor"])
    mentee = browser(app, here, joined(here, slug))
    mentor = browser(app, here, joined(here, other_slug, "mentor"))
    untold = browser(app, here, here.enrol(slug, "mentor"))
    assert mentee.post(f"/my/trainings/{mentors}/sign-up").status_code == 404
    assert untold.post(f"/my/trainings/{mentors}/sign-up").status_code == 404
    assert "Tax and salary" not in mentee.get("/my/trainings").text
    assert "You have a place" in tap(mentor, mentors)
    own_cycle = plan(staff, here, slug, 9)
    assert mentor.post(f"/my/trainings/{own_cycle}/sign-up").status_code == 404


def test_sign_up_ends_with_its_last_day_and_cancelling_goes_on(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    last = clock.today() + timedelta(days=2)
    training = plan(staff, here, slug, sign_up_until=last.isoformat())
    early, late = (joined(here, slug) for _number in range(2))
    tap(browser(app, here, early), training)
    noon = datetime.combine(last + timedelta(days=1), time(12), clock.now().tzinfo)
    with clock.at(noon):
        client = browser(app, here, late)
        assert "too late to sign up" in client.get("/my/trainings").text
        assert "too late to sign up" in tap(client, training)
        tap(browser(app, here, early), training, "cancel")
    assert states(here, training) == {early: "cancelled"}


def test_cancelled_training_is_told_to_all_who_signed_up_and_goes_from_calendars(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    training = plan(staff, here, slug, seats="1")
    people = [joined(here, slug) for _number in range(2)]
    for one in people:
        tap(browser(app, here, one), training)
    address = f"/trainings/{training}/cancel"
    staff.get(f"/trainings/{training}")
    assert "Cancel this training?" in staff.post(address).text
    assert not mails(here, "training.cancelled")
    assert staff.post(address, {"sure": "yes"}).status_code == 303
    told = mails(here, "training.cancelled")
    assert len(told) == 2
    entries = [mail.calendar for mail in told if mail.calendar]
    assert len(entries) == 1
    assert Calendar.from_ical(entries[0])["method"] == "CANCEL"
    assert staff.post(address, {"sure": "yes"}).status_code == 404
    assert len(mails(here, "training.cancelled")) == 2
    assert "Tax and salary" not in browser(app, here, people[0]).get("/my/trainings").text


def test_nobody_signs_up_for_a_training_that_was_cancelled_while_they_read(
    here: Association, staff: Client, slug: str
) -> None:
    training = plan(staff, here, slug)
    enrolment_id = joined(here, slug)
    with here.work() as work:
        enrolment = work.session.scalars(
            select(Enrolment).where(Enrolment.id == enrolment_id)
        ).one()
        assert training_by_id(work, training).meeting.state == "planned"
        staff.get(f"/trainings/{training}")
        assert staff.post(f"/trainings/{training}/cancel", {"sure": "yes"}).status_code == 303
        with pytest.raises(Refused):
            sign_up(work, training, enrolment)
    assert states(here, training) == {}


def test_moved_training_is_told_once_and_moves_the_entry(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    training = plan(staff, here, slug)
    tap(browser(app, here, joined(here, slug)), training)
    [before] = mails(here, "training.signed")
    address = f"/trainings/{training}/change"
    staff.get(address)
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert staff.post(address, asked(here, slug, starts="18:00")).status_code == 303
    [changed] = mails(here, "training.changed")
    (_old, first), (_new, second) = event_of(before), event_of(changed)
    assert first["uid"] == second["uid"]
    assert int(second["sequence"]) > int(first["sequence"])
    assert second["dtstart"].dt.hour == 18
    # What is no change is told to nobody.
    staff.post(address, asked(here, slug, starts="18:00"))
    assert len(mails(here, "training.changed")) == 1


def test_attendance_is_written_down_with_somebody_who_had_not_signed_up(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    training = plan(staff, here, slug, 1)
    came, missed, walked_in, elsewhere = (joined(here, slug) for _number in range(4))
    for one in (came, missed):
        tap(browser(app, here, one), training)
    ahead = staff.post(f"/trainings/{training}", {"present": [str(came)]})
    assert ahead.status_code == 409
    with clock.at(clock.now() + timedelta(days=3)):
        staff = here.signed_in(Client(app))
        assert "Say who was at 1 training" in staff.get("/today").text
        assert "Tax and salary" in staff.get("/trainings?state=due").text
        page = staff.get(f"/trainings/{training}").text
        assert str(walked_in) not in page
        page = staff.get(f"/trainings/{training}?others=yes").text
        assert f'value="{came}" checked' in page
        assert str(walked_in) in page
        present = {"present": [str(came), str(walked_in)]}
        assert staff.post(f"/trainings/{training}", present).status_code == 303
        assert "2 people were there" in staff.get(f"/trainings/{training}").text
        assert "You were there" in browser(app, here, came).get("/my/trainings").text
        with here.work() as work:
            found = attended(work, [came, missed, walked_in, elsewhere])
    assert set(found) == {came, walked_in}
    assert found[came][0].title("fi") == "Vero ja palkka"
    assert found[came][0].minutes == 90


def test_invitation_goes_to_those_who_may_come_and_have_not_answered(
    here: Association, staff: Client, slug: str, app: Flask, deployment: Deployment
) -> None:
    training = plan(staff, here, slug, roles=["mentee"])
    signed, invited = (joined(here, slug) for _number in range(2))
    joined(here, slug, "mentor")
    here.enrol(slug, "mentee", state="applied")
    tap(browser(app, here, signed), training)
    address = f"/trainings/{training}/invite"
    staff.get(f"/trainings/{training}")
    assert "1 person who may come" in staff.post(address).text
    assert staff.post(address, {"sure": "yes"}).status_code == 303
    drain(deployment)
    [mail] = mails(here, "training.invitation")
    assert mail.person_id == here.enrolment(invited).person_id
    link = mail.body[mail.body.index("http") :].split()[0]
    reader = Client(app, here.host)
    assert "Tax and salary" in reader.follow(reader.get(link)).text


def test_the_day_before_is_reminded_once_and_who_left_gives_the_seat_up(
    here: Association, staff: Client, slug: str, app: Flask, deployment: Deployment
) -> None:
    training = plan(staff, here, slug, seats="1")
    first, second = (joined(here, slug) for _number in range(2))
    for one in (first, second):
        tap(browser(app, here, one), training)
    with here.work() as work:
        move(work, first, "withdrawn")
    tick(deployment)
    assert states(here, training) == {first: "cancelled", second: "signed"}
    assert not mails(here, "training.reminder")
    start = datetime.combine(clock.today() + timedelta(days=7), time(8), clock.now().tzinfo)
    with clock.at(start):
        tick(deployment)
        tick(deployment)
    [reminder] = mails(here, "training.reminder")
    assert reminder.person_id == here.enrolment(second).person_id


def test_staff_sign_somebody_up_who_has_called_and_give_the_place_back(
    here: Association, staff: Client, slug: str
) -> None:
    training = plan(staff, here, slug)
    mentee, untold = joined(here, slug), here.enrol(slug, "mentee")
    page = staff.get(f"/trainings/{training}?others=yes").text
    assert str(mentee) in page
    assert str(untold) not in page
    act = f"/trainings/{training}/places"
    assert staff.post(act, {"enrolment": str(mentee), "act": "sign_up"}).status_code == 303
    assert states(here, training) == {mentee: "signed"}
    assert staff.post(act, {"enrolment": str(mentee), "act": "give_up"}).status_code == 303
    assert states(here, training) == {mentee: "cancelled"}
    assert staff.post(act, {"enrolment": "x", "act": "sign_up"}).status_code == 404


def test_link_of_an_application_leads_to_trainings_too(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    mentee = joined(here, slug)
    plan(staff, here, slug)
    with here.work() as work:
        one = work.session.scalars(select(Enrolment).where(Enrolment.id == mentee)).one()
        link = issue(work, "application", "enrolment", one.id, person_id=one.person_id)
    client = Client(app, here.host)
    client.follow(client.get(link))
    assert "Tax and salary" in client.get("/my/trainings").text


def test_same_form_sent_twice_plans_one(here: Association, staff: Client, slug: str) -> None:
    assert plan(staff, here, slug) == plan(staff, here, slug)
    with here.work() as work:
        assert len(work.session.scalars(select(Training)).all()) == 1


def test_sign_up_after_the_training_is_refused_by_the_form(
    here: Association, staff: Client, slug: str
) -> None:
    programme, _cycle = programme_of(here, slug)
    late = (clock.today() + timedelta(days=8)).isoformat()
    answer = staff.post(
        f"/programmes/{programme}/trainings/add", asked(here, slug, sign_up_until=late)
    )
    assert answer.status_code == 422
    assert "after the training" in answer.text


@pytest.mark.parametrize("guarded", [True, False], ids=["held", "negative-control"])
def test_last_seat_goes_to_one_of_two_who_want_it_at_once(
    here: Association,
    staff: Client,
    slug: str,
    deployment: Deployment,
    monkeypatch: pytest.MonkeyPatch,
    guarded: bool,
) -> None:
    training = plan(staff, here, slug, seats="1")
    people = [joined(here, slug) for _number in range(2)]
    if not guarded:
        monkeypatch.setattr(places, "lock_row", lambda *_arguments: True)
    done = threading.Event()
    began = pause(monkeypatch, places, "audit", lambda: done.is_set() or somebody_waits(deployment))

    def wants(one: UUID) -> None:
        with here.work() as work:
            query = select(Enrolment).where(Enrolment.id == one)
            sign_up(work, training, work.session.scalars(query).one())
        done.set()

    threads = [threading.Thread(target=wants, args=(one,)) for one in people]
    threads[0].start()
    assert began.wait(10)
    threads[1].start()
    for thread in threads:
        thread.join(30)
    signed = sum(state == "signed" for state in states(here, training).values())
    assert signed == (1 if guarded else 2)


def test_training_keeps_its_local_time_over_summer_time(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    with clock.at(datetime.combine(date(2028, 3, 20), time(9), clock.now().tzinfo)):
        staff = here.signed_in(Client(app))
        day = date(2028, 3, 26)
        training = plan(staff, here, slug, held_on=day.isoformat())
        tap(browser(app, here, joined(here, slug)), training)
    _calendar, event = event_of(mails(here, "training.signed")[0])
    assert event["dtstart"].dt.strftime("%m-%d %H %z") == "03-26 17 +0300"
