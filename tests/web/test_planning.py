"""Planning a new cycle of a programme."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from punos import clock
from punos.programmes.models import Cycle, Programme
from punos.programmes.service import cycle_by_slug, phases_of
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association with one programme and one cycle of it."""
    association = tenants.make()
    association.cycle()
    return association


def programme(here: Association) -> str:
    """The slug of the only programme."""
    with here.work() as work:
        slug: str = work.session.scalars(select(Programme.slug)).one()
        return slug


def plan(**changes: str) -> dict[str, str]:
    """A form that is filled in well, but for the changes."""
    return {
        "name_en": "Spring",
        "name_fi": "Kevät",
        "name_sv": "",
        "apply_from": "1.1.2030",
        "apply_until": "31.1.2030",
        "starts_on": "1.3.2030",
        "ends_on": "31.8.2030",
        "target": "12",
        **changes,
    }


def test_cycle_is_planned_with_a_timeline_from_its_days(here: Association, client: Client) -> None:
    address = f"/programmes/{programme(here)}/cycles/new"
    here.signed_in(client)
    answer = client.post(address, plan())
    assert answer.status_code == 303
    assert "Nobody can apply before you open it" in client.follow(answer).text
    with here.work() as work:
        cycle = cycle_by_slug(work, f"{programme(here)}-2030-03")
        assert (cycle.state, cycle.targets) == ("planned", {"pairs": 12})
        assert cycle.names == {"en": "Spring", "fi": "Kevät"}
        spans = [(p.kind, p.planned_from, p.planned_until) for p in phases_of(work, cycle)]
        assert [kind for kind, _first, _last in spans] == [
            "applications", "selection", "first_half", "second_half", "closing",
        ]  # fmt: skip
        for (_one, _from, until), (_other, first, _until) in pairwise(spans):
            assert first == until + timedelta(days=1)
        assert (spans[0][1], spans[-1][2]) == (cycle.apply_from, cycle.ends_on)


def test_second_cycle_of_a_month_gets_a_short_name_of_its_own(
    here: Association, client: Client
) -> None:
    address = f"/programmes/{programme(here)}/cycles/new"
    here.signed_in(client)
    places = [client.post(address, plan()).headers["Location"] for _ in range(2)]
    assert [place.rpartition("/")[2] for place in places] == [
        f"{programme(here)}-2030-03",
        f"{programme(here)}-2030-03-2",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"apply_until": "31.12.2029"}, "Applications cannot end before they begin."),
        ({"ends_on": "28.2.2030"}, "The cycle cannot end before it begins."),
        ({"name_en": ""}, "Name in English"),
        ({"starts_on": "soon"}, "First day of the cycle"),
        ({"target": "-3"}, "How many pairs or groups"),
    ],
)
def test_plan_that_does_not_fit_is_shown_again_with_what_is_wrong(
    here: Association, client: Client, changes: dict[str, str], said: str
) -> None:
    address = f"/programmes/{programme(here)}/cycles/new"
    here.signed_in(client)
    answer = client.post(address, plan(**changes))
    assert answer.status_code == 422
    summary = answer.text.split('class="error-summary"')[1].split("</div>")[0]
    assert said in summary
    assert 'value="Kev' in answer.text, "what was typed stays"
    with here.work() as work:
        assert len(list(work.session.scalars(select(Cycle)))) == 1


def test_new_cycle_is_proposed_after_the_one_before(here: Association, client: Client) -> None:
    page = here.signed_in(client).get("/programmes").text
    assert f"/programmes/{programme(here)}/cycles/new" in page
    form = client.get(f"/programmes/{programme(here)}/cycles/new").text
    year = (clock.today() + timedelta(days=121)).year
    assert here.canary in form
    assert any(str(y) in form for y in (year, year + 1))


def test_cycle_in_the_middle_does_not_ask_to_be_closed(here: Association, client: Client) -> None:
    """Closing is there, but quiet; once its last day has come it is the main button."""
    here.signed_in(client)
    with here.work() as work:
        slug = work.session.scalars(select(Cycle)).one().slug
    client.get(f"/cycles/{slug}")
    client.follow(client.post(f"/cycles/{slug}/step", {"act": "start"}))
    assert 'class="button quiet">Close the cycle' in client.get(f"/cycles/{slug}").text
    with here.work() as work:
        cycle_by_slug(work, slug).ends_on = clock.today()
    assert 'class="button">Close the cycle' in client.get(f"/cycles/{slug}").text


def test_reader_without_the_right_is_not_led_to_planning(here: Association, client: Client) -> None:
    page = here.signed_in(client, "readonly").get("/cycles")
    assert "/programmes" not in page.text
    assert client.get("/programmes").status_code == 404
