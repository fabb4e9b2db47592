"""The plugin's tables. The grantee's are the first three modules, the funder's the last."""

from punos_payouts.models.agreements import Agreement, Cap, Line, LineVersion
from punos_payouts.models.claims import (
    Claim,
    ClaimItem,
    ClaimLine,
    Document,
    Payment,
    SignatureRequest,
)
from punos_payouts.models.funder import Allocation, Frame, ReceivedClaim, ReceivedReport
from punos_payouts.models.ledger import ACCOUNTS, Earning, Reversal, Transfer

__all__ = [
    "ACCOUNTS",
    "Agreement",
    "Allocation",
    "Cap",
    "Claim",
    "ClaimItem",
    "ClaimLine",
    "Document",
    "Earning",
    "Frame",
    "Line",
    "LineVersion",
    "Payment",
    "ReceivedClaim",
    "ReceivedReport",
    "Reversal",
    "SignatureRequest",
    "Transfer",
]
