"""Payouts, as Punos finds them."""

from pathlib import Path

from punos.plugin import Plugin
from punos_payouts import hooks
from punos_payouts.texts import _staff_l

plugin = Plugin(
    name="payouts",
    package="punos_payouts",
    version="0.1.0",
    api=">=1.0,<2",
    label=_staff_l("Payouts"),
    description=_staff_l("Agreements with funders, what is earned, claims, and the funder’s desk."),
    hooks=hooks,
    folder=Path(__file__).parent,
    migrates=True,
    needs_core="0002",
)
