"""Parts of the form that plugins give: only where the tenant has them on, and each name once."""

from types import SimpleNamespace
from typing import Any

import pytest
from marshmallow import ValidationError, fields
from sqlalchemy import event

from punos.db import Database
from punos.desk.service import switch_plugin
from punos.enrolments.sections import FormSection, plugin_sections, schema_of
from punos.errors import ConfigurationError
from punos.extend import PluginState
from punos.forms import PunosSchema, field_info
from punos.programmes.service import cycle_by_slug
from punos.units.service import units
from tests.enrolments.test_apply import opened
from tests.support.clients import Client
from tests.support.tenants import Tenants


def registry(*sections: tuple[str, FormSection]) -> Any:
    return SimpleNamespace(form_sections=lambda: list(sections))


def section(name: str, *roles: str, model: str | None = "pairwise") -> FormSection:
    return FormSection(name, PunosSchema, roles=frozenset(roles), model=model)


def test_one_name_for_different_roles_of_one_plugin_is_fine() -> None:
    given = (("a", section("work", "mentee")), ("a", section("work", "mentor")))
    assert len(plugin_sections(registry(*given))) == 2


@pytest.mark.parametrize(
    "given",
    [
        [("a", section("work", "mentee")), ("b", section("work", "mentor"))],
        [("a", section("work", "mentee")), ("a", section("work"))],
        [("a", section("work", "mentee")), ("a", section("work", "mentee", model=None))],
        [("a", section("person"))],
    ],
)
def test_name_that_is_taken_is_refused(given: list[tuple[str, FormSection]]) -> None:
    with pytest.raises(ConfigurationError):
        plugin_sections(registry(*given))


def test_name_that_no_field_could_carry_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        section("Work and-wishes")


def test_plugin_that_is_off_leaves_neither_form_nor_answers(
    tenants: Tenants, client: Client
) -> None:
    here, path = opened(tenants, client)
    slug = path.split("/")[2]
    one = here.enrol(slug, "mentee", state="applied")
    here.signed_in(client)
    assert "Finnish: B2" in client.get(f"/enrolments/{one}").text
    for state, shown in ((PluginState.SUSPENDED, True), (PluginState.OFF, False)):
        with here.work() as work:
            switch_plugin(work, "pairwise", state)
        assert client.get(path).status_code == 404
        assert ("Finnish: B2" in client.get(f"/enrolments/{one}").text) is shown


@pytest.mark.parametrize("path", ["/people", "/cycles/{slug}/applicants"])
def test_list_costs_the_same_at_few_and_at_many_rows(
    tenants: Tenants, client: Client, path: str
) -> None:
    here = tenants.make()
    slug = here.cycle()
    here.signed_in(client)
    path = path.format(slug=slug)
    costs = []
    for more in (5, 40):
        for _number in range(more):
            here.enrol(slug, "mentee", state="applied")
        costs.append(statements(here.deployment.database("web"), client, path))
    assert costs[0] == costs[1] <= 12


def statements(database: Database, client: Client, path: str) -> int:
    """How many statements a page costs, savepoints and the naming of the tenant left out."""
    client.get(path)
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "ROLLBACK", "RELEASE", "SELECT set_tenant")):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


class Choosing(PunosSchema):
    """A question whose choices only the association knows."""

    branch = fields.String(metadata=field_info(label="Branch", widget="select", options=()))


def test_choices_that_only_the_association_knows_come_from_it_and_its_cycle(
    tenants: Tenants,
) -> None:
    here = tenants.make()
    slug, unit = here.cycle(), here.unit("Turku")
    choosing = FormSection(
        "choosing",
        Choosing,
        options=lambda work, cycle: {"branch": [(u.slug, cycle.slug) for u in units(work)]},
    )
    with here.work() as work:
        branch = next(one.slug for one in units(work) if one.id == unit)
        schema = schema_of(work, cycle_by_slug(work, slug), choosing)
        assert schema.load({"branch": branch}) == {"branch": branch}
        assert list(schema.offered["branch"]) == [(branch, slug)]
        with pytest.raises(ValidationError):
            schema.load({"branch": "elsewhere"})
