"""Reports to funders: begun on a page, worked out by the worker, protected, finished, made as files."""

from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from punos import clock
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.feedback.models import Quote
from punos.groups.service import activate_group
from punos.meetings.service import log_meeting
from punos.outcomes.aggregates import keep_aggregate
from punos.outcomes.models import Outcome
from punos.outcomes.service import record_outcome, withdraw_outcome
from punos.programmes.service import cycle_by_slug
from punos.reports.models import Report
from punos.reports.protecting import LEAST
from punos.reports.service import begin, cycles_of, look_again_due
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make(languages=["en", "fi", "sv"])


@pytest.fixture
def slug(here: Association) -> str:
    """A cycle of pairs."""
    return here.cycle()


@pytest.fixture
def staff(here: Association, client: Client) -> Client:
    """The coordinator's browser."""
    return here.signed_in(client)


def pairs(here: Association, slug: str, count: int) -> list[UUID]:
    """So many pairs that have met once for an hour; the mentees' enrolments."""
    mentees = []
    for number in range(count):
        mentee, mentor = here.enrol(slug, "mentee"), here.enrol(slug, "mentor")
        with here.work() as work:
            query = select(Enrolment).where(Enrolment.id.in_((mentee, mentor)))
            both = list(work.session.scalars(query))
            pair = activate_group(work, cycle_by_slug(work, slug), "pair", both)
            day = clock.today() - timedelta(days=1 + number % 3)
            log_meeting(
                work,
                pair,
                local_start=datetime.combine(day, time(12)),
                minutes=60,
                attendance={mentee: "present", mentor: "present"},
            )
        mentees.append(mentee)
    return mentees


def found_work(here: Association, enrolments: list[UUID], code: str = "A1") -> None:
    """Let these have found work."""
    with here.work() as work:
        for one in work.session.scalars(select(Enrolment).where(Enrolment.id.in_(enrolments))):
            record_outcome(work, one, code, moment="exit", happened_on=clock.today())


def begun(staff: Client, slug: str, deployment: Deployment, **more: str) -> str:
    """The address of a report on the cycle, worked out."""
    staff.get("/reports/new")
    form = {"audience": "city", "cycle": slug, "language": "en", **more}
    answer = staff.post("/reports/new", form)
    assert answer.status_code == 303, answer.text
    drain(deployment)
    return answer.headers["Location"]


def content(here: Association) -> dict[str, Any]:
    """Every figure of the only report, by code."""
    with here.work() as work:
        report = work.session.scalars(select(Report)).one()
        assert report.content is not None
        return {
            figure["code"]: figure
            for section in report.content["sections"]
            for figure in section["figures"]
        }


def tables(here: Association) -> dict[str, list[list[Any]]]:
    """Every table of the only report, by title."""
    with here.work() as work:
        report = work.session.scalars(select(Report)).one()
        assert report.content is not None
        return {
            one["title"]: one["rows"]
            for section in report.content["sections"]
            for one in section["tables"]
        }


def files(staff: Client, path: str) -> list[str]:
    """The addresses of a report's files that its page leads to."""
    return [
        f"{path}/files/" + part.partition('"')[0]
        for part in staff.get(path).text.split(f'href="{path}/files/')[1:]
    ]


