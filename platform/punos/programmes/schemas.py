"""What is asked when a cycle is planned."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.forms import PunosSchema, field_info
from punos.i18n import _staff, _staff_l

NAME_OF_CYCLE = {
    "en": _staff_l("Name in English"),
    "fi": _staff_l("Name in Finnish"),
    "sv": _staff_l("Name in Swedish"),
}


def _name(code: str) -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Length(max=120),
        metadata=field_info(label=NAME_OF_CYCLE[code]),
    )


def _day(label: Any, help: Any = None) -> fields.Date:  # noqa: A002 - the word of the page
    return fields.Date(required=True, metadata=field_info(label=label, help=help))


class PlanSchema(PunosSchema):
    """A new cycle of a programme: its names, its days and what it aims for."""

    name_en, name_fi, name_sv = _name("en"), _name("fi"), _name("sv")
    apply_from = _day(_staff_l("First day of applications"))
    apply_until = _day(_staff_l("Last day of applications"))
    starts_on = _day(_staff_l("First day of the cycle"))
    ends_on = _day(_staff_l("Last day of the cycle"))
    target = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 10_000),
        metadata=field_info(label=_staff_l("How many pairs or groups you aim for")),
    )

    @validates_schema(skip_on_field_errors=True)
    def days_in_order(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        """Raises ValidationError at the day that comes too early."""
        wrong = {}
        if data["apply_until"] < data["apply_from"]:
            wrong["apply_until"] = [_staff("Applications cannot end before they begin.")]
        if data["ends_on"] < data["starts_on"]:
            wrong["ends_on"] = [_staff("The cycle cannot end before it begins.")]
        if wrong:
            raise ValidationError(wrong)


def plan_schema(languages: Sequence[str]) -> PunosSchema:
    """The form with a name in each of these languages, of which the first must be given."""
    names = [f"name_{code}" for code in languages if code in NAME_OF_CYCLE]
    days = [name for name in PlanSchema().load_fields if not name.startswith("name_")]
    schema = PlanSchema(only=[*names, *days])
    if names:
        schema.fields[names[0]].required = True
    return schema
