"""What passes between a grantee and its funder: counts, amounts, numbers and days, never a person."""

from marshmallow import Schema, fields, validate

from punos.plugin import BorderKind, OutboxItem, Work, register_border_kind
from punos_payouts.funder_receiving import on_payment_status, receive_claim, receive_report
from punos_payouts.models.agreements import LINE_KINDS
from punos_payouts.payments import receive_payment
from punos_payouts.sending import on_claim_status

CLAIM, PAYMENT, REPORT = "claim", "payment", "report"

_SHORT = validate.Length(min=1, max=40)
_MOST_CENTS = 10**13
_CENTS = validate.Range(-_MOST_CENTS, _MOST_CENTS)
_COUNT = validate.Range(-1_000_000, 1_000_000)


class EarnedLine(Schema):
    """A line of an agreement and all that stands earned on it."""

    code = fields.String(required=True, validate=_SHORT)
    kind = fields.String(required=True, validate=validate.OneOf(LINE_KINDS))
    earned_units = fields.Integer(required=True, strict=True, validate=_COUNT)
    earned_cents = fields.Integer(required=True, strict=True, validate=_CENTS)


class ClaimedLine(EarnedLine):
    """The same, with what a claim asks for on it."""

    units = fields.Integer(required=True, strict=True, validate=_COUNT)
    amount_cents = fields.Integer(required=True, strict=True, validate=_CENTS)


class ClaimSchema(Schema):
    """A claim as it leaves."""

    agreement_number = fields.String(required=True, validate=_SHORT)
    number = fields.String(required=True, validate=validate.Length(min=1, max=20))
    turn = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1000))
    reference = fields.String(required=True, validate=validate.Length(min=1, max=30))
    made_on = fields.Date(required=True)
    lines = fields.List(
        fields.Nested(ClaimedLine), required=True, validate=validate.Length(min=1, max=200)
    )
    total_cents = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, _MOST_CENTS)
    )
    currency = fields.String(required=True, validate=validate.Equal("EUR"))


class ClaimAnswer(Schema):
    """What the funder says of a claim: reasons by the code of a line, when it comes back."""

    reasons = fields.Dict(
        keys=fields.String(validate=_SHORT),
        values=fields.String(validate=validate.Length(max=500)),
        load_default=dict,
    )


class PaymentSchema(Schema):
    """Word of a payment."""

    agreement_number = fields.String(required=True, validate=_SHORT)
    claim_number = fields.String(required=True, validate=validate.Length(min=1, max=20))
    reference = fields.String(required=True, validate=validate.Length(min=1, max=30))
    amount_cents = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, _MOST_CENTS)
    )
    paid_on = fields.Date(required=True)


class ReportSchema(Schema):
    """How an agreement stands at the grantee on a day."""

    agreement_number = fields.String(required=True, validate=_SHORT)
    as_of = fields.Date(required=True)
    lines = fields.List(fields.Nested(EarnedLine), required=True, validate=validate.Length(max=200))


def _nothing_to_do(work: Work, item: OutboxItem) -> None:
    """A report needs no answer: the page reads from the item itself whether it has arrived."""


KINDS = (
    BorderKind(
        CLAIM, ClaimSchema, receive_claim, on_claim_status, answer=ClaimAnswer, plugin="payouts"
    ),
    BorderKind(PAYMENT, PaymentSchema, receive_payment, on_payment_status, plugin="payouts"),
    BorderKind(REPORT, ReportSchema, receive_report, _nothing_to_do, plugin="payouts"),
)


def register_kinds() -> None:
    """Make them known to the courier."""
    for kind in KINDS:
        register_border_kind(kind)
