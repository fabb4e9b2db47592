"""Entries of the main menu, each for tenants of one kind."""

from punos.plugin import MenuItem
from punos_payouts.access import READ
from punos_payouts.texts import _staff_l

MENU = (MenuItem(_staff_l("Money"), "payouts.overview", READ, order=60, kind="association"),)
