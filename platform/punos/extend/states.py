"""The state of an installed plugin at one tenant."""

from enum import StrEnum


class PluginState(StrEnum):
    """What a tenant has decided about a plugin.

    | state | pages | acts | menu | hooks | jobs |
    | --- | --- | --- | --- | --- | --- |
    | available, off | no | no | no | none | left out |
    | suspended | can be read | no | yes | `collect_*` only | put off |
    | on | yes | yes | yes | all | run |

    *available* has never been on; *off* has been. A suspended plugin is not told of events: it
    replays them from its cursor when it is on again.
    """

    AVAILABLE = "available"
    ON = "on"
    SUSPENDED = "suspended"
    OFF = "off"

    @property
    def reads(self) -> bool:
        """Whether what it holds can be looked at."""
        return self in (PluginState.ON, PluginState.SUSPENDED)
