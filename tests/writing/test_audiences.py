"""Which lists there are, who may write to them, and that a limit to a unit holds on every way."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos.enrolments.models import Enrolment
from punos.errors import ConfigurationError
from punos.extend import PluginRegistry, hookimpl
from punos.work import Work
from punos.writing.audiences import Audience, by_name
from punos.writing.views import AUDIENCES
from tests.extend.made import made
from tests.support.clients import Client
from tests.writing.desk import TEXTS, Desk


def reached(desk: Desk, audience: str, **narrowed: str) -> set[str]:
    """Who gets a copy."""
    desk.send(desk.write(audience, **narrowed))
    return set(desk.copies())


def test_cycle_reaches_those_who_take_part_and_a_role_these_alone(desk: Desk) -> None:
    desk.pair()
    desk.enrol("Odottava", state="applied")
    assert reached(desk, "cycle") == {"Aino", "Carl"}


def test_role_of_a_cycle_reaches_these_alone(desk: Desk) -> None:
    desk.pair()
    assert reached(desk, "cycle", role="mentor") == {"Carl"}


def test_groups_of_a_state_reach_their_members(desk: Desk) -> None:
    desk.pair()
    desk.enrol("Odottava")
    answer = desk.client.get(f"/cycles/{desk.slug}/groups?state=active").text
    assert f"audience=groups&amp;state=active&amp;cycle={desk.slug}" in answer
    assert reached(desk, "groups", state="active") == {"Aino", "Carl"}
    assert "State: Meets" in desk.client.get(desk.write("groups", state="active")).text


def test_groups_that_have_ended_reach_nobody_before_they_have(desk: Desk) -> None:
    desk.pair()
    page = desk.write("groups", state="ended")
    assert "Send to" not in desk.client.get(page).text
    assert desk.client.post(f"{page}/send", {"people": "0"}).status_code == 409


def test_group_page_leads_to_a_message_to_its_members(desk: Desk) -> None:
    group = desk.pair()
    assert f"audience=group&amp;group={group}" in desk.client.get(f"/groups/{group}").text


@pytest.fixture
def limited(desk: Desk, app: Flask) -> Desk:
    """A contact person of one of two units; Aino and Berit are of hers, Carl of the other."""
    first, second = desk.association.unit("u1"), desk.association.unit("u2")
    for name, unit in (("Aino", first), ("Berit", first), ("Carl", second)):
        desk.enrol(name, unit_id=unit)
    client = desk.association.signed_in(Client(app), "contact", unit_id=first)
    return Desk(desk.association, desk.slug, client)


@pytest.mark.parametrize("audience", ["people", "applicants"])
def test_whoever_is_limited_to_a_unit_writes_to_its_people_alone(
    limited: Desk, audience: str
) -> None:
    page = limited.write(audience)
    assert "Carl" not in limited.client.get(page).text
    limited.send(page)
    limited.deliver()
    assert set(limited.copies()) == {"Aino", "Berit"}
    assert "Carl" not in limited.client.get(f"{page}/people").text


def test_audience_that_forgets_the_units_is_limited_all_the_same(
    limited: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def everybody(work: Work, _arguments: object) -> object:
        assert work.session is not None
        return select(Enrolment.person_id, Enrolment.id)

    careless = Audience("careless", "Careless", "people.read", everybody)  # type: ignore[arg-type]
    monkeypatch.setattr("punos.writing.views.base.AUDIENCES", (*AUDIENCES, careless))
    assert reached(limited, "careless") == {"Aino", "Berit"}


def test_message_to_the_whole_association_is_not_there_for_a_unit(
    desk: Desk, limited: Desk
) -> None:
    page = desk.write()
    assert limited.client.get(page).status_code == 404
    assert limited.client.post(f"{page}/send", {"people": "3"}).status_code == 404
    assert "News, " not in limited.client.get("/messages").text
    assert desk.copies() == {}


def test_message_of_a_unit_is_there_for_its_others_and_for_the_whole(
    desk: Desk, limited: Desk, app: Flask
) -> None:
    page = limited.write()
    unit = limited.message().unit_id
    assert isinstance(unit, UUID)
    colleague = desk.association.signed_in(Client(app), "contact", unit_id=unit)
    assert colleague.get(page).status_code == 200
    assert desk.client.get(page).status_code == 200


def test_who_may_not_write_is_not_offered_it(desk: Desk, app: Flask) -> None:
    desk.enrol("Aino")
    reader = desk.association.signed_in(Client(app), "readonly")
    assert "/messages" not in reader.get("/people").text
    assert reader.get("/messages/new").status_code == 404


def test_plugins_list_is_there_while_the_plugin_is_on(desk: Desk) -> None:
    slug = desk.association.cycle(model="gatherings", settings={})
    known = by_name(AUDIENCES, desk.association.deployment.registry)
    assert {"gatherings.camp", "gatherings.season"} <= set(known)
    path = f"/messages/new?audience=gatherings.season&cycle={slug}"
    assert desk.client.get(path).status_code == 404, "no season is planned yet"


@pytest.mark.parametrize("name", ["people", "odd", "other.list"])
def test_plugin_whose_list_has_a_name_of_anothers_stops_the_start(name: str) -> None:
    class Hooks:
        @hookimpl
        def register_audiences(self) -> list[Audience]:
            return [Audience(name, "Odd", "people.read", lambda _work, _args: select(Enrolment))]

    registry = PluginRegistry()
    registry.add(made("odd", Hooks))
    with pytest.raises(ConfigurationError, match="plugin odd"):
        by_name(AUDIENCES, registry)


def test_address_with_more_than_a_list_has_is_cut(desk: Desk) -> None:
    desk.enrol("Aino")
    many = {f"x{number}": "1" for number in range(40)}
    desk.write("people", TEXTS, **many, q="a" * 900)
    kept = desk.message().arguments
    assert len(kept) <= 12
    assert all(len(value) <= 200 for value in kept.values())
