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
from punos_payouts.models.funder import (
    Allocation,
    Disbursement,
    Frame,
    ReceivedClaim,
    ReceivedReport,
)
from punos_payouts.models.ledger import ACCOUNTS, SUBJECTS, Earning, Reversal, Transfer, Waiting

__all__ = [
    "ACCOUNTS",
    "SUBJECTS",
    "Agreement",
    "Allocation",
    "Cap",
    "Claim",
    "ClaimItem",
    "ClaimLine",
    "Disbursement",
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
    "Waiting",
]
