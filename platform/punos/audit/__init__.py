"""Audit: who did what (sealed into a chain) and who read which personal page."""
