"""A role held for one unit reaches no further than the unit."""

import pytest

from punos.accounts.service import find_account, give_role
from punos.core_access import PERMISSIONS
from punos.programmes.service import cycle_by_slug
from tests.security.acts import pair_up
from tests.support.clients import Client
from tests.support.tenants import PASSWORD, Association, Tenants

WHOLE = ("/mails", "/settings", "/plugins", "/audit", "/programmes", "/accounts")


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def test_administrator_of_one_unit_opens_nothing_that_is_about_all(
    here: Association, client: Client
) -> None:
    here.signed_in(client, "administrator", unit_id=here.unit("Turku"))
    assert {path: client.get(path).status_code for path in WHOLE} == dict.fromkeys(WHOLE, 404)
    whole = here.signed_in(Client(client.app), "administrator")
    assert {path: whole.get(path).status_code for path in WHOLE} == dict.fromkeys(WHOLE, 200)


def test_coordinator_of_one_unit_cannot_close_the_cycle_of_all(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client, "coordinator", unit_id=here.unit("Turku"))
    for act in ("start", "close"):
        answer = client.post(f"/cycles/{slug}/step", {"act": act, "sure": "yes"})
        assert answer.status_code == 404
    with here.work() as work:
        assert cycle_by_slug(work, slug).state == "open"


def test_a_role_for_the_whole_association_gives_what_one_for_a_unit_does_not(
    here: Association, client: Client
) -> None:
    access = here.deployment.access
    role, unit = access.roles["administrator"], here.unit("Turku")
    whole = {one.name for one in PERMISSIONS if one.whole}
    assert whole & role.permissions == access.granted(role, None) - access.granted(role, unit)
    assert whole & role.permissions


def test_list_of_pairs_is_taken_out_for_the_unit_of_which_one_may(
    here: Association, client: Client
) -> None:
    slug, unit = here.cycle(), here.unit("Turku")
    mentee, mentor = (here.enrol(slug, role, name="Muualta") for role in ("mentee", "mentor"))
    pair_up(here, slug, mentee, mentor)
    email = here.account("readonly")
    with here.work() as work:
        give_role(work, find_account(work, email), "coordinator", unit)  # type: ignore[arg-type]
    client.at(here.host).sign_in(email, PASSWORD)
    assert "Muualta" in client.get(f"/cycles/{slug}/groups").text
    file = client.get(f"/cycles/{slug}/groups?format=csv")
    assert (file.status_code, "Muualta" in file.text) == (200, False)