def test_report_tells_people_pairs_and_meetings_as_they_were(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    pairs(here, slug, 3)
    here.enrol(slug, "mentee", state="applied")
    page = staff.get(begun(staff, slug, deployment)).text
    figures = content(here)
    assert figures["N01"]["value"] == 3
    assert figures["G01"]["value"] == 3
    assert figures["N08.mentoring"]["value"] == 1.0
    assert tables(here)["By role"] == [["Mentee", 4, 3, 3], ["Mentor", 3, 3, 3]]
    assert tables(here)["Participants by city"] == [["Turku", 4, 3, 3]]
    assert tables(here)["Pairs by city"] == [["Turku", 3, 3]]
    assert "Collected from everybody" in page


def test_what_became_of_few_people_is_not_told(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    mentees = pairs(here, slug, 10)
    found_work(here, mentees[:3])
    found_work(here, mentees[3:], "D0")
    begun(staff, slug, deployment)
    figure = content(here)["N11"]
    assert figure["hidden"]
    assert figure["value"] is None
    assert figure["part"] is None
    assert figure["shown"] == "Too few to tell"


def test_what_became_of_enough_people_is_told_with_its_basis(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    mentees = pairs(here, slug, 12)
    found_work(here, mentees[:6])
    found_work(here, mentees[6:], "D0")
    begun(staff, slug, deployment)
    figure = content(here)["N11"]
    assert (figure["part"], figure["whole"]) == (6, 12)
    # What they did when they applied is not known of them.
    assert figure["basis"] == "estimate"
    [row] = tables(here)["What became of people"]
    assert row[0] == "At the end"
    assert row[-1] == 12
    # Six found work, six have no change: the second six would give away that there is nobody else.
    # Of how many it is not known stands beside every figure.
    assert row[1] == 6
    assert sum(cell for cell in row[1:-1] if cell != "–") == 6


def test_what_one_figure_hides_no_other_gives_away(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    mentees = pairs(here, slug, 20)
    found_work(here, mentees[:8])
    found_work(here, mentees[8:10], "E1")
    found_work(here, mentees[10:], "D0")
    with here.work() as work:
        for one in mentees[10:12]:
            move(work, one, "paired")
            move(work, one, "left", reason="work_or_study", by_hand=True)
    begun(staff, slug, deployment)
    figures = content(here)
    # Two work in another field, and two left for work: no two figures tell it.
    assert figures["N11"]["part"] == 8
    assert figures["N12"]["hidden"]
    assert figures["N06.early"]["hidden"]
    found = tables(here)
    [row] = found["What became of people"]
    assert 2 not in row
    assert row[-1] - sum(cell for cell in row[1:-1] if cell != "–") >= LEAST
    [employed] = [
        row
        for row in found["Indicators of the European Social Fund Plus"]
        if row[1] == "Found work"
    ]
    assert set(employed[2:]) == {"–"}


def test_finished_report_keeps_its_figures_and_says_what_would_differ_now(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    mentees = pairs(here, slug, 12)
    found_work(here, mentees[:6])
    found_work(here, mentees[6:], "D0")
    path = begun(staff, slug, deployment)
    assert "Finish this report?" in staff.post(f"{path}/finish").text
    assert staff.post(f"{path}/finish", {"sure": "yes"}).status_code == 303
    with here.work() as work:
        query = select(Outcome.id).where(Outcome.enrolment_id == mentees[0])
        withdraw_outcome(work, work.session.scalars(query).one())
    assert "would be another one now" not in staff.get(path).text
    with here.work() as work:
        work.session.scalars(select(Report)).one().looked_at = clock.now() - timedelta(days=2)
    with here.work() as work:
        look_again_due(work)
    drain(deployment)
    page = staff.get(path).text
    assert "now" in page
    assert "50% (6 of 12)" in page or "50 % (6 of 12)" in page
    assert "Now: " in page
    assert content(here)["N11"]["part"] == 6
    assert staff.get(f"{path}/texts").status_code == 404


def test_texts_are_kept_by_section_and_nothing_typed_is_lost(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    path = begun(staff, slug, deployment)
    form = staff.get(f"{path}/texts").text
    assert "Proposal for next steps" in form
    long = {"summary": "x" * 20_001, "next_steps": "Go on."}
    refused = staff.post(f"{path}/texts", long)
    assert refused.status_code == 422
    assert "Go on." in refused.text
    said = {"summary": "It went well.", "people": "Many came.", "next_steps": "Go on."}
    assert staff.post(f"{path}/texts", said).status_code == 303
    page = staff.get(path).text
    assert all(words in page for words in said.values())


def test_quote_that_is_taken_back_goes_from_a_finished_report(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    [mentee] = pairs(here, slug, 1)
    with here.work() as work:
        work.session.add(
            Quote(
                enrolment_id=mentee,
                text="It opened doors.",
                language="en",
                attribution="name",
                state="released",
                asked_at=clock.now(),
                decided_at=clock.now(),
            )
        )
    path = begun(staff, slug, deployment)
    staff.post(f"{path}/finish", {"sure": "yes"})
    assert "It opened doors." in staff.get(path).text
    for kind in ("pdf", "xlsx"):
        staff.post(f"{path}/files", {"kind": kind})
    drain(deployment)
    before = files(staff, path)
    assert [staff.get(one).status_code for one in before] == [200, 200]
    with here.work() as work:
        kept = work.session.scalars(select(Report)).one().content
        assert "It opened doors." not in str(kept)
        work.session.scalars(select(Quote)).one().state = "withdrawn"
    assert "It opened doors." not in staff.get(path).text
    # The file with the words is gone with them; the spreadsheet holds none.
    [kept_file] = files(staff, path)
    assert sorted(staff.get(one).status_code for one in before) == [200, 404]
    assert staff.get(kept_file).status_code == 200
    staff.post(f"{path}/files", {"kind": "pdf"})
    drain(deployment)
    after = files(staff, path)
    assert len(after) == 2
    assert [staff.get(one).status_code for one in after] == [200, 200]
    assert len({*before, *after}) == 3


def test_file_that_tells_more_of_a_name_than_its_author_allows_now_is_gone(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    [mentee] = pairs(here, slug, 1)
    with here.work() as work:
        quote = Quote(enrolment_id=mentee, text="It opened doors.", language="en")
        quote.attribution, quote.state = "name", "released"
        quote.asked_at = quote.decided_at = clock.now()
        work.session.add(quote)
    path = begun(staff, slug, deployment)
    staff.post(f"{path}/files", {"kind": "pdf"})
    drain(deployment)
    [fuller] = files(staff, path)
    assert staff.get(fuller).status_code == 200
    with here.work() as work:
        found = work.session.scalars(select(Quote)).one()
        found.attribution, found.decided_at = "role", clock.now()
    assert files(staff, path) == []
    assert staff.get(fuller).status_code == 404
    staff.post(f"{path}/files", {"kind": "pdf"})
    drain(deployment)
    [less] = files(staff, path)
    assert staff.get(less).status_code == 200


def test_public_report_names_nobody_whatever_the_author_allowed(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    [mentee] = pairs(here, slug, 1)
    with here.work() as work:
        work.session.add(
            Quote(
                enrolment_id=mentee,
                text="It opened doors.",
                language="en",
                attribution="name",
                state="released",
                asked_at=clock.now(),
                decided_at=clock.now(),
            )
        )
        cycle = cycle_by_slug(work, slug)
        cycle.state, cycle.closed_at = "closed", clock.now()
        programme = cycle.programme.slug
    year = str(clock.today().year)
    path = begun(staff, slug, deployment, audience="stea", programme=programme, year=year)
    page = staff.get(path).text
    assert "It opened doors." in page
    assert "<figcaption>Mentee</figcaption>" in page
    assert f"<figcaption>Mentee {here.canary}" not in page


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_report_is_made_as_pdf_and_spreadsheet_in_its_language(
    here: Association, staff: Client, slug: str, deployment: Deployment, language: str
) -> None:
    pairs(here, slug, 2)
    path = begun(staff, slug, deployment, language=language)
    for kind in ("pdf", "xlsx"):
        assert staff.post(f"{path}/files", {"kind": kind}).status_code == 303
    drain(deployment)
    made = [staff.get(one).data for one in files(staff, path)]
    assert len(made) == 2
    assert sum(one.startswith(b"%PDF") for one in made) == 1
    book = load_workbook(BytesIO(next(one for one in made if one.startswith(b"PK"))))
    titles = {"fi": "Henkilöt", "sv": "Personer", "en": "People"}
    assert titles[language] in book.sheetnames


def test_cycle_belongs_to_the_year_in_which_it_closed_by_the_clock_on_the_wall(
    here: Association, slug: str
) -> None:
    with here.work() as work:
        cycle = cycle_by_slug(work, slug)
        # Half past midnight in Helsinki, and still the old year in Greenwich.
        cycle.state, cycle.closed_at = "closed", datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
        found = {}
        for year in (2026, 2027):
            report = begin(work, cycle.programme, audience="stea", language="en", year=year)
            found[year] = [one.id for one in cycles_of(work, report)]
        assert found == {2026: [], 2027: [cycle.id]}


def test_report_of_another_association_is_absent(
    here: Association,
    staff: Client,
    slug: str,
    deployment: Deployment,
    tenants: Tenants,
    app: Flask,
) -> None:
    path = begun(staff, slug, deployment)
    other = tenants.make().signed_in(Client(app))
    assert other.get(path).status_code == 404


def test_staffing_of_the_time_stands_in_the_report(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    with here.work() as work:
        programme = cycle_by_slug(work, slug).programme.slug
    path = f"/programmes/{programme}/staffing"
    staff.get(path)
    today = clock.today().isoformat()
    said = {"title": "Coordination", "full_time": "1.5", "from_on": today}
    assert staff.post(path, {**said, "until_on": "2000-01-01"}).status_code == 422
    assert staff.post(path, said).status_code == 303
    begun(staff, slug, deployment)
    [row] = tables(here)["Staff of the programme"]
    assert row[:2] == ["Coordination", "1.5"]


def test_earlier_years_tell_neither_the_few_nor_all_but_a_few(
    here: Association, staff: Client, slug: str, deployment: Deployment
) -> None:
    years = {2019: (8, 20), 2018: (18, 20), 2017: (5, 9), 2016: (4, 20)}
    with here.work() as work:
        programme = cycle_by_slug(work, slug).programme
        for year, (people, whole) in years.items():
            said = {"people": people, "of_people": whole, "basis": "collected"}
            keep_aggregate(work, programme, year=year, measure="third_1", **said)
    begun(staff, slug, deployment)
    told = {row[0]: (row[2], row[3]) for row in tables(here)["Earlier years"]}
    assert told == {"2019": (8, 20), "2018": ("–", 20), "2017": ("–", 9), "2016": ("–", 20)}
