"""Writing an association's folder from the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from punos.deployment import Deployment
from punos.tenancy.models import TenantConfig
from punos.tenants.logo import current_logo
from punos.tenants.provision import ROLE
from punos.tenants.seeds.current import Document, current_document
from punos.tenants.seeds.read import PROGRAMMES, TENANT_FILE, WORDING, short_host
from punos.tenants.seeds.toml import write_toml
from punos.work import Work

_ORDER = ("names", "intro", "contact", "controller", "look", "plugins", "partners", "units")


def export_folder(deployment: Deployment, slug: str, folder: Path) -> list[Path]:
    """Write the folder of an association; the files written. Planning it then shows nothing.

    Raises Absent for an unknown slug.
    """
    with deployment.work(slug, role=ROLE) as work:
        document = current_document(work, work.session.scalars(select(TenantConfig)).one())
        files = dict(_files(work, document, deployment.config.base_domain))
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return [folder / name for name in files]


def _files(work: Work, document: Document, base_domain: str) -> list[tuple[str, bytes]]:
    tenant = _tenant(work, document, base_domain)
    files = [(TENANT_FILE, write_toml(tenant).encode())]
    for slug, programme in document.get(PROGRAMMES, {}).items():
        data = {"slug": slug, **programme}
        if not data["summary"]:
            del data["summary"]
        files.append((f"{PROGRAMMES}/{slug}.toml", write_toml(data).encode()))
    for code, kinds in document.get(WORDING, {}).items():
        files.append((f"{WORDING}/{code}.toml", write_toml(kinds).encode()))
    logo = current_logo(work)
    if logo is not None:
        files.append((logo.name, logo.content))
    return files


def _tenant(work: Work, document: Document, base_domain: str) -> dict[str, Any]:
    look = dict(document.get("look", {}))
    if "logo" in look:
        look["logo"] = look["logo"]["name"]
    tables = {**document, "look": look}
    return {
        "slug": work.tenant.slug,
        "kind": work.tenant.kind,
        "hosts": [short_host(host, base_domain) for host in document["hosts"]],
        "languages": document.get("languages"),
        "short_name": document.get("short_name"),
        **{key: document[key] for key in ("second_factor",) if key in document},
        **{key: tables[key] for key in _ORDER if tables.get(key)},
    }
