"""The plugin's pages."""

from punos_payouts.views import agreements
from punos_payouts.views.base import pages

__all__ = ["agreements", "pages"]
