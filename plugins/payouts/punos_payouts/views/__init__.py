"""The plugin's pages."""

from punos_payouts.views.base import pages

__all__ = ["pages"]
