"""What an association is now, in the shape of a folder's document."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from punos.partners.service import partners
from punos.programmes.service import newest_version, programmes
from punos.tenancy.models import TenantConfig, TenantPlugin
from punos.tenants.provision import hosts_of
from punos.units.service import units
from punos.work import Work

SETTINGS = (
    "names",
    "short_name",
    "languages",
    "contact",
    "controller",
    "look",
    "intro",
    "wording",
    "second_factor",
)
"""The keys that live in the settings document; the others have rows of their own."""

Document = dict[str, Any]


def current_document(work: Work, config: TenantConfig) -> Document:
    """The association as it is now. Hosts are full names."""
    found: Document = {
        "hosts": [row.host for row in hosts_of(work)],
        **_settings(config),
        "plugins": _plugins(work),
        "partners": _partners(work),
        "units": _units(work),
        "programmes": _programmes(work),
    }
    return {key: value for key, value in found.items() if value}


def _settings(config: TenantConfig) -> Document:
    found = {key: config.current[key] for key in SETTINGS if key in config.current}
    # Where the logo is served follows from the logo: it is no key of the folder.
    look = {key: value for key, value in found.get("look", {}).items() if key != "logo_url"}
    return {**found, "look": look} if look else found


def _plugins(work: Work) -> Document:
    rows = work.session.scalars(select(TenantPlugin).order_by(TenantPlugin.plugin))
    return {row.plugin: {"state": row.state, "settings": row.settings} for row in rows}


def _partners(work: Work) -> Document:
    return {
        row.name: _filled(contact_name=row.contact_name, contact_email=row.contact_email)
        for row in partners(work)
    }


def _units(work: Work) -> Document:
    names = {row.id: row.name for row in partners(work)}
    return {
        unit.slug: _filled(
            names=unit.names,
            position=unit.position,
            partner=names[unit.partner_id] if unit.partner_id else None,
        )
        for unit in units(work)
    }


def _programmes(work: Work) -> Document:
    return {
        programme.slug: {
            "names": programme.names,
            "summary": programme.summary,
            "model": programme.model,
            "settings": newest_version(work, programme).settings,
        }
        for programme in programmes(work)
    }


def _filled(**values: Any) -> Document:
    return {key: value for key, value in values.items() if value is not None}
