"""What staff are asked about an agreement and its lines. Amounts are typed in euros."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from punos.plugin import PunosSchema, field_info, language_name
from punos_payouts.texts import _staff, _staff_l
from punos_payouts.words import MINIMUM_MODES

OTHER = "other"
"""A funder that has no desk here."""
MOST_EUROS = Decimal(100_000_000)
MOST_UNITS = 100_000


def euro_field(label: Any, hint: Any = None, *, needed: bool = True) -> Any:
    """An amount in euros, of at least one cent."""
    info = field_info(label=label, help=hint)
    checks: list[Any] = [validate.Range(min=Decimal("0.01"), max=MOST_EUROS), _whole_cents]
    if needed:
        return fields.Decimal(required=True, validate=checks, metadata=info)
    return fields.Decimal(load_default=None, allow_none=True, validate=checks, metadata=info)


def in_euros(cents: int) -> Decimal:
    """Cents as an amount that a form shows again."""
    return Decimal(cents).scaleb(-2)


def _whole_cents(amount: Decimal) -> None:
    # As it was typed: 1.000 may mean a thousand, and 1e30 nothing that anybody pays.
    if not -2 <= int(amount.as_tuple().exponent) <= 0:
        raise ValidationError([_staff("Write the amount with at most two decimals.")])


def _text(label: Any, most: int, hint: Any = None, *, needed: bool = True) -> fields.String:
    info = field_info(label=label, help=hint)
    length = validate.Length(max=most)
    if needed:
        return fields.String(required=True, validate=length, metadata=info)
    return fields.String(load_default="", validate=length, metadata=info)


def _title() -> fields.String:
    return _text(_staff_l("What it is for"), 200, _staff_l("For example: Mentoring in spring 2026"))


def _cap(hint: Any) -> Any:
    return euro_field(_staff_l("At most, in euros"), hint)


def _vat_note() -> fields.String:
    return _text(
        _staff_l("Note on VAT"),
        200,
        _staff_l("Printed on every claim. For example: a grant, no VAT."),
        needed=False,
    )


class AgreementForm(PunosSchema):
    """A promise of a funder, as it is written down. `funder` is offered by the view."""

    funder = fields.String(
        required=True,
        metadata=field_info(
            label=_staff_l("Who pays"),
            help=_staff_l("A funder with a desk here gets your claims at once."),
            options=(),
        ),
    )
    funder_name = _text(
        _staff_l("Name of the other funder"),
        200,
        _staff_l("Only for a funder who has no desk here. You then send the papers yourself."),
        needed=False,
    )
    number = _text(
        _staff_l("Number of the agreement"),
        40,
        _staff_l("Exactly as the funder writes it: it tells the funder what a claim belongs to."),
    )
    title = _title()
    starts_on = fields.Date(required=True, metadata=field_info(label=_staff_l("First day")))
    ends_on = fields.Date(
        required=True,
        metadata=field_info(
            label=_staff_l("Last day"),
            help=_staff_l("What happens after this day earns nothing."),
        ),
    )
    cap = _cap(
        _staff_l("All that the funder may have to pay under this agreement, joint events included.")
    )
    vat_note = _vat_note()

    @validates_schema(skip_on_field_errors=True)
    def days_and_funder(self, data: Mapping[str, Any], **_rest: Any) -> None:
        """The days are in order, and the funder has a name."""
        if data["ends_on"] < data["starts_on"]:
            raise ValidationError([_staff("The last day is before the first day.")], "ends_on")
        if data["funder"] == OTHER and not data["funder_name"]:
            raise ValidationError([_staff("Write the name of the funder.")], "funder_name")


class ChangeForm(PunosSchema):
    """What may be changed of an agreement that stands."""

    title = _title()
    ends_on = fields.Date(
        required=True,
        metadata=field_info(
            label=_staff_l("Last day"),
            help=_staff_l("An agreement may be made longer, never shorter."),
        ),
    )
    cap = _cap(_staff_l("It cannot be less than what has been earned already."))
    vat_note = _vat_note()


_AMOUNTS = {
    "lump": _staff_l("Amount, in euros"),
    "unit": _staff_l("Euros for each one"),
    "outcome": _staff_l("Euros for each person"),
    "pool": _staff_l("Euros for each event"),
}


def line_form(languages: Sequence[str], kind: str) -> PunosSchema:
    """A new line of this kind: what it is called in each language (the first needs a name), and terms."""
    named = {f"name_{code}": _line_name(code, languages) for code in languages}
    return _made({**named, "code": _code(), **_terms(kind), **_line_cap()})


def amendment_form(kind: str) -> PunosSchema:
    """Other terms of a line, from a day on."""
    return _made({"valid_from": _valid_from(), **_terms(kind), **_line_cap()})


def _made(asked: Mapping[str, Any]) -> PunosSchema:
    schema: PunosSchema = PunosSchema.from_dict(dict(asked))()  # type: ignore[assignment]
    return schema


def _line_name(code: str, languages: Sequence[str]) -> fields.String:
    label = _staff_l("What the line is called (%(language)s)", language=language_name(code))
    return _text(label, 120, needed=code == languages[0])


def _code() -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Regexp(
            r"[a-z0-9-]{1,40}\Z",
            error=_staff_l("Use small letters without accents, digits and hyphens alone."),  # type: ignore[arg-type]
        ),
        metadata=field_info(
            label=_staff_l("Short name for the funder"),
            help=_staff_l("One word. It stands on each claim, where no other text does."),
        ),
    )


def _valid_from() -> fields.Date:
    return fields.Date(
        required=True,
        metadata=field_info(
            label=_staff_l("From which day"),
            help=_staff_l("What was earned before this day stays as it is."),
        ),
    )


def _terms(kind: str) -> dict[str, Any]:
    amount = {"amount": euro_field(_AMOUNTS[kind])}
    return amount if kind == "lump" else {**amount, **_numbers()}


def _numbers() -> dict[str, Any]:
    return {
        "target_units": _count(
            _staff_l("How many you hope for"), _staff_l("The goal. It limits nothing.")
        ),
        "min_units": _count(_staff_l("The fewest that were agreed"), None),
        "min_mode": fields.String(
            load_default="target_only",
            metadata=field_info(
                label=_staff_l("What it means when there are fewer"),
                help=_staff_l("If the agreement does not say it, ask your funder."),
                options=MINIMUM_MODES,
                widget="radio",
            ),
        ),
    }


def _count(label: Any, hint: Any) -> fields.Integer:
    return fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, MOST_UNITS),
        metadata=field_info(label=label, help=hint),
    )


def _line_cap() -> dict[str, Any]:
    return {
        "cap": euro_field(
            _staff_l("At most for this line, in euros"),
            _staff_l("Leave it empty when only the whole agreement has a limit."),
            needed=False,
        )
    }
