"""What a tenant has set, as a typed view over its settings document."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from punos.db import TenantSession
from punos.extend import PluginState
from punos.i18n.wording import Wording
from punos.tenancy.models import TenantConfig, TenantPlugin

# Every request asks for both, so they are built once.
_STATES = select(TenantPlugin.plugin, TenantPlugin.state)
_BOTH = select(TenantConfig.current, TenantPlugin.plugin, TenantPlugin.state).outerjoin(
    TenantPlugin, TenantPlugin.tenant_id == TenantConfig.tenant_id
)
DEFAULT_LANGUAGES = ("en", "fi", "sv")


@dataclass(frozen=True)
class TenantSettings:
    """The settings of one tenant. Missing keys have the defaults seen here."""

    document: dict[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """The association's name by language."""
        names: dict[str, str] = self.document.get("names", {})
        return names

    @property
    def short_name(self) -> str:
        """A name that fits a phone's header."""
        return str(self.document.get("short_name") or next(iter(self.names.values()), ""))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that this association offers, the default one first."""
        return tuple(self.document.get("languages", DEFAULT_LANGUAGES))

    @property
    def look(self) -> dict[str, Any]:
        """Colours and logo."""
        look: dict[str, Any] = self.document.get("look", {})
        return look

    @property
    def contact(self) -> dict[str, str]:
        """How people reach the association: `email`, `phone`, `address`."""
        contact: dict[str, str] = self.document.get("contact", {})
        return contact

    @property
    def wording(self) -> Wording | None:
        """What the tenant says in its own way; None when that is nothing."""
        document = self.document.get("wording")
        return Wording(document) if document else None

    def get(self, key: str, default: Any = None) -> Any:
        """Any other top-level key of the document."""
        return self.document.get(key, default)


def load_settings(
    session: TenantSession,
) -> tuple[TenantSettings, dict[str, PluginState]]:
    """Read the settings of the session's tenant and its plugins' states: one statement for both."""
    rows = session.execute(_BOTH).all()
    states = {plugin: PluginState(state) for _document, plugin, state in rows if plugin}
    return TenantSettings(rows[0][0] if rows else {}), states


def load_plugin_states(session: TenantSession) -> dict[str, PluginState]:
    """Read which plugins the session's tenant has in which state: one statement."""
    rows = session.execute(_STATES)
    return {plugin: PluginState(state) for plugin, state in rows}
