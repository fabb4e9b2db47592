"""Plugins that were installed from wheels, over HTTP. tests/extend/test_outside_the_tree.py runs this."""

import pytest
from punos_parrot.models import Word
from sqlalchemy import inspect, select

from punos.db import Database, migrate
from punos.deployment import Deployment
from punos.desk.service import switch_plugin
from punos.errors import Refused
from punos.extend import PluginState
from punos.programmes.models import Cycle
from punos.programmes.service import close_cycle
from tests.support.clients import Client
from tests.support.database import cloned_database
from tests.support.tenants import Association, Tenants

ON, SUSPENDED, OFF = PluginState.ON, PluginState.SUSPENDED, PluginState.OFF


@pytest.fixture
def association(tenants: Tenants) -> Association:
    """An association that has both plugins on."""
    made = tenants.make()
    switch(made, "parrot", ON)
    switch(made, "bird_watch", ON)
    return made


def switch(association: Association, plugin: str, state: PluginState) -> None:
    with association.work() as work:
        switch_plugin(work, plugin, state)


def words(association: Association) -> list[str]:
    with association.work() as work:
        return list(work.session.scalars(select(Word.word).order_by(Word.id)))


def test_page_of_a_new_plugin_speaks_the_readers_language(
    association: Association, client: Client
) -> None:
    association.signed_in(client)
    page = client.get("/bird_watch/", headers={"Accept-Language": "sv"})
    assert page.status_code == 200
    assert "<h1>Bird watch</h1>" in page.text
    assert "väntar på sitt innehåll" in page.text


def test_page_is_hidden_from_whoever_lacks_the_permission(
    association: Association, client: Client
) -> None:
    association.signed_in(client, "readonly")
    assert client.get("/bird_watch/").status_code == 404
    assert client.get("/parrot/").status_code == 404


def test_role_of_a_plugin_opens_its_pages_and_no_others(
    association: Association, client: Client
) -> None:
    association.signed_in(client, "trainer")
    assert client.get("/parrot/").status_code == 200
    assert client.get("/cycles").status_code == 404


@pytest.mark.parametrize(
    ("state", "reads", "acts", "listed"),
    [(ON, 200, 303, True), (SUSPENDED, 200, 404, True), (OFF, 404, 404, False)],
)
def test_state_of_a_plugin_decides_over_its_pages_acts_and_menu(
    association: Association,
    client: Client,
    state: PluginState,
    reads: int,
    acts: int,
    listed: bool,
) -> None:
    association.signed_in(client)
    switch(association, "parrot", state)
    assert client.get("/parrot/").status_code == reads
    assert client.post("/parrot/", {"word": "hello"}).status_code == acts
    assert words(association) == (["hello"] if state is ON else [])
    assert ('href="/parrot/"' in client.get("/cycles").text) is listed


def test_plugin_that_was_never_on_does_not_exist(tenants: Tenants, client: Client) -> None:
    tenants.make().signed_in(client)
    assert client.get("/parrot/").status_code == 404
    assert "/parrot/" not in client.get("/today").text


def test_panels_and_waiting_items_stand_on_the_pages_of_the_core(
    association: Association, client: Client
) -> None:
    slug = association.cycle()
    association.signed_in(client)
    page = client.get(f"/cycles/{slug}").text
    assert f"It knows 0 words in {slug}." in page
    assert "Open the page" in page
    assert "The parrot wants a word" in client.get("/today").text


def test_plugin_writes_in_the_transaction_of_the_step(association: Association) -> None:
    association.enrol(association.cycle(), "mentee", state="accepted")
    assert words(association) == ["applied", "accepted"]


def test_plugin_may_keep_a_cycle_from_closing(association: Association, client: Client) -> None:
    slug = association.cycle()
    association.signed_in(client)
    client.get("/parrot/")
    client.post("/parrot/", {"word": "no"})
    with association.work() as work:
        cycle = work.session.scalars(select(Cycle).where(Cycle.slug == slug)).one()
        with pytest.raises(Refused, match="The parrot says no"):
            close_cycle(work, cycle)


def test_signed_link_of_a_plugin_leads_to_its_page(
    association: Association, client: Client
) -> None:
    association.signed_in(client)
    client.get("/parrot/")
    address = client.post("/parrot/invite").text
    visitor = Client(client.app, association.host)
    page = visitor.follow(visitor.get(address))
    assert page.status_code == 200, address
    assert "The parrot knows 0 words" in page.text
    assert visitor.get("/parrot/").status_code in (303, 404)


def test_rows_of_a_plugin_stay_within_the_association(
    association: Association, tenants: Tenants, client: Client
) -> None:
    association.signed_in(client)
    client.get("/parrot/")
    client.post("/parrot/", {"word": "secret"})
    other = tenants.make()
    switch(other, "parrot", ON)
    other.signed_in(client)
    assert "secret" not in client.get("/parrot/").text
    assert (words(association), words(other)) == (["secret"], [])


def test_tables_of_a_plugin_have_a_history_of_their_own_and_can_go(deployment: Deployment) -> None:
    (history,) = (h for h in deployment.registry.histories() if h.name == "parrot")
    with cloned_database() as urls:
        owner = Database(urls["owner"])
        tables = set(inspect(owner.engine).get_table_names())
        assert {"parrot_word", "alembic_version_parrot", "alembic_version"} <= tables
        migrate.downgrade(owner.engine.connect(), history)
        left = set(inspect(owner.engine).get_table_names())
        owner.dispose()
    assert tables - left == {"parrot_word"}
