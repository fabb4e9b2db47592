"""The figures on a cycle's page, as its readers see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from punos.app import create_app
from punos.deployment import Deployment
from punos.extend import Metric, PluginRegistry, hookimpl
from punos.metrics.api import share
from punos.programmes.models import Cycle
from tests.extend.made import made
from tests.metrics.choir import plugin
from tests.metrics.conftest import Choir
from tests.support.clients import Client

Tiles = dict[str, str]


@pytest.fixture(scope="module")
def own_app(own_deployment: Deployment) -> Flask:
    """The application over the tests' own plugin."""
    return create_app(deployment=own_deployment)


def tiles(html: str) -> Tiles:
    """Label → what stands below it, of the section of figures."""
    section = re.search(r'<section aria-labelledby="figures">.*?</section>', html, re.DOTALL)
    assert section, "there are no figures"
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd></div>", section[0].partition("<details")[0])
    return {label: " ".join(re.sub(r"<[^>]+>", "", value).split()) for label, value in found}


def read(app: Flask, choir: Choir, role: str = "coordinator", **account: object) -> str:
    client = choir.association.signed_in(Client(app), role, **account)
    answer = client.get(f"/cycles/{choir.slug}")
    assert answer.status_code == 200
    return answer.text


def fill(choir: Choir) -> None:
    ours, theirs = choir.singer(), choir.singer()
    group = choir.duo(ours, choir.guide())
    for minutes in (90, 60):
        choir.meets(group, minutes=minutes, present=[ours])
    choir.meets(kind="kick_off", present=[ours], excused=[theirs])
    choir.outcome(ours, "A1")


def test_figures_stand_on_the_page_with_the_counts_behind_them(
    own_app: Flask, choir: Choir
) -> None:
    fill(choir)
    assert tiles(read(own_app, choir)) == {
        "Pairs and groups formed": "1",
        "Took part": "1",
        "Accepted": "100% 2 of 2",
        "Matched in time": "50% 1 of 2",
        "Wait for a pair": "0 days 1 person",
        "With two mentors": "0% 0 of 1",
        "Completed": "0% 0 of 1",
        "Completed, or left for work or studies": "0% 0 of 1",
        "Plan fulfilled": "50% 2 of 4",
        "Hours of mentoring": "2.5 h 1 person",
        "Hours in group meetings": "1 h 1 person",
        "Attendance at group meetings": "50% 1 of 2",
        "Visited an employer": "0% 0 of 1",
        "In work in own field, of those known so far": "100% 1 of 1 (an estimate)",
        "In work, of those known so far": "100% 1 of 1 (an estimate)",
        "A step forward, of those known so far": "100% 1 of 1",
        "In work 6 months later": "– not known it is asked about 6 months after the end",
        "Mentors who came again": "– not known it is known once the cycle is closed",
    }


def test_figure_of_nobody_says_that_not_enough_is_known(own_app: Flask, choir: Choir) -> None:
    shown = tiles(read(own_app, choir))
    assert shown["Took part"] == "0"
    assert shown["Completed"] == "– not known not enough known yet"


def test_page_says_what_each_figure_means(own_app: Flask, choir: Choir) -> None:
    html = read(own_app, choir)
    meanings = html.partition("What these figures say</summary>")[2].partition("</details>")[0]
    assert len(re.findall(r"<dt>.+?</dt><dd>.+?</dd>", meanings)) == len(tiles(html)) == 18
    assert "Those who completed, of everybody who took part." in meanings


def test_figures_speak_the_readers_numbers(own_app: Flask, choir: Choir) -> None:
    fill(choir)
    client = choir.association.signed_in(Client(own_app))
    client.get(f"/cycles/{choir.slug}")
    client.post("/language", {"language": "fi", "next": f"/cycles/{choir.slug}"})
    found = " ".join(tiles(client.get(f"/cycles/{choir.slug}").text).values())
    assert "50\xa0%" in found.replace("&nbsp;", "\xa0") or "50 %" in found
    assert "2,5" in found


def test_contact_person_reads_her_units_figures(own_app: Flask, choir: Choir) -> None:
    fill(choir)
    unit_id = choir.association.unit("north")
    singer = choir.singer(unit_id=unit_id)
    choir.meets(choir.duo(singer, choir.guide(unit_id=unit_id)), minutes=30, present=[singer])
    shown = tiles(read(own_app, choir, "contact", unit_id=unit_id))
    assert shown["Took part"] == "1"
    assert shown["Plan fulfilled"] == "25% 1 of 4"
    assert shown["Hours of mentoring"] == "0.5 h 1 person"
    assert shown["Attendance at group meetings"] == "0% 0 of 1"
    assert shown["In work, of those known so far"] == "– not known not enough known yet"


def test_who_may_not_see_outcomes_gets_no_figure_of_them(own_app: Flask, choir: Choir) -> None:
    fill(choir)
    shown = tiles(read(own_app, choir, "facilitator"))
    assert "In work, of those known so far" not in shown
    assert shown["Took part"] == "1"


class Astray:
    """A plugin whose figure cannot be computed."""

    @hookimpl
    def collect_metrics(self, cycle: Cycle) -> list[Metric]:
        return [share("X1", "Odd", 1, 2), Metric("X2", "Odder", 1 / (len(cycle.slug) * 0))]


class Wordless:
    """A plugin that gives no figure but something else."""

    @hookimpl
    def collect_metrics(self) -> list[object]:
        return ["17"]


@pytest.fixture(params=[Astray, Wordless])
def odd_deployment(
    own_deployment: Deployment, request: pytest.FixtureRequest
) -> Iterator[Deployment]:
    registry = PluginRegistry.load([])
    registry.add(plugin)
    registry.add(made("astray", request.param))
    deployment = Deployment(own_deployment.config, registry)
    yield deployment
    deployment.dispose()


def test_figure_that_cannot_be_computed_is_left_out_and_logged(
    odd_deployment: Deployment, choir: Choir, caplog: pytest.LogCaptureFixture
) -> None:
    fill(choir)
    choir.association.deployment = odd_deployment
    choir.association.switch_on("astray")
    shown = tiles(read(create_app(deployment=odd_deployment), choir))
    assert len(shown) == 18
    assert "Odd" not in shown
    assert odd_deployment.registry.failures["astray", "collect_metrics"] > 0
    assert "plugin astray failed in collect_metrics" in caplog.text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_figure_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(TypeError, match="must be a number"):
        Metric("X1", "Odd", value)


def test_figure_of_an_unknown_unit_is_refused() -> None:
    with pytest.raises(TypeError, match="no unit 'euros'"):
        Metric("X1", "Odd", 1, unit="euros")


def test_summary_and_its_file_tell_the_same(own_app: Flask, choir: Choir) -> None:
    fill(choir)
    client = choir.association.signed_in(Client(own_app), "coordinator")
    page = client.get(f"/cycles/{choir.slug}/outcomes/summary")
    assert page.status_code == 200
    assert "EECR04" in page.text
    answer = client.get(f"/cycles/{choir.slug}/outcomes/esf.csv")
    assert answer.mimetype == "text/csv"
    lines = [line.split(";") for line in answer.text.splitlines()]
    assert lines[1] == ["EECO01", "Participants", "0", "0", "0", "1", "1", "1"]
    assert ["EECO03", "Unemployed for long", "", "", "", "", "", ""] in lines
