"""What may be granted: declared once, by name, and in sets."""

from datetime import timedelta

import pytest

from punos.access import NOBODY, SYSTEM, AccessRegistry, LinkPurpose, Permission, Principal, Role
from punos.core_access import PERMISSIONS, PURPOSES, ROLES, core_access
from punos.errors import ConfigurationError
from punos.extend import PluginRegistry
from punos.ids import new_id

TALK = Permission("talk", "Talk")


def purpose(name: str = "letter", permission: str = "talk") -> LinkPurpose:
    return LinkPurpose(name, "Letter", frozenset({permission}), timedelta(days=1), "home.index")


def test_core_declares_every_permission_that_its_roles_and_links_hold() -> None:
    access = core_access(PluginRegistry())
    assert set(access.permissions) == {p.name for p in PERMISSIONS}
    assert set(access.roles) == {r.name for r in ROLES}
    assert set(access.purposes) == {p.name for p in PURPOSES}


def test_core_has_no_permission_that_nobody_can_hold() -> None:
    held = [*(r.permissions for r in ROLES), *(p.permissions for p in PURPOSES)]
    assert frozenset[str]().union(*held) == {p.name for p in PERMISSIONS}


def test_people_hold_nothing_but_their_own() -> None:
    for role in ROLES:
        assert role.staff or all(p.startswith("own.") for p in role.permissions)


@pytest.mark.parametrize(
    ("roles", "purposes", "message"),
    [
        ([Role("bird", "Bird", frozenset({"sing"}))], [], "role bird: permission 'sing'"),
        ([], [purpose(permission="sing")], "link letter: permission 'sing'"),
        ([], [purpose(), purpose()], "link purpose 'letter' is declared twice"),
    ],
)
def test_declaration_that_does_not_hold_stops_the_start(
    roles: list[Role], purposes: list[LinkPurpose], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        AccessRegistry([TALK], roles, purposes)


def test_name_that_nobody_declared_raises_or_is_no_role() -> None:
    access = AccessRegistry([TALK], [], [purpose()])
    assert access.permission("talk") is TALK
    assert access.purpose("letter").name == "letter"
    assert access.role("gone") is None
    with pytest.raises(ConfigurationError, match="permission 'fly'"):
        access.permission("fly")
    with pytest.raises(ConfigurationError, match="link purpose 'mail'"):
        access.purpose("mail")


def test_principal_may_what_it_was_granted() -> None:
    unit = new_id()
    actor = Principal("account", {"talk": frozenset({unit}), "sing": None}, account_id=unit)
    assert (actor.may("talk"), actor.may("sing"), actor.may("fly")) == (True, True, False)
    assert actor.units("talk") == {unit}
    assert actor.units("sing") is None
    assert actor.units("fly") == frozenset()
    assert actor.id == unit


def test_system_may_everything_and_nobody_nothing() -> None:
    assert (SYSTEM.may("talk"), SYSTEM.units("talk")) == (True, None)
    assert (NOBODY.may("talk"), NOBODY.units("talk")) == (False, frozenset())
