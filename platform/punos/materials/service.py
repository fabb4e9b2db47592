"""Verbs about materials."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.files.service import store
from punos.materials.models import Material, MaterialRead, MaterialVersion
from punos.programmes.models import Programme
from punos.texts import fold
from punos.work import Work

FILE_PURPOSE = "material"
Upload = tuple[str, str, bytes]
"""A file's name, the media type that is claimed, and its content."""


def add_material(
    work: Work,
    programme: Programme,
    title: str,
    *,
    role: str | None = None,
    phase: str | None = None,
    cycle_id: UUID | None = None,
    required: bool = False,
    blocks: bool = False,
) -> Material:
    """Add a material at the end of its programme's. It is shown once it has a version."""
    material = Material(
        programme_id=programme.id,
        cycle_id=cycle_id,
        slug=_free_slug(work, programme, title),
        role=role,
        phase=phase,
        position=_last(work, programme.id) + 1,
        required=required or blocks,
        blocks=blocks,
        created_at=clock.now(),
    )
    work.session.add(material)
    work.session.flush()
    audit(work, "material.added", "material", material.id)
    return material


def add_version(
    work: Work,
    material: Material,
    *,
    language: str,
    kind: str,
    title: str,
    text: str | None = None,
    url: str | None = None,
    file: Upload | None = None,
) -> MaterialVersion:
    """Write what the material is from now on in one language; earlier versions stay as they were.

    Raises Refused for a file of more than 10 MB.
    """
    # Held, so that two versions made at once get two numbers.
    held = lock_row(work.session, Material, material.id)
    if held is None:
        raise Absent
    stored = store(work, file[0], file[1], file[2], FILE_PURPOSE) if file is not None else None
    work.session.flush()
    version = MaterialVersion(
        material_id=held.id,
        language=language,
        number=_newest_number(work, held, language) + 1,
        kind=kind,
        title=title,
        text=text,
        url=url if kind == "link" else None,
        file_id=stored.id if stored is not None else None,
        made_at=clock.now(),
        made_by=work.account_id,
    )
    work.session.add(version)
    work.session.flush()
    audit(work, "material.version", "material", material.id, [language])
    return version


def change_rules(
    work: Work,
    material: Material,
    *,
    role: str | None,
    phase: str | None,
    cycle_id: UUID | None,
    required: bool,
    blocks: bool,
) -> None:
    """Change for whom it is, from when on, and whether it has to be read."""
    values = {
        "role": role,
        "phase": phase,
        "cycle_id": cycle_id,
        "required": required or blocks,
        "blocks": blocks,
    }
    changed = [name for name, value in values.items() if getattr(material, name) != value]
    for name in changed:
        setattr(material, name, values[name])
    if changed:
        audit(work, "material.changed", "material", material.id, changed)


def move_material(work: Work, material: Material, *, up: bool) -> None:
    """Let it change places with the one before (`up`) or after it."""
    query = select(Material).where(Material.programme_id == material.programme_id)
    listed = list(work.session.scalars(query.order_by(Material.position, Material.id)))
    here = listed.index(material)
    there = here - 1 if up else here + 1
    if 0 <= there < len(listed):
        listed[here], listed[there] = listed[there], listed[here]
        for number, one in enumerate(listed):
            one.position = number
        audit(work, "material.changed", "material", material.id, ["position"])


def withdraw_material(work: Work, material: Material, *, withdrawn: bool) -> None:
    """Show it to nobody any more, or again. Who had read it stays known."""
    if (material.withdrawn_at is not None) == withdrawn:
        return
    material.withdrawn_at = clock.now() if withdrawn else None
    audit(work, "material.withdrawn" if withdrawn else "material.restored", "material", material.id)


def mark_read(work: Work, version: MaterialVersion, enrolments: Iterable[Enrolment]) -> int:
    """They have read the material as it is now; gives for how many that is new.

    Somebody who had read an earlier version has now read this one. Staff who mark it for them are
    named in the row.
    """
    chosen = {one.id: one for one in enrolments}
    query = select(MaterialRead).where(
        MaterialRead.material_id == version.material_id, MaterialRead.enrolment_id.in_(chosen)
    )
    there = {one.enrolment_id: one for one in work.session.scalars(query.with_for_update())}
    count = 0
    for enrolment_id, enrolment in chosen.items():
        read = there.get(enrolment_id)
        if read is not None and read.read_at >= version.made_at:
            continue
        if read is None:
            read = MaterialRead(material_id=version.material_id, enrolment_id=enrolment_id)
            work.session.add(read)
        read.number, read.read_at = version.number, clock.now()
        own = work.actor.person_id == enrolment.person_id
        read.recorded_by = None if own else work.account_id
        audit(work, "material.read", "enrolment", enrolment_id, [str(version.material_id)])
        count += 1
    work.session.flush()
    return count


def _newest_number(work: Work, material: Material, language: str) -> int:
    query = select(func.max(MaterialVersion.number)).where(
        MaterialVersion.material_id == material.id, MaterialVersion.language == language
    )
    return work.session.scalar(query) or 0


def _last(work: Work, programme_id: UUID) -> int:
    query = select(func.max(Material.position)).where(Material.programme_id == programme_id)
    found = work.session.scalar(query)
    return -1 if found is None else found


def _free_slug(work: Work, programme: Programme, title: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:50] or "material"
    query = select(Material.slug).where(Material.programme_id == programme.id)
    taken = set(work.session.scalars(query))
    number = 1
    while (slug := plain if number == 1 else f"{plain}-{number}") in taken:
        number += 1
    return slug
