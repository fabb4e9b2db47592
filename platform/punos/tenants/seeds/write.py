"""Bringing an association to a document, section by section; only what differs is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from punos import clock
from punos.desk.service import switch_plugin
from punos.extend import PluginState
from punos.partners.service import add_partner, partners
from punos.programmes.service import create_programme, new_version, programmes
from punos.tenancy.models import TenantConfig, TenantPlugin
from punos.tenants.logo import logo_url
from punos.tenants.names import name_publicly
from punos.tenants.provision import set_hosts
from punos.tenants.seeds.current import SETTINGS
from punos.units.service import add_unit, units
from punos.work import Work

Document = Mapping[str, Any]
SOURCE = "folder"


def write(work: Work, config: TenantConfig, document: Document) -> None:
    """Bring the tenant of `work` to the document. What the document leaves out stays.

    Raises SettingsRefused for a programme's settings that do not fit its model.
    """
    _write_settings(config, document)
    name_publicly(work, config.current)
    set_hosts(work, document["hosts"])
    _write_plugins(work, document.get("plugins", {}))
    _write_partners(work, document.get("partners", {}))
    _write_units(work, document.get("units", {}))
    _write_programmes(work, document.get("programmes", {}))
    work.session.flush()


def _write_settings(config: TenantConfig, document: Document) -> None:
    settings = {key: document[key] for key in SETTINGS if key in document}
    # Where the logo is served follows from the logo: it is no key of the folder.
    if url := logo_url(settings.get("look", {})):
        settings["look"] = {**settings["look"], "logo_url": url}
    if settings != config.current:
        config.current = settings
        config.changed_at = clock.now()


def _write_plugins(work: Work, wanted: Document) -> None:
    rows = {row.plugin: row for row in work.session.scalars(select(TenantPlugin))}
    for name, values in wanted.items():
        state = PluginState(values.get("state", "available"))
        if name not in rows or rows[name].state != state:
            rows[name] = switch_plugin(work, name, state)
        settings = values.get("settings", {})
        if rows[name].settings != settings:
            rows[name].settings, rows[name].changed_at = settings, clock.now()
    work.session.flush()
    # The dispatcher of this unit of work must see the plugins as they are now.
    for cached in ("plugin_states", "hooks"):
        work.__dict__.pop(cached, None)


def _write_partners(work: Work, wanted: Document) -> None:
    rows = {row.name: row for row in partners(work)}
    for name, values in wanted.items():
        row = rows.get(name) or add_partner(work, name)
        row.contact_name = values.get("contact_name")
        row.contact_email = values.get("contact_email")


def _write_units(work: Work, wanted: Document) -> None:
    rows = {row.slug: row for row in units(work)}
    partner_ids = {row.name: row.id for row in partners(work)}
    for slug, values in wanted.items():
        unit = rows.get(slug) or add_unit(work, slug=slug, names=values["names"])
        unit.names = values["names"]
        unit.position = values.get("position", 0)
        unit.partner_id = partner_ids.get(values.get("partner"))


def _write_programmes(work: Work, wanted: Document) -> None:
    rows = {row.slug: row for row in programmes(work)}
    for slug, values in wanted.items():
        settings = values.get("settings", {})
        programme = rows.get(slug)
        if programme is None:
            create_programme(work, slug=slug, settings=settings, source=SOURCE, **_words(values))
            continue
        programme.names, programme.summary = values["names"], values.get("summary", {})
        new_version(work, programme, settings, source=SOURCE)


def _words(values: Document) -> dict[str, Any]:
    return {
        "names": values["names"],
        "summary": values.get("summary", {}),
        "model": values["model"],
    }
