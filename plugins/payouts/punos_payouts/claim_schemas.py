"""What staff and members of the board are asked about a claim."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate

from punos.plugin import ONE_ADDRESS, PunosSchema, clock, field_info, language_name, pick
from punos_payouts.models import ClaimLine, Line
from punos_payouts.schemas import euro_field
from punos_payouts.texts import _l, _staff, _staff_l

_WHY = _staff_l("To ask a second person to sign the claim.")
_KEPT = _staff_l("As long as the claim is kept.")
ANSWERS = (
    ("approved", _staff_l("Approved: the funder pays it")),
    ("returned", _staff_l("Sent back: something has to be changed")),
)


def _past(day: date) -> None:
    """Raises ValidationError for a day that lies ahead."""
    if day > clock.today():
        raise ValidationError(_staff("This day lies ahead. Write it down when it has come."))


def _day(label: Any) -> fields.Date:
    return fields.Date(required=True, validate=_past, metadata=field_info(label=label))


class AskForm(PunosSchema):
    """Which member of the board is to sign."""

    name = fields.String(
        required=True,
        validate=validate.Length(max=200),
        metadata=field_info(
            label=_staff_l("Name of the member of the board"),
            help=_staff_l("It stands beside the signature."),
            purpose=_WHY,
            sensitivity="personal",
            retention=_KEPT,
        ),
    )
    email = fields.Email(
        required=True,
        validate=[validate.Length(max=254), validate.Regexp(ONE_ADDRESS)],
        metadata=field_info(
            label=_staff_l("Their own e-mail address"),
            help=_staff_l("The link goes there alone. You do not see it."),
            purpose=_WHY,
            sensitivity="personal",
            retention=_KEPT,
        ),
    )
    language = fields.String(
        required=True, metadata=field_info(label=_staff_l("Language of the mail"))
    )


def ask_form(languages: Sequence[str]) -> PunosSchema:
    """The form in the association's languages."""
    return AskForm().offer(language=[(code, language_name(code)) for code in languages])


class CodeForm(PunosSchema):
    """The code that a member of the board was told."""

    code = fields.String(
        required=True,
        validate=validate.Length(max=20),
        metadata=field_info(
            label=_l("Code of six digits"),
            help=_l("Whoever asked you to sign tells you the code. It is not in the mail."),
            autocomplete="one-time-code",
        ),
    )


class NoteForm(PunosSchema):
    """A note for the association alone."""

    note = fields.String(
        load_default="",
        validate=validate.Length(max=500),
        metadata=field_info(
            label=_staff_l("Note"),
            help=_staff_l("For your own association. The funder never sees it."),
            widget="textarea",
            rows=3,
        ),
    )


class PaymentForm(PunosSchema):
    """Money that has come."""

    amount = euro_field(_staff_l("How much has come, in euros"))
    paid_on = _day(_staff_l("On which day"))


def decision_form(lines: Iterable[tuple[ClaimLine, Line]], language: str) -> PunosSchema:
    """What a funder without a desk has answered; a reason may stand beside each line."""
    asked: dict[str, Any] = {
        "answer": fields.String(
            required=True,
            metadata=field_info(
                label=_staff_l("What did the funder answer?"), options=ANSWERS, widget="radio"
            ),
        ),
        "day": _day(_staff_l("On which day")),
    }
    for number, (_row, line) in enumerate(lines):
        asked[f"reason{number}"] = fields.String(
            load_default="",
            validate=validate.Length(max=500),
            metadata=field_info(
                label=_staff_l(
                    "Why “%(line)s” was sent back", line=str(pick(line.names, language))
                ),
                help=_staff_l("Leave it empty where nothing has to be changed."),
                widget="textarea",
                rows=2,
            ),
        )
    made: type[PunosSchema] = PunosSchema.from_dict(asked, name="DecisionForm")  # type: ignore[assignment]
    return made()


def reasons_of(data: Mapping[str, Any], lines: Iterable[tuple[ClaimLine, Line]]) -> dict[str, str]:
    """The reasons that were typed, by the codes of their lines."""
    typed = {line.code: data[f"reason{number}"] for number, (_row, line) in enumerate(lines)}
    return {code: reason for code, reason in typed.items() if reason}
