"""Two associations with something in every corner, and a browser for everybody who may come."""

import pytest
from flask import Flask

from punos.access import NOBODY, AccessRegistry, Principal
from punos.core_access import core_access
from punos.deployment import Deployment
from tests.support.clients import Client
from tests.support.tenants import Tenants
from tests.sweeps.world import World, link_for, make_world

LIMITED = ("contact", "coordinator", "administrator")
"""Roles that are held for one unit too, as by a partner association's worker."""


@pytest.fixture(scope="module")
def worlds(deployment: Deployment) -> tuple[World, World]:
    """Ours and theirs."""
    tenants = Tenants(deployment)
    return make_world(tenants), make_world(tenants)


@pytest.fixture(scope="module")
def access(deployment: Deployment) -> AccessRegistry:
    """What may be granted."""
    return core_access(deployment.registry)


@pytest.fixture(scope="module")
def browsers(
    app: Flask, worlds: tuple[World, World], access: AccessRegistry
) -> dict[str, tuple[Client, Principal]]:
    """A browser for every role, every link purpose, a unit's people, and a stranger."""
    ours, theirs = worlds
    found = {"nobody": (Client(app, ours.association.host), NOBODY)}
    for role in access.roles.values():
        person = ours.people.get(role.name) if not role.staff else None
        client = ours.association.signed_in(Client(app), role.name, person_id=person)
        grants = dict.fromkeys(role.permissions)
        found[role.name] = (client, Principal("account", grants, person_id=person))
    for name in LIMITED:
        limited = ours.association.signed_in(Client(app), name, unit_id=ours.units[0])
        grants = dict.fromkeys(access.granted(access.roles[name], ours.units[0]))
        found[f"{name} of a unit"] = (limited, Principal("account", grants))
    for purpose in access.purposes.values():
        client = Client(app, ours.association.host)
        assert client.get(link_for(ours, purpose)).status_code == 303
        principal = Principal("link", dict.fromkeys(purpose.permissions), purpose=purpose.name)
        found[f"link {purpose.name}"] = (client, principal)
    stranger = theirs.association.signed_in(Client(app), "administrator")
    for name, value in stranger.cookies().items():
        stranger.at(ours.association.host).set_cookie(name, value)
    found["administrator of another association"] = (stranger, NOBODY)
    return found
