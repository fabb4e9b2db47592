"""What is asked about a report."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.forms import PunosSchema, field_info
from punos.i18n import _staff_l

AUDIENCES = (
    ("city", _staff_l("A city or another funder, about one cycle")),
    ("stea", _staff_l("STEA, about a year")),
)


class ReportForm(PunosSchema):
    """What a report is about; programmes, cycles, years and languages are offered."""

    audience = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("For whom"), options=AUDIENCES, widget="radio"),
    )
    cycle = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(label=_staff_l("Cycle"), help=_staff_l("For a report on one cycle.")),
    )
    programme = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(label=_staff_l("Programme"), help=_staff_l("For a report on a year.")),
    )
    year = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(2000, 2100),
        metadata=field_info(label=_staff_l("Year")),
    )
    language = fields.String(
        required=True, metadata=field_info(label=_staff_l("Language of the report"))
    )

    @validates_schema(skip_on_field_errors=True)
    def says_about_what(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """A cycle for a city, a programme and a year for STEA."""
        if data["audience"] == "city" and not data["cycle"]:
            raise ValidationError([_staff_l("Choose the cycle.")], "cycle")
        if data["audience"] == "stea":
            missing = [name for name in ("programme", "year") if not data[name]]
            if missing:
                raise ValidationError(
                    {name: [_staff_l("A report on a year needs this.")] for name in missing}
                )


class StaffingForm(PunosSchema):
    """A dated record of how much of whose time a programme had."""

    title = fields.String(
        required=True,
        validate=validate.Length(max=200),
        metadata=field_info(
            label=_staff_l("Work"), help=_staff_l("Coordination, say. No name of a person.")
        ),
    )
    full_time = fields.Decimal(
        required=True,
        places=2,
        validate=validate.Range(min=0.01, max=99),
        metadata=field_info(
            label=_staff_l("Full-time workers"), help=_staff_l("Half of one’s time is 0.5.")
        ),
    )
    from_on = fields.Date(required=True, metadata=field_info(label=_staff_l("First day")))
    until_on = fields.Date(
        load_default=None,
        allow_none=True,
        metadata=field_info(label=_staff_l("Last day"), help=_staff_l("Empty while it goes on.")),
    )

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """The last day is not before the first."""
        if data["until_on"] is not None and data["until_on"] < data["from_on"]:
            raise ValidationError([_staff_l("This is before the first day.")], "until_on")
