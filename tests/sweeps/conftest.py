"""Two tenants of each kind with something in every corner, and a browser for everybody who may come."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest
from flask import Flask

from punos.access import NOBODY, AccessRegistry, Principal
from punos.core_access import core_access
from punos.deployment import Deployment
from punos.tenancy.models import KINDS
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants
from tests.sweeps.world import World, link_for, make_world, subjects_of

LIMITED = ("contact", "coordinator", "administrator")
"""Roles that are held for one unit too, as by a partner association's worker."""
Browsers = dict[str, tuple[Client, Principal]]


@dataclass(frozen=True)
class Place:
    """Two tenants of one kind, ours and theirs, and who comes to ours."""

    ours: World
    theirs: World
    browsers: Browsers

    @property
    def kind(self) -> str:
        """Of the tenants."""
        return self.ours.kind


Places = Callable[[str], Place]


@pytest.fixture(scope="module")
def access(deployment: Deployment) -> AccessRegistry:
    """What may be granted."""
    return core_access(deployment.registry)


@pytest.fixture(scope="module")
def places(app: Flask, deployment: Deployment, access: AccessRegistry) -> Places:
    """By kind of tenant, each made when it is first asked for."""
    tenants = Tenants(deployment)

    @cache
    def made(kind: str) -> Place:
        ours, theirs = make_world(tenants, kind), make_world(tenants, kind)
        strangers = [theirs.association]
        if kind != "association":
            strangers.append(tenants.make())
        return Place(ours, theirs, _browsers(app, ours, strangers, access))

    return made


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, places: Places) -> Place:
    """Each kind in its turn."""
    return places(request.param)


@pytest.fixture(scope="module")
def worlds(places: Places) -> tuple[World, World]:
    """Our association and theirs."""
    here = places("association")
    return here.ours, here.theirs


@pytest.fixture(scope="module")
def browsers(places: Places) -> Browsers:
    """Who comes to our association."""
    return places("association").browsers


def _browsers(
    app: Flask, ours: World, strangers: list[Association], access: AccessRegistry
) -> Browsers:
    """A browser for every role, every link purpose, a unit's people, and strangers."""
    found = {"nobody": (Client(app, ours.association.host), NOBODY)}
    for role in access.roles.values():
        if role.staff or ours.people:
            person = ours.people.get(role.name) if not role.staff else None
            email = ours.accounts.get(role.name)
            client = ours.association.signed_in(Client(app), role.name, email, person_id=person)
            grants = dict.fromkeys(role.permissions)
            found[role.name] = (client, Principal("account", grants, person_id=person))
    for name in LIMITED if ours.units else ():
        limited = ours.association.signed_in(Client(app), name, unit_id=ours.units[0])
        grants = dict.fromkeys(access.granted(access.roles[name], ours.units[0]))
        found[f"{name} of a unit"] = (limited, Principal("account", grants))
    found |= _bearers(app, ours, access)
    for stranger in strangers:
        known = f"administrator of another {stranger.record.kind}"
        found[known] = (_stranger(app, ours, stranger), NOBODY)
    return found


def _bearers(app: Flask, ours: World, access: AccessRegistry) -> Browsers:
    """A browser for every purpose of links that there may be at this tenant."""
    found = {}
    for purpose in access.purposes.values():
        if ours.kind != "association" and purpose.name not in subjects_of(ours):
            continue
        client = Client(app, ours.association.host)
        assert client.get(link_for(ours, purpose)).status_code == 303
        principal = Principal("link", dict.fromkeys(purpose.permissions), purpose=purpose.name)
        found[f"link {purpose.name}"] = (client, principal)
    return found


def _stranger(app: Flask, ours: World, theirs: Association) -> Client:
    """Another tenant's administrator, who shows her cookies here."""
    stranger = theirs.signed_in(Client(app), "administrator")
    for name, value in stranger.cookies().items():
        stranger.at(ours.association.host).set_cookie(name, value)
    return stranger
