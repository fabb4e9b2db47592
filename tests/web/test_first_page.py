"""Where somebody begins who has signed in."""

import pytest

from tests.support.clients import Client
from tests.support.tenants import Tenants


def begins_at(client: Client, path: str = "/") -> str:
    """Where the reader ends up."""
    answer = client.get(path)
    while answer.status_code == 303:
        answer = client.get(answer.location)
    assert answer.status_code == 200
    return str(answer.request.path)


def test_staff_of_an_association_begin_with_what_waits(tenants: Tenants, client: Client) -> None:
    client = tenants.make().signed_in(client)
    assert begins_at(client) == "/today"


@pytest.mark.parametrize("kind", ["network", "funder"])
def test_staff_of_a_tenant_without_programmes_begin_at_their_first_entry(
    tenants: Tenants, client: Client, kind: str
) -> None:
    client = tenants.make(kind=kind).signed_in(client, "administrator")
    for path in ("/", "/today"):
        first = begins_at(client, path)
        assert first not in ("/", "/today")
        page = client.get(first).text
        entries = page.split('<nav class="menu"')[1].split('class="menu-link"')[1:]
        assert f'href="{first}"' in entries[0], "it is the first entry of the menu"
        assert 'href="/today"' not in page


def test_officer_of_a_funder_whose_desk_is_off_sees_its_face(
    tenants: Tenants, client: Client
) -> None:
    client = tenants.make(kind="funder").signed_in(client, "officer")
    assert begins_at(client) == "/"


@pytest.mark.parametrize("kind", ["network", "funder"])
def test_face_of_a_tenant_without_programmes_speaks_of_no_applications(
    tenants: Tenants, client: Client, kind: str
) -> None:
    page = client.at(tenants.make(kind=kind).host).get("/").text
    assert "open for applications" not in page
    assert "open for applications" in client.at(tenants.make().host).get("/").text
