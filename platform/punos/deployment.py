"""One running Punos: its configuration, databases, plugins and tenants.

The web process, the worker, the command line and the tests all begin here, so that each sees the same
wall and the same plugins.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from uuid import UUID

import punos.models  # noqa: F401 (every process maps every table, or a first write would fail)
from punos.access import SYSTEM, AccessRegistry, Principal
from punos.config import Config
from punos.core_access import core_access
from punos.db import Database
from punos.errors import Absent, ConfigurationError
from punos.extend import PluginRegistry
from punos.i18n import use_language, use_overrides
from punos.tenancy.directory import TenantDirectory, TenantRecord
from punos.work import Work


class Deployment:
    """A bag of what is made once per process."""

    def __init__(self, config: Config, registry: PluginRegistry | None = None) -> None:
        self.config = config
        self.registry = registry or PluginRegistry.load()
        self._databases: dict[str, Database] = {}

    @cached_property
    def access(self) -> AccessRegistry:
        """Permissions, roles and link purposes: the core's and the plugins'."""
        return core_access(self.registry)

    @cached_property
    def directory(self) -> TenantDirectory:
        """Host → tenant."""
        return TenantDirectory(self.database("web"))

    def database(self, role: str) -> Database:
        """The way to the database as one login role (web, net, provisioner, owner, backup)."""
        if role not in self._databases:
            url = self.config.database_urls.get(role)
            if url is None:
                raise ConfigurationError(f"no database address for the role {role}")
            self._databases[role] = Database(url)
        return self._databases[role]

    def open_work(
        self,
        tenant: TenantRecord,
        actor: Principal,
        *,
        language: str = "en",
        role: str = "web",
    ) -> Work:
        """A unit of work whose owner commits and closes it: the request, or `work` below."""
        return Work(
            session=self.database(role).session(tenant.id),
            tenant=tenant,
            actor=actor,
            language=language,
            registry=self.registry,
            base_url=self.base_url(tenant),
        )

    @contextmanager
    def work(
        self,
        tenant: TenantRecord | UUID | str,
        actor: Principal = SYSTEM,
        *,
        language: str = "en",
        role: str = "web",
    ) -> Iterator[Work]:
        """A unit of work for jobs, the command line and tests: committed at the end, or not at all."""
        work = self.open_work(self._record(tenant), actor, language=language, role=role)
        # Read when something is said, since most jobs say nothing; other roles may not read it.
        own = (lambda: work.wording) if role == "web" else None
        with use_language(language), use_overrides(own), work.session as session:
            yield work
            session.commit()

    def base_url(self, tenant: TenantRecord) -> str:
        """The canonical address of a tenant; it never comes from a request."""
        port = f":{self.config.port}" if self.config.scheme == "http" else ""
        return f"{self.config.scheme}://{tenant.host}{port}"

    def _record(self, tenant: TenantRecord | UUID | str) -> TenantRecord:
        if isinstance(tenant, TenantRecord):
            return tenant
        found = (
            self.directory.by_slug(tenant)
            if isinstance(tenant, str)
            else self.directory.by_id(tenant)
        )
        if found is None:
            raise Absent
        return found

    def dispose(self) -> None:
        """Close every connection."""
        for database in self._databases.values():
            database.dispose()
