"""What of a referral crosses the border: the reason, the terms, and the values she agreed to.

No ids. Back comes yes or no, with a yes the day of it: on that day begins who may claim.
"""

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from punos.border.kinds import BorderKind
from punos.referrals.codes import CLAIMS, REASONS
from punos.referrals.handed import HandedSchema, can_be_sent
from punos.referrals.receiving import recall, receive
from punos.referrals.service import told


class ParcelSchema(Schema):
    """What is carried."""

    reason = fields.String(required=True, validate=validate.OneOf(list(REASONS)))
    claims = fields.String(required=True, validate=validate.OneOf(CLAIMS))
    expires_on = fields.Date(required=True)
    values = fields.Nested(HandedSchema, required=True)

    @validates_schema
    def _reachable(self, data: dict[str, dict[str, object]], **_more: object) -> None:
        if not can_be_sent(data.get("values", {})):
            raise ValidationError("unreachable", "values")


class AnswerSchema(Schema):
    """What returns with a yes."""

    on = fields.Date()


REFERRAL = BorderKind("referral", ParcelSchema, receive, told, answer=AnswerSchema, recall=recall)
