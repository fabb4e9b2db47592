"""The plugin's pages."""

from punos_payouts.views import (
    agreement_forms,
    agreements,
    annex,
    claim,
    claim_answers,
    claim_signing,
    claims,
    earnings,
    funder,
    funder_forms,
    funder_received,
    funder_sheet,
    ledger,
    lines,
    papers,
    report,
    sign,
)
from punos_payouts.views.base import pages

__all__ = [
    "agreement_forms",
    "agreements",
    "annex",
    "claim",
    "claim_answers",
    "claim_signing",
    "claims",
    "earnings",
    "funder",
    "funder_forms",
    "funder_received",
    "funder_sheet",
    "ledger",
    "lines",
    "pages",
    "papers",
    "report",
    "sign",
]
