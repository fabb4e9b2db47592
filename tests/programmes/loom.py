"""A small programme model of the tests' own, and the plugin that brings it."""

from __future__ import annotations

from collections.abc import Sequence

from marshmallow import Schema, fields, validate

from punos.extend import Refusal, hookimpl
from punos.programmes.model import ModelState, ProgrammeModel


class LoomSettings(Schema):
    """The settings of the tests' programme model."""

    strands = fields.Integer(strict=True, required=True, validate=validate.Range(1, 9))
    colour = fields.String(load_default="red")


LOOM = ProgrammeModel(
    name="loom",
    label="Loom",
    settings_schema=LoomSettings,
    schema_version=1,
    roles={"weaver": "Weaver"},
    states=(ModelState("applied", "candidate", "Applied"),),
)


class LoomHooks:
    """What the tests' plugin answers; `reasons` may be filled by a test."""

    reasons: tuple[str, ...] = ()

    @hookimpl
    def register_programme_models(self) -> Sequence[ProgrammeModel]:
        """The one model."""
        return [LOOM]

    @hookimpl
    def decide_cycle_close(self) -> Sequence[Refusal]:
        """No, for each reason."""
        return [Refusal(reason) for reason in self.reasons]
