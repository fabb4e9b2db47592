"""The forms about materials, with what only this programme knows: its roles, phases and cycles."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from flask import request
from sqlalchemy import select

from punos.db import points_at
from punos.forms import Form, PunosSchema
from punos.i18n import own_name
from punos.materials.schemas import NewMaterialSchema, RulesSchema, VersionSchema
from punos.programmes.models import Cycle, Phase, Programme
from punos.programmes.service import programme_model
from punos.texts import pick
from punos.work import Work

Rules = TypeVar("Rules", bound=RulesSchema)
VERSION = ("language", "kind", "title", "text", "url")


def new_schema(work: Work, programme: Programme) -> NewMaterialSchema:
    """What is asked about a new material."""
    return with_languages(work, with_choices(work, programme, NewMaterialSchema()))


def blank_new(work: Work, programme: Programme) -> Form:
    """The same as it is opened."""
    first = {"kind": "text", "language": work.settings.languages[0]}
    return Form(new_schema(work, programme), first)


Versioned = TypeVar("Versioned", bound=VersionSchema)


def with_languages(work: Work, schema: Versioned) -> Versioned:
    """A schema that asks for one of the association's languages."""
    return schema.offer(language=[(code, own_name(code)) for code in work.settings.languages])


def with_choices(work: Work, programme: Programme, schema: Rules) -> Rules:
    """A schema that asks for a role, a phase and a cycle of this programme."""
    roles = programme_model(work.registry, programme.model).roles
    cycles = work.session.scalars(
        select(Cycle).where(Cycle.programme_id == programme.id).order_by(Cycle.starts_on.desc())
    )
    return schema.offer(
        role=list(roles.items()),
        phase=_phases(work, programme),
        cycle=[(str(one.id), pick(one.names, work.language)) for one in cycles],
    )


def _phases(work: Work, programme: Programme) -> list[tuple[str, Any]]:
    """The kinds of the phases that its cycles have, as the newest one calls them."""
    query = (
        select(Phase.kind, Phase.names)
        .join(Cycle, points_at(Phase.cycle_id, Cycle))
        .where(Cycle.programme_id == programme.id)
        .order_by(Phase.position, Phase.id)
    )
    found = {kind: pick(names, work.language) for kind, names in work.session.execute(query)}
    return list(found.items())


def sent(schema: PunosSchema) -> Form:
    """The form as it came back, with its file."""
    return Form.from_request(schema, request.form, request.files)


def rules_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of a material from checked answers, as its verbs take them."""
    return {
        "role": data["role"] or None,
        "phase": data["phase"] or None,
        "cycle_id": UUID(data["cycle"]) if data["cycle"] else None,
        "required": data["required"],
        "blocks": data["blocks"],
    }


def version_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """A version from checked answers, as its verb takes it."""
    upload = data["file"] if data["kind"] == "file" else None
    file = upload and (upload.filename or "", upload.mimetype or "", upload.read())
    return {**{name: data[name] for name in VERSION}, "file": file or None}
