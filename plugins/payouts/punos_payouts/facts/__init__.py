"""What the core knows of the facts that earn, and nothing of money.

Each function finds the facts that hold now. Whatever a programme model adds to a noun stays unknown
here, so each of them works for any model.
"""

from punos_payouts.facts.base import Ask, Holding

__all__ = ["Ask", "Holding"]
