"""The unit of work: one transaction, one tenant, one actor. Every service takes it first."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from punos.access import Principal
from punos.db import TenantSession
from punos.extend import Hooks, PluginRegistry, PluginState
from punos.i18n.wording import Wording
from punos.tenancy.directory import TenantRecord
from punos.tenancy.settings import TenantSettings, load_plugin_states, load_settings


@dataclass
class Work:
    """What a request or a job does its work with. It is committed by whoever opened it."""

    session: TenantSession
    tenant: TenantRecord
    actor: Principal
    language: str
    registry: PluginRegistry
    base_url: str
    """The canonical address of the tenant, without a trailing slash; links in mails start with it."""
    browser_account: UUID | None = None
    """The account that the browser is signed in with, also while the bearer of a link acts."""

    @cached_property
    def settings(self) -> TenantSettings:
        """The tenant's settings, read once, and the plugins' states with them."""
        settings, states = load_settings(self.session)
        self.__dict__.setdefault("plugin_states", states)
        return settings

    @property
    def wording(self) -> Wording | None:
        """What the tenant says in its own way. Whoever speaks is in the middle of something, so nothing
        is written by asking; and in the words of the catalogue where nothing can be read any more.
        """
        if "settings" not in self.__dict__ and not self.session.is_active:
            return None
        with self.session.no_autoflush:
            return self.settings.wording

    @cached_property
    def plugin_states(self) -> Mapping[str, PluginState]:
        """The tenant's plugins and their states, read once."""
        return load_plugin_states(self.session)

    @cached_property
    def hooks(self) -> Hooks:
        """The dispatcher, bound to this tenant's plugins."""
        return Hooks(self.registry, self, self.plugin_states)

    @property
    def account_id(self) -> UUID | None:
        """The account that acts, if it is one."""
        return self.actor.account_id
