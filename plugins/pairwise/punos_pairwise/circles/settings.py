"""What an association sets about circles."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.plugin import PunosSchema, field_info
from punos_pairwise.texts import _staff_l


def _pairs(label: Any, usual: int) -> fields.Integer:
    return fields.Integer(
        load_default=usual, validate=validate.Range(2, 50), metadata=field_info(label=label)
    )


class CircleSettings(PunosSchema):
    """Whether the pairs of a cycle have group meetings in circles, and how many pairs a circle has."""

    wanted = fields.Boolean(
        load_default=False,
        metadata=field_info(
            label=_staff_l("Pairs are put into circles, which have their group meetings together"),
            widget="checkbox",
        ),
    )
    min = _pairs(_staff_l("Pairs in a circle at least"), 5)
    max = _pairs(_staff_l("Pairs in a circle at most"), 8)

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, data: Mapping[str, int], **_rest: Any) -> None:
        """The fewest are not more than the most."""
        if data["min"] > data["max"]:
            told = _staff_l("This is fewer than a circle has at least.")
            raise ValidationError([told], "max")
