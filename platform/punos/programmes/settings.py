"""Programme settings: checked by the programme model's schema, and kept as versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle, Programme, ProgrammeVersion
from punos.programmes.registry import programme_model
from punos.work import Work


class SettingsRefused(Refused):
    """Settings that do not fit the model's schema. `errors` is marshmallow's, by field."""

    def __init__(self, errors: Any) -> None:
        super().__init__(_staff("Some settings cannot be used. Check the fields that are marked."))
        self.errors = errors


def checked_settings(model: ProgrammeModel, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are stored: checked, with the schema's defaults filled in.

    Raises SettingsRefused.
    """
    schema = model.settings_schema()
    try:
        stored: dict[str, Any] = schema.dump(schema.load(dict(settings)))
    except ValidationError as error:
        raise SettingsRefused(error.messages) from error
    return stored


def newest_version(work: Work, programme: Programme) -> ProgrammeVersion:
    """The version that a new cycle would pin. Raises Absent when there is none."""
    query = (
        select(ProgrammeVersion)
        .where(ProgrammeVersion.programme_id == programme.id)
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
    )
    version = work.session.scalars(query).one_or_none()
    if version is None:
        raise Absent
    return version


def new_version(
    work: Work, programme: Programme, settings: Mapping[str, Any], *, source: str = "page"
) -> ProgrammeVersion:
    """Keep changed settings as the next version; `source` says where they came from.

    Running cycles stay with theirs. Settings equal to the newest version's make no new one. Raises
    SettingsRefused.
    """
    # Held until the end, so that two who save at once get two numbers.
    lock_row(work.session, Programme, programme.id)
    model = programme_model(work.registry, programme.model)
    newest = newest_version(work, programme)
    stored = checked_settings(model, settings)
    if (newest.settings, newest.schema_version) == (stored, model.schema_version):
        return newest
    changed = [key for key in stored if stored[key] != newest.settings.get(key)]
    audit(work, "programme.changed", "programme", programme.id, changed)
    return add_version(work, programme, model, stored, number=newest.number + 1, source=source)


def take_version(work: Work, cycle: Cycle, version: ProgrammeVersion) -> None:
    """Let a planned cycle run by other settings of its programme; one that is open keeps its own.

    Raises Refused.
    """
    held = lock_row(work.session, Cycle, cycle.id)
    if held is None or held.state != "planned" or held.programme_id != version.programme_id:
        raise Refused(_staff("Only a planned cycle can take other settings."))
    if held.version_id != version.id:
        held.version_id = version.id
        audit(work, "cycle.changed", "cycle", held.id, ["version_id"])


def add_version(
    work: Work,
    programme: Programme,
    model: ProgrammeModel,
    stored: dict[str, Any],
    *,
    number: int,
    source: str,
) -> ProgrammeVersion:
    """Write one version of checked settings."""
    version = ProgrammeVersion(
        programme_id=programme.id,
        number=number,
        schema_version=model.schema_version,
        settings=stored,
        source=source,
        created_at=clock.now(),
    )
    work.session.add(version)
    work.session.flush()
    return version
