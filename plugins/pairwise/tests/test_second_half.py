"""The second half of a cycle and its follow-ups, over twenty months, by pages and the worker alone.

Twelve pairs, since of fewer than ten people no report tells what became of them. What happens is noted
as it is done (`played_notes`), and the figures of pages and report are counted from these notes.
"""

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.deployment import Deployment
from punos.feedback.models import FollowUpInterview, Quote
from punos.outcomes.models import Outcome
from tests.support.clients import Client
from tests.support.queue import drain, forget_waiting
from tests.support.tenants import Tenants

from .played import Played, sheets
from .played_again import begin_again
from .played_life import (
    end_one_early,
    gather,
    live_on,
    meet,
    record,
    train,
)
from .played_notes import (
    CONFIDENCE,
    ENDS,
    LEAVES,
    MENTEES,
    MENTORS,
    PAIRS,
    SETTINGS,
    SILENT,
    Told,
    compare,
    counted,
    of_all,
)
from .played_start import (
    accept,
    aim,
    answer,
    answer_at_the_start,
    be_in_touch,
    calendar,
    feed_of,
    plan,
    start,
)


@pytest.fixture
def played(
    tenants: Tenants,
    app: Flask,
    deployment: Deployment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Played:
    """Whatever happens to the clock ends with the test."""
    forget_waiting(deployment)
    monkeypatch.setenv(clock.FILE_VARIABLE, str(tmp_path / "clock"))
    return Played(tenants.make(), app, SETTINGS)


def test_second_half_goes_from_the_introduction_to_the_report(played: Played) -> None:
    told = Told()
    plan(played)
    start(played)
    accept(played)
    aim(played)
    be_in_touch(played)
    answer_at_the_start(played, told)
    feed = calendar(played, MENTEES[0])
    meet(played, told)
    end_one_early(played)
    train(played)
    live_on(played, told, feed)
    close(played, told)
    certify(played)
    compare(played, told)
    begin_again(played, told)
    compare(played, told)
    follow_up(played, told)
    compare(played, told)
    quote = speak(played)
    a_year_later(played, told)
    compare(played, told)
    report(played, told, quote)
    forget_one(played, told, feed)


def close(played: Played, told: Told) -> None:
    """The survey at the end tells most of what has become of people; staff know the rest, and close."""
    played.to(2027, 9, 24)
    said = {name: dict.fromkeys(CONFIDENCE, "3") for name in MENTEES[:6]}
    said |= {
        name: {**dict.fromkeys(CONFIDENCE[:4], "2"), "confidence_5": "3"} for name in MENTEES[7:9]
    }
    said |= {MENTEES[9]: {}, MENTEES[10]: {}}
    for name, mark in zip(said, "5555543234", strict=True):
        said[name]["helped_integration"] = mark
    now = {**dict.fromkeys(MENTEES[:5], "work_own"), MENTEES[5]: "studies"}
    now |= dict.fromkeys(MENTEES[7:9], "looking")
    now |= {MENTEES[9]: "other", MENTEES[10]: "work_other"}
    for name, situation in now.items():
        said[name]["situation"] = situation
    answer(played, told, "end", said)
    codes = {"work_own": "A2", "work_other": "E1", "studies": "B3"}
    told.exit |= {name: codes[one] for name, one in now.items() if one in codes}
    assert "7 people have told what became of them" in played.page("/today")
    take_over(played, "exit")
    gather(played, told, "closing", ENDS, away=set(MENTEES[:2]), gone={LEAVES})
    refused = played.staff.post(f"/cycles/{played.slug}/step", {"act": "close", "sure": "yes"})
    assert "4 mentees have no outcome yet" in refused.text
    rest = {MENTEES[7]: "C2", MENTEES[8]: "C1", MENTEES[9]: "D0", SILENT: "D0"}
    people = played.enrolments()
    played.send(
        f"/cycles/{played.slug}/outcomes?moment=exit",
        {"moment": "exit", **{f"outcome-{people[one].id}": code for one, code in rest.items()}},
    )
    told.exit |= rest
    played.send(f"/cycles/{played.slug}/step", {"act": "close", "sure": "yes"})
    assert played.pairs() == {}


def take_over(played: Played, moment: str) -> None:
    """All that people have told of themselves and that waits."""
    with played.here.work() as work:
        query = select(Outcome.id).where(Outcome.state == "reported", Outcome.moment == moment)
        waiting = [str(one) for one in work.session.scalars(query)]
    page = f"/cycles/{played.slug}/outcomes"
    played.staff.get(f"{page}?moment={moment}")
    sent = {"report": waiting, "act": "accept", "moment": moment}
    assert played.staff.post(f"{page}/reports", sent).status_code == 303


def certify(played: Played) -> None:
    """Everybody who has met gets a certificate, by the link of a mail."""
    played.send(f"/cycles/{played.slug}/certificates", {"all": "yes"})
    drain(played.here.deployment)
    told = [mail for mail in played.news() if mail.kind == "certificate.ready"]
    assert len(told) == PAIRS + len(MENTORS)
    browser = played.browser(MENTEES[2], "certificate.ready")
    [file] = re.findall(r"/my/certificate/[\w-]+/file", browser.get("/my/certificate").text)
    assert browser.get(file).data.startswith(b"%PDF")


def follow_up(played: Played, told: Told) -> None:
    """Half a year later, in a leap year: a survey, what staff know besides, and talks."""
    played.to(2028, 3, 31)
    now = {**dict.fromkeys(MENTEES[:3], "work_own"), MENTEES[3]: "looking", MENTEES[5]: "work_own"}
    now |= dict.fromkeys(MENTEES[7:9], "work_other")
    answer(played, told, "months_6", {name: {"situation": one} for name, one in now.items()})
    codes = {"work_own": "A2", "work_other": "E1"}
    told.half_year |= {name: codes[one] for name, one in now.items() if one in codes}
    take_over(played, "months_6")
    record(played, told, MENTEES[3], "D0", "months_6", "2028-03-31")
    day = {
        "role": "mentee",
        "moment": "months_6",
        "planned_on": "2028-04-05",
        "host_id": "",
        "material_id": "",
    }
    played.send(f"/cycles/{played.slug}/follow-ups/plan", day)
    played.to(2028, 4, 6)
    assert "interviews about how it went are due" in played.page("/today")
    mentee = played.enrolments()[MENTEES[0]].id
    with played.here.work() as work:
        query = select(FollowUpInterview.id).where(FollowUpInterview.enrolment_id == mentee)
        talk = work.session.scalars(query).one()
    played.send(f"/follow-ups/{talk}", {"held_on": "2028-04-06", "summary": "She leads a team."})
    heard = {"source": "interview", "heard_on": "2028-04-06", "heard": "Too few group meetings."}
    changed = {"changed": "Five instead of four.", "changed_on": "2028-04-06"}
    played.send(f"/cycles/{played.slug}/adjustments/add", {**heard, **changed})


def speak(played: Played) -> UUID:
    """A mentee lets her words be shown."""
    mentee = str(played.enrolments()[MENTEES[0]].id)
    words = {"enrolment_id": mentee, "text": "It opened doors.", "language": "en"}
    played.send(f"/cycles/{played.slug}/quotes/ask", words)
    played.news()
    with played.here.work() as work:
        quote = work.session.scalars(select(Quote)).one().id
    form = {
        f"q{quote.hex}-text": "It opened many doors.",
        f"q{quote.hex}-attribution": "first_name",
    }
    browser = played.browser(MENTEES[0], "quote.asked")
    assert browser.post(f"/my/quote/{quote}", form).status_code == 303
    return quote


def a_year_later(played: Played, told: Told) -> None:
    """The last survey, twenty months after the start."""
    played.to(2028, 10, 2)
    now = {name: {"situation": "work_own"} for name in MENTEES[:4]}
    answer(played, told, "months_12", {**now, MENTEES[5]: {"situation": "looking"}})
    take_over(played, "months_12")


def report(played: Played, told: Told, quote: UUID) -> None:
    """It tells the same figures, hides small ones, and says what differs once it is finished."""
    form = {"audience": "city", "cycle": played.slug, "language": "en", "year": "", "programme": ""}
    made = played.made("/reports/new", form)
    drain(played.here.deployment)
    path = f"/reports/{made}"
    page = played.page(path)
    assert "It opened many doors." in page
    assert "Five instead of four." in page
    figures = file_of(played, path)
    expected = counted(told)
    codes = {"N01": "Took part", "G01": "Pairs and groups formed", "N07": "Plan fulfilled"}
    codes |= {"N09": "Attendance at group meetings", "N11": "In work in own field at the end"}
    for code, label in codes.items():
        value, part, whole = figures[code]
        assert (str(value) if part is None else of_all(part, whole)) == expected[
            label
        ].removesuffix(" (an estimate)")
    # Beside those in work in their own field it would tell of the one who works in another.
    assert figures["N12"][1:] == (None, None)
    assert played.staff.post(f"{path}/finish", {"sure": "yes"}).status_code == 303
    withdraw(played, told)
    take_back(played, quote)
    played.to(2028, 10, 4)
    played.run()
    page = played.page(path)
    assert "(6 of 12)" in page
    assert re.search(r"Now: .{0,20}\(5 of 11\)", page)
    assert "It opened many doors." not in page
    assert file_of(played, path)["N11"][1:] == (6, 12)


def file_of(played: Played, path: str) -> dict[str, tuple[Any, Any, Any]]:
    """The figures of the report's newest spreadsheet."""
    assert played.staff.post(f"{path}/files", {"kind": "xlsx"}).status_code == 303
    drain(played.here.deployment)
    files = re.findall(rf"{path}/files/[\w-]+", played.page(path))
    return sheets(played.staff.get(files[0]).data)


def withdraw(played: Played, told: Told) -> None:
    """What was written of the first mentee at the end was not so."""
    mentee = played.enrolments()[MENTEES[0]].id
    with played.here.work() as work:
        query = select(Outcome.id).where(Outcome.enrolment_id == mentee, Outcome.moment == "exit")
        outcome = work.session.scalars(query).one()
    played.staff.get(f"/enrolments/{mentee}/outcomes")
    gone = played.staff.post(f"/outcomes/{outcome}/withdraw", {"why": "mistake"})
    assert gone.status_code == 303
    del told.exit[MENTEES[0]]


def take_back(played: Played, quote: UUID) -> None:
    """By the link of the mail of half a year ago."""
    author = played.browser(MENTEES[0], "quote.asked")
    assert author.post(f"/my/quote/{quote}", {"answer": "no"}).status_code == 303


def forget_one(played: Played, told: Told, feed: str) -> None:
    """Somebody is erased: her calendar and link lead nowhere, and what was counted stays true."""
    assert feed_of(played, feed).status_code == 200
    person = played.enrolments()[MENTEES[0]].person_id
    assert played.staff.post(f"/people/{person}/erase", {"sure": "yes"}).status_code == 303
    assert feed_of(played, feed).status_code == 404
    link = played.links["quote.asked", MENTEES[0]]
    gone = Client(played.app).at(played.here.host)
    gone.follow(gone.get(link))
    assert gone.get("/my/quote").status_code == 404
    for wave in ("start", "end"):
        # That she has answered stays true; what she answered is gone.
        told.answered[wave][MENTEES[0]] = {}
    compare(played, told)
