"""Erasing again after a backup was restored, from a list that lies beside the database.

A restored copy knows nothing of who was erased after it was made. So the worker writes each erasure, as
ids alone, to a file in the data folder; `punos privacy replay` erases whoever of it is there again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from punos.deployment import Deployment
from punos.people.models import Person
from punos.privacy.erasing import erase
from punos.privacy.models import Erasure
from punos.tenancy.directory import TenantRecord

FILE = "erasures.jsonl"


def list_of(deployment: Deployment) -> Path:
    """Where the list is."""
    return deployment.config.data_dir / FILE


def note_down(deployment: Deployment, tenant: TenantRecord, erasure: UUID) -> None:
    """The job: add one erasure to the list. It bears being run twice."""
    with deployment.work(tenant) as work:
        row = work.session.get(Erasure, (tenant.id, erasure))
        if row is None:
            return
        line = {"tenant": str(tenant.id), "person": str(row.person_id)}
        line["at"] = row.erased_at.isoformat()
    path = list_of(deployment)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())


def replay(deployment: Deployment, path: Path | None = None) -> dict[str, int]:
    """Erase again whoever was erased before; by slug, how many were there again."""
    listed = set(_listed(path or list_of(deployment)))
    return {
        tenant.slug: _replayed(deployment, tenant, listed)
        for tenant in deployment.directory.active()
    }


def _listed(path: Path) -> Iterator[tuple[UUID, UUID]]:
    if not path.exists():
        return
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            yield UUID(row["tenant"]), UUID(row["person"])


def _replayed(
    deployment: Deployment, tenant: TenantRecord, listed: Iterable[tuple[UUID, UUID]]
) -> int:
    with deployment.work(tenant) as work:
        known = set(work.session.scalars(select(Erasure.person_id)))
    erased = 0
    for person_id in sorted(known | {person for owner, person in listed if owner == tenant.id}):
        with deployment.work(tenant) as work:
            person = work.session.get(Person, (tenant.id, person_id))
            if person is not None and person.erased_at is None:
                erase(work, person, "replayed")
                erased += 1
    return erased
