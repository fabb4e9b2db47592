"""The overview of a cycle: its course, targets against what is there, people and pairs by what they are."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.groups.models import Group
from punos.groups.service import activate_group, end_group
from punos.meetings.service import log_meeting
from punos.outcomes.service import record_outcome
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import PhasePlan, create_cycle, cycle_by_slug, phases_of
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def slug(here: Association) -> str:
    """A cycle that takes applications."""
    return here.cycle()


def pair(
    here: Association,
    slug: str,
    *,
    city: str = "Turku",
    unit_id: UUID | None = None,
    **answers: str,
) -> UUID:
    """A pair that met once; its mentor's answers may be given. The mentee's enrolment."""
    mentee = here.enrol(slug, "mentee", unit_id=unit_id)
    mentor = here.enrol(slug, "mentor", unit_id=unit_id, **answers)
    with here.work() as work:
        cycle = cycle_by_slug(work, slug)
        both = list(
            work.session.scalars(select(Enrolment).where(Enrolment.id.in_((mentee, mentor))))
        )
        for one in work.session.scalars(
            select(Person).where(Person.id.in_([e.person_id for e in both]))
        ):
            one.city = city
        group = activate_group(work, cycle, "pair", both)
        yesterday = datetime.combine(clock.today() - timedelta(days=1), time(17))
        log_meeting(work, group, local_start=yesterday, minutes=60, attendance={mentee: "present"})
    return mentee


def cells(page: str, name: str) -> list[str]:
    """The cells of the last table row that has this name."""
    rows = [
        row
        for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
        if f">{name}" in row.replace("\n", "")
    ]
    assert rows, f"no row {name}"
    found = re.findall(r"<td[^>]*>(.*?)</td>", rows[-1], re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in found]


def test_cycle_leads_to_its_overview(here: Association, client: Client, slug: str) -> None:
    staff = here.signed_in(client)
    assert f'href="/cycles/{slug}/overview"' in staff.get(f"/cycles/{slug}").text
    assert "Nobody takes part yet" in staff.get(f"/cycles/{slug}/overview").text


def test_numbers_stand_beside_their_targets(here: Association, client: Client, slug: str) -> None:
    mentee = pair(here, slug)
    pair(here, slug)
    here.enrol(slug, "mentee", state="applied")
    with here.work() as work:
        enrolment = work.session.scalars(select(Enrolment).where(Enrolment.id == mentee)).one()
        record_outcome(work, enrolment, "A1", moment="exit", happened_on=clock.today())
    page = here.signed_in(client).get(f"/cycles/{slug}/overview").text
    assert cells(page, "Applied")[:2] == ["5", "–"]
    assert cells(page, "Take part")[:2] == ["4", "–"]
    goals = page.split('id="goals"')[1].split("</section>")[0]
    assert cells(goals, "Pairs and groups")[:2] == ["2", "10"]
    assert cells(page, "Meetings held")[:2] == ["2", "16"], "eight for each pair, as its plan says"
    assert cells(page, "Known how they were")[:2] == ["1", "2"]


def test_people_and_pairs_are_counted_by_what_they_are(
    here: Association, client: Client, slug: str
) -> None:
    pair(here, slug, city="Turku", peer_type="entrepreneur")
    pair(here, slug, city=" turku ", peer_type="student")
    pair(here, slug, city="Pori")
    page = here.signed_in(client).get(f"/cycles/{slug}/overview").text
    by = {part.split('"')[0]: part for part in page.split('id="by-')[1:]}
    assert set(by) == {"city", "peer", "field"}, "there are no units here"
    assert cells(by["city"], "Turku") == ["2", "2", "2"]
    assert cells(by["city"], "Pori") == ["1", "1", "1"]
    assert cells(by["peer"], "An entrepreneur") == ["1", "1"]
    assert cells(by["peer"], "Not told") == ["1", "1"]
    assert "Mentee: 2" in by["city"].split("<table>")[0], "numbers stand at their bars"


def test_whoever_is_limited_to_a_unit_sees_its_numbers_alone(
    here: Association, client: Client, slug: str
) -> None:
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    pair(here, slug, unit_id=ours)
    for _ in range(2):
        pair(here, slug, city="Pori", unit_id=theirs)
    page = here.signed_in(client, "contact", unit_id=ours).get(f"/cycles/{slug}/overview").text
    assert "Pori" not in page
    assert "Theirs" not in page
    assert cells(page, "Take part")[:2] == ["2", "–"]
    goals = page.split('id="goals"')[1].split("</section>")[0]
    assert cells(goals, "Pairs and groups")[:2] == ["1", "–"], "the target is everybody's"
    assert "the numbers of your own unit" in page


def test_sees_only_what_the_role_may(here: Association, client: Client, slug: str) -> None:
    pair(here, slug)
    page = here.signed_in(client, "facilitator").get(f"/cycles/{slug}/overview").text
    assert "Mentee:" not in page
    assert "Applied" not in page
    assert "Pairs and groups: 1" in page


def test_ended_pair_is_no_pair_but_its_meetings_stay(
    here: Association, client: Client, slug: str
) -> None:
    pair(here, slug)
    pair(here, slug)
    with here.work() as work:
        group = work.session.scalars(select(Group).order_by(Group.id)).first()
        assert group is not None
        end_group(work, group.id, "moved")
    page = here.signed_in(client).get(f"/cycles/{slug}/overview").text
    goals = page.split('id="goals"')[1].split("</section>")[0]
    assert cells(goals, "Pairs and groups")[0] == "1"
    assert cells(goals, "Meetings held")[0] == "2"


def with_phases(here: Association, slug: str) -> str:
    """Another cycle of the same programme, with two phases around today."""
    today = clock.today()
    with here.work() as work:
        programme = cycle_by_slug(work, slug).programme
        create_cycle(
            work,
            programme,
            slug=f"{slug}-more",
            names={"en": "More"},
            starts_on=today - timedelta(days=30),
            ends_on=today + timedelta(days=30),
            phases=[
                PhasePlan("one", {"en": "Early"}, today - timedelta(days=30), today),
                PhasePlan(
                    "two", {"en": "Late"}, today + timedelta(days=1), today + timedelta(days=30)
                ),
            ],
        )
    return f"{slug}-more"


def test_targets_and_days_are_kept_and_shown(here: Association, client: Client, slug: str) -> None:
    more, staff, today = with_phases(here, slug), here.signed_in(client), clock.today()
    address = f"/cycles/{more}/course"
    assert "Early: began on" in staff.get(address).text
    with here.work() as work:
        early, late = phases_of(work, cycle_by_slug(work, more))
    began = today - timedelta(days=20)
    sent = {
        "target_applied": "40",
        "target_pairs": "12",
        f"from_{early.id.hex}": f"{began.day}.{began.month}.{began.year}",
        f"until_{early.id.hex}": "",
        f"from_{late.id.hex}": "",
        f"until_{late.id.hex}": "",
    }
    for _ in range(2):
        answer = staff.post(address, sent)
        assert answer.status_code == 303, answer.text
    page = staff.follow(answer).text
    assert cells(page, "Applied")[:2] == ["0", "40"]
    assert cells(page, "Late")[1] == "Not written down"
    assert str(began.year) in cells(page, "Early")[1]
    with here.work() as work:
        cycle = work.session.scalars(select(Cycle).where(Cycle.slug == more)).one()
        assert cycle.targets == {"applied": 40, "pairs": 12}
        assert [one.actual_from for one in phases_of(work, cycle)] == [began, None]
    assert (
        staff.post(address, {**sent, "target_pairs": "", f"from_{early.id.hex}": ""}).status_code
        == 303
    )
    with here.work() as work:
        cycle = work.session.scalars(select(Cycle).where(Cycle.slug == more)).one()
        assert cycle.targets == {"applied": 40}
        assert [one.actual_from for one in phases_of(work, cycle)] == [None, None]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2.2.2026", "1.2.2026", "A phase cannot end before it begins."),
        ("", "1.2.2026", "Say when it began, too."),
    ],
)
def test_days_that_cannot_be_are_asked_again(
    here: Association, client: Client, slug: str, first: str, last: str, said: str
) -> None:
    more, staff = with_phases(here, slug), here.signed_in(client)
    with here.work() as work:
        early, _late = phases_of(work, cycle_by_slug(work, more))
    sent = {f"from_{early.id.hex}": first, f"until_{early.id.hex}": last}
    answer = staff.post(f"/cycles/{more}/course", sent)
    assert answer.status_code == 422
    assert said in answer.text


def test_targets_are_for_those_who_manage_cycles(
    here: Association, client: Client, slug: str
) -> None:
    assert here.signed_in(client, "contact").get(f"/cycles/{slug}/course").status_code == 404
