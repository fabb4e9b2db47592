"""What an association sets for its programme of gatherings."""

from typing import Any

from marshmallow import fields, validate

from punos.plugin import PunosSchema, field_info, surveys_field, thirds_field
from punos_gatherings.codes import EVENT_KINDS
from punos_gatherings.texts import _staff_l

SCHEMA_VERSION = 1


def _number(label: Any, default: int | None, least: int, most: int) -> fields.Integer:
    return fields.Integer(
        load_default=default,
        allow_none=default is None,
        validate=validate.Range(least, most),
        metadata=field_info(label=label),
    )


class GatheringsSettings(PunosSchema):
    """The settings of a programme of gatherings."""

    employment_target = _number(_staff_l("How many are meant to find work"), 15, 0, 10_000)
    minutes = _number(_staff_l("Usual length of a meeting in minutes"), 180, 15, 1440)
    capacity = _number(
        _staff_l("Usual number of places at a meeting (none: no limit)"), None, 1, 1000
    )
    offer_hours = _number(
        _staff_l("Hours to answer when a place at the camp is offered"), 48, 1, 720
    )
    needs_days = _number(
        _staff_l("Days after the camp when what people need there is erased"), 14, 0, 90
    )
    keep_walk_ins = fields.Boolean(
        load_default=True,
        metadata=field_info(
            label=_staff_l("Newcomers can be added at the door"), widget="checkbox"
        ),
    )
    event_kinds = fields.List(
        fields.String(),
        load_default=lambda: [code for code, _label in EVENT_KINDS],
        metadata=field_info(
            label=_staff_l("One-off events"), options=EVENT_KINDS, widget="checkboxes"
        ),
    )
    surveys = surveys_field()
    thirds = thirds_field()
