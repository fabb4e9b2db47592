"""The plugin's pages."""

from punos_payouts.views import (
    agreement_forms,
    agreements,
    earnings,
    funder,
    funder_forms,
    funder_received,
    funder_sheet,
    lines,
    report,
)
from punos_payouts.views.base import pages

__all__ = [
    "agreement_forms",
    "agreements",
    "earnings",
    "funder",
    "funder_forms",
    "funder_received",
    "funder_sheet",
    "lines",
    "pages",
    "report",
]
