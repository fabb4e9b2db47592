"""Every holding of this deployment: the core's and every installed plugin's, switched on or off."""

from collections.abc import Sequence

from punos.extend import PluginRegistry, PluginState
from punos.extend.holdings import Holding
from punos.privacy.core_advice import ADVICE
from punos.privacy.core_agreements import AGREEING
from punos.privacy.core_care import CARE
from punos.privacy.core_employers import EMPLOYERS
from punos.privacy.core_exempt import EXEMPT
from punos.privacy.core_feedback import FEEDBACK
from punos.privacy.core_interviews import INTERVIEWS
from punos.privacy.core_outcomes import OUTCOMES
from punos.privacy.core_people import ACCOUNTS, PEOPLE
from punos.privacy.core_surveys import SURVEYS
from punos.privacy.core_taking_part import APPLYING, TAKING_PART
from punos.privacy.core_trainings import TRAININGS
from punos.work import Work

CORE: tuple[Holding, ...] = (
    *PEOPLE,
    *APPLYING,
    *INTERVIEWS,
    *TAKING_PART,
    *OUTCOMES,
    *SURVEYS,
    *TRAININGS,
    *AGREEING,
    *CARE,
    *EMPLOYERS,
    *ADVICE,
    *FEEDBACK,
    *ACCOUNTS,
    *EXEMPT,
)


def holdings(registry: PluginRegistry) -> Sequence[Holding]:
    """All of them, exemptions too."""
    return (*CORE, *registry.holdings())


def personal(registry: PluginRegistry) -> Sequence[Holding]:
    """Those that are about people."""
    return tuple(one for one in holdings(registry) if one.about is not None)


def told_here(work: Work) -> Sequence[Holding]:
    """Those that are about people and whose part of the system is in use at this association."""
    of_plugins = [
        one
        for plugin, one in work.registry.registered("register_holdings")
        if one.about is not None and work.plugin_states.get(plugin, PluginState.OFF).reads
    ]
    return (*(one for one in CORE if one.about is not None), *of_plugins)
