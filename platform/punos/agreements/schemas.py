"""Agreements as they are set for a programme, and as staff write them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from punos.agreements.models import KINDS
from punos.forms import PunosSchema, field_info, language_name
from punos.i18n import _staff_l

NAMES = {
    "guidelines": _staff_l("Ethical guidelines"),
    "agreement": _staff_l("Mentoring agreement"),
}
"""What staff call the kinds."""


class AgreementSettings(PunosSchema):
    """What those who meet are asked to accept."""

    kinds = fields.List(
        fields.String(),
        load_default=list,
        metadata=field_info(
            label=_staff_l("What everybody is asked to accept"),
            help=_staff_l("You write the texts on the page “Guidelines and agreements”."),
            options=tuple(NAMES.items()),
        ),
    )
    before_meeting = fields.Boolean(
        load_default=False,
        metadata=field_info(
            label=_staff_l("Nobody logs a first meeting before everybody in it has accepted"),
        ),
    )


@dataclass(frozen=True)
class Asked:
    """What a cycle asks its people to accept, and whether their first meeting waits for it."""

    kinds: tuple[str, ...]
    waits: bool

    @property
    def needed(self) -> tuple[str, ...]:
        """The kinds without which nobody meets."""
        return self.kinds if self.waits else ()


def asked_in(settings: Mapping[str, Any]) -> Asked:
    """What the settings of a cycle say; those that say nothing ask for nothing."""
    said = settings.get("agreements") or {}
    kinds = said.get("kinds") or ()
    return Asked(tuple(kind for kind in KINDS if kind in kinds), bool(said.get("before_meeting")))


def text_schema(codes: Sequence[str]) -> PunosSchema:
    """One text in each of these languages."""
    asked: dict[str, fields.Field] = {
        code: fields.String(
            required=True,
            metadata=field_info(
                label=_staff_l("The text (%(language)s)", language=language_name(code)),
                widget="textarea",
                rows=16,
            ),
        )
        for code in codes
    }
    made: PunosSchema = PunosSchema.from_dict(asked)()  # type: ignore[assignment]
    return made
