"""What the core's pages show of money: a way in, without a statement of its own."""

from collections.abc import Sequence

from punos.plugin import Cycle, Panel
from punos_payouts.access import READ
from punos_payouts.texts import _staff_l


def cycle_panels(cycle: Cycle) -> Sequence[Panel]:
    """The cycle's page has no room for further statements, so the figures are a tap away."""
    known = {"cycle": cycle}
    return (Panel(_staff_l("Money"), "payouts/cycle_panel.html", READ, known, order=80),)
