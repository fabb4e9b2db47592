"""Lists of people whom staff may write to: a domain or a plugin names one, its list page leads here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from punos.errors import ConfigurationError
from punos.extend import PluginRegistry, PluginState
from punos.work import Work

Arguments = Mapping[str, str]
"""What narrows a list, as its address has it: `{"cycle": slug, "role": "mentee", "q": "turku"}`."""
MOST_ARGUMENTS, LONGEST = 12, 200


@dataclass(frozen=True)
class Audience:
    """A list of people who may be written to.

    `people(work, arguments)` selects two columns, the id of a person and the id of her enrolment or
    None, of those whom the actor may see there; it raises Absent for what is not there. The address of
    a message begun from it names it by `name`, a code. `about(work, arguments)` says of what it is the
    list, as a cycle's name. It is offered to those who hold `permission`.

    An argument named `cycle` is the slug of a cycle: the merge fields take its name and dates.
    """

    name: str
    label: Any
    permission: str
    people: Callable[[Work, Arguments], Select]
    about: Callable[[Work, Arguments], Any] | None = None


def by_name(core: Iterable[Audience], registry: PluginRegistry) -> dict[str, Audience]:
    """Every audience of this deployment.

    Raises ConfigurationError for a name that is taken, and for a plugin's that does not begin with the
    plugin's name and a dot.
    """
    found: dict[str, Audience] = {}
    offered = [("", audience) for audience in core]
    for plugin, audience in [*offered, *registry.registered("register_audiences")]:
        if plugin and not audience.name.startswith(f"{plugin}."):
            raise ConfigurationError(
                f"plugin {plugin}: audience {audience.name!r} must begin with '{plugin}.'"
            )
        if audience.name in found:
            raise ConfigurationError(f"plugin {plugin}: audience {audience.name!r} is taken")
        found[audience.name] = audience
    return found


def is_offered(work: Work, audience: Audience) -> bool:
    """Whether the actor may write to it: she may see it, and its plugin is on."""
    plugin, dot, _name = audience.name.partition(".")
    on = not dot or work.plugin_states.get(plugin) is PluginState.ON
    return on and work.actor.may(audience.permission)


def arguments_of(sent: Mapping[str, str], but: Iterable[str]) -> dict[str, str]:
    """What narrows a list, out of an address: short texts, without the names in `but`."""
    left_out = frozenset(but)
    kept = {
        key: value.replace("\x00", "")[:LONGEST]
        for key, value in sent.items()
        if key not in left_out and value and len(key) <= LONGEST
    }
    return dict(list(kept.items())[:MOST_ARGUMENTS])
