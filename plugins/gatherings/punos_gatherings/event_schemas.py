"""What staff are asked about an event."""

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate

from punos.plugin import PunosSchema, field_info, language_name
from punos_gatherings.schemas import OUTSIDE_HELP
from punos_gatherings.texts import _staff_l


def event_form(languages: Sequence[str], kinds: Sequence[tuple[str, Any]]) -> PunosSchema:
    """What kind of event, how it is called in each language (the first needs a name), when, where."""
    told: dict[str, fields.Field] = {}
    for code in languages:
        told[f"name_{code}"] = _name(language_name(code), needed=code == languages[0])
        told[f"about_{code}"] = _about(language_name(code))
    made = PunosSchema.from_dict({"kind": _kind(), **told, **_when_and_where()})
    schema: PunosSchema = made()  # type: ignore[assignment]
    return schema.offer(kind=list(kinds))


def _kind() -> fields.String:
    info = field_info(label=_staff_l("What it is"), options=(), widget="radio")
    return fields.String(required=True, metadata=info)


def _name(spoken: str, *, needed: bool) -> fields.String:
    info = field_info(label=_staff_l("Name (%(language)s)", language=spoken))
    length = validate.Length(max=120)
    if needed:
        return fields.String(required=True, validate=length, metadata=info)
    return fields.String(load_default="", validate=length, metadata=info)


def _about(spoken: str) -> fields.String:
    label = _staff_l("What is told about it (%(language)s)", language=spoken)
    info = field_info(label=label, widget="textarea", rows=2)
    return fields.String(load_default="", validate=validate.Length(max=1000), metadata=info)


def _when_and_where() -> dict[str, fields.Field]:
    return {
        "day": fields.Date(required=True, metadata=field_info(label=_staff_l("Day"))),
        "starts": fields.Time(required=True, metadata=field_info(label=_staff_l("Begins at"))),
        "minutes": fields.Integer(
            required=True,
            validate=validate.Range(15, 1440),
            metadata=field_info(label=_staff_l("Length in minutes")),
        ),
        "place": fields.String(
            load_default=None,
            allow_none=True,
            validate=validate.Length(max=200),
            metadata=field_info(label=_staff_l("Place")),
        ),
        "capacity": fields.Integer(
            load_default=None,
            allow_none=True,
            validate=validate.Range(1, 1000),
            metadata=field_info(
                label=_staff_l("Places"), help=_staff_l("Leave this empty if there is no limit.")
            ),
        ),
        "note": fields.String(
            load_default=None,
            allow_none=True,
            validate=validate.Length(max=1000),
            metadata=field_info(
                label=_staff_l("Note"), help=OUTSIDE_HELP, widget="textarea", rows=3
            ),
        ),
    }
