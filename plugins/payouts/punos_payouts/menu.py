"""Entries of the main menu, each for tenants of one kind."""

from punos.plugin import MenuItem
from punos_payouts.access import FUND, READ
from punos_payouts.texts import _staff_l

MENU = (
    MenuItem(_staff_l("Money"), "payouts.overview", READ, order=60, kind="association"),
    MenuItem(_staff_l("Grantees"), "payouts.grantees", FUND, order=10, kind="funder"),
    MenuItem(_staff_l("Claims"), "payouts.received_claims", FUND, order=20, kind="funder"),
)
